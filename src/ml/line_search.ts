/**
 * A step along a direction of descent that lowers the function enough and flattens its slope enough (strong Wolfe
 * conditions), of Moré and Thuente, ACM Transactions on Mathematical Software 20 (1994), with L-BFGS-B's constants.
 */
const lowersEnough = 1e-3;
const flattensEnough = 0.9;
const narrowEnough = 0.1;
const longestStep = 1e10;

/** Where the function was tried: the step, and value and slope there. */
interface Trial {
  readonly step: number;
  readonly value: number;
  readonly slope: number;
}

export class LineSearch {
  /** The step to try next. */
  step: number;
  readonly #start: Trial;
  /** The best step so far, and the other end of the interval. */
  #best: Trial;
  #other: Trial;
  /** Whether the interval between the two holds a good step. */
  #bracketed = false;
  /** Until the function has been low enough with a rising slope, it is judged relative to the line of what is low enough. */
  #tilted = true;
  #width = longestStep;
  #widthBefore = 2 * longestStep;
  #least = 0;
  #most: number;

  constructor(value: number, slope: number, first: number) {
    this.#start = { step: 0, value, slope };
    this.#best = this.#start;
    this.#other = this.#start;
    this.step = first;
    this.#most = 5 * first;
  }

  /** Takes value and slope at `step`; true: the step is good, false: try the next `step`. */
  next(value: number, slope: number): boolean {
    const tilt = lowersEnough * this.#start.slope;
    const line = this.#start.value + this.step * tilt;
    if (this.#tilted && value <= line && slope >= 0) this.#tilted = false;
    const lowAndFlat = value <= line && Math.abs(slope) <= flattensEnough * -this.#start.slope;
    if (lowAndFlat || this.#isSpent()) return true;
    const relative = this.#tilted && value <= this.#best.value && value > line;
    this.#move({ step: this.step, value, slope }, relative ? tilt : 0);
    this.#narrow();
    return false;
  }

  /** Nothing more can be gained within the interval. */
  #isSpent(): boolean {
    if (!this.#bracketed) return false;
    const outside = this.step <= this.#least || this.step >= this.#most;
    return outside || this.#most - this.#least <= narrowEnough * this.#most;
  }

  /** Takes the trial as an end of the interval and chooses the next step; `tilt` is the slope of the line. */
  #move(trial: Trial, tilt: number): void {
    const [best, other, now] = [this.#best, this.#other, trial].map((one) => tiltedBy(tilt, one)) as [
      Trial,
      Trial,
      Trial,
    ];
    const turns = now.slope * Math.sign(best.slope) < 0;
    const next = this.#interpolated(best, other, now, turns);
    if (now.value > best.value) {
      this.#other = trial;
    } else {
      if (turns) this.#other = this.#best;
      this.#best = trial;
    }
    this.step = next;
  }

  #interpolated(best: Trial, other: Trial, now: Trial, turns: boolean): number {
    const secant = now.step + (now.slope / (now.slope - best.slope)) * (best.step - now.step);
    if (now.value > best.value) {
      this.#bracketed = true;
      const cubic = cubicMinimum(best, now);
      const span = now.step - best.step;
      const quadratic = best.step + (best.slope / ((best.value - now.value) / span + best.slope) / 2) * span;
      return nearer(best.step, cubic, quadratic) ? cubic : cubic + (quadratic - cubic) / 2;
    }
    if (turns) {
      this.#bracketed = true;
      const cubic = cubicMinimum(now, best);
      return nearer(now.step, secant, cubic) ? cubic : secant;
    }
    if (Math.abs(now.slope) < Math.abs(best.slope)) return this.#flatter(best, other, now, secant);
    if (this.#bracketed) return cubicMinimum(now, other);
    return now.step > best.step ? this.#most : this.#least;
  }

  /** The slope goes on in its direction, but flattens: the minimum may lie beyond. */
  #flatter(best: Trial, other: Trial, now: Trial, secant: number): number {
    const forwards = now.step > best.step;
    const cubic = cubicBeyond(now, best) ?? (forwards ? this.#most : this.#least);
    const cubicIsNearer = nearer(now.step, cubic, secant);
    if (!this.#bracketed) return Math.min(Math.max(cubicIsNearer ? secant : cubic, this.#least), this.#most);
    const chosen = cubicIsNearer ? cubic : secant;
    const limit = now.step + 0.66 * (other.step - now.step);
    return forwards ? Math.min(limit, chosen) : Math.max(limit, chosen);
  }

  /** Halves an interval that hardly shrinks, and sets how far the next step may go. */
  #narrow(): void {
    const [best, other] = [this.#best.step, this.#other.step];
    if (this.#bracketed) {
      if (Math.abs(other - best) >= 0.66 * this.#widthBefore) this.step = best + 0.5 * (other - best);
      this.#widthBefore = this.#width;
      this.#width = Math.abs(other - best);
      this.#least = Math.min(best, other);
      this.#most = Math.max(best, other);
    } else {
      this.#least = this.step + 1.1 * (this.step - best);
      this.#most = this.step + 4 * (this.step - best);
    }
    this.step = Math.min(Math.max(this.step, 0), longestStep);
    if (this.#isSpent()) this.step = best;
  }
}

function tiltedBy(tilt: number, { step, value, slope }: Trial): Trial {
  return { step, value: value - step * tilt, slope: slope - tilt };
}

function nearer(point: number, one: number, other: number): boolean {
  return Math.abs(one - point) < Math.abs(other - point);
}

/** Parts of the cubic through value and slope of both, as seen from `from`. */
function cubic(from: Trial, to: Trial): { theta: number; gamma: number } {
  const theta = (3 * (from.value - to.value)) / (to.step - from.step) + from.slope + to.slope;
  const size = Math.max(Math.abs(theta), Math.abs(from.slope), Math.abs(to.slope));
  const root = size * Math.sqrt(Math.max(0, (theta / size) ** 2 - (from.slope / size) * (to.slope / size)));
  return { theta, gamma: to.step < from.step ? -root : root };
}

function cubicMinimum(from: Trial, to: Trial): number {
  const { theta, gamma } = cubic(from, to);
  const share = (gamma - from.slope + theta) / (gamma - from.slope + gamma + to.slope);
  return from.step + share * (to.step - from.step);
}

/** The cubic's minimum on the far side of `from`; null where it has none there. */
function cubicBeyond(from: Trial, to: Trial): number | null {
  const { theta, gamma } = cubic(from, to);
  const share = (gamma - from.slope + theta) / (gamma + (to.slope - from.slope) + gamma);
  return share < 0 && gamma !== 0 ? from.step + share * (to.step - from.step) : null;
}
