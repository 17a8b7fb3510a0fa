/** What was tried and how it ended, as algorithms read it. */
import type { Parameter } from "./suggest.js";
import { STATUS_OK, type TrialDocument } from "./trial.js";

export interface History {
  /** In the order of their ids, which is the order in which they were suggested. */
  readonly trials: readonly TrialDocument[];
  /** One per trial; +Infinity where there is none. */
  readonly losses: Float64Array;
}

/** The losses of all trials; of one that runs or failed it is +Infinity. */
export function historyOf(trials: readonly TrialDocument[]): History {
  const ordered = trials.every((trial, at) => at === 0 || trials[at - 1]!.tid < trial.tid)
    ? trials
    : [...trials].sort((a, b) => a.tid - b.tid);
  const losses = new Float64Array(ordered.length);
  for (let at = 0; at < ordered.length; at++) losses[at] = lossOf(ordered[at]!);
  return { trials: ordered, losses };
}

/** Positions in order of loss; equal ones in the order of the trials. */
export function byLoss(losses: Float64Array): Uint32Array {
  return Uint32Array.from(losses.keys()).sort((a, b) => compare(losses[a]!, losses[b]!) || a - b);
}

/** The value of a parameter in a trial; undefined where it did not exist. */
export function valueOf(trial: TrialDocument, label: string): number | undefined {
  return trial.misc.vals[label]?.[0];
}

/** Whether the trial has a value that the parameter can have; one from elsewhere may lack it, or have an option that is none. */
export function hasValue(trial: TrialDocument, { label, distribution }: Parameter): boolean {
  const value = valueOf(trial, label);
  if (value === undefined || !Number.isFinite(value)) return false;
  if ("probabilities" in distribution) return distribution.probabilities[value] !== undefined;
  if (distribution.kind === "randint") return value >= distribution.low && value < distribution.high;
  return !distribution.kind.includes("log") || value > 0 || ("q" in distribution && value === 0);
}

function lossOf({ result }: TrialDocument): number {
  const { status, loss } = result;
  return status === STATUS_OK && loss !== undefined && !Number.isNaN(loss) ? loss : Infinity;
}

function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
