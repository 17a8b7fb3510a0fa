/** All estimators by their class name: what a saved one is made of again. */
import type { AnyEstimator } from "./estimator.js";
import { ExtraTreesRegressor } from "./extra_trees_regressor.js";
import { GradientBoostingRegressor } from "./gradient_boosting_regressor.js";
import { Lasso } from "./lasso.js";
import { LinearRegression } from "./linear_regression.js";
import { LinearSVR } from "./linear_svr.js";
import { LogisticRegression } from "./logistic_regression.js";
import { RandomForestRegressor } from "./random_forest_regressor.js";
import { Ridge } from "./ridge.js";

/** Takes the settings of one of its class. */
type EstimatorClass = new (parameters: never) => AnyEstimator;

const estimators: Readonly<Record<string, EstimatorClass>> = {
  LinearRegression,
  Ridge,
  Lasso,
  LinearSVR,
  LogisticRegression,
  RandomForestRegressor,
  ExtraTreesRegressor,
  GradientBoostingRegressor,
};

/** Null for something else than one of our estimators. */
export function estimatorType(model: object): string | null {
  return Object.keys(estimators).find((name) => estimators[name] === model.constructor) ?? null;
}

/** An unfitted one; null for an unknown class. */
export function makeEstimator(type: string, parameters: AnyEstimator["parameters"]): AnyEstimator | null {
  const Class = Object.hasOwn(estimators, type) ? estimators[type]! : null;
  return Class === null ? null : new Class(parameters as never);
}

export function estimatorTypes(): readonly string[] {
  return Object.keys(estimators);
}
