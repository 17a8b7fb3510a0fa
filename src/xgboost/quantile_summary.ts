/**
 * XGBoost's weighted quantile summary (Chen and Guestrin 2016, appendix): some of the values, ascending, with bounds of
 * their ranks. Numbers are float32, as there, so that the same values are chosen.
 */
const single = Math.fround;

export class QuantileSummary {
  readonly values: number[] = [];
  /** Least and greatest total weight up to each value: without it, and with it. */
  readonly leastRanks: number[] = [];
  readonly greatestRanks: number[] = [];
  /** Least weight of the value itself. */
  readonly weights: number[] = [];

  /** An exact summary. `weights` null: each value counts 1. */
  static of(values: ArrayLike<number>, weights: ArrayLike<number> | null): QuantileSummary {
    const order = Uint32Array.from(values, (_, at) => at).sort((a, b) => values[a]! - values[b]!);
    const summary = new QuantileSummary();
    let sum = 0;
    for (let at = 0; at < order.length;) {
      const value = values[order[at]!]!;
      let weight = 0;
      for (; at < order.length && values[order[at]!] === value; at++) {
        weight = single(weight + (weights === null ? 1 : weights[order[at]!]!));
      }
      summary.#add(value, sum, single(sum + weight), weight);
      sum = single(sum + weight);
    }
    return summary;
  }

  get size(): number {
    return this.values.length;
  }

  /** At most `maxSize` of the values, first and last among them, evenly over the weight. */
  pruned(maxSize: number): QuantileSummary {
    const { size, leastRanks, greatestRanks } = this;
    if (size <= maxSize) return this;
    const begin = greatestRanks[0]!;
    const range = single(leastRanks[size - 1]! - begin);
    const parts = maxSize - 1;
    const result = new QuantileSummary();
    let [at, last] = [1, 0];
    result.#copy(this, 0);
    for (let part = 1; part < parts; part++) {
      const wanted = single(2 * single(single(single(part * range) / parts) + begin));
      while (at < size - 1 && wanted >= single(greatestRanks[at + 1]! + leastRanks[at + 1]!)) at++;
      if (at === size - 1) break;
      const index = wanted < single(this.#next(at) + this.#previous(at + 1)) ? at : at + 1;
      if (index !== last) result.#copy(this, index);
      last = index;
    }
    if (last !== size - 1) result.#copy(this, size - 1);
    return result;
  }

  /** Of the values of both. */
  merged(other: QuantileSummary): QuantileSummary {
    if (other.size === 0) return this;
    if (this.size === 0) return other;
    const result = new QuantileSummary();
    let [a, b, least, otherLeast] = [0, 0, 0, 0];
    while (a < this.size || b < other.size) {
      const [mine, theirs] = [this.values[a] ?? Infinity, other.values[b] ?? Infinity];
      if (mine === theirs) {
        const ranks = [
          this.leastRanks[a]! + other.leastRanks[b]!,
          this.greatestRanks[a]! + other.greatestRanks[b]!,
        ] as const;
        result.#add(mine, ...ranks, this.weights[a]! + other.weights[b]!);
        [least, otherLeast] = [this.#next(a++), other.#next(b++)];
      } else if (mine < theirs) {
        result.#add(
          mine,
          this.leastRanks[a]! + otherLeast,
          this.greatestRanks[a]! + other.#before(b),
          this.weights[a]!,
        );
        least = this.#next(a++);
      } else {
        result.#add(theirs, other.leastRanks[b]! + least, other.greatestRanks[b]! + this.#before(a), other.weights[b]!);
        otherLeast = other.#next(b++);
      }
    }
    return result;
  }

  /** Greatest weight below the value at `at`; past the end, of all. */
  #before(at: number): number {
    return at < this.size ? this.#previous(at) : this.greatestRanks[this.size - 1]!;
  }

  #previous(at: number): number {
    return single(this.greatestRanks[at]! - this.weights[at]!);
  }

  #next(at: number): number {
    return single(this.leastRanks[at]! + this.weights[at]!);
  }

  #copy(source: QuantileSummary, at: number): void {
    this.#add(source.values[at]!, source.leastRanks[at]!, source.greatestRanks[at]!, source.weights[at]!);
  }

  #add(value: number, leastRank: number, greatestRank: number, weight: number): void {
    this.values.push(value);
    this.leastRanks.push(single(leastRank));
    this.greatestRanks.push(single(greatestRank));
    this.weights.push(single(weight));
  }
}
