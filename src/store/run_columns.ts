/** What the web page reads of runs: columns, in place of whole runs. The optional half of a store. */
import type { LifecycleStage, RunStatus, ViewType } from "../entities.js";
import type { CellValue, FieldSummary, RunSelection } from "../protocol/page.js";
import type { Field } from "../search/field.js";

export interface RunHead {
  readonly runId: string;
  readonly experimentId: string;
  readonly runName: string;
  readonly status: RunStatus;
  readonly startTimeMs: number;
  readonly endTimeMs: number | null;
  readonly lifecycleStage: LifecycleStage;
}

/** A point of a metric's history. */
export type Point = readonly [step: number, timestampMs: number, value: number];

export interface Activity {
  /** null: many, and counting them would take long. */
  readonly runs: number | null;
  readonly running: number;
  readonly lastStartTimeMs: number | null;
}

/** Given by who does not wait until a store that reads runs page by page has read them all. */
export interface Soon {
  /** Becomes true where an answer is not about all runs, since more are on their way. */
  reading: boolean;
}

export interface RunColumns {
  /** Another text whenever something may have changed; undefined: this store cannot tell. */
  revision(): string | undefined;
  /**
   * The ids of the runs that fulfil the filter, newest first; or, of those that are named, those that are there and fulfil it,
   * in the order of their names. Rejects with a FilterError.
   */
  match(selection: RunSelection, soon?: Soon): Promise<readonly string[]>;
  /** In the order of `runIds`, which must be there. */
  heads(runIds: readonly string[]): Promise<readonly RunHead[]>;
  /** For each field a list with a value for each run, null where it has none. */
  cells(runIds: readonly string[], fields: readonly Field[]): Promise<readonly (readonly CellValue[])[]>;
  /** The names of all params, metrics and tags that one of the runs has, in order of their kind and of their letters. */
  names(runIds: readonly string[]): Promise<readonly string[]>;
  /** What columns the runs of the experiments have. */
  summary(experimentIds: readonly string[], viewType: ViewType, soon?: Soon): Promise<readonly FieldSummary[]>;
  /**
   * Hands over the points of a history, in order of `by` and then of the other and the value; returns how many there are in all.
   * `within`: of which range of `by`, both ends in it.
   */
  points(
    history: { readonly runId: string; readonly key: string },
    by: "step" | "time",
    within: readonly [from: number, to: number],
    visit: (count: number) => (point: Point) => void,
  ): Promise<void>;
  /** In the order of `experimentIds`. */
  activity(experimentIds: readonly string[]): Promise<readonly Activity[]>;
}

/** A number as a cell: NaN and infinities as text. What stores keep in place of an infinity is the greatest double. */
export function numberCell(value: number): CellValue {
  if (Number.isNaN(value)) return "NaN";
  if (Math.abs(value) < Number.MAX_VALUE) return value;
  return value > 0 ? "Infinity" : "-Infinity";
}

export const parentTag = "mlflow.parentRunId";

export const historyTag = "mlflow.log-model.history";

/** The models of a run in one text: ids of logged models that it made, then the folders that MLflow 2 notes in a tag. */
export function modelsCell(modelIds: readonly string[], history: string | undefined): CellValue {
  const names = [...modelIds, ...foldersIn(history)];
  return names.length === 0 ? null : names.join(", ");
}

function foldersIn(history: string | undefined): string[] {
  if (history === undefined) return [];
  try {
    const models = JSON.parse(history) as readonly { artifact_path?: unknown }[];
    return models.map((model) => model.artifact_path).filter((path) => typeof path === "string");
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return []; // a tag may hold anything
    throw error;
  }
}

/** Datasets of a run in one text: `green (a1b2), yellow (c3d4)`. */
export function datasetsCell(datasets: readonly { readonly name: string; readonly digest: string }[]): CellValue {
  const names = datasets.map(({ name, digest }) => `${name} (${digest})`).sort();
  return names.length === 0 ? null : names.join(", ");
}
