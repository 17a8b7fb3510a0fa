/**
 * The features on the way to a node, each with the share of the subsets of features under which a row goes this way: what
 * TreeSHAP keeps (Lundberg, Erion, Lee: Consistent Individualized Feature Attribution for Tree Ensembles, 2018, algorithm
 * 2). Ways of a node and its ancestors lie behind each other in one set of columns, by their offsets. Pure.
 */
export class ShapPath {
  readonly features: Int32Array;
  /** Share of the training data that goes this way where the feature is unknown. */
  readonly zeros: Float64Array;
  /** 1: the row goes this way where the feature is known; else 0. */
  readonly ones: Float64Array;
  readonly #weights: Float64Array;

  /** For trees of at most this depth. */
  constructor(depth: number) {
    const size = ((depth + 2) * (depth + 3)) / 2;
    this.features = new Int32Array(size);
    this.zeros = new Float64Array(size);
    this.ones = new Float64Array(size);
    this.#weights = new Float64Array(size);
  }

  copy(from: number, to: number, length: number): void {
    for (const column of [this.features, this.zeros, this.ones, this.#weights]) {
      column.copyWithin(to, from, from + length);
    }
  }

  /** Adds a feature behind the `depth` that are there. */
  extend(offset: number, depth: number, zero: number, one: number, feature: number): void {
    const weights = this.#weights;
    this.features[offset + depth] = feature;
    this.zeros[offset + depth] = zero;
    this.ones[offset + depth] = one;
    weights[offset + depth] = depth === 0 ? 1 : 0;
    for (let index = depth - 1; index >= 0; index--) {
      const weight = weights[offset + index]!;
      weights[offset + index + 1]! += (one * weight * (index + 1)) / (depth + 1);
      weights[offset + index] = (zero * weight * (depth - index)) / (depth + 1);
    }
  }

  /** Takes a feature out again. */
  unwind(offset: number, depth: number, taken: number): void {
    const weights = this.#weights;
    const [zero, one] = [this.zeros[offset + taken]!, this.ones[offset + taken]!];
    let next = weights[offset + depth]!;
    for (let index = depth - 1; index >= 0; index--) {
      const weight = weights[offset + index]!;
      if (one !== 0) {
        weights[offset + index] = (next * (depth + 1)) / ((index + 1) * one);
        next = weight - (weights[offset + index]! * zero * (depth - index)) / (depth + 1);
      } else weights[offset + index] = (weight * (depth + 1)) / (zero * (depth - index));
    }
    for (const column of [this.features, this.zeros, this.ones]) {
      column.copyWithin(offset + taken, offset + taken + 1, offset + depth + 1);
    }
  }

  /** The sum of the weights that would be left without a feature. */
  unwoundSum(offset: number, depth: number, taken: number): number {
    const weights = this.#weights;
    const [zero, one] = [this.zeros[offset + taken]!, this.ones[offset + taken]!];
    let next = weights[offset + depth]!;
    let sum = 0;
    for (let index = depth - 1; index >= 0; index--) {
      const weight = weights[offset + index]!;
      if (one !== 0) {
        const own = (next * (depth + 1)) / ((index + 1) * one);
        sum += own;
        next = weight - (own * zero * (depth - index)) / (depth + 1);
      } else if (zero !== 0) sum += (weight * (depth + 1)) / (zero * (depth - index));
    }
    return sum;
  }

  /** Where a feature stands among those behind the first, which stands for the root; -1 where it does not. */
  find(offset: number, depth: number, feature: number): number {
    for (let index = 1; index <= depth; index++) if (this.features[offset + index] === feature) return index;
    return -1;
  }
}
