/** Which graph a model is. */
import { LinearModel } from "../../ml/linear_model.js";
import { LogisticRegression } from "../../ml/logistic_regression.js";
import { linearClassifierGraph, linearRegressorGraph } from "./linear.js";
import type { Graph } from "./proto.js";

/** Null for a model that has none. */
export function graphOf(model: object): Graph | null {
  const { name } = model.constructor;
  if (model instanceof LinearModel) {
    const { coefficients, intercept } = model;
    return linearRegressorGraph({ name, coefficients, intercepts: [intercept] });
  }
  if (model instanceof LogisticRegression) {
    const { classes, intercepts } = model;
    return linearClassifierGraph({ name, coefficients: model.state().arrays["coefficients"]!, intercepts, classes });
  }
  return null;
}
