/** Rows of logged models, and the error when there is none. */
import { TrackingError } from "../../errors.js";
import type { Connection } from "./connection.js";
import { readableTables } from "./logged_model_tables.js";

export interface LoggedModelRow {
  readonly model_id: string;
  /** Text, as it may have 64 bits. */
  readonly experiment_id: string;
  readonly name: string;
  readonly artifact_location: string;
  readonly creation_timestamp_ms: number;
  readonly last_updated_timestamp_ms: number;
  readonly status: number;
  readonly lifecycle_stage: string | null;
  readonly model_type: string | null;
  readonly source_run_id: string | null;
  readonly status_message: string | null;
}

/** The columns of `logged_models` that make a row. */
export const loggedModelColumns = "logged_models.*, CAST(logged_models.experiment_id AS TEXT) AS experiment_id";

/** Deleted ones too: they can be written to, as in MLflow. */
export function loggedModelRow(connection: Connection, modelId: string): LoggedModelRow {
  const tables = readableTables(connection);
  const row =
    tables === undefined
      ? undefined
      : connection.get<LoggedModelRow>(
          `${tables}SELECT ${loggedModelColumns} FROM logged_models WHERE model_id = ?`,
          modelId,
        );
  if (row === undefined) throw noLoggedModel(modelId);
  return row;
}

export function noLoggedModel(modelId: string): TrackingError {
  return new TrackingError("RESOURCE_DOES_NOT_EXIST", `Logged model with ID '${modelId}' not found.`, {
    remedy: "searchLoggedModels() lists those that there are",
  });
}
