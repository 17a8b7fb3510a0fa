/**
 * How much a set of rows can lower the loss: XGBoost's structure score with L1 and L2 terms (Chen and Guestrin 2016, eq. 6).
 * Sums are float64, the score is rounded to float32 at each step where XGBoost rounds it, so that gains and ties are its own.
 */
export interface GainParams {
  readonly alpha: number;
  readonly lambda: number;
  readonly minChildWeight: number;
  /** 0: no limit. */
  readonly maxDeltaStep: number;
}

export class SplitGain {
  readonly minChildWeight: number;
  readonly #alpha: number;
  readonly #lambda: number;
  readonly #maxDeltaStep: number;

  constructor(params: GainParams) {
    this.#alpha = Math.fround(params.alpha);
    this.#lambda = Math.fround(params.lambda);
    this.minChildWeight = Math.fround(params.minChildWeight);
    this.#maxDeltaStep = Math.fround(params.maxDeltaStep);
  }

  /** The best weight of a leaf with these sums of gradients and Hessians, before the learning rate. */
  weight(gradient: number, hessian: number): number {
    if (hessian < this.minChildWeight || hessian <= 0) return 0;
    const weight = -this.#shrunk(gradient) / (hessian + this.#lambda);
    const most = this.#maxDeltaStep;
    return most === 0 ? weight : Math.max(-most, Math.min(most, weight));
  }

  /** What such a leaf takes off twice the loss. */
  gain(gradient: number, hessian: number): number {
    if (hessian <= 0) return 0;
    if (this.#maxDeltaStep !== 0) return this.#limitedGain(gradient, hessian);
    const shrunk = this.#shrunk(gradient);
    return Math.fround(Math.fround(shrunk * shrunk) / Math.fround(hessian + this.#lambda));
  }

  #limitedGain(gradient: number, hessian: number): number {
    if (hessian < this.minChildWeight) return 0;
    const weight = Math.fround(this.weight(gradient, hessian));
    const slope = Math.fround(2 * Math.fround(gradient) * weight);
    const bend = Math.fround(Math.fround(Math.fround(hessian) + this.#lambda) * Math.fround(weight * weight));
    return -Math.fround(slope + bend);
  }

  /** The sum of gradients after the L1 penalty. */
  #shrunk(gradient: number): number {
    const alpha = this.#alpha;
    return gradient > alpha ? gradient - alpha : gradient < -alpha ? gradient + alpha : 0;
  }
}
