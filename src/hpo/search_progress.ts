/** How far a search is, in numbers and in words. */
import { readable } from "../plots/run_fields.js";

export interface SearchProgress {
  /** Trials that ended, those of an earlier search that goes on among them. */
  readonly done: number;
  /** Null: without limit. */
  readonly maxEvals: number | null;
  /** Null until a trial ended well. */
  readonly bestLoss: number | null;
  readonly failed: number;
  readonly pruned: number;
  /** Trials that this call evaluated, and in which time. */
  readonly evaluated: number;
  readonly elapsedMs: number;
}

/** `12/50 trials, best loss: 6.31, 1.2 s/trial` */
export function progressText(progress: SearchProgress): string {
  const { done, maxEvals, bestLoss, failed, pruned, evaluated, elapsedMs } = progress;
  const parts = [
    `${maxEvals === null ? done : `${done}/${maxEvals}`} trials`,
    `best loss: ${bestLoss === null ? "?" : readable(bestLoss)}`,
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(pruned === 0 ? [] : [`${pruned} pruned`]),
    ...(evaluated === 0 ? [] : [pace(elapsedMs / evaluated)]),
  ];
  return parts.join(", ");
}

function pace(msPerTrial: number): string {
  if (msPerTrial < 1000) return `${msPerTrial < 10 ? msPerTrial.toFixed(1) : Math.round(msPerTrial)} ms/trial`;
  const seconds = msPerTrial / 1000;
  return `${seconds < 100 ? seconds.toFixed(1) : Math.round(seconds)} s/trial`;
}
