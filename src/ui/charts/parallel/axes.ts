/** Columns of runs → axes: where each run's line crosses, and what has no place on the scale. Pure. */
import type { CellValue, FieldName, FieldSummary } from "../../../protocol/page.js";
import { readableDuration } from "../../../plots/run_fields.js";
import {
  type Beside,
  besideOf,
  isDrawable,
  numberOf,
  numericKind,
  type Scale,
  type ScaleKind,
  scaleOf,
  type Value,
} from "../../../plots/scale.js";
import { labelOf } from "../../runs/field.js";
import type { AxisSetup, ParallelSetup } from "../setup.js";

/** A place below the scale for values that have none on it. */
export interface Place {
  readonly reason: Beside;
  /** What is written there: `∅`, `NaN`, `None`. */
  readonly text: string;
  /** How many runs lie there. */
  readonly count: number;
  /** The values that lie there, as brushes name them; none for missing ones. */
  readonly values: readonly string[];
}

/** One column's values on a scale. */
export interface Scaled {
  readonly scale: Scale;
  /** Per run, 0 (the scale's lowest) to 1; NaN: beside the scale. */
  readonly shares: Float32Array;
  /** Per run: 0, or the number of its place, counted from 1. */
  readonly beside: Uint8Array;
  readonly places: readonly Place[];
  /** The lowest and the highest finite number; NaN on category axes. */
  readonly extent: readonly [number, number];
}

export interface ParallelAxis extends Scaled {
  readonly field: FieldName;
  readonly label: string;
  readonly inverted: boolean;
}

/** More kinds of numbers than this beside a text keep a numeric axis; the text gets a place of its own. */
const mostMixedCategories = 12;
const mostOpeningParams = 7;
const mostOpeningMetrics = 3;
const mostCategories = 20;

/** Those that are set up, else what varies: those that most runs have, params before metrics, the fullest metric last. */
export function axisSetupsOf({ axes }: ParallelSetup, fields: readonly FieldSummary[]): readonly AxisSetup[] {
  if (axes !== undefined)
    return axes.filter(({ field }, index) => axes.findIndex((one) => one.field === field) === index);
  const varying = fields.filter(
    ({ varies, numeric, values = [] }) => varies && (numeric || values.length < mostCategories),
  );
  const of = (kind: FieldSummary["kind"], most: number): readonly FieldSummary[] =>
    varying
      .filter((field) => field.kind === kind && !/^(min|max)\./.test(field.name))
      .sort((a, b) => byValues(a, b) || byOpening(a, b) || b.runs - a.runs)
      .slice(0, most);
  const metrics = [...of("metric", mostOpeningMetrics)].sort((a, b) => byValues(b, a) || a.runs - b.runs);
  const full = new Set(of("param", mostOpeningParams));
  const params = varying.filter((field) => full.has(field)).sort((a, b) => byValues(a, b) || byOpening(a, b));
  return [...params, ...metrics].map(({ name }) => ({ field: name }));
}

/** Those last that differ only in who has them. */
function byValues(a: FieldSummary, b: FieldSummary): number {
  return Number(hasOneValue(a)) - Number(hasOneValue(b));
}

function byOpening(a: FieldSummary, b: FieldSummary): number {
  return Number(b.opening) - Number(a.opening);
}

function hasOneValue({ values, min, max }: FieldSummary): boolean {
  return values === undefined ? min !== undefined && min === max : values.length === 1;
}

/** Axes whose columns are loaded, in the order of `setups`. */
export function axesOf(
  setups: readonly AxisSetup[],
  column: (field: FieldName) => readonly CellValue[] | undefined,
): ParallelAxis[] {
  const labels = labelsOf(setups.map(({ field }) => field));
  return setups.flatMap(({ field, scale, inverted = false }, index) => {
    const values = column(field);
    if (values === undefined) return [];
    return [{ ...scaled(values, field, scale), field, label: labels[index]!, inverted }];
  });
}

/** Placing 50,000 values takes a while and is the same until the column changes. */
const known = new WeakMap<readonly CellValue[], Map<string, Scaled>>();

export function scaled(column: readonly CellValue[], field: FieldName, asked?: ScaleKind): Scaled {
  const ofColumn = known.get(column) ?? new Map<string, Scaled>();
  known.set(column, ofColumn);
  const key = `${asked ?? ""} ${formatNameOf(field)}`;
  const made = ofColumn.get(key) ?? place(column, asked, formats[formatNameOf(field)]);
  ofColumn.set(key, made);
  return made;
}

