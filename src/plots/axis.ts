/** Values of one column → positions on an axis: numeric, logarithmic or by category, with a place for missing values. Pure. */
import { readable } from "./run_fields.js";

export interface Axis {
  readonly label: string;
  /** One per run, between min and max. */
  readonly positions: readonly number[];
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly { readonly position: number; readonly text: string }[];
  /** The ticks' texts are not their positions (categories, logarithms, missing values). */
  readonly labelled: boolean;
}

type Value = number | string | null;

const missingText = "none";
const mostLogTicks = 12;

/** `log`: whether numbers are placed by their logarithms; default: positive ones that span a factor of 100 are. */
export function axisOf(label: string, values: readonly Value[], log?: boolean): Axis {
  const numbers = values.map((value) => (value === null || value === "" ? NaN : Number(value)));
  const given = numbers.filter((_, index) => values[index] !== null);
  const allNumeric = values.every(
    (value, index) => value === null || typeof value === "number" || Number.isFinite(numbers[index]),
  );
  return allNumeric && given.some(isDrawable) ? numericAxis(label, numbers, log) : categoryAxis(label, values);
}

function numericAxis(label: string, numbers: readonly number[], asked?: boolean): Axis {
  const placed = (value: number): boolean => isDrawable(value) && (asked !== true || value > 0);
  const finite = numbers.some(placed) ? numbers.filter(placed) : numbers.filter(isDrawable);
  const low = finite.reduce((a, b) => Math.min(a, b), Infinity);
  const high = finite.reduce((a, b) => Math.max(a, b), -Infinity);
  const log = low > 0 && (asked ?? high / low >= 100);
  const scale = log ? Math.log10 : (value: number) => value;
  const [from, to] = scale(low) === scale(high) ? around(scale(low)) : [scale(low), scale(high)];
  const lacking = finite.length < numbers.length;
  const below = from - (to - from) * 0.12;
  const places = log ? logTicks(from, to) : linearTicks(from, to);
  const texts = tickTexts(places.map((position) => (log ? 10 ** position : position)));
  const ticks = places.map((position, index) => ({ position, text: texts[index]! }));
  return {
    label,
    positions: numbers.map((value) => (isDrawable(value) && (!log || value > 0) ? scale(value) : below)),
    min: lacking ? below : from,
    max: to,
    ticks: lacking ? [{ position: below, text: missingText }, ...ticks] : ticks,
    labelled: log || lacking,
  };
}

/**
 * MLflow's SQLite store keeps an infinity as the greatest double; neither has a place on an axis, nor have numbers so large
 * that their differences are infinite.
 */
export function isDrawable(value: number): boolean {
  return Math.abs(value) < 1e307;
}

/** Room on both sides of a single value, also where 0.5 is lost in rounding. */
function around(value: number): [number, number] {
  const margin = Math.max(0.5, Math.abs(value) * 1e-3);
  return [value - margin, value + margin];
}

function categoryAxis(label: string, values: readonly Value[]): Axis {
  const texts = values.map((value) => (value === null ? missingText : String(value)));
  const categories = [...new Set(texts)].sort(byNumberThenText);
  const place = new Map(categories.map((text, index) => [text, index]));
  const every = Math.ceil(categories.length / 20);
  return {
    label,
    positions: texts.map((text) => place.get(text)!),
    min: categories.length === 1 ? -0.5 : 0,
    max: categories.length === 1 ? 0.5 : categories.length - 1,
    ticks: categories.flatMap((text, position) => (position % every === 0 ? [{ position, text }] : [])),
    labelled: true,
  };
}

/** Numbers among texts, such as the depths beside a `None`, in their own order and before them. */
export function byNumberThenText(a: string, b: string): number {
  const [first, second] = [a, b].map((text) => (text === "" ? NaN : Number(text))) as [number, number];
  if (Number.isNaN(first) !== Number.isNaN(second)) return Number.isNaN(first) ? 1 : -1;
  return first - second || (a < b ? -1 : a > b ? 1 : 0);
}

/** Short ones; in full where they would be alike. */
function tickTexts(values: readonly number[]): string[] {
  const texts = values.map((value) => readable(value).replace(/\.?0+e/, "e"));
  return new Set(texts).size === texts.length ? texts : values.map(String);
}

function linearTicks(from: number, to: number): number[] {
  const rough = (to - from) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough)!;
  const first = Math.ceil(from / step);
  const count = Math.floor(to / step + 1e-9) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

function logTicks(from: number, to: number): number[] {
  const first = Math.ceil(from - 1e-9);
  const count = Math.floor(to + 1e-9) - first + 1;
  const step = Math.max(1, Math.ceil(count / mostLogTicks));
  return Array.from({ length: Math.ceil(Math.max(0, count) / step) }, (_, index) => first + index * step);
}
