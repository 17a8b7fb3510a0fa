/** A run that this process keeps open, with what was logged to it and by which execution of which cell. */
import type { Batch, RunStatus, Tag } from "./entities.js";
import type { CellExecution } from "./notebook/host.js";
import type { TrackingStore } from "./store/store.js";

export type Outcome = "ok" | "error" | "interrupted";

/** What one call logged. */
export interface JournalEntry {
  readonly executionId: string | null;
  /** Which cell it was: see `cellKey`. */
  readonly cell: string | null;
  readonly batch: Batch;
}

export interface OpenRunFacts {
  readonly runId: string;
  readonly runName: string;
  /** The name was chosen, not generated. */
  readonly named: boolean;
  /** What the run was opened with, its description among them. */
  readonly startTags: readonly Tag[];
  readonly experimentId: string;
  readonly parentRunId: string | null;
  readonly artifactUri: string;
  readonly trackingUri: string;
  readonly store: TrackingStore;
  /** The execution that opened it; null in a script. */
  readonly openedIn: string | null;
  /** Opened by %track or by the first log call, not by `startRun` or `withRun`. */
  readonly automatic: boolean;
  /** 1, and one more each time a cell that had logged is executed again. */
  readonly attempt: number;
}

export class OpenRun {
  readonly journal: JournalEntry[] = [];
  /** Executions that opened it or logged to it. */
  readonly executions = new Set<string>();
  outcome: Outcome = "ok";
  ended: { status: RunStatus; executionId: string | null } | null = null;

  constructor(readonly facts: OpenRunFacts) {
    if (facts.openedIn !== null) this.executions.add(facts.openedIn);
  }

  /** The status that the last execution which touched it calls for. */
  get finalStatus(): RunStatus {
    return this.outcome === "ok" ? "FINISHED" : this.outcome === "error" ? "FAILED" : "KILLED";
  }

  /** A tag that was deleted is not taken over by a new attempt. */
  forgetTag(key: string): void {
    this.journal.forEach((entry, index) => {
      const tags = entry.batch.tags?.filter((tag) => tag.key !== key);
      if (tags !== undefined) this.journal[index] = { ...entry, batch: { ...entry.batch, tags } };
    });
  }

  note(execution: CellExecution | null, batch: Batch): void {
    const executionId = execution?.executionId ?? null;
    if (executionId !== null) this.executions.add(executionId);
    this.journal.push({ executionId, cell: execution === null ? null : cellKey(execution), batch });
  }
}

/** The cell of an execution: its id, or its source text where the front end sends no ids. */
export function cellKey(execution: CellExecution): string {
  return execution.cellId ?? `source:${execution.source}`;
}

/**
 * Where the journal must be cut when `execution` is about to log `batch`: at the first entry of an earlier execution of
 * the same cell. Without cell ids, a param about to change its value counts as the same cell. null: nothing to cut.
 */
export function cutFor(journal: readonly JournalEntry[], execution: CellExecution, batch: Batch): number | null {
  const key = cellKey(execution);
  const earlier = (entry: JournalEntry) => entry.executionId !== execution.executionId;
  const same = journal.findIndex((entry) => earlier(entry) && entry.cell === key);
  if (same >= 0) return same;
  if (execution.cellId !== null) return null;
  const changing = journal.find((entry) => earlier(entry) && changesParam(entry.batch, batch));
  if (changing === undefined) return null;
  return journal.findIndex((entry) => entry.executionId === changing.executionId);
}

function changesParam(before: Batch, now: Batch): boolean {
  return (now.params ?? []).some((param) =>
    (before.params ?? []).some((old) => old.key === param.key && old.value !== param.value),
  );
}
