/** What a training minimises: gradients and Hessians by row, in float32 as XGBoost computes them. */
import { TrackingError } from "../errors.js";
import type { DMatrix } from "./dmatrix.js";
import type { Gradients } from "./grow.js";
import { linkOf, sigmoid } from "./link.js";

export interface Objective {
  /** The metric that is evaluated where none is asked for. */
  readonly defaultMetric: string;
  /** Labels are probabilities or 0 and 1. */
  readonly logistic: boolean;
}

const objectives: Readonly<Record<string, Objective>> = {
  "reg:squarederror": { defaultMetric: "rmse", logistic: false },
  "reg:logistic": { defaultMetric: "rmse", logistic: true },
  "binary:logistic": { defaultMetric: "logloss", logistic: true },
  "binary:logitraw": { defaultMetric: "logloss", logistic: true },
};

/** `name` has passed the check of parameters. */
export function objectiveOf(name: string): Objective {
  return objectives[name]!;
}

/** Throws INVALID_PARAMETER_VALUE for missing labels, and labels that the objective cannot have. */
export function checkLabels(data: DMatrix, name: string, dataName: string): void {
  const label = data.getLabel();
  if (label.length === 0) {
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `the ${dataName} data has no label; give its DMatrix one number per row as \`label\``,
    );
  }
  if (!objectiveOf(name).logistic) return;
  const row = label.findIndex((value) => value < 0 || value > 1);
  if (row < 0) return;
  const message = `label of the ${dataName} data is ${label[row]} at row ${row}; for ${name} labels are from 0 to 1`;
  throw new TrackingError("INVALID_PARAMETER_VALUE", message);
}

/** Fills `result` for these margins. `scalePosWeight` is the weight of rows with label 1, besides their own. */
export function fillGradients(
  objective: Objective,
  data: DMatrix,
  margins: Float32Array,
  scalePosWeight: number,
  result: Gradients,
): void {
  const label = data.getLabel();
  const weight = data.getWeight();
  const { gradients, hessians } = result;
  for (let row = 0; row < margins.length; row++) {
    const prediction = objective.logistic ? sigmoid(margins[row]!) : margins[row]!;
    const curvature = objective.logistic ? Math.max(Math.fround(prediction * Math.fround(1 - prediction)), 1e-16) : 1;
    const own = weight.length === 0 ? 1 : weight[row]!;
    const scale = label[row] === 1 ? Math.fround(own * scalePosWeight) : own;
    gradients[row] = Math.fround(prediction - label[row]!) * scale;
    hessians[row] = Math.fround(curvature) * scale;
  }
}

/**
 * The base score where none is given: the weighted mean of the labels, or, where rows with label 1 weigh differently, one
 * Newton step from margin 0, as XGBoost 3 has it.
 */
export function estimateBaseScore(name: string, data: DMatrix, scalePosWeight: number): number {
  if (scalePosWeight === 1) return Math.fround(weightedMean(data));
  const rows = data.rowCount;
  const result = { gradients: new Float32Array(rows), hessians: new Float32Array(rows) };
  fillGradients(objectiveOf(name), data, new Float32Array(rows), scalePosWeight, result);
  const sum = (values: Float32Array) => values.reduce((total, value) => total + value, 0);
  const margin = Math.fround(-sum(result.gradients) / Math.max(sum(result.hessians), 1e-6));
  return linkOf(name).fromMargin(margin);
}

function weightedMean(data: DMatrix): number {
  const label = data.getLabel();
  const weight = data.getWeight();
  let [sum, total] = [0, 0];
  for (let row = 0; row < label.length; row++) {
    const own = weight.length === 0 ? 1 : weight[row]!;
    sum += label[row]! * own;
    total += own;
  }
  if (total === 0) {
    const remedy = "weigh some row more than 0, or give base_score";
    throw new TrackingError("INVALID_PARAMETER_VALUE", `all weights are 0, so that the labels have no mean; ${remedy}`);
  }
  return sum / total;
}
