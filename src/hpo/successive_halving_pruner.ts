/**
 * Asynchronous successive halving (Li et al. 2020, "A System for Massively Parallel Hyperparameter Tuning"), with Optuna's
 * names and rules: rung k is at step minResource · reductionFactor^(minEarlyStoppingRate + k), and of those that reached a
 * rung the best 1/reductionFactor go on.
 */
import { checkCount, lastReport, type Pruner } from "./pruner.js";
import { lossOf, type TrialDocument } from "./trial.js";

export interface SuccessiveHalvingPrunerOptions {
  /** Steps that every trial gets at least. Default "auto": a hundredth of those that the first finished trial took. */
  minResource?: number | "auto";
  /** Default 4. */
  reductionFactor?: number;
  /** Rungs that are left out at the start. Default 0. */
  minEarlyStoppingRate?: number;
  /** So many trials must have reached a rung before any goes on from it. Default 0. */
  bootstrapCount?: number;
}

export function successiveHalvingPruner(options: SuccessiveHalvingPrunerOptions = {}): Pruner {
  const { minResource = "auto", reductionFactor = 4, minEarlyStoppingRate = 0, bootstrapCount = 0 } = options;
  if (minResource !== "auto") checkCount("minResource", minResource, 1);
  checkCount("reductionFactor", reductionFactor, 2);
  checkCount("minEarlyStoppingRate", minEarlyStoppingRate, 0);
  checkCount("bootstrapCount", bootstrapCount, 0);
  /** Trial → its value at each rung that it came to, the one at which it was stopped among them. */
  const seen = new WeakMap<TrialDocument, number[]>();
  return (trials, trial) => {
    const last = lastReport(trial);
    const least = minResource === "auto" ? estimatedResource(trials) : minResource;
    if (last === null || least === null) return false;
    const stepOf = (rung: number) => least * reductionFactor ** (minEarlyStoppingRate + rung);
    const own = seen.get(trial) ?? [];
    seen.set(trial, own);
    while (last.step >= stepOf(own.length)) {
      if (Number.isNaN(last.value)) return true;
      const rung = own.length;
      const valueOf = (one: TrialDocument) => (seen.get(one) ?? valuesAtRungs(one, stepOf))[rung] ?? [];
      const values = trials.filter((one) => one !== trial).flatMap(valueOf);
      own.push(last.value);
      values.push(last.value);
      if (values.length <= bootstrapCount || !isAmongBest(last.value, values, reductionFactor)) return true;
    }
    return false;
  };
}

/** Of a trial of an earlier search, of which only the reports are known: what it reported when it came to each rung. */
function valuesAtRungs({ reports }: TrialDocument, stepOf: (rung: number) => number): number[] {
  const sorted = reports.toSorted((a, b) => a.step - b.step);
  const values: number[] = [];
  for (const { step, value } of sorted) {
    while (step >= stepOf(values.length) && !Number.isNaN(value)) values.push(value);
  }
  return values;
}

function isAmongBest(value: number, values: readonly number[], reductionFactor: number): boolean {
  const promoted = Math.max(Math.floor(values.length / reductionFactor) - 1, 0);
  return value <= values.toSorted((a, b) => a - b)[promoted]!;
}

/** As the first finished trial has it, so that later trials do not move the rungs. */
function estimatedResource(trials: readonly TrialDocument[]): number | null {
  const finished = trials.filter((trial) => lossOf(trial) !== null && trial.reports.length > 0);
  const first = finished.toSorted((a, b) => (a.refreshTimeMs ?? 0) - (b.refreshTimeMs ?? 0) || a.tid - b.tid)[0];
  return first === undefined ? null : Math.max(Math.floor(lastReport(first)!.step / 100), 1);
}
