/** Metrics of classification, with scikit-learn's definitions. */
import { TrackingError } from "../errors.js";
import type { Label } from "./estimator.js";
import { classesOf } from "./labels.js";
import { checkChoice, checkNames } from "./options.js";

type Labels = ArrayLike<Label>;

/** The share of labels that are right. Throws INVALID_PARAMETER_VALUE for no labels or lists of different length. */
export function accuracyScore(actual: Labels, predicted: Labels): number {
  checkLengths(actual, predicted);
  let right = 0;
  for (let index = 0; index < actual.length; index++) if (actual[index] === predicted[index]) right++;
  return right / actual.length;
}

/**
 * Which classes count: "binary" (default) only `posLabel` (1); "macro" each the same; "weighted" each by how often it is
 * actual; "micro" all labels together.
 */
export interface AverageOptions {
  readonly average?: "binary" | "macro" | "weighted" | "micro";
  readonly posLabel?: Label;
}

/** Right predictions of a class / predictions of it; 0 where there is none. */
export function precisionScore(actual: Labels, predicted: Labels, options: AverageOptions = {}): number {
  return averaged(actual, predicted, options, ({ right, predicted: count }) => ratio(right, count));
}

/** Right predictions of a class / how often it is actual; 0 where it never is. */
export function recallScore(actual: Labels, predicted: Labels, options: AverageOptions = {}): number {
  return averaged(actual, predicted, options, ({ right, actual: count }) => ratio(right, count));
}

/** The harmonic mean of precision and recall. */
export function f1Score(actual: Labels, predicted: Labels, options: AverageOptions = {}): number {
  return averaged(actual, predicted, options, (counts) => ratio(2 * counts.right, counts.actual + counts.predicted));
}

/**
 * The mean of −log of the probability that each actual label was given; probabilities are clipped to 2.2e-16 from 0 and 1.
 * `probabilities`: per label one number per class, in the order of `labels` (default: the actual labels, ascending).
 */
export function logLoss(
  actual: Labels,
  probabilities: readonly ArrayLike<number>[],
  options: { readonly labels?: readonly Label[] } = {},
): number {
  checkLengths(actual, probabilities);
  checkNames("logLoss", options, ["labels"]);
  const labels = options.labels ?? classesOf(actual);
  const columns = probabilities[0]!.length;
  if (columns !== labels.length) {
    const counts = `${columns} probabilities per label for ${labels.length} labels (${labels.join(", ")})`;
    throw new TrackingError("INVALID_PARAMETER_VALUE", `${counts}; give one per label, or the labels`);
  }
  let total = 0;
  for (let index = 0; index < actual.length; index++) {
    const given = probabilities[index]![labels.indexOf(actual[index]!)];
    if (given === undefined || Number.isNaN(given)) {
      const what = `label ${index}, ${JSON.stringify(actual[index])}, has no probability`;
      throw new TrackingError("INVALID_PARAMETER_VALUE", `${what}; give one per label, and all labels`);
    }
    total -= Math.log(Math.min(Math.max(given, Number.EPSILON), 1 - Number.EPSILON));
  }
  return total / actual.length;
}

interface Counts {
  /** How often the class is actual, predicted, and both. */
  readonly actual: number;
  readonly predicted: number;
  readonly right: number;
}

function averaged(
  actual: Labels,
  predicted: Labels,
  options: AverageOptions,
  score: (counts: Counts) => number,
): number {
  checkLengths(actual, predicted);
  checkNames("a metric of classification", options, ["average", "posLabel"]);
  const { average = "binary", posLabel = 1 } = options;
  checkChoice("average", average, ["binary", "macro", "weighted", "micro"]);
  const classes = classesOf([...Array.from(actual), ...Array.from(predicted)]);
  if (average === "binary") return score(binaryCounts(actual, predicted, classes, posLabel));
  const counts = classes.map((label) => countsOf(actual, predicted, label));
  const total = (part: (one: Counts) => number) => counts.reduce((sum, one) => sum + part(one), 0);
  if (average === "micro") {
    return score({ actual: actual.length, predicted: predicted.length, right: total(({ right }) => right) });
  }
  const weight = average === "weighted" ? (one: Counts) => one.actual : () => 1;
  return total((one) => weight(one) * score(one)) / total(weight);
}

function binaryCounts(actual: Labels, predicted: Labels, classes: readonly Label[], posLabel: Label): Counts {
  // Where all rows are of the other class there is nothing to find, and the score is 0.
  if (classes.length > 2 || (classes.length === 2 && !classes.includes(posLabel))) {
    const labels = classes.map((label) => JSON.stringify(label)).join(", ");
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `there are the labels ${labels}, and posLabel is ${JSON.stringify(posLabel)}; name the label that counts, or an average: "macro", "weighted", "micro"`,
    );
  }
  return countsOf(actual, predicted, posLabel);
}

function countsOf(actual: Labels, predicted: Labels, label: Label): Counts {
  const counts = { actual: 0, predicted: 0, right: 0 };
  for (let index = 0; index < actual.length; index++) {
    if (actual[index] === label) counts.actual++;
    if (predicted[index] === label) counts.predicted++;
    if (actual[index] === label && predicted[index] === label) counts.right++;
  }
  return counts;
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function checkLengths(actual: ArrayLike<unknown>, predicted: ArrayLike<unknown>): void {
  if (actual.length === predicted.length && actual.length > 0) return;
  throw new TrackingError(
    "INVALID_PARAMETER_VALUE",
    `${actual.length} actual and ${predicted.length} predicted labels; give as many of one as of the other, at least one`,
  );
}
