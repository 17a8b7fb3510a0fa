/** hyperopt's rule to end a search that finds nothing better. */
import { checkCount } from "./pruner.js";
import { JOB_STATE_DONE, lossOf } from "./trial.js";
import type { Trials } from "./trials.js";

/**
 * Decides after each trial whether to stop. It is handed what it returned beside the decision the last time; on the first
 * call nothing.
 */
export type EarlyStop = (trials: Trials, ...state: never[]) => readonly [stop: boolean, state: readonly unknown[]];

/**
 * Stops when `iterationStopCount` trials in a row brought no loss that is better by more than `percentIncrease` percent of
 * the best one. As in hyperopt the first trial counts as one without progress.
 * Differs from hyperopt where a trial has no loss (failed, pruned): it counts as one without progress.
 */
export function noProgressLoss(iterationStopCount = 20, percentIncrease = 0): EarlyStop {
  checkCount("iterationStopCount", iterationStopCount, 1);
  return (trials: Trials, ...state: readonly unknown[]) => {
    let [best, stalled] = (state.length === 0 ? [null, 0] : state) as [number | null, number];
    const seen = (state[2] ?? new Set<number>()) as Set<number>;
    for (const trial of trials) {
      if (trial.state !== JOB_STATE_DONE || seen.has(trial.tid)) continue;
      seen.add(trial.tid);
      const loss = lossOf(trial);
      const isFirst = best === null;
      if (loss !== null && (best === null || loss < best - Math.abs(best * (percentIncrease / 100)))) {
        best = loss;
        stalled = isFirst ? stalled + 1 : 0;
      } else stalled++;
    }
    return [stalled >= iterationStopCount, [best, stalled, seen]];
  };
}
