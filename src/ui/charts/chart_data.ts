/** The runs that charts draw, as columns, with what table and charts share: brushes, colours, hidden runs. */
import type { CellValue, FieldName, FieldSummary } from "../../protocol/page.js";
import type { Brush } from "../runs/brush.js";
import type { RunGroups } from "./run_groups.js";

export interface ChartData {
  /** How many runs; every list below has as many entries. */
  readonly count: number;
  readonly runIds: readonly string[];
  readonly names: readonly string[];
  readonly experimentIds: readonly string[];
  /** `#rrggbb` each. */
  readonly colors: readonly string[];
  /** 1: drawn; 0: the eye is closed. */
  readonly visible: Uint8Array;
  /** 1: chosen by all brushes; 0: in the background. */
  readonly mask: Uint8Array;
  /** All columns that the experiments have, also those that are not loaded. */
  readonly fields: readonly FieldSummary[];
  /** The column that the table is sorted by first; undefined: by none. */
  readonly sortedBy?: FieldName | undefined;
  /** undefined: not loaded; say which are needed by `ChartProps.onNeed`. */
  column(field: FieldName): readonly CellValue[] | undefined;
  /** As the table is grouped; `colors` are then those of the groups. Undefined: it is not. */
  readonly groups?: RunGroups | undefined;
  /** How many runs match the filter, if they are more than `count`. */
  readonly total: number;
}

/** What each kind of chart gets. `S` is its own part of `ChartSetup`. */
export interface ChartProps<S> {
  readonly data: ChartData;
  readonly setup: S;
  readonly onSetup: (setup: S) => void;
  readonly brushes: readonly Brush[];
  readonly onBrushes: (brushes: readonly Brush[]) => void;
  readonly onOpenRun: (runId: string) => void;
}

/** The columns that a chart needs to draw `setup`; asked before it is rendered, so that they are loaded together. */
export type NeededFields<S> = (setup: S, fields: readonly FieldSummary[]) => readonly FieldName[];
