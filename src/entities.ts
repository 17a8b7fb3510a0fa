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
  /** Any 64-bit integer; 0 unless given. */
  readonly step: number;
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

export interface Run {
  readonly info: RunInfo;
  readonly data: RunData;
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

/** What one `logBatch` writes. */
export interface Batch {
  readonly params?: readonly Param[];
  readonly metrics?: readonly Metric[];
  readonly tags?: readonly Tag[];
}
