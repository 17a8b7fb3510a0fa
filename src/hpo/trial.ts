/** One evaluation of the objective, as hyperopt's documents have it, in camelCase where they are ours. */

// As const: else they would widen to string in an objective that returns { loss, status: STATUS_OK }.
export const STATUS_NEW = "new" as const;
export const STATUS_RUNNING = "running" as const;
export const STATUS_SUSPENDED = "suspended" as const;
export const STATUS_OK = "ok" as const;
export const STATUS_FAIL = "fail" as const;

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
    /** What the objective threw: the error's name and message. */
    error?: readonly [name: string, message: string];
  };
  /** Intermediate values, step → value, for pruning. */
  readonly reports: { step: number; value: number }[];
  /** Times in ms since the epoch; null until it began or ended. */
  bookTimeMs: number | null;
  refreshTimeMs: number | null;
  /** The run that holds it; absent where it is not tracked. */
  runId?: string;
}

/** Label → value of the parameters that the trial has; the value of a choice is its index. */
export function pointOf(trial: Pick<TrialDocument, "misc">): Record<string, number> {
  const present = Object.entries(trial.misc.vals).filter(([, values]) => values.length > 0);
  return Object.fromEntries(present.map(([label, values]) => [label, values[0]!]));
}

/** The loss of a trial that ended well; null of any other, and where it is NaN. */
export function lossOf({ result }: Pick<TrialDocument, "result">): number | null {
  const { status, loss } = result;
  return status === STATUS_OK && typeof loss === "number" && !Number.isNaN(loss) ? loss : null;
}

/** A trial that waits to be evaluated at `point`; `labels` are those of the whole space. */
export function newTrial(
  tid: number,
  point: Readonly<Record<string, number>>,
  labels: readonly string[],
): TrialDocument {
  const of = <T>(value: (label: string) => T): Record<string, T[]> =>
    Object.fromEntries(labels.map((label) => [label, Object.hasOwn(point, label) ? [value(label)] : []]));
  return {
    tid,
    state: JOB_STATE_NEW,
    result: { status: STATUS_NEW },
    misc: { tid, idxs: of(() => tid), vals: of((label) => point[label]!) },
    reports: [],
    bookTimeMs: null,
    refreshTimeMs: null,
  };
}
