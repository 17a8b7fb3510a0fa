/** What columns the runs of experiments have, counted along the indices. */
import type { ViewType } from "../../entities.js";
import type { FieldSummary } from "../../protocol/page.js";
import type { Clause } from "../../search/sql.js";
import { checkExperimentId } from "../../validate.js";
import { type Counted, type Measured, summaries } from "../field_summary.js";
import type { Connection } from "./connection.js";
import { stageClause } from "./experiments.js";
import { indexedLength } from "./indices.js";
import { experimentsClause } from "./run_search.js";
import { runNameTag } from "./tags.js";

export function runSummary(
  connection: Connection,
  experimentIds: readonly string[],
  viewType: ViewType,
): readonly FieldSummary[] {
  for (const id of experimentIds) checkExperimentId(id);
  const experiments = experimentsClause(experimentIds);
  const chosen: Clause = {
    sql: `${experiments.sql} AND ${stageClause("runs", viewType)}`,
    parameters: experiments.parameters,
  };
  return connection.snapshot(() => {
    const { total, all } = countRuns(connection, chosen);
    const from = sourceOf(connection, chosen, total, all);
    const measured = [...metricsOf(connection, from), ...timesOf(connection, chosen)];
    const counted = [
      ...textsOf(connection, from, "params"),
      ...textsOf(connection, from, "tags"),
      ...attributesOf(connection, chosen),
    ];
    return summaries(total, measured, counted);
  });
}

function countRuns(connection: Connection, { sql, parameters }: Clause): { total: number; all: number } {
  return connection.get<{ total: number; all: number }>(
    `SELECT (SELECT count(*) FROM runs WHERE ${sql}) AS total, (SELECT count(*) FROM runs) AS "all"`,
    ...parameters,
  )!;
}

/** Makes FROM and WHERE of a table `o` that belongs to runs: all of it, the rows of few runs, or those of most runs. */
type Source = (table: string, condition: string) => Clause;

function sourceOf(connection: Connection, { sql, parameters }: Clause, total: number, all: number): Source {
  if (total === all) return (table, condition) => ({ sql: `FROM ${table} o WHERE ${condition}`, parameters: [] });
  if (total * 4 < all || !connection.layout.indices) {
    return (table, condition) => ({
      sql: `FROM runs CROSS JOIN ${table} o ON o.run_uuid = runs.run_uuid WHERE ${sql} AND ${condition}`,
      parameters,
    });
  }
  return (table, condition) => ({
    sql: `FROM ${table} o WHERE o.run_uuid NOT IN (SELECT run_uuid FROM runs WHERE NOT (${sql})) AND ${condition}`,
    parameters,
  });
}

function metricsOf(connection: Connection, from: Source): Measured[] {
  const finite = `CASE WHEN o.is_nan = 0 AND abs(o.value) < ${Number.MAX_VALUE} THEN o.value END`;
  const { sql, parameters } = from("latest_metrics", "1");
  return connection
    .arrays<[string, number, number | null, number | null, number, number, number]>(
      `SELECT o.key, count(*), min(${finite}), max(${finite}), min(o.value), max(o.value), min(o.is_nan) != max(o.is_nan)
       ${sql} GROUP BY o.key`,
      ...parameters,
    )
    .map(([key, runs, min, max, least, greatest, mixed]) => ({
      name: `metrics.${key}`,
      runs,
      varies: least !== greatest || mixed === 1,
      min,
      max,
    }));
}

function timesOf(connection: Connection, { sql, parameters }: Clause): Measured[] {
  const start = "coalesce(start_time, 0)";
  const fields: Readonly<Record<string, string>> = {
    start_time: start,
    end_time: "end_time",
    duration: `end_time - ${start}`,
  };
  return Object.entries(fields).map(([name, value]) => {
    const [runs, min, max] = connection.arrays<[number, number | null, number | null]>(
      `SELECT count(${value}), min(${value}), max(${value}) FROM runs WHERE ${sql}`,
      ...parameters,
    )[0]!;
    return { name, runs, varies: min !== max, min, max };
  });
}

function attributesOf(connection: Connection, { sql, parameters }: Clause): Counted[] {
  return ["status", "user_id"].map((name) => {
    const value = name === "status" ? "coalesce(status, 'RUNNING')" : "user_id";
    const rows = connection.arrays<[string, number]>(
      `SELECT ${value}, count(*) FROM runs WHERE ${sql} AND ${value} != '' GROUP BY 1`,
      ...parameters,
    );
    return { name, values: new Map(rows) };
  });
}

/** Long values of tags are counted and not listed; names of runs are an attribute. */
function textsOf(connection: Connection, from: Source, table: "params" | "tags"): Counted[] {
  const long = longOf(connection, from, table);
  const { sql, parameters } = from(table, table === "tags" ? `length(o.value) <= ${indexedLength}` : "1");
  const columns = new Map<string, Map<string, number>>();
  let [current, values]: [string | undefined, Map<string, number>] = [undefined, new Map()];
  connection.each<[string, string, number]>(
    `SELECT o.key, o.value, count(*) ${sql} GROUP BY o.key, o.value`,
    parameters,
    ([key, value, count]) => {
      if (key !== current) columns.set((current = key), (values = columns.get(key) ?? new Map<string, number>()));
      values.set(value, count);
    },
  );
  for (const key of long.keys()) if (!columns.has(key)) columns.set(key, new Map());
  columns.delete(table === "tags" ? runNameTag : "");
  return [...columns].map(([key, found]) => {
    const more = long.get(key) ?? 0;
    const runs = more === 0 ? {} : { runs: more + [...found.values()].reduce((sum, count) => sum + count, 0) };
    return { name: `${table}.${key}`, values: found, ...runs };
  });
}

function longOf(connection: Connection, from: Source, table: "params" | "tags"): ReadonlyMap<string, number> {
  if (table === "params") return new Map();
  const { sql, parameters } = from(table, `length(coalesce(o.value, '')) > ${indexedLength}`);
  return new Map(connection.arrays<[string, number]>(`SELECT o.key, count(*) ${sql} GROUP BY o.key`, ...parameters));
}
