/** The nouns of tracking, as MLflow has them, in camelCase. Times are integer milliseconds since the Unix epoch (UTC). */

export type RunStatus = "RUNNING" | "SCHEDULED" | "FINISHED" | "FAILED" | "KILLED";
export type LifecycleStage = "active" | "deleted";
export type ViewType = "ACTIVE_ONLY" | "DELETED_ONLY" | "ALL";

export interface Experiment {
  /** A small integer as text; "0" is `Default`. */
  readonly experimentId: string;
  readonly name: string;
  readonly artifactLocation: string;
  readonly lifecycleStage: LifecycleStage;
  readonly creationTimeMs: number | null;
  readonly lastUpdateTimeMs: number | null;
  readonly tags: Readonly<Record<string, string>>;
}

/** One point of a metric. `value` may be NaN; infinities are stored as ±1.7976931348623157e308, as MLflow does. */
export interface Metric {
  readonly key: string;
  readonly value: number;
  readonly timestampMs: number;
  /** Any 64-bit integer; 0 unless given. Rounded beyond ±2^53, where `exactStep` has every digit. */
  readonly step: number;
  /** Only where `step` is beyond ±2^53. */
  readonly exactStep?: bigint;
  /** The logged model that the metric is of, and the dataset it was computed on (MLflow 3). */
  readonly modelId?: string;
  readonly datasetName?: string;
  readonly datasetDigest?: string;
}

/** A point of a metric and the run that it belongs to. */
export interface RunMetric extends Metric {
  readonly runId: string;
}

export interface Param {
  readonly key: string;
  readonly value: string;
}

export interface Tag {
  readonly key: string;
  readonly value: string;
}

export interface RunInfo {
  /** 32 lower-case hexadecimal digits. */
  readonly runId: string;
  readonly runName: string;
  readonly experimentId: string;
  readonly userId: string;
  readonly status: RunStatus;
  readonly startTimeMs: number;
  readonly endTimeMs: number | null;
  readonly artifactUri: string;
  readonly lifecycleStage: LifecycleStage;
}

export interface RunData {
  /** Latest value of each metric: the greatest by (step, timestamp, value). */
  readonly metrics: Readonly<Record<string, number>>;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** The same latest metrics with their step and time. */
  readonly latestMetrics: readonly Metric[];
}

export interface Dataset {
  readonly name: string;
  /** A short hash of the data, at most 36 characters. */
  readonly digest: string;
  /** E.g. `local`, `http`, `code`. */
  readonly sourceType: string;
  /** Where the data is, as JSON: `{"uri": "data/green.parquet"}`. */
  readonly source: string;
  /** JSON; null when not given. */
  readonly schema: string | null;
  /** JSON, e.g. the number of rows; null when not given. */
  readonly profile: string | null;
}

/** A dataset that a run read; the tag `mlflow.data.context` says what for (`training`). */
export interface DatasetInput {
  readonly dataset: Dataset;
  readonly tags: Readonly<Record<string, string>>;
}

/** A dataset of an experiment, as lists of datasets show it. */
export interface DatasetSummary {
  readonly experimentId: string;
  readonly name: string;
  readonly digest: string;
  /** The tag `mlflow.data.context`; null without. */
  readonly context: string | null;
}

export interface ModelInput {
  readonly modelId: string;
}

export interface ModelOutput {
  readonly modelId: string;
  readonly step: number;
}

export interface Run {
  readonly info: RunInfo;
  readonly data: RunData;
  readonly inputs: { readonly datasets: readonly DatasetInput[]; readonly models: readonly ModelInput[] };
  readonly outputs: { readonly models: readonly ModelOutput[] };
}

/** One entry of an artifact listing; `path` is relative to the run's artifact root, with "/" between its parts. */
export interface FileInfo {
  readonly path: string;
  readonly isDir: boolean;
  /** null for a folder. */
  readonly sizeBytes: number | null;
}

/** A page of a listing; hand `nextPageToken` back to get the next one; undefined on the last page. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextPageToken: string | undefined;
}

/** Which page of a listing: at most `maxResults` items, from where `pageToken` says. */
export interface PageRequest {
  maxResults?: number;
  pageToken?: string;
}

/** What one `logBatch` writes. */
export interface Batch {
  readonly params?: readonly Param[];
  readonly metrics?: readonly Metric[];
  readonly tags?: readonly Tag[];
}

/** UNSPECIFIED: what MLflow keeps when it was told a status that it does not know. */
export type LoggedModelStatus = "PENDING" | "READY" | "FAILED" | "UNSPECIFIED";

/** A model as MLflow 3 logs it: an entity of an experiment, with metrics, params and tags of its own. */
export interface LoggedModel {
  /** `m-` and 32 lower-case hexadecimal digits. */
  readonly modelId: string;
  readonly experimentId: string;
  readonly name: string;
  readonly creationTimeMs: number;
  readonly lastUpdatedTimeMs: number;
  /** Its folder of artifacts. */
  readonly artifactUri: string;
  readonly status: LoggedModelStatus;
  readonly statusMessage: string | null;
  /** E.g. `Agent`; "" when not given. */
  readonly modelType: string;
  /** The run that made it; null when none did. */
  readonly sourceRunId: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, string>>;
  readonly metrics: readonly RunMetric[];
}

export type ModelStage = "None" | "Staging" | "Production" | "Archived";
export type ModelVersionStatus = "PENDING_REGISTRATION" | "FAILED_REGISTRATION" | "READY";

export interface RegisteredModel {
  readonly name: string;
  readonly creationTimeMs: number;
  readonly lastUpdatedTimeMs: number;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Alias → version. */
  readonly aliases: Readonly<Record<string, string>>;
  /** The newest version of each stage. */
  readonly latestVersions: readonly ModelVersion[];
}

export interface ModelVersion {
  readonly name: string;
  /** A whole number from 1, as text; the number of a deleted version is never used again. */
  readonly version: string;
  readonly creationTimeMs: number;
  readonly lastUpdatedTimeMs: number;
  readonly userId: string;
  readonly currentStage: ModelStage;
  /** null when it has none; MLflow tells it from "" on the wire. */
  readonly description: string | null;
  /** Where the model's files came from. */
  readonly source: string;
  /** "" when it came from no run. */
  readonly runId: string;
  readonly runLink: string;
  readonly status: ModelVersionStatus;
  readonly statusMessage: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly aliases: readonly string[];
  /** The logged model behind it, where the store says so (MLflow 3 servers). */
  readonly modelId?: string;
}
