/** What decides, in the middle of a trial, whether it is worth going on. */
import { TrackingError } from "../errors.js";
import type { TrialDocument } from "./trial.js";

/**
 * `trials`: all of the search, the asking one among them; its last report is what is judged. Lower values are better. Pure:
 * all that it knows is in the trials, so that it also knows trials of a search that goes on.
 */
export type Pruner = (trials: readonly TrialDocument[], trial: TrialDocument) => boolean;

export function isPruned({ result }: TrialDocument): boolean {
  return result["pruned"] === true;
}

export function lastReport(trial: TrialDocument): { step: number; value: number } | null {
  return trial.reports.reduce<{ step: number; value: number } | null>(
    (last, report) => (last === null || report.step > last.step ? report : last),
    null,
  );
}

/** INVALID_PARAMETER_VALUE unless `value` is a whole number of at least `least`. */
export function checkCount(what: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new TrackingError(
    "INVALID_PARAMETER_VALUE",
    `${what} is ${String(value)}; give a whole number of at least ${least}`,
  );
}
