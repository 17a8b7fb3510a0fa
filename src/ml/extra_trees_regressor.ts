import { type Options, withDefaults } from "./options.js";
import { absentForestOptions, Forest, forestDefaults, type ForestParameters } from "./trees/forest.js";

export type ExtraTreesRegressorParameters = ForestParameters;

/**
 * The mean of `nEstimators` (default 100) extremely randomised trees, as scikit-learn's `ExtraTreesRegressor`: at each
 * node one threshold is drawn for each of `maxFeatures` (1: all) columns, anywhere between the least and the greatest
 * value, and the best of them taken. Geurts, Ernst, Wehenkel 2006, https://doi.org/10.1007/s10994-006-6226-1.
 */
export class ExtraTreesRegressor extends Forest {
  constructor(options: Options<ExtraTreesRegressorParameters> = {}) {
    super(withDefaults("ExtraTreesRegressor", options, forestDefaults(false), absentForestOptions), "random");
  }
}
