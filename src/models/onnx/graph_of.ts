/** Which graph a model is. */
import { LinearModel } from "../../ml/linear_model.js";
import { linearRegressorGraph } from "./linear.js";
import type { Graph } from "./proto.js";

/** Null for a model that has none. */
export function graphOf(model: object): Graph | null {
  if (model instanceof LinearModel) {
    const { coefficients, intercept } = model;
    return linearRegressorGraph({ name: model.constructor.name, coefficients, intercepts: [intercept] });
  }
  return null;
}
