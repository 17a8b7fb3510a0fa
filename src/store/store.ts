import type {
  Batch,
  DatasetInput,
  DatasetSummary,
  Experiment,
  LoggedModel,
  LoggedModelStatus,
  Metric,
  ModelInput,
  ModelOutput,
  Page,
  PageRequest,
  Param,
  Run,
  RunInfo,
  RunMetric,
  RunStatus,
  Tag,
  ViewType,
} from "../entities.js";
import type { ImportTarget } from "./import_target.js";
import type { ModelRegistry } from "./registry.js";
import type { RunColumns } from "./run_columns.js";

export type { PageRequest };

/** Tracking and registry in one place, which is what a tracking URI opens. */
export interface Store extends TrackingStore, ModelRegistry {
  /** Takes over another store's content as it is; absent where ids and times cannot be kept. */
  importing?(): ImportTarget;
}

/**
 * Where experiments and runs live. One contract, one suite of tests (`test/contract`), many stores.
 *
 * Every method checks its input before it writes anything and rejects with a `TrackingError` that carries MLflow's
 * code: INVALID_PARAMETER_VALUE for bad names, values, limits and filters; RESOURCE_DOES_NOT_EXIST for an unknown
 * experiment, run or tag; RESOURCE_ALREADY_EXISTS for an experiment name that is taken. Writing to a deleted run or
 * experiment is INVALID_PARAMETER_VALUE ("must be in the 'active' state").
 *
 * Asynchronous for the sake of servers; the SQLite store does its work before the call returns, so a metric is in the
 * file when `logBatch(...)` has been called, awaited or not.
 */
export interface TrackingStore {
  /** The URI that opened it, absolute: `sqlite:////home/me/mlflow.db`, `http://localhost:5000`, with its credentials if it has any. */
  readonly uri: string;
  /** Why nothing can be written although that was not asked for, as a sentence with the remedy; absent when all is well. */
  readonly readOnlyReason?: string | undefined;

  /** Returns the new experiment's id. `artifactLocation` defaults to `<artifact root>/<id>`. */
  createExperiment(name: string, options?: CreateExperimentOptions): Promise<string>;
  getExperiment(experimentId: string): Promise<Experiment>;
  getExperimentByName(name: string): Promise<Experiment>;
  searchExperiments(query?: SearchExperimentsQuery): Promise<Page<Experiment>>;
  renameExperiment(experimentId: string, newName: string): Promise<void>;
  /** Marks the experiment and all its runs as deleted. */
  deleteExperiment(experimentId: string): Promise<void>;
  /** Restores the experiment and all its runs. */
  restoreExperiment(experimentId: string): Promise<void>;
  setExperimentTag(experimentId: string, key: string, value: string): Promise<void>;
  deleteExperimentTag(experimentId: string, key: string): Promise<void>;

  createRun(options: CreateRunOptions): Promise<Run>;
  getRun(runId: string): Promise<Run>;
  updateRun(runId: string, changes: RunChanges): Promise<RunInfo>;
  deleteRun(runId: string): Promise<void>;
  restoreRun(runId: string): Promise<void>;
  searchRuns(query: SearchRunsQuery): Promise<Page<Run>>;

  /**
   * Params, metrics and tags in one transaction: all of them or none. Params are immutable; the same value again is a
   * no-op, another value is INVALID_PARAMETER_VALUE. At most 1000 metrics, 100 params, 100 tags, 1000 together.
   */
  logBatch(runId: string, batch: Batch): Promise<void>;
  deleteTag(runId: string, key: string): Promise<void>;
  /** In order of (timestamp, step, value), all of it unless `maxResults` (at most 25000) asks for pages. */
  getMetricHistory(runId: string, key: string, page?: PageRequest): Promise<Page<Metric>>;
  /** Histories thinned for charts: see `MetricSample`. */
  sampleMetricHistory(sample: MetricSample): Promise<readonly RunMetric[]>;

  /** Notes what a run read: datasets (made where they are new) and logged models. At most 1000 datasets. */
  logInputs(runId: string, inputs: RunInputs): Promise<void>;
  /** Notes which logged models a run made, each at a step. */
  logOutputs(runId: string, models: readonly ModelOutput[]): Promise<void>;
  /** Appends a model's description (JSON of an MLmodel) to the tag `mlflow.log-model.history`, as MLflow 2 does. */
  logModelHistory(runId: string, modelJson: string): Promise<void>;
  /** The datasets that runs of these experiments (at most 20) read. */
  searchDatasets(experimentIds: readonly string[]): Promise<readonly DatasetSummary[]>;

