/** Counts what some runs have, looked up run by run. */
import type { Clause } from "../../search/sql.js";
import type { Counted, Measured } from "../field_summary.js";
import type { Connection } from "./connection.js";
import { indexedLength } from "./indices.js";
import { runNameTag } from "./tags.js";

export interface DataCounts {
  readonly measured: readonly Measured[];
  readonly counted: readonly Counted[];
}

/** `chosen`: the condition on `runs` that keeps them. */
export function countByRuns(connection: Connection, chosen: Clause): DataCounts {
  return {
    measured: metrics(connection, chosen),
    counted: [...texts(connection, chosen, "params"), ...texts(connection, chosen, "tags")],
  };
}

function ofRuns(table: string, { sql }: Clause): string {
  return `FROM runs CROSS JOIN ${table} o ON o.run_uuid = runs.run_uuid WHERE ${sql}`;
}

function metrics(connection: Connection, chosen: Clause): Measured[] {
  const finite = `CASE WHEN o.is_nan = 0 AND abs(o.value) < ${Number.MAX_VALUE} THEN o.value END`;
  return connection
    .arrays<[string, number, number | null, number | null, number, number, number]>(
      `SELECT o.key, count(*), min(${finite}), max(${finite}), min(o.value), max(o.value), min(o.is_nan) != max(o.is_nan)
       ${ofRuns("latest_metrics", chosen)} GROUP BY o.key`,
      ...chosen.parameters,
    )
    .map(([key, runs, min, max, least, greatest, mixed]) => ({
      name: `metrics.${key}`,
      runs,
      varies: least !== greatest || mixed === 1,
      min,
      max,
    }));
}

/** Long values of tags are counted and not listed; names of runs are an attribute. */
function texts(connection: Connection, chosen: Clause, table: "params" | "tags"): Counted[] {
  const found = valueCounts(connection, chosen, table);
  if (table === "tags") found.delete(runNameTag);
  return [...found].map(([key, { values, runs }]) => {
    let listed = 0;
    for (const count of values.values()) listed += count;
    return { name: `${table}.${key}`, values, ...(listed < runs && { runs }) };
  });
}

/** Values with how many runs have each, and how many have any; values that are not listed are long ones of tags. */
export interface ValueCounts {
  readonly values: Map<string, number>;
  runs: number;
}

/** By key. */
export function valueCounts(
  connection: Connection,
  chosen: Clause,
  table: "params" | "tags",
): Map<string, ValueCounts> {
  const value = table === "tags" ? `CASE WHEN length(o.value) <= ${indexedLength} THEN o.value END` : "o.value";
  const found = new Map<string, ValueCounts>();
  connection.each<[string, string | null, number]>(
    `SELECT o.key, ${value}, count(*) ${ofRuns(table, chosen)} GROUP BY 1, 2`,
    chosen.parameters,
    ([key, text, count]) => {
      let column = found.get(key);
      if (column === undefined) found.set(key, (column = { values: new Map(), runs: 0 }));
      column.runs += count;
      if (text !== null) column.values.set(text, count);
    },
  );
  return found;
}
