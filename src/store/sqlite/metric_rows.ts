/** Rows of `metrics` and `latest_metrics` and what they say. */
import type { Metric } from "../../entities.js";
import type { Connection } from "./connection.js";

export interface MetricRow {
  readonly run_uuid: string;
  readonly key: string;
  readonly value: number;
  readonly timestamp: number;
  readonly step: number;
  readonly is_nan: number;
  /** Only in rows that were read once more, because some step did not fit into a double. */
  readonly exact_step?: string;
}

const columns = "run_uuid, key, value, timestamp, step, is_nan";

/**
 * Rows of `metrics` or `latest_metrics`; `rest` is the statement from FROM on. Steps beyond ±2^53 are rare and SQLite's
 * driver rounds them, so only where one is met everything is read again with the steps as text.
 */
export function metricRows(connection: Connection, rest: string, ...parameters: unknown[]): MetricRow[] {
  const rows = connection.all<MetricRow>(`SELECT ${columns} ${rest}`, ...parameters);
  if (rows.every((row) => Number.isSafeInteger(row.step))) return rows;
  return connection.all<MetricRow>(`SELECT ${columns}, CAST(step AS TEXT) AS exact_step ${rest}`, ...parameters);
}

type LatestRow = readonly [place: number, key: string, value: number, timestamp: number, step: number, isNan: number];

/** For each of `count` runs, in the order of `runIds` (a JSON list), the latest point of each of its metrics. */
export function latestMetrics(connection: Connection, runIds: string, count: number): Metric[][] {
  const found = Array.from({ length: count }, (): Metric[] => []);
  const columns = "run.key, o.key, o.value, o.timestamp, o.step, o.is_nan";
  const rest = "FROM json_each(?) run CROSS JOIN latest_metrics o ON o.run_uuid = run.value";
  let exact = true;
  for (const [place, key, value, timestampMs, step, isNan] of connection.arrays<LatestRow>(
    `SELECT ${columns} ${rest}`,
    runIds,
  )) {
    exact &&= Number.isSafeInteger(step);
    found[place]!.push({ key, value: isNan === 1 ? NaN : value, timestampMs, step });
  }
  return exact ? found : exactLatest(connection, runIds, count);
}

function exactLatest(connection: Connection, runIds: string, count: number): Metric[][] {
  const found = Array.from({ length: count }, (): Metric[] => []);
  for (const row of connection.all<MetricRow & { place: number }>(
    `SELECT run.key AS place, o.*, CAST(o.step AS TEXT) AS exact_step
     FROM json_each(?) run CROSS JOIN latest_metrics o ON o.run_uuid = run.value`,
    runIds,
  )) {
    found[row.place]!.push(metricOf(row));
  }
  return found;
}

export function metricOf(row: MetricRow): Metric {
  const value = row.is_nan === 1 ? NaN : row.value;
  const metric = { key: row.key, value, timestampMs: row.timestamp, step: row.step };
  if (row.exact_step === undefined || Number.isSafeInteger(row.step)) return metric;
  return { ...metric, exactStep: BigInt(row.exact_step) };
}

/** What a column holds for a value: infinities are the greatest double, NaN is 0 with a flag beside it. */
export function storedValue(value: number): number {
  if (Number.isNaN(value)) return 0;
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
}
