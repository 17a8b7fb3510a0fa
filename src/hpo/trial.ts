/** One evaluation of the objective, as hyperopt's documents have it, in camelCase where they are ours. */

export const STATUS_NEW = "new";
export const STATUS_RUNNING = "running";
export const STATUS_SUSPENDED = "suspended";
export const STATUS_OK = "ok";
export const STATUS_FAIL = "fail";

export type Status = "new" | "running" | "suspended" | "ok" | "fail";

/** hyperopt's states of a job. */
export const JOB_STATE_NEW = 0;
export const JOB_STATE_RUNNING = 1;
export const JOB_STATE_DONE = 2;
export const JOB_STATE_ERROR = 3;

export interface TrialResult {
  readonly status: Status;
  readonly loss?: number;
  readonly [key: string]: unknown;
}

export interface TrialDocument {
  readonly tid: number;
  state: number;
  result: TrialResult;
  misc: {
    readonly tid: number;
    /** Label → `[tid]`, or `[]` where a condition left the parameter out. */
    readonly idxs: Readonly<Record<string, readonly number[]>>;
    /** Label → `[value]`; the value of a choice is its index. */
    readonly vals: Readonly<Record<string, readonly number[]>>;
  };
  /** Intermediate values, step → value, for pruning. */
  readonly reports: { step: number; value: number }[];
  /** Times in ms since the epoch; null until it began or ended. */
  bookTimeMs: number | null;
  refreshTimeMs: number | null;
}