function place(values: readonly Value[], asked: ScaleKind | undefined, format?: (value: number) => string): Scaled {
  const read = numbersOf(values);
  const { numbers, low, high } = read;
  const scale = scaleFor(values, asked ?? kindFor(values, read), read, format);
  const { kind, min, max } = scale;
  const shares = new Float32Array(values.length);
  const beside = new Uint8Array(values.length);
  const places = new Map<Beside, { count: number; readonly at: number; readonly values: Set<string> }>();
  for (let run = 0; run < values.length; run++) {
    const share = (scale.position(kind === "category" ? values[run]! : numbers[run]!) - min) / (max - min);
    shares[run] = share;
    if (!Number.isNaN(share)) continue;
    const value = values[run]!;
    const reason = besideOf(kind, value);
    const found = places.get(reason) ?? { count: 0, at: places.size + 1, values: new Set<string>() };
    places.set(reason, found);
    found.count++;
    if (value !== null) found.values.add(String(value));
    beside[run] = found.at;
  }
  const extent = kind === "category" || low > high ? ([NaN, NaN] as const) : ([low, high] as const);
  return { scale, shares, beside, places: [...places].map(placeOf), extent };
}

/** A column's numbers, read once. */
interface Numbers {
  /** NaN: it is none. */
  readonly numbers: Float64Array;
  /** Of those that can be drawn; Infinity and -Infinity where there are none. */
  readonly low: number;
  readonly high: number;
  /** The lowest above 0. */
  readonly lowPositive: number;
}

function numbersOf(values: readonly Value[]): Numbers {
  const numbers = new Float64Array(values.length);
  let [low, high, lowPositive] = [Infinity, -Infinity, Infinity];
  for (let run = 0; run < values.length; run++) {
    const number = numberOf(values[run]!);
    numbers[run] = number;
    if (!isDrawable(number)) continue;
    if (number < low) low = number;
    if (number > high) high = number;
    if (number > 0 && number < lowPositive) lowPositive = number;
  }
  return { numbers, low, high, lowPositive };
}

/** Linear and logarithmic scales follow from the ends alone. */
function scaleFor(
  values: readonly Value[],
  kind: ScaleKind,
  { low, high, lowPositive }: Numbers,
  format?: (value: number) => string,
): Scale {
  if (kind === "linear" && low <= high) return scaleOf([low, high], kind, format);
  if (kind === "log" && lowPositive <= high) return scaleOf([lowPositive, high], kind, format);
  return scaleOf(values, kind, format);
}

function kindFor(values: readonly Value[], { numbers, low, high }: Numbers): ScaleKind {
  if (low > high) return "category";
  const isText = (value: Value): boolean => typeof value === "string" && besideOf("linear", value) === "text";
  const mixed = values.some((value, run) => Number.isNaN(numbers[run]!) && isText(value));
  if (mixed && hasFew(numbers)) return "category";
  return numericKind([low, high]);
}

function hasFew(numbers: Float64Array): boolean {
  const distinct = new Set<number>();
  for (const number of numbers) {
    if (isDrawable(number)) distinct.add(number);
    if (distinct.size > mostMixedCategories) return false;
  }
  return true;
}

function placeOf([reason, { count, values }]: readonly [Beside, { count: number; values: Set<string> }]): Place {
  const texts: Readonly<Record<Beside, string>> = {
    missing: "∅",
    NaN: "NaN",
    Infinity: "∞",
    "-Infinity": "−∞",
    nonpositive: "≤ 0",
    text: values.size === 1 ? [...values][0]! || "empty" : "text",
  };
  return { reason, text: texts[reason], count, values: [...values] };
}

const formats = {
  time: (ms: number) =>
    new Date(ms).toLocaleString(undefined, { dateStyle: "short", timeStyle: ms % 60_000 === 0 ? "short" : "medium" }),
  duration: (ms: number) => readableDuration(Math.round(ms)),
  number: undefined,
} as const;

function formatNameOf(field: FieldName): keyof typeof formats {
  return field === "start_time" || field === "end_time" ? "time" : field === "duration" ? "duration" : "number";
}

/** A number of this field as a person reads it. */
export function readableOn(
  { field }: Pick<ParallelAxis, "field">,
  value: number,
  plain: (value: number) => string,
): string {
  return (formats[formatNameOf(field)] ?? plain)(value);
}

/** Keys; in full (`params.lr`) where two are alike. */
export function labelsOf(fields: readonly FieldName[]): string[] {
  const short = fields.map(labelOf);
  return short.map((label, index) => (short.indexOf(label) === short.lastIndexOf(label) ? label : fields[index]!));
}

/** `12 runs lack lr: shown at ∅`, one text per place. */
export function besideTexts(axes: readonly ParallelAxis[]): string[] {
  return axes.flatMap(({ label, places }) =>
    places.map(({ reason, count, text }) => {
      const [runs, have] = [count.toLocaleString("en-US"), count === 1 ? "run has" : "runs have"];
      if (reason === "missing") return `${runs} ${count === 1 ? "run lacks" : "runs lack"} ${label}: shown at ∅`;
      if (reason === "nonpositive") return `${runs} ${have} ${label} ≤ 0: shown below the logarithmic scale`;
      return `${runs} ${have} ${text} as ${label}: shown below the scale`;
    }),
  );
}
