/** Logged models: made, read, finished, tagged, deleted. */
import { randomUUID } from "node:crypto";
import type { LoggedModel, LoggedModelStatus, Param, Tag } from "../../entities.js";
import { TrackingError } from "../../errors.js";
import { randomRunName } from "../../run_name.js";
import { checkLoggedModelName, checkTexts } from "../../validate.js";
import type { CreateLoggedModelOptions } from "../store.js";
import type { Connection } from "./connection.js";
import { activeExperiment } from "./experiments.js";
import { modelMetrics } from "./logged_model_metrics.js";
import { type LoggedModelRow, loggedModelRow, noLoggedModel } from "./logged_model_rows.js";
import { readableTables, writableTables } from "./logged_model_tables.js";

/** As MLflow numbers them in the table. */
export const loggedModelStatuses: readonly LoggedModelStatus[] = ["UNSPECIFIED", "PENDING", "READY", "FAILED"];

export function createLoggedModel(connection: Connection, options: CreateLoggedModelOptions): LoggedModel {
  if (options.name !== undefined) checkLoggedModelName(options.name);
  return connection.write(() => {
    const experiment = activeExperiment(connection, options.experimentId);
    const modelId = `m-${randomUUID().replaceAll("-", "")}`;
    const now = Date.now();
    connection.run(
      `INSERT INTO ${writableTables(connection).models} (model_id, experiment_id, name, artifact_location,
         creation_timestamp_ms, last_updated_timestamp_ms, status, lifecycle_stage, model_type, source_run_id)
       VALUES (?, ?, ?, ?, ?, ?, ?, 'active', ?, ?)`,
      modelId,
      options.experimentId,
      options.name ?? randomRunName(),
      `${experiment.artifactLocation.replace(/\/$/, "")}/models/${modelId}/artifacts`,
      now,
      now,
      loggedModelStatuses.indexOf("PENDING"),
      options.modelType ?? null,
      options.sourceRunId ?? null,
    );
    const row = loggedModelRow(connection, modelId);
    writeParams(connection, row, options.params ?? []);
    writeTags(connection, row, options.tags ?? []);
    return whole(connection, row);
  });
}

export function getLoggedModel(connection: Connection, modelId: string): LoggedModel {
  const row = loggedModelRow(connection, modelId);
  if (row.lifecycle_stage === "deleted") throw noLoggedModel(modelId);
  return whole(connection, row);
}

export function finalizeLoggedModel(connection: Connection, modelId: string, status: LoggedModelStatus): LoggedModel {
  if (!loggedModelStatuses.includes(status)) {
    throw new TrackingError("INVALID_PARAMETER_VALUE", `Invalid model status: '${status}'`, {
      remedy: "it is READY, FAILED or PENDING",
    });
  }
  return connection.write(() => {
    loggedModelRow(connection, modelId);
    connection.run(
      `UPDATE ${writableTables(connection).models} SET status = ?, last_updated_timestamp_ms = ? WHERE model_id = ?`,
      loggedModelStatuses.indexOf(status),
      Date.now(),
      modelId,
    );
    return whole(connection, loggedModelRow(connection, modelId));
  });
}

export function deleteLoggedModel(connection: Connection, modelId: string): void {
  connection.write(() => {
    loggedModelRow(connection, modelId);
    connection.run(
      `UPDATE ${writableTables(connection).models}
       SET lifecycle_stage = 'deleted', last_updated_timestamp_ms = ? WHERE model_id = ?`,
      Date.now(),
      modelId,
    );
  });
}

export function setLoggedModelTags(connection: Connection, modelId: string, tags: readonly Tag[]): void {
  connection.write(() => writeTags(connection, loggedModelRow(connection, modelId), tags));
}

export function deleteLoggedModelTag(connection: Connection, modelId: string, key: string): void {
  connection.write(() => {
    loggedModelRow(connection, modelId);
    const table = writableTables(connection).tags;
    if (connection.run(`DELETE FROM ${table} WHERE model_id = ? AND tag_key = ?`, modelId, key) > 0) return;
    throw new TrackingError(
      "RESOURCE_DOES_NOT_EXIST",
      `No tag with key '${key}' found for model with ID '${modelId}'.`,
    );
  });
}

