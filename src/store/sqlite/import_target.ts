/** Takes over experiments and runs of another store as they are: ids, times, states. See `ImportTarget`. */
import type { Experiment, LoggedModel, Metric, RegisteredModel, Run, RunInfo } from "../../entities.js";
import { type ImportedVersion, type ImportTarget, originTags } from "../import_target.js";
import type { Connection } from "./connection.js";
import { fitsTable, getExperiment, nextExperimentId } from "./experiments.js";
import { importLoggedModel, finishLoggedModel } from "./import_logged_model.js";
import * as models from "./import_registered_model.js";
import { logInputs, logOutputs } from "./inputs.js";
import { writeMetrics } from "./metrics.js";
import { runRow } from "./run_rows.js";

export class SqliteImport implements ImportTarget {
  readonly keepsIds = true;
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async makeExperiment(experiment: Experiment, origin: string): Promise<string> {
    const db = this.#connection;
    return db.write(() => {
      const wanted = experiment.experimentId;
      const kept =
        fitsTable(wanted) && db.get("SELECT 1 FROM experiments WHERE experiment_id = ?", wanted) === undefined;
      const id = kept ? wanted : db.get<{ id: string }>(nextExperimentId)!.id;
      db.run(
        `INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time)
         VALUES (?, ?, ?, ?, ?, ?)`,
        id,
        experiment.name,
        `${db.artifactRoot}/${id}`,
        experiment.lifecycleStage,
        experiment.creationTimeMs,
        experiment.lastUpdateTimeMs,
      );
      if (!kept) this.#writeExperimentTags(id, { [originTags.experiment]: origin });
      return id;
    });
  }

  async adoptExperiment(experimentId: string, experiment: Experiment): Promise<void> {
    this.#connection.run(
      "UPDATE experiments SET name = ?, creation_time = ?, last_update_time = ?, lifecycle_stage = ? WHERE experiment_id = ?",
      experiment.name,
      experiment.creationTimeMs,
      experiment.lastUpdateTimeMs,
      experiment.lifecycleStage,
      experimentId,
    );
  }

  async finishExperiment(experimentId: string, experiment: Experiment, whole: boolean): Promise<void> {
    this.#connection.write(() => {
      this.#writeExperimentTags(experimentId, experiment.tags);
      if (!whole) return;
      this.#connection.run(
        "UPDATE experiments SET lifecycle_stage = ?, last_update_time = ? WHERE experiment_id = ?",
        experiment.lifecycleStage,
        experiment.lastUpdateTimeMs,
        experimentId,
      );
    });
  }

  async makeRun(experimentId: string, { info }: Run): Promise<string> {
    const { artifactLocation } = getExperiment(this.#connection, experimentId);
    this.#connection.run(
      `INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time,
         source_version, lifecycle_stage, artifact_uri, experiment_id)
       VALUES (?, ?, 'UNKNOWN', '', '', ?, 'RUNNING', ?, '', 'active', ?, ?)`,
      info.runId,
      info.runName,
      info.userId,
      info.startTimeMs,
      `${artifactLocation.replace(/\/$/, "")}/${info.runId}/artifacts`,
      experimentId,
    );
    return info.runId;
  }

  async writeRun(runId: string, run: Run): Promise<void> {
    const db = this.#connection;
    db.write(() => {
      db.run(
        "UPDATE runs SET lifecycle_stage = 'active', deleted_time = NULL, name = ? WHERE run_uuid = ?",
        run.info.runName,
        runId,
      );
      for (const kind of ["params", "tags"] as const) {
        for (const [key, value] of Object.entries(run.data[kind])) {
          db.run(
            `INSERT INTO ${kind} (key, value, run_uuid) VALUES (?, ?, ?)
             ON CONFLICT (key, run_uuid) DO UPDATE SET value = excluded.value`,
            key,
            value,
            runId,
          );
        }
      }
      if (run.inputs.datasets.length + run.inputs.models.length > 0) logInputs(db, runId, run.inputs);
      if (run.outputs.models.length > 0) logOutputs(db, runId, run.outputs.models);
    });
  }

  async writeMetrics(runId: string, metrics: readonly Metric[]): Promise<void> {
    const db = this.#connection;
    db.write(() => writeMetrics(db, { runId, experimentId: runRow(db, runId).experiment_id }, metrics));
  }

  async finishRun(runId: string, info: RunInfo): Promise<void> {
    this.#connection.run(
      "UPDATE runs SET status = ?, end_time = ?, lifecycle_stage = ?, deleted_time = ? WHERE run_uuid = ?",
      info.status,
      info.endTimeMs,
      info.lifecycleStage,
      info.lifecycleStage === "deleted" ? Date.now() : null,
      runId,
    );
  }

  async makeLoggedModel(experimentId: string, model: LoggedModel): Promise<string> {
    return importLoggedModel(this.#connection, getExperiment(this.#connection, experimentId), model);
  }

  async finishLoggedModel(modelId: string, model: LoggedModel): Promise<void> {
    finishLoggedModel(this.#connection, modelId, model);
  }

  async makeRegisteredModel(model: RegisteredModel): Promise<void> {
    models.makeModel(this.#connection, model);
  }

  async makeModelVersion(version: ImportedVersion): Promise<void> {
    models.makeVersion(this.#connection, version);
  }

  async finishModelVersion(version: ImportedVersion): Promise<void> {
    models.finishVersion(this.#connection, version);
  }

  async finishRegisteredModel(model: RegisteredModel): Promise<void> {
    models.finishModel(this.#connection, model);
  }

  #writeExperimentTags(id: string, tags: Readonly<Record<string, string>>): void {
    for (const [key, value] of Object.entries(tags)) {
      this.#connection.run(
        `INSERT INTO experiment_tags (key, value, experiment_id) VALUES (?, ?, ?)
         ON CONFLICT (key, experiment_id) DO UPDATE SET value = excluded.value`,
        key,
        value,
        id,
      );
    }
  }
}
