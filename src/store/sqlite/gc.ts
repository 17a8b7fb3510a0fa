/** `labbook gc`: what was deleted long enough ago, and taking its rows out of the file for good. */
import { TrackingError } from "../../errors.js";
import type { Connection } from "./connection.js";
import { inWorkspace } from "./experiments.js";
import { hasTable, inputStepsTable, presentTables, readableTables } from "./logged_model_tables.js";

export interface GarbageQuery {
  /** Only what was deleted at least so long ago; default 0: all that is deleted. */
  readonly olderThanMs?: number;
  /** Only these runs; each must be deleted. */
  readonly runIds?: readonly string[];
  /** Only these experiments with their runs; each must be deleted. */
  readonly experimentIds?: readonly string[];
}

export interface Garbage {
  readonly runs: readonly DeletedRun[];
  readonly loggedModels: readonly DeletedModel[];
  /** Those that hold no run but `runs`. */
  readonly experiments: readonly DeletedExperiment[];
}

export interface DeletedRun {
  readonly runId: string;
  readonly experimentId: string;
  readonly artifactUri: string;
}

export interface DeletedModel {
  readonly modelId: string;
  readonly experimentId: string;
  readonly artifactUri: string;
}

export interface DeletedExperiment {
  readonly experimentId: string;
  readonly name: string;
}

interface RunRow extends DeletedRun {
  readonly stage: string | null;
  readonly deletedTimeMs: number | null;
}

/** Looks, and removes nothing. Throws for ids that are unknown or not deleted. */
export function findGarbage(connection: Connection, query: GarbageQuery): Garbage {
  const until = Date.now() - (query.olderThanMs ?? 0);
  // What MLflow before 1.27 deleted has no time; it goes when no age is asked for.
  const isOld = (time: number | null) => (time === null ? (query.olderThanMs ?? 0) === 0 : time <= until);
  const experiments = deletedExperiments(connection, query.experimentIds);
  const runs = deletedRuns(connection, query).filter((run) => isOld(run.deletedTimeMs));
  if (query.runIds !== undefined && query.experimentIds === undefined) {
    return { runs: runs.map(bare), loggedModels: [], experiments: [] };
  }
  const going = new Set(runs.map((run) => run.runId));
  const gone = experiments.filter(
    (one) => isOld(one.updateTimeMs) && runsOf(connection, one.experimentId).every((id) => going.has(id)),
  );
  return {
    runs: runs.map(bare),
    loggedModels: deletedModels(
      connection,
      query,
      until,
      gone.map((one) => one.experimentId),
    ),
    experiments: gone.map(({ experimentId, name }) => ({ experimentId, name })),
  };
}

/** Takes out the run with all its rows, if it is deleted still; says whether it did. */
export function removeRun(connection: Connection, runId: string): boolean {
  return connection.write(() => {
    if (connection.get("SELECT 1 FROM runs WHERE run_uuid = ? AND lifecycle_stage = 'deleted'", runId) === undefined) {
      return false;
    }
    for (const table of ["latest_metrics", "metrics", "params", "tags"]) {
      connection.run(`DELETE FROM ${table} WHERE run_uuid = ?`, runId);
    }
    removeEdges(
      connection,
      "(destination_type = 'RUN' AND destination_id = @id) OR (source_type IN ('RUN_INPUT', 'RUN_OUTPUT') AND source_id = @id)",
      runId,
    );
    const tables = presentTables(connection);
    if (tables !== undefined) connection.run(`DELETE FROM ${tables.metrics} WHERE run_id = ?`, runId);
    if (hasTable(connection, "labbook_leases")) {
      connection.run("DELETE FROM labbook_leases WHERE run_uuid = ?", runId);
    }
    connection.run("DELETE FROM runs WHERE run_uuid = ?", runId);
    return true;
  });
}

/** Takes out a logged model with its params, tags and metrics, if it or its experiment is deleted still; says whether it did. */
export function removeLoggedModel(connection: Connection, modelId: string): boolean {
  return connection.write(() => {
    const tables = presentTables(connection);
    if (tables === undefined) return false;
    const deleted = `SELECT 1 FROM ${tables.models} AS models JOIN experiments USING (experiment_id)
      WHERE model_id = ? AND 'deleted' IN (models.lifecycle_stage, experiments.lifecycle_stage)`;
    if (connection.get(deleted, modelId) === undefined) return false;
    for (const table of [tables.metrics, tables.params, tables.tags, tables.models]) {
      connection.run(`DELETE FROM ${table} WHERE model_id = ?`, modelId);
    }
    removeEdges(connection, "destination_type IN ('MODEL_INPUT', 'MODEL_OUTPUT') AND destination_id = @id", modelId);
    return true;
  });
}

/** Edges between runs, datasets and models, with what hangs on them; `where` has the parameter `@id`. */
function removeEdges(connection: Connection, where: string, id: string): void {
  const edges = `SELECT input_uuid FROM inputs WHERE ${where}`;
  connection.run(`DELETE FROM input_tags WHERE input_uuid IN (${edges})`, { id });
  if (hasTable(connection, inputStepsTable)) {
    connection.run(`DELETE FROM ${inputStepsTable} WHERE input_uuid IN (${edges})`, { id });
  }
  connection.run(`DELETE FROM inputs WHERE ${where}`, { id });
}

