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
import { countByRuns, type DataCounts } from "./summary_of_few.js";

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
    const { total, measured, counted } = attributesOf(connection, chosen);
    const { all } = connection.get<{ all: number }>('SELECT count(*) AS "all" FROM runs')!;
    const most = connection.layout.indices && total * 4 > all;
    const data = most ? countAlongIndices(connection, chosen) : countByRuns(connection, chosen);
    return summaries(total, [...data.measured, ...measured], [...data.counted, ...counted]);
  });
}

const start = "coalesce(start_time, 0)";
const measuredFields: Readonly<Record<string, string>> = {
  start_time: start,
  end_time: "end_time",
  duration: `end_time - ${start}`,
};
const countedFields: Readonly<Record<string, string>> = {
  status: "coalesce(status, 'RUNNING')",
  user_id: "nullif(user_id, '')",
};

/** In one go over the runs, but for texts that are not the same for all of them. */
function attributesOf(connection: Connection, { sql, parameters }: Clause): DataCounts & { readonly total: number } {
  const all = [...Object.values(measuredFields), ...Object.values(countedFields)];
  const columns = all.map((value) => `count(${value}), min(${value}), max(${value})`);
  const row = connection.arrays<(number | string | null)[]>(
    `SELECT ${columns.join(", ")} FROM runs WHERE ${sql}`,
    ...parameters,
  )[0]!;
  const measured = Object.keys(measuredFields).map((name, index): Measured => {
    const [runs, min, max] = row.slice(index * 3) as [number, number | null, number | null];
    return { name, runs, varies: min !== max, min, max };
  });
  const counted = Object.entries(countedFields).map(([name, value], index): Counted => {
    const [runs, least, greatest] = row.slice((measured.length + index) * 3) as [number, string | null, string | null];
    if (least === greatest) return { name, values: new Map(least === null ? [] : [[least, runs]]) };
    const rows = connection.arrays<[string, number]>(
      `SELECT ${value}, count(*) FROM runs WHERE ${sql} AND ${value} IS NOT NULL GROUP BY 1`,
      ...parameters,
    );
    return { name, values: new Map(rows) };
  });
  return { total: measured[0]!.runs, measured, counted }; // each run has a start
}
