/** Rows of runs, and the errors when there is none or it is deleted. */
import type { LifecycleStage, RunInfo, RunStatus } from "../../entities.js";
import { TrackingError } from "../../errors.js";
import type { Connection } from "./connection.js";

export interface RunRow {
  readonly run_uuid: string;
  readonly name: string | null;
  readonly user_id: string | null;
  readonly status: RunStatus | null;
  readonly start_time: number | null;
  readonly end_time: number | null;
  readonly lifecycle_stage: LifecycleStage | null;
  readonly artifact_uri: string | null;
  /** Text, as it may have 64 bits. */
  readonly experiment_id: string;
}

export const runColumns =
  "runs.run_uuid, runs.name, runs.user_id, runs.status, runs.start_time, runs.end_time, runs.lifecycle_stage, runs.artifact_uri, CAST(runs.experiment_id AS TEXT) AS experiment_id";

export function runRow(connection: Connection, runId: string): RunRow {
  const row = connection.get<RunRow>(`SELECT ${runColumns} FROM runs WHERE run_uuid = ?`, runId);
  if (row === undefined) throw noRun(connection, runId);
  return row;
}

/** The run, which must be active: nothing is written to deleted runs. */
export function activeRun(connection: Connection, runId: string): { runId: string; experimentId: string } {
  const row = connection.get<{ stage: LifecycleStage | null; experimentId: string }>(
    "SELECT lifecycle_stage AS stage, CAST(experiment_id AS TEXT) AS experimentId FROM runs WHERE run_uuid = ?",
    runId,
  );
  if (row === undefined) throw noRun(connection, runId);
  if (row.stage === "active" || row.stage === null) return { runId, experimentId: row.experimentId };
  throw new TrackingError(
    "INVALID_PARAMETER_VALUE",
    `The run ${runId} must be in the 'active' state. Current state is ${row.stage}.`,
    { remedy: `restoreRun("${runId}") brings it back` },
  );
}

/** MLflow 1 kept a run's name in its tag only; a column that is filled goes first. */
export function infoOf(row: RunRow, tags: Readonly<Record<string, string>> = {}): RunInfo {
  return {
    runId: row.run_uuid,
    runName: row.name || (tags["mlflow.runName"] ?? ""),
    experimentId: row.experiment_id,
    userId: row.user_id ?? "",
    status: row.status ?? "RUNNING",
    startTimeMs: row.start_time ?? 0,
    endTimeMs: row.end_time,
    artifactUri: row.artifact_uri ?? "",
    lifecycleStage: row.lifecycle_stage ?? "active",
  };
}

function noRun(connection: Connection, runId: string): TrackingError {
  return new TrackingError("RESOURCE_DOES_NOT_EXIST", `Run with id=${runId} not found`, {
    remedy: `check the id, and that the tracking URI names the store it was logged to (this is ${connection.path})`,
  });
}
