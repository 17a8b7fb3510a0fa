/** A history of a search from runs, so that any search that was tracked can be gone on with or drawn. Pure. */
import type { Run } from "../entities.js";
import { TrackingError } from "../errors.js";
import { nearest } from "../nearest.js";
import { JOB_STATE_DONE, newTrial, STATUS_FAIL, STATUS_OK, type TrialDocument } from "./trial.js";
import { trialOfRun } from "./trial_tags.js";
import { Trials } from "./trials.js";

export interface TrialsFromRunsOptions {
  /** The metric that is the loss of runs that no `fmin` of labbook's made, e.g. `rmse`. Default: `loss`. */
  loss?: string;
  /** Params of such runs that are parameters. Default: those that are numbers in all runs that have them. */
  labels?: readonly string[];
}

/**
 * The trials that `runs` hold, by start. A run of `fmin` gives its trial as it was, and none where it never ended; of other
 * runs, e.g. of Python's hyperopt, each that has the metric is a trial with its params, and one that FAILED a failed trial.
 * @example trialsFromRuns(await searchRuns({ filter: "tags.model = 'xgboost'" }), { loss: "rmse" })
 */
export function trialsFromRuns(runs: readonly Run[], options: TrialsFromRunsOptions = {}): Trials {
  const { loss = "loss" } = options;
  const sorted = runs.toSorted((a, b) => a.info.startTimeMs - b.info.startTimeMs);
  const foreign = sorted.filter((run) => run.data.tags["labbook.trial"] === undefined);
  checkLoss(foreign, loss);
  const labels = options.labels ?? numericParams(foreign);
  const trials: TrialDocument[] = [];
  for (const run of sorted) {
    const isForeign = run.data.tags["labbook.trial"] === undefined;
    const trial = isForeign ? foreignTrial(run, trials.length, loss, labels) : trialOfRun(run, trials.length);
    if (trial !== null) trials.push(trial);
  }
  return new Trials(trials);
}

function foreignTrial(run: Run, tid: number, metric: string, labels: readonly string[]): TrialDocument | null {
  const loss = run.data.metrics[metric];
  const failed = run.info.status === "FAILED" || Number.isNaN(loss);
  if (loss === undefined && !failed) return null;
  const numbers = labels.flatMap((label) => {
    const value = numberOf(run.data.params[label]);
    return value === null ? [] : [[label, value] as const];
  });
  const { runId, startTimeMs, endTimeMs } = run.info;
  return {
    ...newTrial(tid, Object.fromEntries(numbers), labels),
    state: JOB_STATE_DONE,
    result: failed ? { status: STATUS_FAIL } : { status: STATUS_OK, loss: loss! },
    bookTimeMs: startTimeMs,
    refreshTimeMs: endTimeMs ?? startTimeMs,
    runId,
  };
}

function checkLoss(runs: readonly Run[], loss: string): void {
  const known = [...new Set(runs.flatMap((run) => Object.keys(run.data.metrics)))];
  if (runs.length === 0 || known.includes(loss)) return;
  const near = nearest(loss, known) ?? known.slice(0, 5).join(", ");
  throw new TrackingError(
    "INVALID_PARAMETER_VALUE",
    `none of the ${runs.length} runs has the metric '${loss}'; ` +
      (known.length === 0
        ? "they have none at all"
        : `say which is the loss: trialsFromRuns(runs, { loss: … }), such as ${near}`),
  );
}

function numericParams(runs: readonly Run[]): string[] {
  const keys = [...new Set(runs.flatMap((run) => Object.keys(run.data.params)))];
  return keys.filter((key) =>
    runs.every((run) => run.data.params[key] === undefined || numberOf(run.data.params[key]) !== null),
  );
}

function numberOf(text: string | undefined): number | null {
  if (text === undefined || text.trim() === "") return null;
  const value = Number(text);
  return Number.isNaN(value) ? null : value;
}
