/** How values become positions: linear, logarithmic, by rank or by category. One definition for the notebook's plots and the page's. Pure. */
import { readable } from "./run_fields.js";

export type Value = number | string | null;

export type ScaleKind = "linear" | "log" | "percentile" | "category";

export interface Tick {
  readonly position: number;
  readonly text: string;
}

/** Why a value has no position on a scale; a plot gives such values a place of their own beside it. */
export type Beside = "missing" | "NaN" | "-Infinity" | "Infinity" | "nonpositive" | "text";

export interface Scale {
  readonly kind: ScaleKind;
  /** Positions of the lowest and highest value; apart also where all values are alike. */
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly Tick[];
  /** The categories in their order; empty on other scales. */
  readonly categories: readonly string[];
  /** NaN: it lies beside the scale (`besideOf`). */
  position(value: Value): number;
  /** The number at a position, or the nearest category. */
  valueAt(position: number): number | string;
}

const mostLogTicks = 12;

/** `category` where a text is no number or nothing is drawable; else `log` where the values span two powers of ten. */
export function naturalKind(values: readonly Value[]): ScaleKind {
  const allNumeric = values.every(
    (value) => value === null || typeof value === "number" || Number.isFinite(numberOf(value)),
  );
  return allNumeric && values.some((value) => isDrawable(numberOf(value))) ? numericKind(values) : "category";
}

/** `log` where all numbers are above 0 and span two powers of ten. */
export function numericKind(values: readonly Value[]): "linear" | "log" {
  const [low, high] = extent(values.map(numberOf).filter(isDrawable));
  return low > 0 && high / low >= 100 ? "log" : "linear";
}

/** `format` writes the ticks of numbers. A numeric kind without any number that it can draw becomes `category`. */
export function scaleOf(values: readonly Value[], kind: ScaleKind, format = readable): Scale {
  if (kind === "category") return categoryScale(values);
  const numbers = values.map(numberOf).filter((value) => isDrawable(value) && (kind !== "log" || value > 0));
  if (numbers.length === 0) return categoryScale(values);
  if (kind === "percentile") return percentileScale(numbers, format);
  return kind === "log" ? logScale(numbers, format) : linearScale(numbers, format);
}

/** Why `value` has no position on a scale of that kind. */
export function besideOf(kind: ScaleKind, value: Value): Beside {
  if (value === null) return "missing";
  const number = numberOf(value);
  if (Number.isNaN(number)) return typeof value === "string" && !/^nan$/i.test(value) ? "text" : "NaN";
  if (!isDrawable(number)) return number > 0 ? "Infinity" : "-Infinity";
  return kind === "log" && number <= 0 ? "nonpositive" : "text";
}

/** NaN for what is no number: missing values, texts, the empty text. */
export function numberOf(value: Value): number {
  return value === null || value === "" ? NaN : Number(value);
}

/**
 * MLflow's SQLite store keeps an infinity as the greatest double; neither has a place on an axis, nor have numbers so large
 * that their differences are infinite.
 */
export function isDrawable(value: number): boolean {
  return Math.abs(value) < 1e307;
}

