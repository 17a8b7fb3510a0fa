/** Opening, closing and finding runs, with MLflow's names in camelCase. */
import { experimentInUse } from "./active_experiment.js";
import {
  currentRun,
  enter,
  execution,
  globalRuns,
  inScope,
  lastRun,
  leave,
  leaveScope,
  openRuns,
} from "./active_run.js";
import { endAtExit } from "./at_exit.js";
import { beginRun, resumeRun } from "./begin_run.js";
import { listed, queryOf } from "./client/search.js";
import { MlflowClient } from "./client.js";
import type { Run, RunStatus, ViewType } from "./entities.js";
import { TrackingError } from "./errors.js";
import { withoutCredentials } from "./http/address.js";
import { notebookHost } from "./notebook/host.js";
import type { OpenRun } from "./open_run.js";
import { pairsOf, type ParamValue } from "./param_value.js";
import { pendingCalls } from "./pending.js";
import { RunList } from "./run_list.js";
import { allRuns } from "./store/all_runs.js";
import { getTrackingUri, storeAt } from "./tracking_uri.js";
import { giveBackTrialRun, isWithinTrial, takeTrialRun } from "./trial_run.js";

export interface StartOptions {
  /** Resume this run instead of making one. */
  runId?: string;
  /** Default: a generated name. */
  runName?: string;
  /** Default: the experiment in use. */
  experimentId?: string;
  /** Make it a child of the run at hand. */
  nested?: boolean;
  /** Make it a child of this run. */
  parentRunId?: string;
  tags?: { readonly [key: string]: ParamValue | undefined };
  /** Shown as the run's description; Markdown. */
  description?: string;
}

/** A run that is open; `await using run = await startRun()` ends it at the end of the block. */
export interface ActiveRun extends Run, AsyncDisposable {}

/**
 * Opens a run for all calls that follow. INVALID_STATE when one is open that this cell or script opened itself, unless
 * `nested`; a run that was opened automatically, or by an earlier cell, is ended first.
 */
export async function startRun(options: StartOptions = {}): Promise<ActiveRun> {
  endAtExit(openRuns);
  const trialRun = await takeTrialRun(options, tagsOf(options));
  if (trialRun !== null) return await activeOf(trialRun);
  const open = currentRun();
  const nested = options.nested === true || isWithinTrial(open);
  if (open !== undefined && !nested && options.parentRunId === undefined) await makeWay(open);
  const run = enter(await openFrom({ ...options, nested }, open), true);
  return await activeOf(run);
}

/** Opens a run, runs `work` with all its calls bound to it (also in parallel with others), and ends it: FAILED if `work` throws. */
export async function withRun<T>(options: StartOptions, work: (run: ActiveRun) => Promise<T> | T): Promise<T> {
  endAtExit(openRuns);
  const trialRun = await takeTrialRun(options, tagsOf(options));
  if (trialRun !== null) return await inTrialRun(trialRun, work);
  const open = currentRun();
  const nested = options.nested === true || isWithinTrial(open);
  const run = enter(await openFrom({ ...options, nested }, open), false);
  try {
    const result = await inScope(run, async () => work(await activeOf(run)));
    await pendingCalls.settleWithin(run).then(rethrowFirst);
    await leaveScope(run, "FINISHED");
    return result;
  } catch (error) {
    await leaveScope(run, "FAILED");
    throw error;
  }
}

/** Ends the run at hand; no error when there is none. */
export async function endRun(status: RunStatus = "FINISHED"): Promise<void> {
  const run = currentRun();
  if (run !== undefined) await settleAndLeave(run, status);
}

/** Trainings that are logged to the run have their model and pictures in it before it ends. */
async function settleAndLeave(run: OpenRun, status: RunStatus): Promise<void> {
  const failures = await pendingCalls.settleWithin(run);
  if (!giveBackTrialRun(run, status)) await leave(run, status);
  rethrowFirst(failures);
}

/** The run that calls log to now; null when the next log call would open one. */
export async function activeRun(): Promise<ActiveRun | null> {
  const run = currentRun();
  return run === undefined ? null : await activeOf(run);
}

/** The run opened last in this process, open or not. */
export async function lastActiveRun(): Promise<Run | null> {
  const run = lastRun();
  return run === null ? null : await run.facts.store.getRun(run.facts.runId);
}

export async function getRun(runId: string): Promise<Run> {
  return await storeAt().getRun(runId);
}

export async function deleteRun(runId: string): Promise<void> {
  await storeAt().deleteRun(runId);
}

