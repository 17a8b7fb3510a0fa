/** Whether a document of a trial is whole. */
import { TrackingError } from "../errors.js";
import { type TrialDocument } from "./trial.js";

const statuses = ["new", "running", "suspended", "ok", "fail"] as const;

/** hyperopt's InvalidTrial: INVALID_PARAMETER_VALUE says what is missing. */
export function checkTrial(trial: TrialDocument): void {
  const problem = problemOf(trial);
  if (problem === null) return;
  throw new TrackingError(
    "INVALID_PARAMETER_VALUE",
    `this is no document of a trial: ${problem}; generateTrialsToCalculate(points) makes some, and trials.trials gives them`,
  );
}

function problemOf(trial: unknown): string | null {
  if (!isRecord(trial)) return `it is ${trial === null ? "null" : typeof trial}`;
  const { tid, state, result, misc, reports } = trial;
  if (!Number.isSafeInteger(tid) || (tid as number) < 0)
    return `its tid is ${String(tid)}, and must be a whole number from 0 on`;
  if (![0, 1, 2, 3].includes(state as number))
    return `trial ${String(tid)} has state ${String(state)}, and must have one of JOB_STATE_…`;
  if (!isRecord(result) || !statuses.includes(result["status"] as never)) {
    return `trial ${String(tid)} has no result with a status; it is one of ${statuses.join(", ")}`;
  }
  if (!isRecord(misc) || misc["tid"] !== tid) return `trial ${String(tid)} has no misc with the same tid`;
  const { idxs, vals } = misc;
  if (!isRecord(idxs) || !isRecord(vals)) return `trial ${String(tid)} has no misc.idxs and misc.vals`;
  const labels = new Set([...Object.keys(idxs), ...Object.keys(vals)]);
  const uneven = [...labels].find(
    (label) => lengthOf(idxs[label]) !== lengthOf(vals[label]) || lengthOf(vals[label]) > 1,
  );
  if (uneven !== undefined)
    return `trial ${String(tid)} has not one value, or none, for '${uneven}' in both misc.idxs and misc.vals`;
  return Array.isArray(reports) ? null : `trial ${String(tid)} has no list of reports`;
}

function lengthOf(list: unknown): number {
  return Array.isArray(list) ? list.length : Infinity;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
