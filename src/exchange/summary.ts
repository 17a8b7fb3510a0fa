/** What a transfer did. */
export interface Summary {
  experiments: number;
  /** Runs that were brought over or brought up to date. */
  runs: number;
  /** Runs that were there already, as they are. */
  unchangedRuns: number;
  /** Points of metrics that were written. */
  metrics: number;
  /** Files that were copied. */
  artifacts: number;
  artifactBytes: number;
  loggedModels: number;
  registeredModels: number;
  modelVersions: number;
  /** What the target has no place for. */
  notes: string[];
  /** What the target refused; all else was brought over. */
  failures: Failure[];
}

export interface Failure {
  /** `run 6f…`, `version 3 of model taxi` */
  readonly what: string;
  readonly message: string;
}

export function emptySummary(): Summary {
  return {
    experiments: 0,
    runs: 0,
    unchangedRuns: 0,
    metrics: 0,
    artifacts: 0,
    artifactBytes: 0,
    loggedModels: 0,
    registeredModels: 0,
    modelVersions: 0,
    notes: [],
    failures: [],
  };
}
