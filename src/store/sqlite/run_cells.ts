/** Columns of runs that are known by their ids. */
import type { CellValue } from "../../protocol/page.js";
import { attributeTags, type Field } from "../../search/field.js";
import { datasetsCell, historyTag, modelsCell, numberCell, type RunHead } from "../run_columns.js";
import { compareTexts } from "../field_summary.js";
import type { Connection } from "./connection.js";
import { runLinks } from "./inputs.js";
import type { RunRow } from "./run_rows.js";
import { runNameTag } from "./tags.js";

/** The runs in question, as SQL and as JavaScript want them. */
interface Asked {
  readonly runIds: readonly string[];
  /** As a JSON list. */
  readonly list: string;
  /** Whether they are so many that reading a whole column is less work than looking each of them up. */
  readonly most: boolean;
  readonly places: () => ReadonlyMap<string, number>;
}

type Column = CellValue[];

export function runCells(connection: Connection, runIds: readonly string[], fields: readonly Field[]): Column[] {
  return connection.snapshot(() => {
    const asked = askedOf(connection, runIds);
    return fields.map((field) => cellsOf(connection, asked, field));
  });
}

const worthCounting = 1000;

function askedOf(connection: Connection, runIds: readonly string[]): Asked {
  const many = runIds.length > worthCounting && connection.layout.indices;
  const all = many ? connection.get<{ count: number }>("SELECT count(*) AS count FROM runs")!.count : Infinity;
  let places: ReadonlyMap<string, number> | undefined;
  return {
    runIds,
    list: JSON.stringify(runIds),
    most: runIds.length * 3 > all,
    places: () => (places ??= new Map(runIds.map((runId, place) => [runId, place]))),
  };
}

function cellsOf(connection: Connection, asked: Asked, { kind, key }: Field): Column {
  switch (kind) {
    case "param":
      return texts(connection, asked, "params", key);
    case "tag":
      return texts(connection, asked, "tags", key);
    case "metric":
      return latest(connection, asked, key);
    case "min":
    case "max":
      return extremes(connection, asked, kind, key);
    case "attribute":
      return attribute(connection, asked, key);
  }
}

function empty({ runIds }: Asked): Column {
  return new Array<CellValue>(runIds.length).fill(null);
}

function texts(connection: Connection, asked: Asked, table: "params" | "tags", key: string): Column {
  const column = empty(asked);
  const visit = ([run, value]: readonly [string | number, string | null]): void => {
    const place = typeof run === "number" ? run : asked.places().get(run);
    if (place !== undefined) column[place] = value ?? "";
  };
  if (asked.most) connection.each(`SELECT run_uuid, value FROM ${table} WHERE key = ?`, [key], visit);
  else connection.each(`SELECT run.key, o.value ${lookUp(table)}`, [asked.list, key], visit);
  return column;
}

function lookUp(table: string): string {
  return `FROM json_each(?) run CROSS JOIN ${table} o ON o.run_uuid = run.value AND o.key = ?`;
}

function latest(connection: Connection, asked: Asked, key: string): Column {
  const column = empty(asked);
  const visit = ([run, value, isNan]: readonly [string | number, number, number]): void => {
    const place = typeof run === "number" ? run : asked.places().get(run);
    if (place !== undefined) column[place] = isNan === 1 ? "NaN" : numberCell(value);
  };
  const whole = "SELECT run_uuid, value, is_nan FROM latest_metrics WHERE key = ?";
  if (asked.most) connection.each(whole, [key], visit);
  else connection.each(`SELECT run.key, o.value, o.is_nan ${lookUp("latest_metrics")}`, [asked.list, key], visit);
  return column;
}

