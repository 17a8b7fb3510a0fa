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
}

export interface ImportanceSetup {
  readonly kind: "importance";
  readonly metric?: FieldName;
}