export interface RunQuery {
  /** Ids, or one id. Default: the experiment in use. */
  experimentIds?: string | readonly string[];
  experimentNames?: readonly string[];
  /** MLflow's filter language: `metrics.rmse < 7 and params.alpha = '0.1'`. */
  filter?: string;
  /** Python's name for `filter`. */
  filterString?: string;
  /** `["metrics.rmse ASC"]`; default: newest first. */
  orderBy?: readonly string[];
  /** Default: all. */
  maxResults?: number;
  viewType?: ViewType;
  /** Python's name for `viewType`. */
  runViewType?: ViewType;
}

/** The runs that match; in a notebook the list shows itself as a table. */
export async function searchRuns(query: RunQuery = {}): Promise<RunList> {
  const { experimentIds: _ids, experimentNames: _names, maxResults, ...rest } = queryOf(query);
  const experimentIds = await experimentIdsOf(query);
  const { runs, nextPageToken } = await allRuns(storeAt(), { ...rest, experimentIds }, maxResults);
  return RunList.from_(runs, nextPageToken);
}

async function experimentIdsOf(query: RunQuery): Promise<readonly string[]> {
  const named = (query.experimentNames ?? []).map(async (name) => {
    const experiment = await new MlflowClient(getTrackingUri()).getExperimentByName(name);
    if (experiment !== null) return experiment.experimentId;
    const known = (await storeAt().searchExperiments()).items.map((one) => one.name).join(", ");
    throw new TrackingError(
      "RESOURCE_DOES_NOT_EXIST",
      `no experiment "${name}" in ${withoutCredentials(getTrackingUri())}; there are: ${known}`,
    );
  });
  const ids = [...listed(query.experimentIds ?? []), ...(await Promise.all(named))];
  return query.experimentIds === undefined && query.experimentNames === undefined
    ? [(await experimentInUse()).experimentId]
    : ids;
}

async function openFrom(options: StartOptions, open: OpenRun | undefined): Promise<OpenRun> {
  const openedIn = execution()?.executionId ?? null;
  const resumed = options.runId ?? takeRunIdFromEnvironment(open);
  if (resumed !== undefined) return await resumeRun(resumed, { automatic: false, openedIn });
  return await beginRun({
    experimentId:
      options.experimentId ??
      (options.nested && open ? open.facts.experimentId : (await experimentInUse()).experimentId),
    runName: options.runName,
    tags: tagsOf(options),
    parentRunId: options.parentRunId ?? (options.nested === true ? (open?.facts.runId ?? null) : null),
    automatic: false,
    openedIn,
  });
}

function tagsOf({ tags, description }: StartOptions): { key: string; value: string }[] {
  return pairsOf({ ...tags, ...(description !== undefined && { "mlflow.note.content": description }) });
}

/** The search ends the run of its trial; what the objective's calls come to belongs to the trial. */
async function inTrialRun<T>(run: OpenRun, work: (run: ActiveRun) => Promise<T> | T): Promise<T> {
  try {
    const result = await work(await activeOf(run));
    await pendingCalls.settleWithin(run).then(rethrowFirst);
    giveBackTrialRun(run, "FINISHED");
    return result;
  } catch (error) {
    giveBackTrialRun(run, "FAILED");
    throw error;
  }
}

/** `mlflow run` names the run that its script shall log to; it is taken once. */
function takeRunIdFromEnvironment(open: OpenRun | undefined): string | undefined {
  const runId = process.env["MLFLOW_RUN_ID"];
  if (!runId || open !== undefined) return undefined;
  delete process.env["MLFLOW_RUN_ID"];
  return runId;
}

/** Ends what an earlier cell, or an earlier execution of this one, left open: nested runs and the runs around them. */
async function makeWay(open: OpenRun): Promise<void> {
  const here = execution()?.executionId ?? null;
  const isStale = (run: OpenRun) => run.facts.automatic || (here !== null && run.facts.openedIn !== here);
  if (!isStale(open)) {
    throw new TrackingError(
      "INVALID_STATE",
      `Run with UUID ${open.facts.runId} ('${open.facts.runName}') is already active. To start a new run, first end the current run with ` +
        `endRun(). To start a nested run, call startRun({ nested: true })`,
    );
  }
  for (const run of new Set([open, ...globalRuns()])) {
    if (!isStale(run)) return;
    await leave(run);
    notebookHost()?.notice(`run ${run.facts.runName} ended`);
  }
}

async function activeOf(run: OpenRun): Promise<ActiveRun> {
  const facts = await run.facts.store.getRun(run.facts.runId);
  return { ...facts, [Symbol.asyncDispose]: () => settleAndLeave(run, "FINISHED") };
}

function rethrowFirst(failures: readonly Error[]): void {
  if (failures[0] !== undefined) throw failures[0];
}
