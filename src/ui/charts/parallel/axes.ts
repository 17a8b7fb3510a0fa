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

/** Those that are set up, else what varies: params, then metrics. */
export function axisSetupsOf({ axes }: ParallelSetup, fields: readonly FieldSummary[]): readonly AxisSetup[] {
  if (axes !== undefined) return axes;
  const varying = fields.filter(
    ({ varies, numeric, values = [] }) => varies && (numeric || values.length < mostCategories),
  );
  const of = (kind: FieldSummary["kind"], most: number): readonly FieldSummary[] =>
    varying
      .filter((field) => field.kind === kind && !/^(min|max)\./.test(field.name))
      .sort((a, b) => Number(b.opening) - Number(a.opening))
      .slice(0, most);
  return [...of("param", mostOpeningParams), ...of("metric", mostOpeningMetrics)].map(({ name }) => ({ field: name }));
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
  const made = ofColumn.get(key) ?? place(column.map(fromWire), asked, formats[formatNameOf(field)]);
  ofColumn.set(key, made);
  return made;
}

function place(raw: readonly Value[], asked: ScaleKind | undefined, format?: (value: number) => string): Scaled {
  const numbers = raw.map(readNumber);
  const kind = asked ?? kindFor(numbers);
  const values = kind === "category" ? raw : numbers;
  const scale = scaleOf(values, kind, format);
  const { min, max } = scale;
  const shares = new Float32Array(values.length);
  const beside = new Uint8Array(values.length);
  const places = new Map<Beside, { count: number; readonly at: number; readonly values: Set<string> }>();
  let [low, high] = [Infinity, -Infinity];
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    const share = (scale.position(value) - min) / (max - min);
    shares[index] = share;
    const number = numberOf(value);
    if (isDrawable(number)) {
      if (number < low) low = number;
      if (number > high) high = number;
    }
    if (!Number.isNaN(share)) continue;
    const reason = besideOf(scale.kind, value);
    const found = places.get(reason) ?? { count: 0, at: places.size + 1, values: new Set<string>() };
    places.set(reason, found);
    found.count++;
    if (value !== null) found.values.add(String(raw[index]));
    beside[index] = found.at;
  }
  const extent = scale.kind === "category" || low > high ? ([NaN, NaN] as const) : ([low, high] as const);
  return { scale, shares, beside, places: [...places].map(placeOf), extent };
}

/** Texts of numbers, as params are, read once. */
function readNumber(value: Value): Value {
  if (typeof value !== "string") return value;
  const number = numberOf(value);
  return Number.isNaN(number) ? value : number;
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

function kindFor(values: readonly Value[]): ScaleKind {
  const numbers = new Set<number>();
  let text = false;
  for (const value of values) {
    const number = numberOf(value);
    if (isDrawable(number)) {
      if (numbers.size <= mostMixedCategories) numbers.add(number);
    } else if (besideOf("linear", value) === "text") text = true;
  }
  return numbers.size === 0 || (text && numbers.size <= mostMixedCategories) ? "category" : numericKind(values);
}

/** JSON has neither NaN nor infinities: they travel as text. */
function fromWire(value: CellValue): Value {
  return value === "NaN" || value === "Infinity" || value === "-Infinity" ? Number(value) : value;
}

const formats = {
  time: (ms: number) => new Date(ms).toLocaleString(undefined, { dateStyle: "short", timeStyle: "short" }),
  duration: (ms: number) => readableDuration(Math.round(ms)),
  number: undefined,
} as const;

function formatNameOf(field: FieldName): keyof typeof formats {
  return field === "start_time" || field === "end_time" ? "time" : field === "duration" ? "duration" : "number";
}

/** A number of this field as a person reads it. */
export function readableOn({ field }: ParallelAxis, value: number, plain: (value: number) => string): string {
  return (formats[formatNameOf(field)] ?? plain)(value);
}

/** Keys; in full (`params.lr`) where two are alike. */
export function labelsOf(fields: readonly FieldName[]): string[] {
  const short = fields.map(labelOf);
  return short.map((label, index) => (short.indexOf(label) === short.lastIndexOf(label) ? label : fields[index]!));
}

export function labelOf(field: FieldName): string {
  const [, kind, key] = /^(params|metrics|tags|min|max)\.(.+)$/s.exec(field) ?? [];
  if (kind === undefined) return field.replaceAll("_", " ");
  return kind === "min" || kind === "max" ? `${key!} (${kind})` : key!;
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

/** Each with its beginning and its end where it is too long; in full where others would then look the same. */
export function shortenedApart(texts: readonly string[], most: number): string[] {
  const short = texts.map((text) => shortened(text, most));
  const times = new Map<string, number>();
  for (const text of short) times.set(text, (times.get(text) ?? 0) + 1);
  return short.map((text, index) => (times.get(text) === 1 ? text : texts[index]!));
}

function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, Math.ceil(most / 2) - 1)}…${text.slice(-Math.floor(most / 2))}`;
}
