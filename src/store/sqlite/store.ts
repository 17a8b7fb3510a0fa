/** The tracking store on one SQLite file: MLflow's tables, the work done before each call returns. */
import { existsSync } from "node:fs";
import type { Batch, Experiment, Metric, Page, Run, RunInfo } from "../../entities.js";
import { TrackingError } from "../../errors.js";
import type {
  CreateExperimentOptions,
  CreateRunOptions,
  LeaseBook,
  PageRequest,
  RunChanges,
  SearchExperimentsQuery,
  SearchRunsQuery,
  TrackingStore,
} from "../store.js";
import { deleteTag, logBatch, metricHistory } from "./batch.js";
import { Connection } from "./connection.js";
import { createFile, writable } from "./database.js";
import * as experiments from "./experiments.js";
import { SqliteLeases } from "./leases.js";
import * as runs from "./runs.js";

export interface SqliteOptions {
  /** Absolute path of the file. */
  readonly path: string;
  readonly artifactRoot: string;
  readonly readOnly: boolean;
}

/** Opens the file, or makes it; a file that is not MLflow's, or newer than known, is refused and left as it was. */
export function openSqlite(options: SqliteOptions): TrackingStore {
  const { path, readOnly } = options;
  if (!existsSync(path)) {
    if (readOnly) {
      throw new TrackingError(
        "RESOURCE_DOES_NOT_EXIST",
        `there is no tracking store ${path}; check --tracking-uri and the working directory (${process.cwd()})`,
      );
    }
    createFile(path, options.artifactRoot);
  }
  if (!readOnly && !writable(path)) {
    throw new TrackingError(
      "PERMISSION_DENIED",
      `cannot write to the tracking store ${path}; change its permissions, or use another file`,
    );
  }
  return new SqliteStore(new Connection({ path, readOnly, artifactRoot: options.artifactRoot }));
}

class SqliteStore implements TrackingStore {
  readonly uri: string;
  readonly leases: LeaseBook;
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.uri = `sqlite:///${connection.path}`;
    this.leases = new SqliteLeases(connection);
  }

  async createExperiment(name: string, options: CreateExperimentOptions = {}): Promise<string> {
    return experiments.createExperiment(this.#connection, name, options);
  }

  async getExperiment(experimentId: string): Promise<Experiment> {
    return experiments.getExperiment(this.#connection, experimentId);
  }

  async getExperimentByName(name: string): Promise<Experiment> {
    return experiments.getExperimentByName(this.#connection, name);
  }

  async searchExperiments(query: SearchExperimentsQuery = {}): Promise<Page<Experiment>> {
    return experiments.searchExperiments(this.#connection, query);
  }

  async renameExperiment(experimentId: string, newName: string): Promise<void> {
    experiments.renameExperiment(this.#connection, experimentId, newName);
  }

  async deleteExperiment(experimentId: string): Promise<void> {
    experiments.setExperimentStage(this.#connection, experimentId, "deleted");
  }

  async restoreExperiment(experimentId: string): Promise<void> {
    experiments.setExperimentStage(this.#connection, experimentId, "active");
  }

  async setExperimentTag(experimentId: string, key: string, value: string): Promise<void> {
    experiments.setExperimentTag(this.#connection, experimentId, key, value);
  }

  async deleteExperimentTag(experimentId: string, key: string): Promise<void> {
    experiments.deleteExperimentTag(this.#connection, experimentId, key);
  }

  async createRun(options: CreateRunOptions): Promise<Run> {
    return runs.createRun(this.#connection, options);
  }

  async getRun(runId: string): Promise<Run> {
    return runs.getRun(this.#connection, runId);
  }

  async updateRun(runId: string, changes: RunChanges): Promise<RunInfo> {
    return runs.updateRun(this.#connection, runId, changes);
  }

  async deleteRun(runId: string): Promise<void> {
    runs.setRunStage(this.#connection, runId, "deleted");
  }

  async restoreRun(runId: string): Promise<void> {
    runs.setRunStage(this.#connection, runId, "active");
  }

  async searchRuns(query: SearchRunsQuery): Promise<Page<Run>> {
    return runs.searchRuns(this.#connection, query);
  }

  async logBatch(runId: string, batch: Batch): Promise<void> {
    logBatch(this.#connection, runId, batch);
  }

  async deleteTag(runId: string, key: string): Promise<void> {
    deleteTag(this.#connection, runId, key);
  }

  async getMetricHistory(runId: string, key: string, page: PageRequest = {}): Promise<Page<Metric>> {
    runs.getRun(this.#connection, runId);
    return metricHistory(this.#connection, runId, key, page);
  }

  async close(): Promise<void> {
    this.#connection.close();
  }
}
