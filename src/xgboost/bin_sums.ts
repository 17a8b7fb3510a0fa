/** Sums of gradients and Hessians by bin, of the bins that a node's rows have: what split searches read. */

export interface BinSums {
  /** Ascending; all lists are valid at `0 … length - 1`. */
  readonly bins: Int32Array;
  readonly counts: Int32Array;
  readonly gradients: Float64Array;
  readonly hessians: Float64Array;
  length: number;
}

/** One entry per bin of the matrix; all 0 between uses. */
export interface BinTotals {
  readonly counts: Int32Array;
  readonly gradients: Float64Array;
  readonly hessians: Float64Array;
}

export function emptyTotals(binCount: number): BinTotals {
  return {
    counts: new Int32Array(binCount),
    gradients: new Float64Array(binCount),
    hessians: new Float64Array(binCount),
  };
}

/** Lends lists and takes them back, so that a tree's thousand nodes share a few. */
export class BinSumsPool {
  /** By size class: 2 ** i entries. */
  readonly #free: BinSums[][] = [];

  take(length: number): BinSums {
    const sizeClass = Math.max(4, 32 - Math.clz32(Math.max(1, length) - 1));
    const reused = this.#free[sizeClass]?.pop();
    if (reused !== undefined) return reused;
    const size = 2 ** sizeClass;
    return {
      bins: new Int32Array(size),
      counts: new Int32Array(size),
      gradients: new Float64Array(size),
      hessians: new Float64Array(size),
      length: 0,
    };
  }

  /** The same in lists that are not more than twice too long, so that many small nodes take little memory. */
  fitted(sums: BinSums): BinSums {
    if (sums.length * 2 > sums.bins.length) return sums;
    const { length } = sums;
    const small = this.take(length);
    small.bins.set(sums.bins.subarray(0, length));
    small.counts.set(sums.counts.subarray(0, length));
    small.gradients.set(sums.gradients.subarray(0, length));
    small.hessians.set(sums.hessians.subarray(0, length));
    small.length = length;
    this.give(sums);
    return small;
  }

  give(sums: BinSums): void {
    const sizeClass = 31 - Math.clz32(sums.bins.length);
    (this.#free[sizeClass] ??= []).push(sums);
  }
}

/** Takes all totals out as a list, and leaves them 0. */
export function drain(totals: BinTotals, pool: BinSumsPool): BinSums {
  const sums = pool.take(totals.counts.length);
  let length = 0;
  for (let bin = 0; bin < totals.counts.length; bin++) {
    if (totals.counts[bin] === 0) continue;
    sums.bins[length] = bin;
    takeOut(totals, bin, sums, length++);
  }
  sums.length = length;
  return sums;
}

/**
 * Parts a node's sums into those of some of its rows, whose totals (of so many entries) are given and left 0, and the
 * others'. What is not wanted is null.
 */
export function part(
  whole: BinSums,
  totals: BinTotals,
  summedCount: number,
  wanted: { readonly some: boolean; readonly others: boolean },
  pool: BinSumsPool,
): { some: BinSums | null; others: BinSums | null } {
  const some = wanted.some ? pool.take(Math.min(whole.length, summedCount)) : null;
  const others = wanted.others ? pool.take(whole.length) : null;
  if (some !== null) some.length = 0;
  if (others !== null) others.length = 0;
  const { bins, counts } = whole;
  for (let at = 0; at < whole.length; at++) {
    const bin = bins[at]!;
    const count = totals.counts[bin]!;
    if (others !== null && counts[at] !== count) subtract(whole, at, totals, others);
    if (count === 0) continue;
    if (some !== null) {
      some.bins[some.length] = bin;
      takeOut(totals, bin, some, some.length++);
    } else totals.counts[bin] = totals.gradients[bin] = totals.hessians[bin] = 0;
  }
  return { some, others: others === null ? null : pool.fitted(others) };
}

function subtract(whole: BinSums, at: number, totals: BinTotals, result: BinSums): void {
  const bin = whole.bins[at]!;
  const place = result.length++;
  result.bins[place] = bin;
  result.counts[place] = whole.counts[at]! - totals.counts[bin]!;
  result.gradients[place] = whole.gradients[at]! - totals.gradients[bin]!;
  result.hessians[place] = whole.hessians[at]! - totals.hessians[bin]!;
}

function takeOut(totals: BinTotals, bin: number, sums: BinSums, at: number): void {
  sums.counts[at] = totals.counts[bin]!;
  sums.gradients[at] = totals.gradients[bin]!;
  sums.hessians[at] = totals.hessians[bin]!;
  totals.counts[bin] = totals.gradients[bin] = totals.hessians[bin] = 0;
}
