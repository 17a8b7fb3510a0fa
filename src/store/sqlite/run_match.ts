/** Which runs of a file a filter leaves, as ids. */
import type { RunSelection } from "../../protocol/page.js";
import { type Expression, readExpression } from "../../search/expression.js";
import { type Clause, expressionClause } from "../../search/sql.js";
import { checkExperimentId } from "../../validate.js";
import type { Connection } from "./connection.js";
import { stageClause } from "./experiments.js";
import { experimentsClause, indexed } from "./run_search.js";

export function matchRuns(connection: Connection, selection: RunSelection): string[] {
  const { runIds, experimentIds, viewType } = selection;
  const expression = readExpression(selection.filter ?? "");
  const where = expressionClause("runs", expression);
  if (runIds !== undefined) {
    const rows = connection.arrays<[string]>(
      `SELECT run_uuid FROM json_each(?) named CROSS JOIN runs ON runs.run_uuid = named.value WHERE ${where.sql} ORDER BY named.key`,
      JSON.stringify([...new Set(runIds)]),
      ...where.parameters,
    );
    return rows.map(([runId]) => runId);
  }
  for (const id of experimentIds) checkExperimentId(id);
  const experiments = experimentsClause(experimentIds);
  const from = narrowed(connection, expression);
  const rows = connection.arrays<[string]>(
    `SELECT runs.run_uuid FROM ${from.sql} WHERE ${experiments.sql} AND ${stageClause("runs", viewType)} AND ${where.sql}` +
      " ORDER BY runs.start_time DESC, runs.run_uuid",
    ...from.parameters,
    ...experiments.parameters,
    ...where.parameters,
  );
  return rows.map(([runId]) => runId);
}

/** Starts from the runs of a condition that all must fulfil, where an index has them beside each other. */
function narrowed(connection: Connection, expression: Expression): Clause {
  const plain: Clause = { sql: "runs", parameters: [] };
  if (!connection.layout.indices) return plain;
  const parts = expression.kind === "and" ? expression.parts : [expression];
  for (const part of parts) {
    if (part.kind !== "condition" || part.condition.entity === "metric") continue;
    const chosen = indexed(part.condition);
    if (chosen === undefined) continue;
    return {
      sql: `(${chosen.sql}) chosen CROSS JOIN runs ON runs.run_uuid = chosen.run_uuid`,
      parameters: chosen.parameters,
    };
  }
  return plain;
}
