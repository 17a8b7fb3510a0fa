/** Takes over logged models with their ids and times. */
import type { Experiment, LoggedModel } from "../../entities.js";
import type { Connection } from "./connection.js";
import { writableTables } from "./logged_model_tables.js";
import { logLoggedModelParams, loggedModelStatuses, setLoggedModelTags } from "./logged_models.js";

/** A model that is there stays as it is. */
export function importLoggedModel(connection: Connection, experiment: Experiment, model: LoggedModel): string {
  connection.write(() => {
    connection.run(
      `INSERT INTO ${writableTables(connection).models} (model_id, experiment_id, name, artifact_location,
         creation_timestamp_ms, last_updated_timestamp_ms, status, lifecycle_stage, model_type, source_run_id)
       VALUES (?, ?, ?, ?, ?, ?, ?, 'active', ?, ?)
       ON CONFLICT (model_id) DO NOTHING`,
      model.modelId,
      experiment.experimentId,
      model.name,
      `${experiment.artifactLocation.replace(/\/$/, "")}/models/${model.modelId}/artifacts`,
      model.creationTimeMs,
      model.lastUpdatedTimeMs,
      loggedModelStatuses.indexOf("PENDING"),
      model.modelType === "" ? null : model.modelType,
      model.sourceRunId,
    );
  });
  return model.modelId;
}

export function finishLoggedModel(connection: Connection, modelId: string, model: LoggedModel): void {
  connection.write(() => {
    setLoggedModelTags(connection, modelId, pairs(model.tags));
    logLoggedModelParams(connection, modelId, pairs(model.params));
    connection.run(
      `UPDATE ${writableTables(connection).models}
       SET status = ?, status_message = ?, last_updated_timestamp_ms = ? WHERE model_id = ?`,
      loggedModelStatuses.indexOf(model.status),
      model.statusMessage,
      model.lastUpdatedTimeMs,
      modelId,
    );
  });
}

function pairs(texts: Readonly<Record<string, string>>): { key: string; value: string }[] {
  return Object.entries(texts).map(([key, value]) => ({ key, value }));
}
