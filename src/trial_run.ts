/**
 * The run of a trial that a search evaluates. It is open before the objective begins, and calls of the objective log to it;
 * the first run that the objective opens itself is taken to be this one, so that a trial is one run, not two.
 */
import { currentRun, logTo } from "./active_run.js";
import type { RunStatus, Tag } from "./entities.js";
import type { OpenRun } from "./open_run.js";

interface TrialRun {
  /** `offered` until the objective opens a run, then `taken`, and `given back` when it has ended that one. */
  state: "offered" | "taken" | "given back";
  /** What the objective ended it with. */
  status: RunStatus | null;
}

const trialRuns = new WeakMap<OpenRun, TrialRun>();

export function offerTrialRun(run: OpenRun): void {
  trialRuns.set(run, { state: "offered", status: null });
}

/** The status with which the objective ended the run as its own; null where it did not. */
export function statusGivenTo(run: OpenRun): RunStatus | null {
  return trialRuns.get(run)?.status ?? null;
}

export interface Opening {
  readonly runId?: string;
  readonly runName?: string;
  readonly experimentId?: string;
  readonly nested?: boolean;
  readonly parentRunId?: string;
}

/**
 * The trial's run for an objective that opens its first run; null when it opens another one. A nested run of an objective
 * that has logged to the trial's run already is a part of the trial.
 */
export async function takeTrialRun(opening: Opening, tags: readonly Tag[]): Promise<OpenRun | null> {
  const run = currentRun();
  const trial = run === undefined ? undefined : trialRuns.get(run);
  if (run === undefined || trial?.state !== "offered" || !isMeant(opening, run)) return null;
  trial.state = "taken";
  const { store, runId } = run.facts;
  if (opening.runName !== undefined) await store.updateRun(runId, { runName: opening.runName });
  if (tags.length > 0) await logTo(run, { tags });
  return run;
}

function isMeant({ runId, experimentId, nested, parentRunId }: Opening, run: OpenRun): boolean {
  if (runId !== undefined || (nested === true && run.journal.length > 0)) return false;
  if (experimentId !== undefined && experimentId !== run.facts.experimentId) return false;
  return parentRunId === undefined || parentRunId === run.facts.parentRunId;
}

/** Whether calls go to a trial's run that is in the objective's hands no more: what it opens now is a part of the trial. */
export function isWithinTrial(run: OpenRun | undefined): boolean {
  const state = run === undefined ? undefined : trialRuns.get(run)?.state;
  return state === "given back" || state === "offered";
}

/** Takes note that the objective ended the trial's run, which the search will end; false for any other run. */
export function giveBackTrialRun(run: OpenRun, status: RunStatus): boolean {
  const trial = trialRuns.get(run);
  if (trial === undefined) return false;
  if (trial.state === "taken") trial.state = "given back";
  trial.status = status;
  return true;
}
