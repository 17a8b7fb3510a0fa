/** Rows of runs → runs with their latest metrics, params, tags, inputs and outputs, in a few queries for all of them. */
import type { Metric, Run } from "../../entities.js";
import type { Connection } from "./connection.js";
import { type RunLinks, runLinks } from "./inputs.js";
import { latestMetrics } from "./metric_rows.js";
import { infoOf, type RunRow } from "./run_rows.js";

const noLinks: RunLinks = { inputs: { datasets: [], models: [] }, outputs: { models: [] } };

export function wholeRuns(connection: Connection, rows: readonly RunRow[]): Run[] {
  const ids = JSON.stringify(rows.map((row) => row.run_uuid));
  const metrics = latestMetrics(connection, ids, rows.length);
  const params = texts(connection, "params", ids, rows.length);
  const tags = texts(connection, "tags", ids, rows.length);
  const links = runLinks(connection, ids);
  return rows.map((row, index) => {
    const { inputs, outputs } = links.get(row.run_uuid) ?? noLinks;
    const latest = metrics[index]!;
    const data = { metrics: valuesOf(latest), params: params[index]!, tags: tags[index]!, latestMetrics: latest };
    return { info: infoOf(row, data.tags), data, inputs, outputs };
  });
}

/** A key may be called `__proto__`, which assignment would take for something else. */
function set<T>(record: Record<string, T>, key: string, value: T): void {
  if (key === "__proto__") Object.defineProperty(record, key, { value, enumerable: true, writable: true });
  else record[key] = value;
}

function valuesOf(metrics: readonly Metric[]): Record<string, number> {
  const values: Record<string, number> = {};
  for (const { key, value } of metrics) set(values, key, value);
  return values;
}

/** For each of `count` runs, in the order of `ids`, its params or tags. */
function texts(connection: Connection, table: "params" | "tags", ids: string, count: number): Record<string, string>[] {
  const found = Array.from({ length: count }, (): Record<string, string> => ({}));
  for (const [place, key, value] of connection.arrays<[number, string, string | null]>(
    `SELECT run.key, o.key, o.value FROM json_each(?) run CROSS JOIN ${table} o ON o.run_uuid = run.value`,
    ids,
  )) {
    set(found[place]!, key, value ?? "");
  }
  return found;
}
