/** Params, metrics and tags of one run, written together; metric history. */
import type { Batch, Metric, Page, Param } from "../../entities.js";
import { TrackingError } from "../../errors.js";
import { pageOffset, pageToken } from "../../search/page_token.js";
import { checkBatch, checkMaxResults, maxParamLength, truncate } from "../../validate.js";
import type { PageRequest } from "../store.js";
import type { Connection } from "./connection.js";
import { activeRunRow, metricOf } from "./runs.js";
import { writeTags } from "./tags.js";

/** SQLite has no infinity in JSON; MLflow stores the greatest double instead. */
const greatest = Number.MAX_VALUE;

export function logBatch(connection: Connection, runId: string, batch: Batch): void {
  checkBatch(batch);
  const params = withoutRepeats(batch.params ?? []);
  connection.write(() => {
    activeRunRow(connection, runId);
    if (params.length > 0) writeParams(connection, runId, params);
    for (const metric of batch.metrics ?? []) writeMetric(connection, runId, metric);
    if (batch.tags !== undefined && batch.tags.length > 0) writeTags(connection, runId, batch.tags);
  });
}

export function deleteTag(connection: Connection, runId: string, key: string): void {
  connection.write(() => {
    activeRunRow(connection, runId);
    if (connection.run("DELETE FROM tags WHERE run_uuid = ? AND key = ?", runId, key) === 0) {
      throw new TrackingError("RESOURCE_DOES_NOT_EXIST", `No tag with name: ${key} in run with id ${runId}`);
    }
  });
}

export function metricHistory(connection: Connection, runId: string, key: string, page: PageRequest): Page<Metric> {
  const limit = page.maxResults === undefined ? -1 : checkMaxResults(page.maxResults, 25_000, 25_000);
  const offset = pageOffset(page.pageToken);
  const rows = connection.all<Parameters<typeof metricOf>[0]>(
    `SELECT key, value, timestamp, step, is_nan FROM metrics WHERE run_uuid = ? AND key = ?
     ORDER BY timestamp, step, value LIMIT ? OFFSET ?`,
    runId,
    key,
    limit < 0 ? -1 : limit + 1,
    offset,
  );
  const more = limit >= 0 && rows.length > limit;
  return {
    items: (more ? rows.slice(0, limit) : rows).map(metricOf),
    nextPageToken: more ? pageToken(offset + limit) : undefined,
  };
}

function withoutRepeats(params: readonly Param[]): readonly Param[] {
  const values = new Map<string, string>();
  for (const { key, value } of params) {
    const before = values.get(key);
    if (before !== undefined && before !== value) {
      throw new TrackingError(
        "INVALID_PARAMETER_VALUE",
        `Duplicate parameter keys have been submitted: ['${key}']. Please ensure the request contains only one param value per param key.`,
      );
    }
    values.set(key, value);
  }
  return [...values].map(([key, value]) => ({ key, value }));
}

function writeParams(connection: Connection, runId: string, params: readonly Param[]): void {
  const changed: { key: string; old: string; new: string }[] = [];
  for (const param of params) {
    const value = truncate(param.value, maxParamLength);
    const added = connection.run(
      "INSERT INTO params (key, value, run_uuid) VALUES (?, ?, ?) ON CONFLICT (key, run_uuid) DO NOTHING",
      param.key,
      value,
      runId,
    );
    if (added === 1) continue;
    const old = connection.get<{ value: string }>(
      "SELECT value FROM params WHERE run_uuid = ? AND key = ?",
      runId,
      param.key,
    )!.value;
    if (old !== value) changed.push({ key: param.key, old, new: value });
  }
  if (changed.length > 0) throw paramsChanged(runId, changed);
}

function paramsChanged(runId: string, changed: readonly { key: string; old: string; new: string }[]): TrackingError {
  const remedy = "Start a new run to log another value.";
  const [only] = changed;
  if (changed.length === 1 && only !== undefined) {
    return new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `Changing param values is not allowed. Param with key='${only.key}' was already logged with value='${only.old}' ` +
        `for run ID='${runId}'. Attempted logging new value '${only.new}'. ${remedy}`,
    );
  }
  const list = changed.map((one) => `{'key': '${one.key}', 'old_value': '${one.old}', 'new_value': '${one.new}'}`);
  return new TrackingError(
    "INVALID_PARAMETER_VALUE",
    `Changing param values is not allowed. Params were already logged='[${list.join(", ")}]' for run ID='${runId}'. ${remedy}`,
  );
}

/** The same point again is a no-op; the latest value is the greatest by (step, timestamp, value), NaN counting as 0. */
function writeMetric(connection: Connection, runId: string, metric: Metric): void {
  const isNan = Number.isNaN(metric.value) ? 1 : 0;
  const value = isNan === 1 ? 0 : Math.max(-greatest, Math.min(greatest, metric.value));
  const added = connection.run(
    `INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (key, timestamp, step, run_uuid, value, is_nan) DO NOTHING`,
    metric.key,
    value,
    metric.timestampMs,
    runId,
    metric.step,
    isNan,
  );
  if (added === 0) return;
  connection.run(
    `INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (key, run_uuid) DO UPDATE
       SET value = excluded.value, timestamp = excluded.timestamp, step = excluded.step, is_nan = excluded.is_nan
       WHERE (excluded.step, excluded.timestamp, excluded.value) > (step, timestamp, value)`,
    metric.key,
    value,
    metric.timestampMs,
    metric.step,
    isNan,
    runId,
  );
}
