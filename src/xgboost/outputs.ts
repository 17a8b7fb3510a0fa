/** How many numbers a model predicts for a row, and what trees that takes. Pure. */
import type { BoosterModel } from "./tree.js";

export function treesPerRound(model: BoosterModel): number {
  return outputsOf(model) * (model.parallelTreeCount ?? 1);
}

/** Numbers per row: one per class for `multi:*`. */
export function outputsOf(model: BoosterModel): number {
  return Math.max(1, model.classCount ?? 1);
}
