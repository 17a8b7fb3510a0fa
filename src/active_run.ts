/**
 * Which run a call logs to. `withRun` binds one to its callback; otherwise it is the one that `startRun`, %track or the
 * first log call opened. In a notebook a run holds at most one execution of each cell that logged to it: executing such
 * a cell again ends the run and opens a new attempt that takes over what was logged before that cell's earlier execution.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { experimentInUse } from "./active_experiment.js";
import { beginRun, finishRun, resumeRun } from "./begin_run.js";
import type { Batch, RunStatus } from "./entities.js";
import { type CellExecution, notebookHost } from "./notebook/host.js";
import type { Logged } from "./protocol/ledger.js";
import type { OpenRun } from "./open_run.js";
import { cutFor, type Outcome } from "./open_run.js";
import { readableUri, storeAt } from "./tracking_uri.js";

/** The run that `withRun` bound, and those that `startRun` opened within it, innermost last. */
const scope = new AsyncLocalStorage<OpenRun[]>();
const scopes = new Map<OpenRun, OpenRun[]>();
const stack: OpenRun[] = [];
const runOfExecution = new Map<string, OpenRun>();
const known = new Set<OpenRun>();
let appendingExecution: string | null = null;
let opening: Promise<OpenRun> | null = null;
let last: OpenRun | null = null;

/** The run that `withRun` bound to the code that is running, if it is open. */
export function scopedRun(): OpenRun | undefined {
  return scope.getStore()?.findLast((run) => run.ended === null);
}

/** The open run that calls go to now; undefined when the next log call would open one. */
export function currentRun(): OpenRun | undefined {
  return scopedRun() ?? lateRun(execution()) ?? stack.at(-1);
}

/** A run is open that calls go to, or the first log call is just opening one. */
export function runAtHand(): boolean {
  return currentRun() !== undefined || opening !== null;
}

/** The run opened last, open or not. */
export function lastRun(): OpenRun | null {
  return last;
}

export function inScope<T>(run: OpenRun, work: () => Promise<T>): Promise<T> {
  const runs = [run];
  scopes.set(run, runs);
  return scope.run(runs, work);
}

/** Ends the run that `withRun` bound, and before it what was opened within it and left open. */
export async function leaveScope(run: OpenRun, status: RunStatus): Promise<void> {
  const runs = scopes.get(run) ?? [run];
  scopes.delete(run);
  for (const one of runs.toReversed()) await leave(one, status);
}

/** Notes a run as opened; `global` ones take the calls that no `withRun` encloses. */
export function enter(run: OpenRun, global: boolean): OpenRun {
  last = run;
  known.add(run);
  const within = global ? scope.getStore() : undefined;
  if (within !== undefined) within.push(run);
  else if (global) {
    stack.push(run);
    if (run.facts.openedIn !== null) runOfExecution.set(run.facts.openedIn, run);
  }
  return run;
}

/** Ends a run; a second end is a no-op. */
export async function leave(run: OpenRun, status: RunStatus = run.finalStatus): Promise<void> {
  if (run.ended !== null) return;
  run.ended = { status, executionId: execution()?.executionId ?? null };
  const index = stack.indexOf(run);
  if (index >= 0) stack.splice(index, 1);
  run.journal.length = 0;
  await finishRun(run, status);
}

/** The open runs that `startRun`, %track or a log call opened outside of `withRun`, innermost first. */
export function globalRuns(): readonly OpenRun[] {
  return stack.toReversed();
}

export function openRuns(): readonly OpenRun[] {
  return [...known].filter((run) => run.ended === null);
}

/** The execution in which this call runs; null in a script. */
export function execution(): CellExecution | null {
  return notebookHost()?.currentExecution() ?? null;
}

/** The cell that runs now may log to the open run although it logged to it before (`%track --append`). */
export function appendInThisCell(): void {
  appendingExecution = execution()?.executionId ?? null;
}

/** The run for a batch, opened if need be; a promise only where the experiment's id must be looked up first. */
export function runFor(batch: Batch): OpenRun | Promise<OpenRun> {
  const scoped = scopedRun();
  if (scoped !== undefined) return scoped;
  const running = execution();
  const late = lateRun(running);
  if (late !== undefined) return late;
  const current = stack.at(-1);
  if (current === undefined) return openAutomatic(running);
  if (current.facts.automatic && current.facts.trackingUri !== storeAt().uri) {
    return leave(current).then(() => openAutomatic(running)); // setTrackingUri chose another store since
  }
  return running === null ? current : attemptFor(current, running, batch);
}

