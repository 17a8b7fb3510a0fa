/** Runs, or trials of a search, as columns: what plots draw. Pure. */
import type { Run } from "../entities.js";
import { TrackingError } from "../errors.js";
import { nearest } from "../nearest.js";
import { isDrawable } from "./scale.js";
import { type Field, type FieldKind, fieldOf, fieldsIn, isFieldName, valueOf } from "./run_fields.js";

export type Value = number | string | null;

/** One row per trial: its params by label, `loss` (null or left out when it has none), `tid` and `status`. */
export interface TrialRows {
  rows(): readonly Readonly<Record<string, unknown>>[];
}

/** Runs of which only the columns are at hand: `column("params.alpha")`, undefined where it is not. */
export interface RunColumns {
  readonly names: readonly string[];
  /** What columns there are; `varies`: not all runs have the same value. */
  readonly fields: readonly {
    readonly name: string;
    readonly kind: FieldKind;
    readonly key: string;
    readonly varies: boolean;
  }[];
  column(name: string): readonly Value[] | undefined;
}

export type Observed = readonly Run[] | TrialRows | RunColumns;

export interface Column {
  /** As people read it: `alpha`. */
  readonly label: string;
  readonly values: readonly Value[];
}

export interface Observations {
  /** Names of runs, or `trial 3`. */
  readonly names: readonly string[];
  /** The column of `params.alpha`, `metrics.rmse`, or of `alpha` where only one has that name. */
  column(name: string): Column;
  /** Whether any observation could have it. */
  has(name: string): boolean;
  /** Params that differ between the observations. */
  readonly params: readonly Column[];
  readonly metrics: readonly Column[];
}

/** In the order in which they are given. */
export function observationsOf(observed: Observed): Observations {
  if (isRuns(observed)) return ofRuns(observed);
  return "rows" in observed ? ofTrials(observed.rows()) : ofColumns(observed);
}

function isRuns(observed: Observed): observed is readonly Run[] {
  return Array.isArray(observed);
}

/** Runs in the order in which they began; trials are in it already, and columns are taken as they are. */
export function inOrderOfStart(observed: Observed): Observed {
  return isRuns(observed) ? observed.toSorted((a, b) => a.info.startTimeMs - b.info.startTimeMs) : observed;
}

function ofRuns(runs: readonly Run[]): Observations {
  const columnOf = remembered(
    (field: Field) => field.name,
    (field) => ({ label: labelIn(known, field), values: runs.map((run) => valueOf(run, field)) }),
  );
  const params = fieldsIn(runs, "param", false);
  const metrics = fieldsIn(runs, "metric", false);
  const known = [...params, ...metrics];
  const found = (name: string) =>
    known.find((field) => field.name === name) ?? known.find((field) => field.key === name) ?? attributeOrTag(name);
  return {
    names: runs.map((run) => run.info.runName),
    params: params.map(columnOf).filter(isVarying),
    metrics: metrics.map(columnOf),
    ...byName(known, found, columnOf),
  };
}

/** The columns of fields that have a name. */
function byName<F extends { readonly name: string }>(
  known: readonly F[],
  found: (name: string) => F | undefined,
  columnOf: (field: F) => Column,
): Pick<Observations, "has" | "column"> {
  return {
    has: (name) => found(name) !== undefined,
    column(name) {
      const field = found(name);
      if (field !== undefined) return columnOf(field);
      throw noColumn(
        name,
        known.map((one) => one.name),
      );
    },
  };
}

/** Its key, or its whole name where a param and a metric have the same. */
function labelIn(known: readonly Pick<Field, "kind" | "key" | "name">[], { kind, key, name }: Field): string {
  return known.some((other) => other.key === key && other.kind !== kind) ? name : key;
}

/** The same column is the same object, so that columns can be compared. */
function remembered<T>(keyOf: (item: T) => string, make: (item: T) => Column): (item: T) => Column {
  const made = new Map<string, Column>();
  return (item) => {
    const key = keyOf(item);
    const column = made.get(key) ?? make(item);
    made.set(key, column);
    return column;
  };
}

/** Not the same everywhere. */
export function isVarying({ values }: Column): boolean {
  return values.some((value) => !Object.is(value, values[0]));
}

function attributeOrTag(name: string): Field | undefined {
  return isFieldName(name) && !/^(params|metrics)\./.test(name) ? fieldOf(name) : undefined;
}

function ofTrials(rows: readonly Readonly<Record<string, unknown>>[]): Observations {
  const labels = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter(
    (key) => !["tid", "loss", "status"].includes(key),
  );
  const columnOf = (label: string): Column => ({ label, values: rows.map((row) => valueIn(row[label])) });
  const params = labels.map(columnOf);
  const loss = columnOf("loss");
  const found = (name: string) => {
    const key = name.replace(/^(params|metrics)\./, "");
    return key === "loss" ? loss : params.find(({ label }) => label === key);
  };
  return {
    names: rows.map((row, index) => `trial ${String(row["tid"] ?? index)}`),
    params: params.filter(isVarying),
    metrics: [loss],
    has: (name) => found(name) !== undefined,
    column(name) {
      const column = found(name);
      if (column === undefined) throw noColumn(name, [...labels, "loss"]);
      return column;
    },
  };
}

function ofColumns({ names, fields, column }: RunColumns): Observations {
  const columnOf = remembered(
    (field: RunColumns["fields"][number]) => field.name,
    (field) => {
      const values = column(field.name) ?? names.map(() => null);
      return { label: labelIn(fields, field), values: field.kind === "metric" ? values.map(metricIn) : values };
    },
  );
  const found = (name: string) => fields.find((one) => one.name === name) ?? fields.find(({ key }) => key === name);
  const loaded = (kind: FieldKind) => fields.filter((one) => one.kind === kind && column(one.name) !== undefined);
  return {
    names,
    params: loaded("param").map(columnOf).filter(isVarying),
    metrics: loaded("metric").map(columnOf),
    ...byName(fields, found, columnOf),
  };
}

/** Metrics that are not finite come as text. */
function metricIn(value: Value): Value {
  return typeof value === "string" ? Number(value) : value;
}

function valueIn(value: unknown): Value {
  if (value === undefined || value === null) return null;
  return typeof value === "number" ? value : String(value);
}

function noColumn(name: string, known: readonly string[]): TrackingError {
  const near = nearest(name, known);
  const remedy = near === null ? `there are: ${known.join(", ")}` : `did you mean ${near}?`;
  return new TrackingError("INVALID_PARAMETER_VALUE", `no param or metric '${name}' in what is plotted; ${remedy}`);
}

/** The metric that a plot is about when none is named: the first one. INVALID_PARAMETER_VALUE when there is none. */
export function objectiveOf(observations: Observations, name: string | undefined): Column {
  if (name !== undefined) return observations.column(name);
  const [first] = observations.metrics;
  if (first !== undefined) return first;
  throw new TrackingError(
    "INVALID_PARAMETER_VALUE",
    "these runs have no metric to plot; log one, or name another column",
  );
}

/** Numbers of a column; NaN where there is none that can be drawn. */
export function numbersOf(column: Column): number[] {
  return column.values.map((value) => {
    const number = value === null || value === "" ? NaN : Number(value);
    return isDrawable(number) ? number : NaN;
  });
}
