/** What observations of one parameter make of its distribution, by hyperopt's rules: drawn from and evaluated. */
import { normalDeviate } from "../random.js";
import { type CategoricalDistribution, optionCount, priorProbability } from "./categorical.js";
import { drawIndex, drawValue, quantise } from "./draw.js";
import { erf } from "./erf.js";
import { adaptiveParzen, forgettingWeights, type Mixture, type Prior } from "./parzen.js";
import type { Distribution, Random } from "./suggest.js";

export interface Density {
  draw(random: Random): number;
  /** Log of the density, or of the probability where values are discrete. */
  logDensity(value: number): number;
}

export interface DensityOptions {
  readonly priorWeight: number;
  readonly linearForgetting: number;
}

const tiny = 1e-12; // hyperopt's EPS

/** `observations`: in trial order. */
export function densityOf(
  distribution: Distribution,
  observations: readonly number[],
  options: DensityOptions,
): CategoricalDensity | MixtureDensity {
  switch (distribution.kind) {
    case "choice":
    case "pchoice":
    case "randint":
      return new CategoricalDensity(distribution, observations, options);
    default:
      return new MixtureDensity(distribution, observations, options);
  }
}

/** Counts that forget, and the prior as if it had been seen `priorWeight` times per option. */
export class CategoricalDensity implements Density {
  readonly #distribution: CategoricalDistribution;
  /** What the prior and all observations weigh, beside those of each value. */
  readonly #priorWeight: number;
  readonly #seen = new Map<number, number>();
  readonly #total: number;

  constructor(distribution: CategoricalDistribution, observations: readonly number[], options: DensityOptions) {
    this.#distribution = distribution;
    this.#priorWeight = optionCount(distribution) * options.priorWeight;
    const weights = forgettingWeights(observations.length, options.linearForgetting);
    for (const [at, value] of observations.entries()) {
      this.#seen.set(value, (this.#seen.get(value) ?? 0) + weights[at]!);
    }
    this.#total = this.#priorWeight + weights.reduce((sum, weight) => sum + weight, 0);
  }

  /** Of all values in their order, the first one being `low`. */
  get probabilities(): Float64Array {
    const probabilities = new Float64Array(optionCount(this.#distribution));
    return probabilities.map((_, at) => this.#probability(this.low + at));
  }

  /** The value that the first probability belongs to. */
  get low(): number {
    return this.#distribution.kind === "randint" ? this.#distribution.low : 0;
  }

  draw(random: Random): number {
    let rest = random.next() * this.#total;
    for (const [value, weight] of this.#seen) {
      if (rest < weight) return value;
      rest -= weight;
    }
    return drawValue(this.#distribution, random);
  }

  logDensity(value: number): number {
    return Math.log(this.#probability(value));
  }

  #probability(value: number): number {
    const prior = this.#priorWeight * priorProbability(this.#distribution, value);
    return (prior + (this.#seen.get(value) ?? 0)) / this.#total;
  }
}

type NumericDistribution = Exclude<Distribution, { kind: "choice" | "pchoice" | "randint" }>;

/** A mixture of normals, or of their exponentials, cut to the bounds and rounded to steps where there are any. */
export class MixtureDensity implements Density {
  readonly mixture: Mixture;
  readonly #log: boolean;
  readonly #q: number | undefined;
  readonly #low: number;
  readonly #high: number;
  /** The share of the mixture that lies within the bounds. */
  readonly #inside: number;
  /** Of each component, the log of its weight over its norm. */
  readonly #logCoefficients: Float64Array;

  constructor(distribution: NumericDistribution, observations: readonly number[], options: DensityOptions) {
    this.#log = distribution.kind.includes("log");
    this.#q = "q" in distribution ? distribution.q : undefined;
    this.#low = "low" in distribution ? distribution.low : -Infinity;
    this.#high = "high" in distribution ? distribution.high : Infinity;
    const seen = this.#log ? observations.map((value) => Math.log(this.#positive(value))) : observations;
    this.mixture = adaptiveParzen(seen, priorOf(distribution), options.priorWeight, options.linearForgetting);
    this.#inside = this.#low === -Infinity ? 1 : this.#share(this.#low, this.#high);
    // hyperopt does not divide by the share inside where values are continuous and logarithmic; it makes no difference
    // between the two densities of one parameter.
    const share = this.#log ? 1 : this.#inside;
    this.#logCoefficients = this.mixture.weights.map((weight, at) =>
      Math.log(weight / (this.mixture.sigmas[at]! * Math.sqrt(2 * Math.PI)) / share),
    );
  }

  draw(random: Random): number {
    const { weights, mus, sigmas } = this.mixture;
    for (;;) {
      const at = drawIndex(weights, random);
      const drawn = mus[at]! + sigmas[at]! * normalDeviate(random);
      if (drawn < this.#low || drawn >= this.#high) continue;
      const value = this.#log ? Math.exp(drawn) : drawn;
      return this.#q === undefined ? value : quantise(value, this.#q);
    }
  }

  logDensity(value: number): number {
    if (this.#q !== undefined) return this.#logProbability(value, this.#q);
    return this.#log ? this.#logContinuous(Math.log(value)) - Math.log(value) : this.#logContinuous(value);
  }

  /** By the largest term, so that nothing underflows far away from all components. */
  #logContinuous(x: number): number {
    const { mus, sigmas } = this.mixture;
    let [largest, sum] = [-Infinity, 0];
    for (let at = 0; at < mus.length; at++) {
      const z = (x - mus[at]!) / sigmas[at]!;
      const term = this.#logCoefficients[at]! - 0.5 * z * z;
      if (term <= largest) {
        if (term > largest - 45) sum += Math.exp(term - largest); // e^-45 is below half a unit in the last place
      } else {
        sum = sum * Math.exp(largest - term) + 1;
        largest = term;
      }
    }
    return Math.log(sum) + largest;
  }

  /** Of the values that round to `value`, as far as the bounds let them. */
  #logProbability(value: number, q: number): number {
    const bound = (x: number) => (this.#log ? Math.exp(x) : x);
    let below = Math.max(value - q / 2, bound(this.#low));
    let above = Math.min(value + q / 2, bound(this.#high));
    if (this.#log) [below, above] = [Math.log(Math.max(below, tiny)), Math.log(Math.max(above, tiny))];
    return Math.log(this.#share(below, above)) - Math.log(this.#inside);
  }

  /** Of the mixture between `below` and `above`; rounded where hyperopt rounds, which shows in narrow steps far from all mus. */
  #share(below: number, above: number): number {
    const { weights, mus, sigmas } = this.mixture;
    let sum = 0;
    for (let at = 0; at < mus.length; at++) {
      const width = Math.max(Math.SQRT2 * sigmas[at]!, tiny);
      let share = weights[at]! * (0.5 + 0.5 * erf((above - mus[at]!) / width));
      share -= weights[at]! * (0.5 + 0.5 * erf((below - mus[at]!) / width));
      sum += share;
    }
    return sum;
  }

  /** Rounding may have taken a value to 0, or below the bounds. */
  #positive(value: number): number {
    if (this.#q === undefined) return value;
    return Math.max(value, tiny, Math.exp(this.#low));
  }
}

function priorOf(distribution: NumericDistribution): Prior {
  if ("mu" in distribution) return distribution;
  const { low, high } = distribution;
  return { mu: 0.5 * (low + high), sigma: high - low };
}