/** Writes a batch to a run and tells the notebook what was logged. */
export function logTo(run: OpenRun, batch: Batch): Promise<void> {
  const running = execution();
  if (running !== null) run.executions.add(running.executionId);
  const written = run.facts.store.logBatch(run.facts.runId, batch);
  return written.then(() => {
    run.note(running, batch);
    if (running !== null && scopedRun() !== run) runOfExecution.set(running.executionId, run);
    const host = notebookHost();
    if (host !== null) for (const fact of factsOf(run, batch)) host.logged(fact);
  });
}

export async function openAutomatic(
  running: CellExecution | null,
  options: { runName?: string } = {},
): Promise<OpenRun> {
  opening ??= openNow(running, options).finally(() => (opening = null));
  return await opening;
}

async function openNow(running: CellExecution | null, options: { runName?: string }): Promise<OpenRun> {
  const resumed = process.env["MLFLOW_RUN_ID"];
  if (resumed) {
    delete process.env["MLFLOW_RUN_ID"];
    return enter(await resumeRun(resumed, { automatic: true, openedIn: running?.executionId ?? null }), true);
  }
  const experiment = await experimentInUse();
  const run = await beginRun({
    ...options,
    experimentId: experiment.experimentId,
    automatic: true,
    openedIn: running?.executionId ?? null,
  });
  enter(run, true);
  notebookHost()?.notice(
    `Tracking to ${readableUri(run.facts.trackingUri)} · experiment ${experiment.name} · run ${run.facts.runName}`,
  );
  return run;
}

function lateRun(running: CellExecution | null): OpenRun | undefined {
  const bound = running === null ? undefined : runOfExecution.get(running.executionId);
  if (bound === undefined) return undefined;
  if (bound.ended === null) return bound;
  return bound.ended.executionId === running!.executionId ? undefined : bound;
}

function attemptFor(current: OpenRun, running: CellExecution, batch: Batch): OpenRun | Promise<OpenRun> {
  if (running.executionId === appendingExecution) return current;
  const cut = cutFor(current.journal, running, batch);
  if (cut === null) return current;
  opening ??= newAttempt(current, running, cut).finally(() => (opening = null));
  return opening;
}

const previousRunTag = "labbook.previousRun";
const attemptTag = "labbook.attempt";
const attemptTags = [previousRunTag, attemptTag];

async function newAttempt(previous: OpenRun, running: CellExecution, cut: number): Promise<OpenRun> {
  const { facts } = previous;
  const kept = previous.journal.slice(0, cut);
  await leave(previous);
  const run = await beginRun({
    experimentId: facts.experimentId,
    trackingUri: facts.trackingUri,
    automatic: facts.automatic,
    openedIn: running.executionId,
    attempt: facts.attempt + 1,
    parentRunId: facts.parentRunId,
    ...(facts.named && { runName: facts.runName }),
    tags: [
      ...facts.startTags.filter(({ key }) => !attemptTags.includes(key)),
      { key: previousRunTag, value: facts.runId },
      { key: attemptTag, value: String(facts.attempt + 1) },
    ],
  });
  // Not one after the other: a server takes what waits in few requests, in this order.
  await Promise.all(kept.map((entry) => run.facts.store.logBatch(run.facts.runId, entry.batch)));
  run.journal.push(...kept);
  enter(run, true);
  notebookHost()?.notice(
    `new run ${run.facts.runName} (attempt ${run.facts.attempt}; ${takenOver(kept.map((entry) => entry.batch))} from ${facts.runName})`,
  );
  return run;
}

function takenOver(batches: readonly Batch[]): string {
  const kinds = [
    ["param", "params"],
    ["metric", "metrics"],
    ["tag", "tags"],
  ] as const;
  const parts = kinds.flatMap(([one, many]) => {
    const count = new Set(batches.flatMap((batch) => (batch[many] ?? []).map((item) => item.key))).size;
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  });
  return parts.length === 0 ? "nothing taken over" : `${parts.join(", ")} taken over`;
}

/** One fact per key. */
function factsOf(run: OpenRun, batch: Batch): Logged[] {
  const facts = new Map<string, Logged>();
  for (const kind of ["param", "metric", "tag"] as const) {
    for (const { key } of batch[`${kind}s`] ?? []) {
      const count = (facts.get(`${kind} ${key}`)?.count ?? 0) + 1;
      facts.set(`${kind} ${key}`, { runId: run.facts.runId, kind, key, count });
    }
  }
  return [...facts.values()];
}

/** Notes how an execution ended on the runs it touched. */
export function noteOutcome(executionId: string, outcome: Outcome): void {
  for (const run of openRuns()) if (run.executions.has(executionId)) run.outcome = outcome;
  for (const run of known) if (run.ended !== null) known.delete(run);
}
