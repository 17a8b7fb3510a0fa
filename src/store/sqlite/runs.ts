/** Runs: create, read, change. */
import { randomUUID } from "node:crypto";
import type { LifecycleStage, Run, RunInfo, Tag } from "../../entities.js";
import { TrackingError } from "../../errors.js";
import { randomRunName } from "../../run_name.js";
import { checkInteger, checkRunId, checkRunStatus, checkTexts } from "../../validate.js";
import type { CreateRunOptions, RunChanges } from "../store.js";
import type { Connection } from "./connection.js";
import { activeExperiment } from "./experiments.js";
import { wholeRuns } from "./run_data.js";
import { activeRun, infoOf, runRow } from "./run_rows.js";
import { runNameTag, writeTags } from "./tags.js";

export function createRun(connection: Connection, options: CreateRunOptions): Run {
  const tags = options.tags ?? [];
  checkTexts("Tag", tags); // MLflow takes any key and length of the tags of a new run
  const named = tags.find((tag) => tag.key === runNameTag)?.value;
  if (options.runName && named && named !== options.runName) {
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values ` +
        `(run_name='${options.runName}', mlflow.runName='${named}').`,
    );
  }
  const runName = options.runName || named || randomRunName();
  const runId = options.runId ?? randomUUID().replaceAll("-", "");
  checkRunId(runId);
  const startTimeMs = options.startTimeMs ?? Date.now();
  checkInteger("startTimeMs", startTimeMs);
  return connection.write(() => {
    const experiment = activeExperiment(connection, options.experimentId);
    const userId = options.userId ?? tags.find((tag) => tag.key === "mlflow.user")?.value ?? "";
    const artifactUri = `${experiment.artifactLocation.replace(/\/$/, "")}/${runId}/artifacts`;
    connection.run(
      `INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time,
         source_version, lifecycle_stage, artifact_uri, experiment_id)
       VALUES (?, ?, 'UNKNOWN', '', '', ?, 'RUNNING', ?, '', 'active', ?, ?)`,
      runId,
      runName,
      userId,
      startTimeMs,
      artifactUri,
      options.experimentId,
    );
    const all: Tag[] = [...tags.filter((tag) => tag.key !== runNameTag), { key: runNameTag, value: runName }];
    for (const { key, value } of all) {
      connection.run("INSERT OR REPLACE INTO tags (key, value, run_uuid) VALUES (?, ?, ?)", key, value, runId);
    }
    return getRun(connection, runId);
  });
}

export function getRun(connection: Connection, runId: string): Run {
  return connection.snapshot(() => wholeRuns(connection, [runRow(connection, runId)])[0]!);
}

export function updateRun(connection: Connection, runId: string, changes: RunChanges): RunInfo {
  if (changes.status !== undefined) checkRunStatus(changes.status);
  if (typeof changes.endTimeMs === "number") checkInteger("endTimeMs", changes.endTimeMs);
  return connection.write(() => {
    activeRun(connection, runId);
    if (changes.status !== undefined)
      connection.run("UPDATE runs SET status = ? WHERE run_uuid = ?", changes.status, runId);
    if (changes.endTimeMs !== undefined) {
      connection.run("UPDATE runs SET end_time = ? WHERE run_uuid = ?", changes.endTimeMs, runId);
    }
    if (changes.runName !== undefined && changes.runName !== "") {
      writeTags(connection, runId, [{ key: runNameTag, value: changes.runName }]);
    }
    return infoOf(runRow(connection, runId));
  });
}

export function setRunStage(connection: Connection, runId: string, stage: LifecycleStage): void {
  connection.write(() => {
    runRow(connection, runId);
    connection.run(
      "UPDATE runs SET lifecycle_stage = ?, deleted_time = ? WHERE run_uuid = ?",
      stage,
      stage === "deleted" ? Date.now() : null,
      runId,
    );
  });
}