function extent(numbers: readonly number[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of numbers) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

function linearScale(numbers: readonly number[], format: (value: number) => string): Scale {
  const [min, max] = apart(extent(numbers));
  return {
    kind: "linear",
    min,
    max,
    ticks: ticksAt(linearTicks(min, max), (position) => position, format),
    categories: [],
    position: (value) => drawable(numberOf(value)),
    valueAt: (position) => position,
  };
}

function logScale(numbers: readonly number[], format: (value: number) => string): Scale {
  const [low, high] = extent(numbers);
  const [min, max] = apart([Math.log10(low), Math.log10(high)]);
  return {
    kind: "log",
    min,
    max,
    ticks: ticksAt(logTicks(min, max), (position) => 10 ** position, format),
    categories: [],
    position: (value) => {
      const number = numberOf(value);
      return number > 0 && isDrawable(number) ? Math.log10(number) : NaN;
    },
    valueAt: (position) => 10 ** position,
  };
}

/** Even steps from the lowest to the highest rank; equal values share the middle of their ranks. */
function percentileScale(numbers: readonly number[], format: (value: number) => string): Scale {
  const sorted = Float64Array.from(numbers).sort();
  const last = Math.max(1, sorted.length - 1);
  const valueAt = (position: number): number => {
    const rank = Math.min(sorted.length - 1, Math.max(0, position * (sorted.length - 1)));
    const [below, above] = [sorted[Math.floor(rank)]!, sorted[Math.ceil(rank)]!];
    return below + (above - below) * (rank - Math.floor(rank));
  };
  const position = (value: Value): number => {
    const number = drawable(numberOf(value));
    if (Number.isNaN(number)) return NaN;
    const [from, to] = [firstAtLeast(sorted, number), firstAbove(sorted, number)];
    return sorted.length === 1 ? 0.5 : Math.max(0, (from + Math.max(from, to - 1)) / 2 / last);
  };
  const shares = sorted.length === 1 ? [0.5] : [0, 0.25, 0.5, 0.75, 1];
  const distinct = shares.filter((share, index) => index === 0 || valueAt(share) !== valueAt(shares[index - 1]!));
  return {
    kind: "percentile",
    min: 0,
    max: 1,
    ticks: ticksAt(distinct, valueAt, format),
    categories: [],
    position,
    valueAt,
  };
}

function firstAtLeast(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function firstAbove(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** At most 21 of many categories have a tick; all have a position of their own. */
function categoryScale(values: readonly Value[]): Scale {
  const texts = new Set<string>();
  for (const value of values) if (value !== null) texts.add(String(value));
  const categories = [...texts].sort(byNumberThenText);
  const place = new Map(categories.map((text, index) => [text, index]));
  const every = Math.ceil(categories.length / 20);
  return {
    kind: "category",
    min: categories.length <= 1 ? -0.5 : 0,
    max: categories.length <= 1 ? 0.5 : categories.length - 1,
    ticks: categories.flatMap((text, position) => (position % every === 0 ? [{ position, text }] : [])),
    categories,
    position: (value) => (value === null ? NaN : (place.get(String(value)) ?? NaN)),
    valueAt: (position) => categories[Math.min(categories.length - 1, Math.max(0, Math.round(position)))] ?? "",
  };
}

function drawable(value: number): number {
  return isDrawable(value) ? value : NaN;
}

/** Room on both sides of a single value, also where 0.5 is lost in rounding. */
function apart([low, high]: readonly [number, number]): [number, number] {
  if (low !== high) return [low, high];
  const margin = Math.max(0.5, Math.abs(low) * 1e-3);
  return [low - margin, low + margin];
}

/** Numbers among texts, such as the depths beside a `None`, in their own order and before them. */
export function byNumberThenText(a: string, b: string): number {
  const [first, second] = [a, b].map(numberOf) as [number, number];
  if (Number.isNaN(first) !== Number.isNaN(second)) return Number.isNaN(first) ? 1 : -1;
  return first - second || (a < b ? -1 : a > b ? 1 : 0);
}

/** Short texts; in full where they would be alike. */
function ticksAt(
  positions: readonly number[],
  valueAt: (position: number) => number,
  format: (value: number) => string,
): Tick[] {
  const values = positions.map(valueAt);
  const short = values.map((value) => format(value).replace(/\.?0+e/, "e"));
  const texts = new Set(short).size === short.length ? short : values.map(String);
  return positions.map((position, index) => ({ position, text: texts[index]! }));
}

function linearTicks(from: number, to: number): number[] {
  const rough = (to - from) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough)!;
  const first = Math.ceil(from / step);
  const count = Math.floor(to / step + 1e-9) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

/** Powers of ten; where fewer than two lie between, 1, 2 and 5 times them, or round numbers. */
function logTicks(from: number, to: number): number[] {
  const first = Math.ceil(from - 1e-9);
  const count = Math.floor(to + 1e-9) - first + 1;
  if (count < 2) return fineLogTicks(from, to);
  const step = Math.max(1, Math.ceil(count / mostLogTicks));
  return Array.from({ length: Math.ceil(Math.max(0, count) / step) }, (_, index) => first + index * step);
}

function fineLogTicks(from: number, to: number): number[] {
  const powers = Array.from({ length: Math.ceil(to) - Math.floor(from) + 1 }, (_, index) => Math.floor(from) + index);
  const steps = powers
    .flatMap((power) => [1, 2, 5].map((factor) => Math.log10(factor * 10 ** power)))
    .filter((position) => position >= from - 1e-9 && position <= to + 1e-9);
  return steps.length >= 2 ? steps : linearTicks(10 ** from, 10 ** to).map(Math.log10);
}
