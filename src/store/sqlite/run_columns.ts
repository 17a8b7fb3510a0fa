/** What the web page reads of runs, from one SQLite file. */
import type { ViewType } from "../../entities.js";
import type { RunSelection } from "../../protocol/page.js";
import type { Field } from "../../search/field.js";
import { checkExperimentId } from "../../validate.js";
import type { Activity, Point, RunColumns } from "../run_columns.js";
import type { Connection } from "./connection.js";
import { idList } from "./experiments.js";
import { pointsOfRun } from "./metrics.js";
import { columnNames, runCells, runHeads } from "./run_cells.js";
import { matchRuns } from "./run_match.js";
import { runSummary } from "./run_summary.js";

export function sqliteColumns(connection: Connection): RunColumns {
  return {
    revision: () => connection.revision(),
    match: async (selection: RunSelection) => matchRuns(connection, selection),
    heads: async (runIds) => runHeads(connection, runIds),
    cells: async (runIds, fields: readonly Field[]) => runCells(connection, runIds, fields),
    names: async (runIds) => columnNames(connection, runIds),
    summary: async (experimentIds, viewType: ViewType) => runSummary(connection, experimentIds, viewType),
    points: async (history, by, within, visit) => visitPoints(connection, history, by, within, visit),
    activity: async (experimentIds) => activityOf(connection, experimentIds),
  };
}

function visitPoints(
  connection: Connection,
  { runId, key }: Parameters<RunColumns["points"]>[0],
  by: "step" | "time",
  [from, to]: readonly [number, number],
  visit: (count: number) => (point: Point) => void,
): void {
  const column = by === "step" ? "step" : "timestamp";
  const range = [...(from > -Infinity ? [`${column} >= ?`] : []), ...(to < Infinity ? [`${column} <= ?`] : [])];
  const source = [pointsOfRun(connection), ...range].join(" AND ");
  const parameters = [runId, key, ...[from, to].filter((end) => Number.isFinite(end))];
  const order = by === "step" ? "step, timestamp, value, is_nan" : "timestamp, step, value, is_nan";
  connection.snapshot(() => {
    const { count } = connection.get<{ count: number }>(`SELECT count(*) AS count ${source}`, ...parameters)!;
    const take = visit(count);
    connection.each<[number, number, number, number]>(
      `SELECT step, timestamp, value, is_nan ${source} ORDER BY ${order}`,
      parameters,
      ([step, timestampMs, value, isNan]) => take([step, timestampMs, isNan === 1 ? NaN : value]),
    );
  });
}

function activityOf(connection: Connection, experimentIds: readonly string[]): Activity[] {
  for (const id of experimentIds) checkExperimentId(id);
  const rows = connection.arrays<[string, number, number, number | null]>(
    `SELECT CAST(experiment_id AS TEXT), count(*), sum(coalesce(status, 'RUNNING') = 'RUNNING'), max(start_time)
     FROM runs WHERE experiment_id IN (SELECT value FROM json_each(?)) AND lifecycle_stage = 'active'
     GROUP BY experiment_id`,
    idList(experimentIds),
  );
  const found = new Map(
    rows.map(([id, runs, running, lastStartTimeMs]) => [id, { runs, running, lastStartTimeMs }] as const),
  );
  return experimentIds.map((id) => found.get(id) ?? { runs: 0, running: 0, lastStartTimeMs: null });
}
