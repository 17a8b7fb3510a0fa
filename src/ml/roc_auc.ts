import { TrackingError } from "../errors.js";
import type { Label } from "./estimator.js";
import { classesOf } from "./labels.js";

/**
 * The area under the curve of true over false positives: how often a row of the class is ranked above another one, ties
 * counting half. With more than two classes the mean over all pairs of classes, each pair weighted by how often its
 * classes occur (Hand and Till, Machine Learning 45 (2001); scikit-learn's `multi_class="ovo", average="weighted"`).
 *
 * @param scores per row one number per class, in the order of `classes`; of two classes also one number per row, the
 * higher the likelier the second class
 * @param classes default: the labels in `actual`, ascending
 */
export function rocAucScore(
  actual: ArrayLike<Label>,
  scores: readonly ArrayLike<number>[] | ArrayLike<number>,
  classes: readonly Label[] = classesOf(actual),
): number {
  if (actual.length !== scores.length || actual.length === 0) {
    const counts = `${actual.length} labels and ${scores.length} scores`;
    throw new TrackingError("INVALID_PARAMETER_VALUE", `${counts}; give as many of one as of the other, at least one`);
  }
  const probabilities = Array.from<number | ArrayLike<number>, ArrayLike<number>>(scores, (score) =>
    typeof score === "number" ? [-score, score] : score,
  );
  const wrong = probabilities.findIndex((row) => row.length !== classes.length || !Array.from(row).every(isNumber));
  if (wrong >= 0) {
    const what = `row ${wrong} has the scores ${Array.from(probabilities[wrong]!).join(", ")}`;
    throw new TrackingError("INVALID_PARAMETER_VALUE", `${what}; give one number for each of ${classes.join(", ")}`);
  }
  const rowsOf = classes.map((label) => Array.from(actual).flatMap((one, row) => (one === label ? [row] : [])));
  const area = (positive: number, other: number) =>
    ranked(
      rowsOf[positive]!.map((row) => probabilities[row]![positive]!),
      rowsOf[other]!.map((row) => probabilities[row]![positive]!),
    );
  if (classes.length === 2) return area(1, 0);
  let [total, weights] = [0, 0];
  for (let one = 0; one < classes.length; one++) {
    for (let other = one + 1; other < classes.length; other++) {
      const weight = rowsOf[one]!.length + rowsOf[other]!.length;
      total += (weight * (area(one, other) + area(other, one))) / 2;
      weights += weight;
    }
  }
  return total / weights;
}

function isNumber(score: unknown): boolean {
  return typeof score === "number" && !Number.isNaN(score);
}

/** The share of pairs in which the positive score is higher; the U statistic of Mann and Whitney by mean ranks. */
function ranked(positives: readonly number[], negatives: readonly number[]): number {
  const all = [
    ...positives.map((score) => ({ score, positive: true })),
    ...negatives.map((score) => ({ score, positive: false })),
  ].sort((a, b) => a.score - b.score);
  let rankSum = 0;
  for (let start = 0; start < all.length;) {
    let end = start;
    let hits = 0;
    for (; end < all.length && all[end]!.score === all[start]!.score; end++) if (all[end]!.positive) hits++;
    rankSum += (hits * (start + 1 + end)) / 2;
    start = end;
  }
  const count = positives.length;
  return (rankSum - (count * (count + 1)) / 2) / (count * negatives.length);
}
