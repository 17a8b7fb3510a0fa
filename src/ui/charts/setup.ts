/** How one chart is set up, as the address keeps it. Unknown kinds and absent fields open with what fits the data. */
import type { FieldName } from "../../protocol/page.js";

export type ChartSetup =
  ParallelSetup | ScatterSetup | ContourSetup | BarSetup | BoxSetup | LinesSetup | ImportanceSetup;

export interface AxisSetup {
  readonly field: FieldName;
  /** Default: fits the values. */
  readonly scale?: "linear" | "log" | "percentile" | "category";
  readonly inverted?: boolean;
}

export interface ParallelSetup {
  readonly kind: "parallel";
  readonly axes?: readonly AxisSetup[];
  /** `run`: each run's own colour. Default: the last axis that is a metric. */
  readonly color?: FieldName;
  /** The highest value gets the darkest colour. */
  readonly colorReversed?: boolean;
}

export interface ScatterSetup {
  readonly kind: "scatter";
  readonly x?: FieldName;
  readonly y?: FieldName;
  readonly color?: FieldName;
  readonly size?: FieldName;
  readonly logX?: boolean;
  readonly logY?: boolean;
}

export interface ContourSetup {
  readonly kind: "contour";
  readonly x?: FieldName;
  readonly y?: FieldName;
  readonly z?: FieldName;
}

export interface BarSetup {
  readonly kind: "bar";
  readonly field?: FieldName;
  /** Also where the table is grouped; default: then the mean of each group. */
  readonly eachRun?: boolean;
}

export interface BoxSetup {
  readonly kind: "box";
  readonly field?: FieldName;
  /** A param or tag whose values make the boxes. */
  readonly by?: FieldName;
}

export interface LinesSetup {
  readonly kind: "lines";
  /** Keys of metrics, without `metrics.`. */
  readonly keys?: readonly string[];
  readonly x?: "step" | "time" | "relative";
  readonly logX?: boolean;
  readonly logY?: boolean;
  /** 0 (none) to 0.99: weight of what came before, as TensorBoard's. */
  readonly smoothing?: number;
  /** Also where the table is grouped; default: then the mean of each group. */
  readonly eachRun?: boolean;
  /** What is shaded around a mean; default: from the least to the greatest value. */
  readonly band?: "range" | "deviation";
}

export interface ImportanceSetup {
  readonly kind: "importance";
  readonly metric?: FieldName;
}

type Fits = (value: unknown) => boolean;
const isText: Fits = (value) => typeof value === "string";
const isTruth: Fits = (value) => typeof value === "boolean";
const isShare: Fits = (value) => typeof value === "number" && value >= 0 && value <= 0.99;
const isAcross: Fits = (value) => value === "step" || value === "time" || value === "relative";
const isBand: Fits = (value) => value === "range" || value === "deviation";
const isList =
  (fits: Fits): Fits =>
  (value) =>
    Array.isArray(value) && value.every(fits);
const isAxis: Fits = (value) => typeof value === "object" && value !== null && isText((value as AxisSetup).field);

const parts: Readonly<Record<ChartSetup["kind"], Readonly<Record<string, Fits>>>> = {
  parallel: { axes: isList(isAxis), color: isText, colorReversed: isTruth },
  scatter: { x: isText, y: isText, color: isText, size: isText, logX: isTruth, logY: isTruth },
  contour: { x: isText, y: isText, z: isText },
  bar: { field: isText, eachRun: isTruth },
  box: { field: isText, by: isText },
  lines: {
    keys: isList(isText),
    x: isAcross,
    logX: isTruth,
    logY: isTruth,
    smoothing: isShare,
    eachRun: isTruth,
    band: isBand,
  },
  importance: { metric: isText },
};

/** What an address says of a chart, without what makes no sense (someone edited it). Undefined: no kind of chart. Pure. */
export function readSetup(given: object): ChartSetup | undefined {
  const { kind, ...rest } = given as { readonly kind?: unknown };
  if (typeof kind !== "string" || !Object.hasOwn(parts, kind)) return undefined;
  const known = parts[kind as ChartSetup["kind"]];
  const kept = Object.entries(rest).filter(([name, value]) => Object.hasOwn(known, name) && known[name]!(value));
  return { kind, ...Object.fromEntries(kept) } as ChartSetup;
}