  createLoggedModel(options: CreateLoggedModelOptions): Promise<LoggedModel>;
  getLoggedModel(modelId: string): Promise<LoggedModel>;
  /** Says that the model's files are there (READY), or will not be (FAILED). */
  finalizeLoggedModel(modelId: string, status: LoggedModelStatus): Promise<LoggedModel>;
  /** Marks it as deleted; it can no longer be read. */
  deleteLoggedModel(modelId: string): Promise<void>;
  searchLoggedModels(query: SearchLoggedModelsQuery): Promise<Page<LoggedModel>>;
  setLoggedModelTags(modelId: string, tags: readonly Tag[]): Promise<void>;
  deleteLoggedModelTag(modelId: string, key: string): Promise<void>;
  logLoggedModelParams(modelId: string, params: readonly Param[]): Promise<void>;

  /** Notes who keeps a run open, so that another process can close it when the holder is gone. */
  readonly leases: LeaseBook;

  /** What the web page reads of runs; absent: it is made of whole runs (`searchedColumns`). */
  readonly columns?: RunColumns;

  close(): Promise<void>;
}

export interface CreateExperimentOptions {
  artifactLocation?: string;
  tags?: readonly Tag[];
}

export interface SearchExperimentsQuery extends PageRequest {
  filter?: string;
  /** Default: newest first. */
  orderBy?: readonly string[];
  viewType?: ViewType;
}

export interface SearchRunsQuery extends PageRequest {
  experimentIds: readonly string[];
  filter?: string;
  orderBy?: readonly string[];
  viewType?: ViewType;
}

export interface RunInputs {
  datasets?: readonly DatasetInput[];
  models?: readonly ModelInput[];
}

/**
 * Points of one metric of several runs (at most 100): per run at most `maxResults` (1 to 2500, the default), the first of
 * equal shares of its rows in order of (step, timestamp, value), with the last row always among them (MLflow 3.15 and later).
 */
export interface MetricSample {
  runIds: readonly string[];
  key: string;
  /** Both or none. */
  startStep?: number;
  endStep?: number;
  maxResults?: number;
}

export interface CreateLoggedModelOptions {
  experimentId: string;
  /** Default: a generated one. */
  name?: string;
  modelType?: string;
  sourceRunId?: string;
  params?: readonly Param[];
  tags?: readonly Tag[];
}

export interface SearchLoggedModelsQuery extends PageRequest {
  experimentIds: readonly string[];
  filter?: string;
  /** Metrics in `filter` and `orderBy` must have been computed on one of these. */
  datasets?: readonly { name: string; digest?: string }[];
  orderBy?: readonly LoggedModelOrder[];
}

export interface LoggedModelOrder {
  /** `creation_timestamp`, `metrics.rmse`, … */
  fieldName: string;
  /** Default: true. */
  ascending?: boolean;
  datasetName?: string;
  datasetDigest?: string;
}

export interface CreateRunOptions {
  experimentId: string;
  /** Default: a generated name such as `suave-bat-315`. */
  runName?: string;
  userId?: string;
  startTimeMs?: number;
  tags?: readonly Tag[];
  /** Default: 32 random hexadecimal digits. */
  runId?: string;
}

export interface RunChanges {
  status?: RunStatus;
  endTimeMs?: number | null;
  runName?: string;
}

/** Who keeps a run open: a kernel, by host and process id. Stored as JSON in labbook's one extra table. */
export interface Lease {
  readonly runId: string;
  readonly host: string;
  readonly pid: number;
  /** When the process `pid` started, so that a reused process id is not mistaken for the holder; 0 if unknown. */
  readonly processStartMs: number;
  readonly startTimeMs: number;
  readonly heartbeatMs: number;
  /** The cell that runs, for the message "kernel lost in cell 7"; null between cells. */
  readonly cell: string | null;
  /** Absolute path of the kernel's ledger on `host`, from which the snapshot is made after a crash. */
  readonly ledgerPath: string | null;
}

/** The leases of one store. A store that cannot keep any (a server) has its book on this machine. */
export interface LeaseBook {
  /** Writes or renews the lease of `lease.runId`. */
  hold(lease: Lease): Promise<void>;
  release(runId: string): Promise<void>;
  all(): Promise<readonly Lease[]>;
}
