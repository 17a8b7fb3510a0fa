/** How an evaluation ended: what the objective returned or threw, made into a trial's result. */
import { invalid } from "../errors.js";
import { isInterrupt } from "../interrupt_check.js";
import { nearest } from "../nearest.js";
import { STATUS_FAIL, STATUS_OK, type Status, type TrialResult } from "./trial.js";
import { isTrialPruned } from "./trial_pruned.js";

/** What an objective may return beside a bare loss. */
export interface ObjectiveResult {
  /** `STATUS_OK`, `STATUS_FAIL`; default: ok when there is a loss. */
  readonly status?: Status;
  /** Lower is better; it must be there when the status is ok. */
  readonly loss?: number;
  /** How uncertain the loss is, for `averageBestError`. */
  readonly lossVariance?: number;
  /** The loss on data that the search does not see, for `averageBestError`. */
  readonly trueLoss?: number;
  /** Kept beside the result: `trials.trialAttachments(trial)`. */
  readonly attachments?: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
}

export type Outcome = { readonly result: TrialResult } | { readonly error: unknown };

const statuses: readonly Status[] = ["new", "running", "suspended", "ok", "fail"];

/**
 * The result of a value that an objective returned. hyperopt's InvalidResultStatus and InvalidLoss are
 * INVALID_PARAMETER_VALUE. A loss that is NaN fails the trial and not the search, as in Optuna: it is no number to compare.
 */
export function resultOf(returned: unknown): TrialResult {
  if (typeof returned === "number") return okResult(returned, {});
  if (typeof returned !== "object" || returned === null || Array.isArray(returned)) {
    throw invalid(
      `the objective returned ${shown(returned)}; let it return the loss, a number, or { loss, status: STATUS_OK }`,
    );
  }
  const { attachments: _attachments, ...result } = returned as ObjectiveResult;
  const status = result.status ?? (result.loss === undefined ? undefined : STATUS_OK);
  if (status === undefined || !statuses.includes(status)) {
    const near = typeof status === "string" ? nearest(status, statuses) : null;
    throw invalid(
      `the objective returned ${status === undefined ? "no status" : `the status ${shown(status)}`}; ` +
        (near === null ? `it is one of ${statuses.join(", ")}` : `did you mean "${near}"?`),
    );
  }
  if (status !== STATUS_OK) return { ...result, status };
  if (typeof result.loss !== "number") {
    throw invalid(`the objective returned status "ok" with the loss ${shown(result.loss)}; a loss is a number`);
  }
  return okResult(result.loss, result);
}

export function attachmentsOf(returned: unknown): Readonly<Record<string, unknown>> {
  if (typeof returned !== "object" || returned === null) return {};
  return (returned as ObjectiveResult).attachments ?? {};
}

/** What it means that the objective threw. `caught`: errors fail the trial and not the search. */
export function outcomeOfThrown(error: unknown, caught: boolean): Outcome {
  if (isTrialPruned(error)) return { result: { status: STATUS_FAIL, pruned: true } };
  if (!caught || isInterrupt(error)) return { error };
  const [name, message] = described(error);
  return { result: { status: STATUS_FAIL, error: `${name}: ${message}` } };
}

/** Name and message of anything that can be thrown. */
export function described(error: unknown): readonly [name: string, message: string] {
  return error instanceof Error ? [error.name, error.message] : ["Error", String(error)];
}

function okResult(loss: number, rest: Omit<ObjectiveResult, "attachments">): TrialResult {
  if (Number.isNaN(loss)) return { ...rest, status: STATUS_FAIL, loss, error: "the loss is NaN" };
  return { ...rest, status: STATUS_OK, loss };
}

function shown(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : Array.isArray(value) ? "a list" : String(value);
}
