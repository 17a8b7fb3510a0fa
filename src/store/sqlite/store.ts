/** The tracking store on one SQLite file: MLflow's tables, the work done before each call returns. */
import { existsSync } from "node:fs";
import type {
  Batch,
  DatasetSummary,
  Experiment,
  LoggedModel,
  LoggedModelStatus,
  Metric,
  ModelOutput,
  Page,
  Param,
  Run,
  RunInfo,
  RunMetric,
  Tag,
} from "../../entities.js";
import { TrackingError } from "../../errors.js";
import type {
  CreateExperimentOptions,
  CreateLoggedModelOptions,
  CreateRunOptions,
  LeaseBook,
  MetricSample,
  PageRequest,
  RunChanges,
  RunInputs,
  SearchExperimentsQuery,
  SearchLoggedModelsQuery,
  SearchRunsQuery,
  Store,
} from "../store.js";
import type { ImportTarget } from "../import_target.js";
import type { RunColumns } from "../run_columns.js";
import { deleteTag, logBatch } from "./batch.js";
import { Connection } from "./connection.js";
import { createFile, writable } from "./database.js";
import * as experiments from "./experiments.js";
import { SqliteImport } from "./import_target.js";
import * as inputs from "./inputs.js";
import { SqliteLeases } from "./leases.js";
import { searchLoggedModels } from "./logged_model_search.js";
import { adoptTables } from "./logged_model_tables.js";
import * as models from "./logged_models.js";
import { makeIndicesIfCheap } from "./make_indices.js";
import { metricHistory, sampleMetricHistory } from "./metrics.js";
import type { LoggedModels } from "./model_origin.js";
import { logModelHistory } from "./model_history.js";
import { SqliteRegistry } from "./registry.js";
import { sqliteColumns } from "./run_columns.js";
import { searchRuns } from "./run_search.js";
import * as runs from "./runs.js";

export interface SqliteOptions {
  /** Absolute path of the file. */
  readonly path: string;
  readonly artifactRoot: string;
  readonly readOnly: boolean;
  /** Where the logged models are that registered versions come from, if not in this file. */
  readonly models?: LoggedModels | undefined;
}

/** Opens the file, or makes it; a file that is not MLflow's, or newer than known, is refused and left as it was. */
export function openSqlite(options: SqliteOptions): Store {
  const { path, readOnly } = options;
  if (!readOnly && !existsSync(path)) createFile(path, options.artifactRoot);
  if (!readOnly && !writable(path)) {
    throw new TrackingError(
      "PERMISSION_DENIED",
      `cannot write to the tracking store ${path}; change its permissions, or use another file`,
    );
  }
  const connection = new Connection({ path, readOnly, artifactRoot: options.artifactRoot });
  if (!readOnly && !connection.layout.outdated) {
    adoptTables(connection);
    makeIndicesIfCheap(connection);
  }
  return new SqliteStore(connection, options.models);
}

class SqliteStore extends SqliteRegistry implements Store {
  readonly uri: string;
  readonly leases: LeaseBook;
  readonly columns: RunColumns;
  readonly #connection: Connection;

  constructor(connection: Connection, models?: LoggedModels) {
    super(connection, models);
    this.#connection = connection;
    this.uri = `sqlite:///${connection.path}`;
    this.leases = new SqliteLeases(connection);
    this.columns = sqliteColumns(connection);
  }

  importing(): ImportTarget {
    return new SqliteImport(this.#connection);
  }

  get readOnlyReason(): string | undefined {
    return this.#connection.readOnlyReason;
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
    return searchRuns(this.#connection, query);
  }

  async logBatch(runId: string, batch: Batch): Promise<void> {
    logBatch(this.#connection, runId, batch);
  }

  async deleteTag(runId: string, key: string): Promise<void> {
    deleteTag(this.#connection, runId, key);
  }

  async getMetricHistory(runId: string, key: string, page: PageRequest = {}): Promise<Page<Metric>> {
    return metricHistory(this.#connection, runId, key, page);
  }

  async sampleMetricHistory(sample: MetricSample): Promise<readonly RunMetric[]> {
    return sampleMetricHistory(this.#connection, sample);
  }

  async logInputs(runId: string, read: RunInputs): Promise<void> {
    inputs.logInputs(this.#connection, runId, read);
  }

  async logOutputs(runId: string, made: readonly ModelOutput[]): Promise<void> {
    inputs.logOutputs(this.#connection, runId, made);
  }

  async logModelHistory(runId: string, modelJson: string): Promise<void> {
    logModelHistory(this.#connection, runId, modelJson);
  }

  async searchDatasets(experimentIds: readonly string[]): Promise<readonly DatasetSummary[]> {
    return inputs.searchDatasets(this.#connection, experimentIds);
  }

  async createLoggedModel(options: CreateLoggedModelOptions): Promise<LoggedModel> {
    return models.createLoggedModel(this.#connection, options);
  }

  async getLoggedModel(modelId: string): Promise<LoggedModel> {
    return models.getLoggedModel(this.#connection, modelId);
  }

  async finalizeLoggedModel(modelId: string, status: LoggedModelStatus): Promise<LoggedModel> {
    return models.finalizeLoggedModel(this.#connection, modelId, status);
  }

  async deleteLoggedModel(modelId: string): Promise<void> {
    models.deleteLoggedModel(this.#connection, modelId);
  }

  async searchLoggedModels(query: SearchLoggedModelsQuery): Promise<Page<LoggedModel>> {
    return searchLoggedModels(this.#connection, query);
  }

  async setLoggedModelTags(modelId: string, tags: readonly Tag[]): Promise<void> {
    models.setLoggedModelTags(this.#connection, modelId, tags);
  }

  async deleteLoggedModelTag(modelId: string, key: string): Promise<void> {
    models.deleteLoggedModelTag(this.#connection, modelId, key);
  }

  async logLoggedModelParams(modelId: string, params: readonly Param[]): Promise<void> {
    models.logLoggedModelParams(this.#connection, modelId, params);
  }

  async close(): Promise<void> {
    this.#connection.close();
  }
}