/** Of the numbers of a history; NaN is none. Without our index SQLite would read the points of all runs that have the key. */
function extremes(connection: Connection, asked: Asked, which: "min" | "max", key: string): Column {
  const column = empty(asked);
  connection.each<[number, number | null]>(
    `SELECT run.key, (SELECT ${which}(value) FROM metrics o
       WHERE o.run_uuid = run.value AND ${connection.layout.indices ? "" : "+"}o.key = ? AND o.is_nan = 0)
     FROM json_each(?) run`,
    [key, asked.list],
    ([place, value]) => (column[place] = value === null ? null : numberCell(value)),
  );
  return column;
}

/** The name as `infoOf` reads it: MLflow 1 kept it in its tag only. */
const runName = `coalesce(nullif(runs.name, ''), (SELECT t.value FROM tags t WHERE t.run_uuid = runs.run_uuid AND t.key = '${runNameTag}'), '')`;

const attributes: Readonly<Record<string, string>> = {
  run_id: "runs.run_uuid",
  run_name: runName,
  experiment_id: "CAST(runs.experiment_id AS TEXT)",
  status: "coalesce(runs.status, 'RUNNING')",
  start_time: "coalesce(runs.start_time, 0)",
  end_time: "runs.end_time",
  duration: "runs.end_time - coalesce(runs.start_time, 0)",
  user_id: "nullif(runs.user_id, '')",
};

function attribute(connection: Connection, asked: Asked, key: string): Column {
  const tag = attributeTags[key];
  if (tag !== undefined) return texts(connection, asked, "tags", tag);
  if (key === "dataset" || key === "models") return linked(connection, asked, key);
  const column = empty(asked);
  connection.each<[number, CellValue]>(
    `SELECT run.key, ${attributes[key]!} FROM json_each(?) run CROSS JOIN runs ON runs.run_uuid = run.value`,
    [asked.list],
    ([place, value]) => (column[place] = value),
  );
  return column;
}

function linked(connection: Connection, asked: Asked, key: "dataset" | "models"): Column {
  const links = runLinks(connection, asked.list);
  const histories = key === "models" ? texts(connection, asked, "tags", historyTag) : [];
  return asked.runIds.map((runId, place) => {
    const found = links.get(runId);
    if (key === "dataset") return datasetsCell(found?.inputs.datasets.map(({ dataset }) => dataset) ?? []);
    const history = histories[place];
    return modelsCell(
      found?.outputs.models.map(({ modelId }) => modelId) ?? [],
      typeof history === "string" ? history : undefined,
    );
  });
}

type HeadRow = Pick<RunRow, "run_uuid" | "experiment_id" | "start_time" | "end_time" | "status" | "lifecycle_stage"> & {
  readonly run_name: string;
};

export function runHeads(connection: Connection, runIds: readonly string[]): RunHead[] {
  const rows = connection.all<HeadRow>(
    `SELECT runs.run_uuid, CAST(runs.experiment_id AS TEXT) AS experiment_id, ${runName} AS run_name, runs.status,
       runs.start_time, runs.end_time, runs.lifecycle_stage
     FROM json_each(?) run CROSS JOIN runs ON runs.run_uuid = run.value ORDER BY run.key`,
    JSON.stringify(runIds),
  );
  return rows.map((row) => ({
    runId: row.run_uuid,
    experimentId: row.experiment_id,
    runName: row.run_name,
    status: row.status ?? "RUNNING",
    startTimeMs: row.start_time ?? 0,
    endTimeMs: row.end_time,
    lifecycleStage: row.lifecycle_stage ?? "active",
  }));
}

export function columnNames(connection: Connection, runIds: readonly string[]): string[] {
  const list = JSON.stringify(runIds);
  const named = (prefix: string, table: string): string[] =>
    connection
      .arrays<[string]>(
        `SELECT DISTINCT o.key FROM json_each(?) run CROSS JOIN ${table} o ON o.run_uuid = run.value`,
        list,
      )
      .map(([key]) => key)
      .sort(compareTexts)
      .map((key) => `${prefix}.${key}`);
  return [...named("metrics", "latest_metrics"), ...named("params", "params"), ...named("tags", "tags")];
}
