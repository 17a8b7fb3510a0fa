/** Answers of `runs/series` → lines to draw: smoothed, with the raw values behind, and the range of each bucket. Pure. */
import type { CellValue, Series } from "../../protocol/page.js";

export interface Line {
  readonly runId: string;
  readonly key: string;
  readonly name: string;
  readonly color: string;
  /** Tells the metrics of one run apart: the place of the key. */
  readonly dash: number;
  /** Of the history in all. */
  readonly points: number;
  readonly x: readonly number[];
  /** Null: not finite. */
  readonly raw: readonly (number | null)[];
  /** The same as `raw` where nothing is smoothed. */
  readonly shown: readonly (number | null)[];
  readonly min: readonly (number | null)[];
  readonly max: readonly (number | null)[];
  /** Where values are NaN or infinite. */
  readonly lost: readonly number[];
  /** Of the mean of a group: how many runs; `runId` is then the group's id. */
  readonly runs?: number;
}

export interface LineLook {
  readonly name: string;
  readonly color: string;
}

export interface LineOptions {
  readonly keys: readonly string[];
  /** 0 to 0.99. */
  readonly smoothing: number;
  /** Drops what has no logarithm. */
  readonly logX: boolean;
  readonly logY: boolean;
}

export function linesOf(
  series: readonly Series[],
  lookOf: (runId: string, key: string) => LineLook,
  { keys, smoothing, logX, logY }: LineOptions,
): readonly Line[] {
  return series.map(({ runId, key, points, x, last, min, max }) => {
    const kept = x.flatMap((value, index) => (!logX || value > 0 ? [index] : []));
    const pick = (list: readonly (CellValue | null)[]): (number | null)[] =>
      kept.map((index) => {
        const value = list[index] ?? null;
        return typeof value !== "number" || (logY && value <= 0) ? null : value;
      });
    const raw = pick(last);
    return {
      runId,
      key,
      points,
      ...lookOf(runId, key),
      dash: Math.max(0, keys.indexOf(key)),
      x: kept.map((index) => x[index]!),
      raw,
      shown: smoothed(raw, smoothing),
      min: pick(min),
      max: pick(max),
      lost: kept.filter((index) => typeof last[index] === "string").map((index) => x[index]!),
    };
  });
}

/** An exponential mean that is not drawn to zero at its start, as TensorBoard's; gaps stay and are passed over. */
export function smoothed(values: readonly (number | null)[], weight: number): readonly (number | null)[] {
  if (weight <= 0) return values;
  let [mean, seen] = [0, 0];
  return values.map((value) => {
    if (value === null) return null;
    mean = mean * weight + (1 - weight) * value;
    seen++;
    return mean / (1 - weight ** seen);
  });
}

/** What is shown at `x`, or what `values` has there: the last point that is not right of it; null before the first, and in gaps. */
export function valueAt({ x, shown }: Line, at: number, values = shown): number | null {
  let [low, high] = [0, x.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x[middle]! <= at) low = middle + 1;
    else high = middle;
  }
  return values[low - 1] ?? null;
}
