/** Metrics of regression, with scikit-learn's definitions. */
import { TrackingError } from "../errors.js";

type Numbers = ArrayLike<number>;

/** Mean of the squared errors. Throws INVALID_PARAMETER_VALUE for no values or for lists of different length. */
export function meanSquaredError(actual: Numbers, predicted: Numbers): number {
  return meanOf(actual, predicted, (error) => error * error);
}

/** Root of the mean squared error, in the unit of the target. */
export function rootMeanSquaredError(actual: Numbers, predicted: Numbers): number {
  return Math.sqrt(meanSquaredError(actual, predicted));
}

export function meanAbsoluteError(actual: Numbers, predicted: Numbers): number {
  return meanOf(actual, predicted, Math.abs);
}

/** 1 − residual sum of squares / total sum of squares; for a constant target 1 if it is met exactly, else 0. */
export function r2Score(actual: Numbers, predicted: Numbers): number {
  const residual = meanSquaredError(actual, predicted);
  const values = Array.from(actual);
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  const total = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  if (total === 0) return residual === 0 ? 1 : 0;
  return 1 - residual / total;
}

function meanOf(actual: Numbers, predicted: Numbers, cost: (error: number) => number): number {
  if (actual.length !== predicted.length || actual.length === 0) {
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `${actual.length} actual and ${predicted.length} predicted values; give as many of one as of the other, at least one`,
    );
  }
  let total = 0;
  for (let index = 0; index < actual.length; index++) total += cost(actual[index]! - predicted[index]!);
  return total / actual.length;
}
