/**
 * Where `hist` cuts a column into bins: at quantiles, from a sketch of the values in the order of the rows, by XGBoost's own
 * rules, so that the cuts are the same.
 */
import { QuantileSummary } from "./quantile_summary.js";

export interface ColumnCuts {
  /** Ascending; bin i holds the values below bound i and not below bound i - 1. */
  readonly bounds: readonly number[];
  /** Below every value. */
  readonly floor: number;
}

/** XGBoost keeps this many times as many quantiles as it cuts, before it chooses the cuts. */
const oversampling = 8;

/** `weights` null: each value counts 1. An empty column has one bin. */
export function quantileCuts(values: Float64Array, weights: Float32Array | null, maxBin: number): ColumnCuts {
  const kept = summaryOf(values, weights, maxBin);
  if (kept.size === 0) return { bounds: [Math.fround(1e-5)], floor: Math.fround(-1e-5) };
  const bounds: number[] = [];
  for (let at = 1; at < Math.min(kept.size, maxBin); at++) bounds.push(kept.values[at]!);
  const last = kept.values[kept.size - 1]!;
  bounds.push(Math.fround(last + (Math.abs(last) + 1e-5)));
  const first = kept.values[0]!;
  return { bounds, floor: Math.fround(first - (Math.abs(first) + 1e-5)) };
}

function summaryOf(values: Float64Array, weights: Float32Array | null, maxBin: number): QuantileSummary {
  // Thousands of one-hot columns have one value each: no sketch finds more.
  if (weights === null && values.every((value) => value === values[0])) {
    return QuantileSummary.of(values.subarray(0, 1), null);
  }
  return sketch(values, weights, maxBin)
    .pruned(Math.min(values.length, maxBin * oversampling))
    .pruned(Math.min(values.length, maxBin) + 1);
}

/** `WQuantileSketch`: batches of rows are summarised, summaries of two batches merged into one of a level above. */
function sketch(values: Float64Array, weights: Float32Array | null, maxBin: number): QuantileSummary {
  const limit = sizeLimit(values.length, Math.max(1, Math.min(values.length, maxBin)));
  const levels: QuantileSummary[] = [];
  let batch = new Batch(limit * 2);
  values.forEach((value, at) => {
    const weight = weights === null ? 1 : weights[at]!;
    if (weight === 0 || batch.push(value, weight)) return;
    raise(levels, batch.summary(), limit);
    batch = new Batch(limit * 2);
    batch.push(value, weight);
  });
  const rest = batch.summary().pruned(limit);
  return levels.reduce((all, level) => (level.size === 0 ? all : all.merged(level).pruned(limit)), rest);
}

function sizeLimit(count: number, binCount: number): number {
  for (let levels = 1; ; levels++) {
    const limit = Math.min(count, levels * binCount * oversampling + 1);
    if (limit * 2 ** levels >= count) return limit;
  }
}

function raise(levels: QuantileSummary[], batch: QuantileSummary, limit: number): void {
  let carried = batch;
  for (let level = 0; ; level++) {
    const there = levels[level] ?? new QuantileSummary();
    if (there.size === 0) {
      levels[level] = carried.pruned(limit);
      return;
    }
    carried = carried.pruned(limit).merged(there);
    levels[level] = carried.size > limit ? new QuantileSummary() : carried;
    if (carried.size <= limit) return;
  }
}

/** Values in the order of the rows; a run of one value takes one place. */
class Batch {
  readonly #values: number[] = [];
  readonly #weights: number[] = [];
  readonly #places: number;

  constructor(places: number) {
    this.#places = places;
  }

  /** False: it is full. */
  push(value: number, weight: number): boolean {
    const last = this.#values.length - 1;
    if (last >= 0 && this.#values[last] === value) this.#weights[last] = Math.fround(this.#weights[last]! + weight);
    else if (last + 1 === this.#places) return false;
    else {
      this.#values.push(value);
      this.#weights.push(weight);
    }
    return true;
  }

  summary(): QuantileSummary {
    return QuantileSummary.of(this.#values, this.#weights);
  }
}