export function logLoggedModelParams(connection: Connection, modelId: string, params: readonly Param[]): void {
  connection.write(() => writeParams(connection, loggedModelRow(connection, modelId), params));
}

/** The rows with their tags, params and metrics, in three queries for all of them. */
export function loggedModels(connection: Connection, rows: readonly LoggedModelRow[]): LoggedModel[] {
  const ids = JSON.stringify(rows.map((row) => row.model_id));
  const tags = texts(connection, "tag", ids);
  const params = texts(connection, "param", ids);
  const metrics = modelMetrics(connection, ids);
  return rows.map((row) => ({
    modelId: row.model_id,
    experimentId: row.experiment_id,
    name: row.name,
    creationTimeMs: row.creation_timestamp_ms,
    lastUpdatedTimeMs: row.last_updated_timestamp_ms,
    artifactUri: row.artifact_location,
    status: loggedModelStatuses[row.status] ?? "UNSPECIFIED",
    statusMessage: row.status_message,
    modelType: row.model_type ?? "",
    sourceRunId: row.source_run_id,
    tags: Object.fromEntries(tags.get(row.model_id) ?? []),
    params: Object.fromEntries(params.get(row.model_id) ?? []),
    metrics: metrics.get(row.model_id) ?? [],
  }));
}

function whole(connection: Connection, row: LoggedModelRow): LoggedModel {
  return loggedModels(connection, [row])[0]!;
}

function texts(connection: Connection, what: "tag" | "param", ids: string): Map<string, [string, string][]> {
  const found = new Map<string, [string, string][]>();
  for (const row of connection.all<{ model_id: string; key: string; value: string }>(
    `${readableTables(connection) ?? ""}SELECT model_id, ${what}_key AS key, ${what}_value AS value
     FROM logged_model_${what}s WHERE model_id IN (SELECT value FROM json_each(?)) ORDER BY ${what}_key`,
    ids,
  )) {
    const pairs = found.get(row.model_id);
    if (pairs === undefined) found.set(row.model_id, [[row.key, row.value]]);
    else pairs.push([row.key, row.value]);
  }
  return found;
}

function writeTags(connection: Connection, row: LoggedModelRow, tags: readonly Tag[]): void {
  checkTexts("Tag", tags);
  for (const { key, value } of tags) {
    connection.run(
      `INSERT INTO ${writableTables(connection).tags} (model_id, experiment_id, tag_key, tag_value) VALUES (?, ?, ?, ?)
       ON CONFLICT (model_id, tag_key) DO UPDATE SET tag_value = excluded.tag_value`,
      row.model_id,
      row.experiment_id,
      key,
      value,
    );
  }
}

/** Params are immutable here too: the same value again is a no-op, another one an error. */
function writeParams(connection: Connection, row: LoggedModelRow, params: readonly Param[]): void {
  checkTexts("Param", params);
  const table = writableTables(connection).params;
  for (const { key, value } of params) {
    const added = connection.run(
      `INSERT INTO ${table} (model_id, experiment_id, param_key, param_value) VALUES (?, ?, ?, ?)
       ON CONFLICT (model_id, param_key) DO NOTHING`,
      row.model_id,
      row.experiment_id,
      key,
      value,
    );
    if (added === 1) continue;
    const old = connection.get<{ value: string }>(
      `SELECT param_value AS value FROM ${table} WHERE model_id = ? AND param_key = ?`,
      row.model_id,
      key,
    )!.value;
    if (old !== value) {
      throw new TrackingError(
        "INVALID_PARAMETER_VALUE",
        `Changing param values is not allowed. Param with key='${key}' was already logged with value='${old}' ` +
          `for model ID='${row.model_id}'. Attempted logging new value '${value}'.`,
        { remedy: "log a new model with the other value" },
      );
    }
  }
}
