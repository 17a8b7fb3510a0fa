/** The metrics that a training evaluates per round: float32 per row, float64 over the rows, as XGBoost computes them. */
import { TrackingError } from "../errors.js";
import { nearest } from "../nearest.js";

/** Labels, predictions (not margins), weights (empty: all 1); one number per row each. */
export type EvalMetric = (label: Float32Array, prediction: Float32Array, weight: Float32Array) => number;

const { fround } = Math;
const identity = (value: number) => value;

const metrics: Readonly<Record<string, EvalMetric>> = {
  rmse: mean((label, prediction) => square(fround(label - prediction)), Math.sqrt),
  rmsle: mean((label, prediction) => square(fround(log1p(label) - log1p(prediction))), Math.sqrt),
  mae: mean((label, prediction) => Math.abs(label - prediction)),
  mape: mean((label, prediction) => Math.abs(fround(fround(label - prediction) / label))),
  logloss: mean(logLoss),
  error: misses(0.5),
  auc: areaUnderCurve,
};

/** Throws INVALID_PARAMETER_VALUE for an unknown name, with the nearest one. */
export function evalMetricOf(name: string): EvalMetric {
  if (Object.hasOwn(metrics, name)) return metrics[name]!;
  const threshold = /^error@(.+)$/.exec(name)?.[1];
  if (threshold !== undefined && Number.isFinite(Number(threshold))) return misses(fround(Number(threshold)));
  const known = [...Object.keys(metrics), "error@t"];
  const near = nearest(name, known);
  const remedy = near === null ? `there are ${known.join(", ")}` : `did you mean ${near}?`;
  throw new TrackingError("INVALID_PARAMETER_VALUE", `there is no eval_metric ${name} here; ${remedy}`);
}

function mean(
  ofRow: (label: number, prediction: number) => number,
  final: (mean: number) => number = identity,
): EvalMetric {
  return (label, prediction, weight) => {
    let [sum, total] = [0, 0];
    for (let row = 0; row < label.length; row++) {
      const own = weight.length === 0 ? 1 : weight[row]!;
      sum += fround(fround(ofRow(label[row]!, prediction[row]!)) * own);
      total += own;
    }
    return final(total === 0 ? sum : sum / total);
  };
}

function misses(threshold: number): EvalMetric {
  return mean((label, prediction) => (prediction > threshold ? 1 - label : label));
}

function square(value: number): number {
  return fround(value * value);
}

function log1p(value: number): number {
  return fround(Math.log1p(value));
}

function logLoss(label: number, prediction: number): number {
  const part = (share: number, probability: number) =>
    share === 0 ? 0 : fround(share * fround(Math.log(Math.max(probability, 1e-16))));
  return part(-label, prediction) + part(-fround(1 - label), fround(1 - prediction));
}

/** NaN where all labels are one class. */
function areaUnderCurve(label: Float32Array, prediction: Float32Array, weight: Float32Array): number {
  const order = Uint32Array.from(label, (_, row) => row).sort((a, b) => prediction[b]! - prediction[a]!);
  let [area, positive, negative, lastPositive, lastNegative] = [0, 0, 0, 0, 0];
  order.forEach((row, at) => {
    if (at > 0 && prediction[row] !== prediction[order[at - 1]!]) {
      area += (negative - lastNegative) * (positive + lastPositive) * 0.5;
      [lastPositive, lastNegative] = [positive, negative];
    }
    const own = weight.length === 0 ? 1 : weight[row]!;
    positive += label[row]! * own;
    negative += (1 - label[row]!) * own;
  });
  area += (negative - lastNegative) * (positive + lastPositive) * 0.5;
  return positive > 0 && negative > 0 ? area / (positive * negative) : NaN;
}
