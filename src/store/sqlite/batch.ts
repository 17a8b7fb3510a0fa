/** Params, metrics and tags of one run, written together. */
import type { Batch, Param } from "../../entities.js";
import { TrackingError } from "../../errors.js";
import { pythonRepr } from "../../python_text.js";
import { checkBatch, maxParamLength, truncate } from "../../validate.js";
import type { Connection } from "./connection.js";
import { writeMetrics } from "./metrics.js";
import { activeRun } from "./run_rows.js";
import { writeTags } from "./tags.js";

export function logBatch(connection: Connection, runId: string, batch: Batch): void {
  checkBatch(batch);
  const { params = [], metrics = [], tags = [] } = batch;
  connection.write(() => {
    const run = activeRun(connection, runId);
    if (params.length > 0) writeParams(connection, runId, params);
    if (metrics.length > 0) writeMetrics(connection, run, metrics);
    if (tags.length > 0) writeTags(connection, runId, tags);
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

function writeParams(connection: Connection, runId: string, params: readonly Param[]): void {
  const changed: Change[] = [];
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
  if (changed.length > 0) throw paramsChanged(runId, changed, params.length === 1);
}

interface Change {
  readonly key: string;
  readonly old: string;
  readonly new: string;
}

/** MLflow words it in one way for one param and in another for a batch of them. */
function paramsChanged(runId: string, changed: readonly Change[], alone: boolean): TrackingError {
  const what = "Changing param values is not allowed.";
  const options = { remedy: "start a new run to log another value" };
  const [first] = changed;
  if (alone && first !== undefined) {
    return new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `${what} Param with key='${first.key}' was already logged with value='${first.old}' for run ID='${runId}'. ` +
        `Attempted logging new value '${first.new}'.`,
      options,
    );
  }
  const list = changed.map((one) => {
    const [key, old, wanted] = [one.key, one.old, one.new].map(pythonRepr);
    return `{'key': ${key}, 'old_value': ${old}, 'new_value': ${wanted}}`;
  });
  return new TrackingError(
    "INVALID_PARAMETER_VALUE",
    `${what} Params were already logged='[${list.join(", ")}]' for run ID='${runId}'.`,
    options,
  );
}
