/** Points of metrics: written, read back as a history, and thinned for charts. */
import type { Metric, Page, RunMetric } from "../../entities.js";
import { pageFrom, pageOffset } from "../../search/page_token.js";
import { checkHistoryLimit, checkSample, maxHistoryPage } from "../../validate.js";
import type { MetricSample, PageRequest } from "../store.js";
import type { Connection } from "./connection.js";
import { writeModelMetrics } from "./logged_model_metrics.js";
import { metricOf, metricRows, storedValue } from "./metric_rows.js";

export function writeMetrics(
  connection: Connection,
  run: { runId: string; experimentId: string },
  metrics: readonly Metric[],
): void {
  connection.runEach(
    `INSERT INTO metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (key, timestamp, step, run_uuid, value, is_nan) DO NOTHING`,
    metrics.map((metric) => stored(metric, run.runId)),
  );
  connection.runEach(
    `INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (key, run_uuid) DO UPDATE
       SET value = excluded.value, timestamp = excluded.timestamp, step = excluded.step, is_nan = excluded.is_nan
       WHERE (excluded.step, excluded.timestamp, excluded.value) > (step, timestamp, value)`,
    latestOfEach(metrics).map((metric) => stored(metric, run.runId)),
  );
  const ofModels = metrics.filter((metric) => metric.modelId !== undefined);
  if (ofModels.length > 0) writeModelMetrics(connection, run, ofModels);
}

function stored(metric: Metric, runId: string): unknown[] {
  const isNan = Number.isNaN(metric.value) ? 1 : 0;
  return [metric.key, storedValue(metric.value), metric.timestampMs, metric.exactStep ?? metric.step, isNan, runId];
}

/** Of each key the point that is the greatest by (step, timestamp, value), NaN counting as 0; of equal ones the first. */
function latestOfEach(metrics: readonly Metric[]): readonly Metric[] {
  if (metrics.length < 2) return metrics;
  const latest = new Map<string, Metric>();
  for (const metric of metrics) {
    const before = latest.get(metric.key);
    if (before === undefined || isLater(metric, before)) latest.set(metric.key, metric);
  }
  return [...latest.values()];
}

function isLater(a: Metric, b: Metric): boolean {
  const [stepA, stepB] = [a.exactStep ?? a.step, b.exactStep ?? b.step];
  if (stepA > stepB || stepA < stepB) return stepA > stepB; // a number and a bigint may be equal, but never ===
  if (a.timestampMs !== b.timestampMs) return a.timestampMs > b.timestampMs;
  return storedValue(a.value) > storedValue(b.value);
}

/** Empty for a run that is not there, as MLflow's is; a page holds at most 25,000 points whatever was asked for. */
export function metricHistory(connection: Connection, runId: string, key: string, page: PageRequest): Page<Metric> {
  const limit = page.maxResults === undefined ? Infinity : Math.min(checkHistoryLimit(page.maxResults), maxHistoryPage);
  const offset = pageOffset(page.pageToken);
  const rows = metricRows(
    connection,
    `${pointsOfRun(connection)} ORDER BY timestamp, step, value LIMIT ? OFFSET ?`,
    runId,
    key,
    Number.isFinite(limit) ? limit + 1 : -1,
    offset,
  );
  return pageFrom(rows, { limit, offset }, (kept) => kept.map(metricOf));
}

/** Without our index SQLite would read the points of all runs that have the key, unless the `+` keeps it from that. */
export function pointsOfRun({ layout }: Pick<Connection, "layout">): string {
  return `FROM metrics WHERE run_uuid = ? AND ${layout.indices ? "" : "+"}key = ?`;
}

export function sampleMetricHistory(connection: Connection, sample: MetricSample): RunMetric[] {
  const limit = checkSample(sample);
  const { key, startStep, endStep } = sample;
  const between = startStep !== undefined && endStep !== undefined;
  const points = `${pointsOfRun(connection)}${between ? " AND step BETWEEN ? AND ?" : ""}`;
  const order = "ORDER BY step, timestamp, value, is_nan";
  const columns = "run_uuid, key, value, timestamp, step, is_nan";
  const numbered = `(SELECT ${columns}, row_number() OVER (${order}) - 1 AS place ${points})`;
  const sampled = (runId: string) => {
    const parameters = [runId, key, ...(between ? [startStep, endStep] : [])];
    const { count } = connection.get<{ count: number }>(`SELECT count(*) AS count ${points}`, ...parameters)!;
    const places = JSON.stringify(sampledPlaces(count, limit));
    return metricRows(
      connection,
      `FROM ${numbered} WHERE place IN (SELECT value FROM json_each(?)) ${order}`,
      ...parameters,
      places,
    ).map((row) => ({ ...metricOf(row), runId }));
  };
  return connection.snapshot(() => sample.runIds.flatMap(sampled));
}

/**
 * Which of `count` rows in order are kept: the first of each of `limit` shares that differ by one row at most, the longer
 * ones first (SQL's NTILE), and the last row, in place of the last share's first when there is no room for both.
 */
function sampledPlaces(count: number, limit: number): number[] {
  if (count <= limit) return Array.from({ length: count }, (_, index) => index);
  const share = Math.floor(count / limit);
  const longer = count % limit;
  const places = Array.from({ length: limit }, (_, index) => index * share + Math.min(index, longer));
  places[limit - 1] = count - 1;
  return places;
}
