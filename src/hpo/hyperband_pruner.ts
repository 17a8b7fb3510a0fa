/**
 * Hyperband (Li et al. 2018): trials are dealt out to brackets, each a successive halving that begins to stop trials at
 * another step, so that slow starters have their chance too. Names and budgets as in Optuna's HyperbandPruner.
 */
import { TrackingError } from "../errors.js";
import { checkCount, type Pruner } from "./pruner.js";
import { successiveHalvingPruner } from "./successive_halving_pruner.js";

export interface HyperbandPrunerOptions {
  /** Default 1. */
  minResource?: number;
  /** Steps of a trial that is not stopped. */
  maxResource: number;
  /** Default 3. */
  reductionFactor?: number;
}

export function hyperbandPruner({ minResource = 1, maxResource, reductionFactor = 3 }: HyperbandPrunerOptions): Pruner {
  checkCount("minResource", minResource, 1);
  checkCount("reductionFactor", reductionFactor, 2);
  checkCount("maxResource", maxResource, 1);
  if (maxResource < minResource) {
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `maxResource is ${maxResource}, below minResource ${minResource}`,
    );
  }
  const brackets = bracketCount(maxResource / minResource, reductionFactor);
  const budgets = Array.from({ length: brackets }, (_, bracket) => {
    const halvings = brackets - 1 - bracket;
    return Math.ceil((brackets * reductionFactor ** halvings) / (halvings + 1));
  });
  const pruners = budgets.map((_, bracket) =>
    successiveHalvingPruner({ minResource, reductionFactor, minEarlyStoppingRate: bracket }),
  );
  return (trials, trial) => {
    const bracket = bracketOf(trial.tid, budgets);
    return pruners[bracket]!(
      trials.filter((one) => bracketOf(one.tid, budgets) === bracket),
      trial,
    );
  };
}

/** floor(log_factor(ratio)) + 1, in whole numbers, which logarithms of floating point miss at powers. */
function bracketCount(ratio: number, factor: number): number {
  let count = 1;
  for (let reach = factor; reach <= ratio; reach *= factor) count++;
  return count;
}

/** By turns, each bracket as often as its budget says; Optuna hashes the trial's number instead. */
function bracketOf(tid: number, budgets: readonly number[]): number {
  const total = budgets.reduce((sum, budget) => sum + budget, 0);
  // A stride without a common factor with the total mixes the brackets, which runs of equal ones would not.
  let place = (tid * strideOf(total)) % total;
  for (const [bracket, budget] of budgets.entries()) {
    if (place < budget) return bracket;
    place -= budget;
  }
  return 0;
}

function strideOf(total: number): number {
  let stride = Math.max(1, Math.round(total * 0.618));
  while (commonDivisor(stride, total) !== 1) stride++;
  return stride;
}

function commonDivisor(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}
