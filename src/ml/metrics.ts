/** Metrics of regression, with scikit-learn's definitions. */
import { TrackingError } from "../errors.js";
import { checkNames } from "./options.js";

type Numbers = ArrayLike<number>;

export interface MetricOptions {
  /** One number per value, not negative; default: all count the same. */
  readonly sampleWeight?: Numbers | undefined;
}

/**
 * Mean of the squared errors. All metrics here throw INVALID_PARAMETER_VALUE for no values, for lists of different
 * length, and for what is no finite number.
 */
export function meanSquaredError(actual: Numbers, predicted: Numbers, options: MetricOptions = {}): number {
  return meanOf(actual, predicted, options, (error) => error * error);
}

/** Root of the mean squared error, in the unit of the target. */
export function rootMeanSquaredError(actual: Numbers, predicted: Numbers, options: MetricOptions = {}): number {
  return Math.sqrt(meanSquaredError(actual, predicted, options));
}

export function meanAbsoluteError(actual: Numbers, predicted: Numbers, options: MetricOptions = {}): number {
  return meanOf(actual, predicted, options, Math.abs);
}

/** Mean of |error| / |actual|, a share, not a percentage; an actual 0 counts as 2.2e-16, as in scikit-learn. */
export function meanAbsolutePercentageError(actual: Numbers, predicted: Numbers, options: MetricOptions = {}): number {
  return meanOf(
    actual,
    predicted,
    options,
    (error, value) => Math.abs(error) / Math.max(Math.abs(value), Number.EPSILON),
  );
}

/** The largest absolute error. */
export function maxError(actual: Numbers, predicted: Numbers): number {
  checkPair(actual, predicted, {});
  let most = 0;
  for (let index = 0; index < actual.length; index++)
    most = Math.max(most, Math.abs(actual[index]! - predicted[index]!));
  return most;
}

/** The median of the absolute errors. With weights the smallest error that half of the weight does not exceed. */
export function medianAbsoluteError(actual: Numbers, predicted: Numbers, options: MetricOptions = {}): number {
  checkPair(actual, predicted, options);
  const weight = (index: number) => options.sampleWeight?.[index] ?? 1;
  const errors = Array.from({ length: actual.length }, (_, index) => ({
    error: Math.abs(actual[index]! - predicted[index]!),
    weight: weight(index),
  })).sort((a, b) => a.error - b.error);
  const half = errors.reduce((total, one) => total + one.weight, 0) / 2;
  let below = 0;
  const middle = errors.findIndex((one) => (below += one.weight) >= half && one.weight > 0);
  if (middle < 0) return NaN;
  // Between two middle values lies their mean.
  const above = below > half ? middle : errors.findIndex((one, index) => index > middle && one.weight > 0);
  return (errors[middle]!.error + errors[above]!.error) / 2;
}

/**
 * 1 − residual sum of squares / total sum of squares; for a constant target 1 if it is met exactly, else 0. NaN, with a
 * warning, for a single value.
 */
export function r2Score(actual: Numbers, predicted: Numbers, options: MetricOptions = {}): number {
  const residual = meanSquaredError(actual, predicted, options);
  if (actual.length < 2) {
    console.warn("UndefinedMetricWarning: R^2 score is not well-defined with less than two samples.");
    return NaN;
  }
  // Relative to the first one, so that a constant target has its own value as its mean, to the last digit.
  const first = actual[0]!;
  const mean = first + meanOf(actual, actual, options, (_, value) => value - first);
  const total = meanOf(actual, actual, options, (_, value) => (value - mean) ** 2);
  if (total === 0) return residual === 0 ? 1 : 0;
  return 1 - residual / total;
}

function meanOf(
  actual: Numbers,
  predicted: Numbers,
  options: MetricOptions,
  cost: (error: number, actual: number) => number,
): number {
  checkPair(actual, predicted, options);
  const { sampleWeight } = options;
  let [total, weights] = [0, 0];
  for (let index = 0; index < actual.length; index++) {
    const weight = sampleWeight === undefined ? 1 : sampleWeight[index]!;
    total += weight * cost(actual[index]! - predicted[index]!, actual[index]!);
    weights += weight;
  }
  return total / weights;
}

function checkPair(actual: Numbers, predicted: Numbers, options: MetricOptions): void {
  checkNames("a metric of regression", options, ["sampleWeight"], { squared: "rootMeanSquaredError" });
  const { sampleWeight } = options;
  if (actual.length !== predicted.length || actual.length === 0) {
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `${actual.length} actual and ${predicted.length} predicted values; give as many of one as of the other, at least one`,
    );
  }
  if (sampleWeight !== undefined && sampleWeight.length !== actual.length) {
    const counts = `${sampleWeight.length} sample weights for ${actual.length} values`;
    throw new TrackingError("INVALID_PARAMETER_VALUE", `${counts}; give one weight per value`);
  }
  checkNumbers("actual", actual);
  checkNumbers("predicted", predicted);
  if (sampleWeight !== undefined) checkWeights(sampleWeight);
}

function checkWeights(weights: Numbers): void {
  checkNumbers("sampleWeight", weights);
  let some = false;
  for (let index = 0; index < weights.length; index++) {
    if (weights[index]! < 0) {
      const what = `sampleWeight[${index}] is ${weights[index]}`;
      throw new TrackingError("INVALID_PARAMETER_VALUE", `${what}; give weights of at least 0`);
    }
    some ||= weights[index]! > 0;
  }
  if (some) return;
  throw new TrackingError("INVALID_PARAMETER_VALUE", "all sample weights are 0; give at least one above 0");
}

function checkNumbers(name: string, values: Numbers): void {
  for (let index = 0; index < values.length; index++) {
    if (Number.isFinite(values[index])) continue;
    const value = String(values[index]);
    throw new TrackingError("INVALID_PARAMETER_VALUE", `${name}[${index}] is ${value}; leave such values out`);
  }
}
