/** Params, metrics and tags of one run, written together. */
import type { Batch, Param } from "../../entities.js";
import { TrackingError } from "../../errors.js";
import { checkBatch, maxParamLength, truncate } from "../../validate.js";
import type { Connection } from "./connection.js";
import { writeMetrics } from "./metrics.js";
import { activeRun } from "./run_rows.js";
import { writeTags } from "./tags.js";

export function logBatch(connection: Connection, runId: string, batch: Batch): void {
  checkBatch(batch);
  const params = withoutRepeats(batch.params ?? []);
  connection.write(() => {
    const run = activeRun(connection, runId);
    if (params.length > 0) writeParams(connection, runId, params);
    if (batch.metrics !== undefined && batch.metrics.length > 0) writeMetrics(connection, run, batch.metrics);
    if (batch.tags !== undefined && batch.tags.length > 0) writeTags(connection, runId, batch.tags);
  });
}

export function deleteTag(connection: Connection, runId: string, key: string): void {
  connection.write(() => {
    activeRun(connection, runId);
    if (connection.run("DELETE FROM tags WHERE run_uuid = ? AND key = ?", runId, key) === 0) {
      throw new TrackingError("RESOURCE_DOES_NOT_EXIST", `No tag with name: ${key} in run with id ${runId}`);
    }
  });
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
