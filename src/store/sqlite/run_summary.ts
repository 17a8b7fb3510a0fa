/** What columns the runs of experiments have. */
import type { ViewType } from "../../entities.js";
import type { FieldSummary } from "../../protocol/page.js";
import type { Clause } from "../../search/sql.js";
import { checkExperimentId } from "../../validate.js";
import { type Counted, type Measured, summaries } from "../field_summary.js";
import type { Connection } from "./connection.js";
import { stageClause } from "./experiments.js";
import { experimentsClause } from "./run_search.js";
import { countAlongIndices } from "./summary_of_most.js";
import { countByRuns } from "./summary_of_few.js";

export function runSummary(
  connection: Connection,
  experimentIds: readonly string[],
  viewType: ViewType,
): readonly FieldSummary[] {
  for (const id of experimentIds) checkExperimentId(id);
  const experiments = experimentsClause(experimentIds);
  const sql = `${experiments.sql} AND ${stageClause("runs", viewType)}`;
  const chosen: Clause = { sql, parameters: experiments.parameters };
  return connection.snapshot(() => {
    const { total, all } = countRuns(connection, chosen);
    const most = connection.layout.indices && total * 4 > all;
    const data = most ? countAlongIndices(connection, chosen) : countByRuns(connection, chosen);
    const measured = [...data.measured, ...timesOf(connection, chosen)];
    return summaries(total, measured, [...data.counted, ...attributesOf(connection, chosen)]);
  });
}

function countRuns(connection: Connection, { sql, parameters }: Clause): { total: number; all: number } {
  return connection.get<{ total: number; all: number }>(
    `SELECT (SELECT count(*) FROM runs WHERE ${sql}) AS total, (SELECT count(*) FROM runs) AS "all"`,
    ...parameters,
  )!;
}

function timesOf(connection: Connection, { sql, parameters }: Clause): Measured[] {
  const start = "coalesce(start_time, 0)";
  const fields: Readonly<Record<string, string>> = {
    start_time: start,
    end_time: "end_time",
    duration: `end_time - ${start}`,
  };
  const columns = Object.values(fields).map((value) => `count(${value}), min(${value}), max(${value})`);
  const row = connection.arrays<(number | null)[]>(
    `SELECT ${columns.join(", ")} FROM runs WHERE ${sql}`,
    ...parameters,
  )[0]!;
  return Object.keys(fields).map((name, index) => {
    const [runs, min, max] = row.slice(index * 3) as [number, number | null, number | null];
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
