/** One parameter's part of the multivariate TPE: a kernel for every past trial, and the prior as the last one. */
import { normalDeviate } from "../random.js";
import { type Axis, cellOf, coordinateOf, valueAt } from "./axis.js";
import { type CategoricalDistribution, optionCount, priorProbability } from "./categorical.js";
import { drawValue } from "./draw.js";
import { normalMass } from "./erf.js";
import { placesOf } from "./places.js";
import type { Random } from "./suggest.js";

export interface KernelColumn {
  /** A value from the kernel with this number. */
  draw(kernel: number, random: Random): number;
  /** Adds the log of each kernel at each value: `into[at * kernels + kernel]`. Factors that all kernels share are left out. */
  addLogDensities(values: Float64Array, into: Float64Array): void;
}

/** Normals as wide as the gaps between the trials, cut to the bounds. */
export class NumericColumn implements KernelColumn {
  readonly #axis: Axis;
  readonly #mus: Float64Array;
  readonly #sigmas: Float64Array;
  /** Of each kernel, minus the log of its sigma and of the mass that lies within the bounds. */
  readonly #logNorms: Float64Array;

  /** `values`: one per trial; `narrowest`: the share of the axis that no kernel is narrower than. */
  constructor(axis: Axis, values: Float64Array, narrowest: number) {
    this.#axis = axis;
    this.#mus = new Float64Array(values.length + 1).fill(axis.mu);
    for (let at = 0; at < values.length; at++) this.#mus[at] = coordinateOf(axis, values[at]!);
    this.#sigmas = widths(axis, this.#mus.subarray(0, values.length), narrowest);
    if (axis.q !== undefined) widenToSteps(axis, values, this.#sigmas);
    this.#logNorms = new Float64Array(values.length + 1);
    for (let at = 0; at <= values.length; at++) {
      this.#logNorms[at] = -Math.log(this.#sigmas[at]! * this.#mass(at, axis.low, axis.high));
    }
  }

  draw(kernel: number, random: Random): number {
    const { low, high } = this.#axis;
    for (;;) {
      const x = this.#mus[kernel]! + this.#sigmas[kernel]! * normalDeviate(random);
      if (x >= low && x <= high) return valueAt(this.#axis, x);
    }
  }

  addLogDensities(values: Float64Array, into: Float64Array): void {
    for (let at = 0; at < values.length; at++) {
      const offset = at * this.#mus.length;
      if (this.#axis.q === undefined) this.#addDensities(coordinateOf(this.#axis, values[at]!), into, offset);
      else this.#addProbabilities(values[at]!, into, offset);
    }
  }

  #addDensities(x: number, into: Float64Array, offset: number): void {
    const [mus, sigmas, logNorms] = [this.#mus, this.#sigmas, this.#logNorms];
    for (let kernel = 0; kernel < mus.length; kernel++) {
      const z = (x - mus[kernel]!) / sigmas[kernel]!;
      into[offset + kernel]! += logNorms[kernel]! - 0.5 * z * z;
    }
  }

  /** Of all that rounds to `value`. */
  #addProbabilities(value: number, into: Float64Array, offset: number): void {
    const [below, above] = cellOf(this.#axis, value);
    for (let kernel = 0; kernel < this.#mus.length; kernel++) {
      const mass = this.#mass(kernel, below, above);
      into[offset + kernel]! += this.#logNorms[kernel]! + Math.log(this.#sigmas[kernel]! * mass);
    }
  }

  #mass(kernel: number, below: number, above: number): number {
    if (below === -Infinity && above === Infinity) return 1;
    const [mu, sigma] = [this.#mus[kernel]!, this.#sigmas[kernel]!];
    return normalMass((below - mu) / sigma, (above - mu) / sigma);
  }
}

/** The larger of the gaps to the neighbours, within limits; the prior's last. */
function widths({ low, high, sigma }: Axis, mus: Float64Array, narrowest: number): Float64Array {
  const result = new Float64Array(mus.length + 1).fill(sigma);
  const { sorted, places } = placesOf(mus);
  for (let at = 0; at < mus.length; at++) {
    const [here, place] = [mus[at]!, places[at]!];
    const below = place === 0 ? 0 : here - sorted[place - 1]!;
    const above = place === mus.length - 1 ? 0 : sorted[place + 1]! - here;
    const gap = mus.length > 1 ? Math.max(below, above) : Math.max(here - low, high - here);
    result[at] = Math.min(Math.max(gap, narrowest * sigma), sigma);
  }
  return result;
}

/** A kernel narrower than a step could only repeat its own value. */
function widenToSteps(axis: Axis, values: Float64Array, sigmas: Float64Array): void {
  for (let at = 0; at < values.length; at++) {
    const [below, above] = cellOf(axis, values[at]!);
    sigmas[at] = Math.max(sigmas[at]!, Math.min(above - below, axis.sigma));
  }
}

/** The value of the trial, and a share of the prior that shrinks with the number of kernels. */
export class CategoricalColumn implements KernelColumn {
  readonly #distribution: CategoricalDistribution;
  readonly #values: Float64Array;
  readonly #share: number;

  /** `values`: one per trial. */
  constructor(distribution: CategoricalDistribution, values: Float64Array) {
    this.#distribution = distribution;
    this.#values = values;
    const pseudocount = optionCount(distribution) / (values.length + 1);
    this.#share = pseudocount / (1 + pseudocount);
  }

  draw(kernel: number, random: Random): number {
    const ofPrior = kernel === this.#values.length || random.next() < this.#share;
    return ofPrior ? drawValue(this.#distribution, random) : this.#values[kernel]!;
  }

  addLogDensities(values: Float64Array, into: Float64Array): void {
    const kernels = this.#values.length + 1;
    for (let at = 0; at < values.length; at++) {
      const prior = priorProbability(this.#distribution, values[at]!);
      const other = Math.log(this.#share * prior);
      const same = Math.log(1 - this.#share + this.#share * prior);
      for (let kernel = 0; kernel < kernels - 1; kernel++) {
        into[at * kernels + kernel]! += this.#values[kernel] === values[at] ? same : other;
      }
      into[at * kernels + kernels - 1]! += Math.log(prior);
    }
  }
}
