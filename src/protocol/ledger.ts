/** What a line of a run's ledger (`notebook/executions.jsonl`) says in words of its own: the kernel writes them, the page reads them. */

/** `lost`: the session or the kernel died in this cell. `aborted`: it was queued behind a cell that failed. */
export const executionStatuses = ["running", "ok", "error", "interrupted", "aborted", "lost"] as const;
export type ExecutionStatus = (typeof executionStatuses)[number];

export const loggedKinds = ["param", "metric", "tag", "artifact", "model"] as const;
export type LoggedKind = (typeof loggedKinds)[number];

export interface Logged {
  readonly runId: string;
  readonly kind: LoggedKind;
  /** Key of the param, metric or tag; path of the artifact. */
  readonly key: string;
  /** How many times; a metric in a loop is one entry. */
  readonly count: number;
}
