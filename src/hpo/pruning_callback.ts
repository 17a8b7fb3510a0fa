/** Stops the training of a booster whose trial is not worth going on with. */
import { TrackingError } from "../errors.js";
import { nearest } from "../nearest.js";
import type { Trial } from "./running_trial.js";
import { TrialPruned } from "./trial_pruned.js";

/** Name of the data → metric → one value per round; in `cv` the mean and the standard deviation over the folds. */
type EvalsLog = Readonly<Record<string, Readonly<Record<string, readonly (number | readonly [number, number])[]>>>>;

/**
 * A callback for `train` and `cv` of `labbook/xgboost`, as Optuna's XGBoostPruningCallback: reports the metric after each
 * round and throws `TrialPruned` when the search's pruner says so.
 * `observationKey`: as XGBoost prints it, data and metric: `validation-rmse`; of `cv`: `test-rmse`.
 * `maximize`: more is better, as for `auc`; the negative value is reported then.
 * @example await train(params, dtrain, { evals: [[dvalid, "validation"]], callbacks: [pruningCallback(trial, "validation-rmse")] })
 */
export function pruningCallback(trial: Trial, observationKey: string, { maximize = false } = {}) {
  return {
    afterIteration(_model: unknown, epoch: number, evalsLog: EvalsLog): void {
      const score = lastScore(evalsLog, observationKey);
      trial.report(maximize ? -score : score, epoch);
      if (trial.shouldPrune()) throw new TrialPruned(`trial ${trial.tid} was stopped after round ${epoch}`);
    },
  };
}

function lastScore(evalsLog: EvalsLog, observationKey: string): number {
  const scores = new Map<string, number | readonly [number, number] | undefined>(
    Object.entries(evalsLog).flatMap(([data, metrics]) =>
      Object.entries(metrics).map(([metric, values]) => [`${data}-${metric}`, values.at(-1)] as const),
    ),
  );
  const score = scores.get(observationKey);
  if (typeof score === "number") return score;
  if (score !== undefined) return score[0];
  const known = [...scores.keys()];
  const near = nearest(observationKey, known);
  throw new TrackingError(
    "INVALID_PARAMETER_VALUE",
    `no round was evaluated as '${observationKey}'; ` +
      (known.length === 0
        ? 'give data to evaluate: evals: [[dvalid, "validation"]]'
        : near === null
          ? `there are ${known.join(", ")}`
          : `did you mean '${near}'?`),
  );
}