/** Takes out the experiment with its tags, datasets and traces, if it is deleted still and has no run; says whether it did. */
export function removeExperiment(connection: Connection, experimentId: string): boolean {
  return connection.write(() => {
    const found = "FROM experiments WHERE experiment_id = ? AND lifecycle_stage = 'deleted'";
    if (connection.get(`SELECT 1 ${found}`, experimentId) === undefined || runsOf(connection, experimentId).length > 0)
      return false;
    for (const table of ["experiment_tags", "datasets", "trace_info"]) {
      connection.run(`DELETE FROM ${table} WHERE experiment_id = ?`, experimentId);
    }
    connection.run(`DELETE ${found}`, experimentId);
    return true;
  });
}

function deletedRuns(connection: Connection, query: GarbageQuery): RunRow[] {
  const rows = connection.all<RunRow>(
    `SELECT run_uuid AS runId, CAST(runs.experiment_id AS TEXT) AS experimentId, coalesce(artifact_uri, '') AS artifactUri,
       runs.lifecycle_stage AS stage, runs.deleted_time AS deletedTimeMs
     FROM runs JOIN experiments ON experiments.experiment_id = runs.experiment_id
     WHERE ${inWorkspace(connection)} AND (? IS NULL OR run_uuid IN (SELECT value FROM json_each(?)))
     ORDER BY runs.deleted_time, run_uuid`,
    ...twice(query.runIds),
  );
  const missing = query.runIds?.find((id) => rows.every((row) => row.runId !== id));
  if (missing !== undefined) {
    throw new TrackingError("RESOURCE_DOES_NOT_EXIST", `Run with id=${missing} not found in ${connection.path}`);
  }
  const active = query.runIds === undefined ? undefined : rows.find((row) => row.stage !== "deleted");
  if (active !== undefined) {
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `Run ${active.runId} is not deleted, so it stays; delete it first. Nothing was removed`,
    );
  }
  return rows.filter(
    (row) =>
      row.stage === "deleted" && (query.experimentIds === undefined || query.experimentIds.includes(row.experimentId)),
  );
}

function deletedExperiments(
  connection: Connection,
  ids: readonly string[] | undefined,
): (DeletedExperiment & { readonly updateTimeMs: number | null })[] {
  const rows = connection.all<DeletedExperiment & { stage: string; updateTimeMs: number | null }>(
    `SELECT CAST(experiment_id AS TEXT) AS experimentId, name, lifecycle_stage AS stage, last_update_time AS updateTimeMs
     FROM experiments
     WHERE ${inWorkspace(connection)} AND (? IS NULL OR CAST(experiment_id AS TEXT) IN (SELECT value FROM json_each(?)))
     ORDER BY experiments.experiment_id`,
    ...twice(ids),
  );
  const missing = ids?.find((id) => rows.every((row) => row.experimentId !== id));
  if (missing !== undefined) {
    throw new TrackingError("RESOURCE_DOES_NOT_EXIST", `No Experiment with id=${missing} exists in ${connection.path}`);
  }
  const active = ids === undefined ? undefined : rows.find((row) => row.stage !== "deleted");
  if (active !== undefined) {
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `Experiment ${active.experimentId} ('${active.name}') is not deleted, so it stays; delete it first. Nothing was removed`,
    );
  }
  return rows.filter((row) => row.stage === "deleted");
}

/** Those that are deleted themselves, and all of the experiments that go. */
function deletedModels(
  connection: Connection,
  query: GarbageQuery,
  until: number,
  going: readonly string[],
): DeletedModel[] {
  const before = readableTables(connection);
  if (before === undefined) return [];
  return connection.all<DeletedModel>(
    `${before}SELECT model_id AS modelId, CAST(models.experiment_id AS TEXT) AS experimentId,
       models.artifact_location AS artifactUri
     FROM logged_models AS models JOIN experiments ON experiments.experiment_id = models.experiment_id
     WHERE ${inWorkspace(connection)}
       AND (CAST(models.experiment_id AS TEXT) IN (SELECT value FROM json_each(?))
         OR (models.lifecycle_stage = 'deleted' AND last_updated_timestamp_ms <= ?
           AND (? IS NULL OR CAST(models.experiment_id AS TEXT) IN (SELECT value FROM json_each(?)))))
     ORDER BY model_id`,
    JSON.stringify(going),
    until,
    ...twice(query.experimentIds),
  );
}

function runsOf(connection: Connection, experimentId: string): string[] {
  const rows = connection.all<{ id: string }>("SELECT run_uuid AS id FROM runs WHERE experiment_id = ?", experimentId);
  return rows.map((row) => row.id);
}

function bare({ runId, experimentId, artifactUri }: RunRow): DeletedRun {
  return { runId, experimentId, artifactUri };
}

/** A list for `? IS NULL OR x IN (SELECT value FROM json_each(?))`. */
function twice(ids: readonly string[] | undefined): [string | null, string | null] {
  const json = ids === undefined ? null : JSON.stringify(ids);
  return [json, json];
}
