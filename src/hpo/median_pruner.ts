/** Stops trials that are worse than half of the others were at the same step. */
import { TrackingError } from "../errors.js";
import { checkCount, lastReport, type Pruner } from "./pruner.js";
import { lossOf, type TrialDocument } from "./trial.js";

export interface MedianPrunerOptions {
  /** No trial is stopped before so many have ended well. Default 5. */
  nStartupTrials?: number;
  /** No trial is stopped before this step. Default 0. */
  nWarmupSteps?: number;
  /** Steps between two checks, from `nWarmupSteps` on. Default 1. */
  intervalSteps?: number;
  /** So many others must have reported at the step. Default 1. */
  nMinTrials?: number;
}

export interface PercentilePrunerOptions extends MedianPrunerOptions {
  /** 0 to 100: the share of trials that may go on. */
  percentile: number;
}

/** Stops a trial whose best value so far is above the median of what the finished trials reported at the same step, as Optuna's MedianPruner. */
export function medianPruner(options: MedianPrunerOptions = {}): Pruner {
  return percentilePruner({ ...options, percentile: 50 });
}

/** The same for another share than half, as Optuna's PercentilePruner. */
export function percentilePruner(options: PercentilePrunerOptions): Pruner {
  const { percentile, nStartupTrials = 5, nWarmupSteps = 0, intervalSteps = 1, nMinTrials = 1 } = options;
  if (!(percentile >= 0 && percentile <= 100)) {
    throw new TrackingError("INVALID_PARAMETER_VALUE", `percentile is ${percentile}; give a number from 0 to 100`);
  }
  checkCount("nStartupTrials", nStartupTrials, 0);
  checkCount("nWarmupSteps", nWarmupSteps, 0);
  checkCount("intervalSteps", intervalSteps, 1);
  checkCount("nMinTrials", nMinTrials, 1);
  return (trials, trial) => {
    const complete = trials.filter((one) => one !== trial && lossOf(one) !== null);
    const step = lastReport(trial)?.step;
    if (complete.length === 0 || complete.length < nStartupTrials || step === undefined || step < nWarmupSteps)
      return false;
    if (!isFirstOfInterval(trial, step, nWarmupSteps, intervalSteps)) return false;
    const best = Math.min(...numbersOf(trial.reports.map(({ value }) => value)));
    if (best === Infinity && trial.reports.every(({ value }) => Number.isNaN(value))) return true;
    const others = complete.flatMap((one) => valueAt(one, step) ?? []);
    if (others.length < nMinTrials) return false;
    const bar = percentileOf(numbersOf(others), percentile);
    return bar !== null && best > bar;
  };
}

/** Reports mostly come at every step in turn: that of step n is the one at place n. */
function valueAt({ reports }: TrialDocument, step: number): number | undefined {
  const inTurn = reports[step];
  return (inTurn?.step === step ? inTurn : reports.find((report) => report.step === step))?.value;
}

/** Where no report falls on the step of a check, the first one after it is judged. */
function isFirstOfInterval(trial: TrialDocument, step: number, nWarmupSteps: number, intervalSteps: number): boolean {
  const check = Math.floor((step - nWarmupSteps) / intervalSteps) * intervalSteps + nWarmupSteps;
  const before = trial.reports.reduce(
    (last, report) => (report.step !== step ? Math.max(last, report.step) : last),
    -1,
  );
  return before < check;
}

function numbersOf(values: readonly number[]): number[] {
  return values.filter((value) => !Number.isNaN(value));
}

/** With linear interpolation, as numpy's default; null of nothing. */
function percentileOf(values: readonly number[], percentile: number): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const position = (percentile / 100) * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(position)]!, sorted[Math.ceil(position)]!];
  return low === high ? low : low + (high - low) * (position - Math.floor(position));
}
