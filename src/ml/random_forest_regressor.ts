import { type Options, withDefaults } from "./options.js";
import { absentForestOptions, Forest, forestDefaults, type ForestParameters } from "./trees/forest.js";

export type RandomForestRegressorParameters = ForestParameters;

/**
 * The mean of `nEstimators` (default 100) regression trees, each grown on rows drawn with replacement, as scikit-learn's
 * `RandomForestRegressor`: at each node the split that reduces the squared error most, among `maxFeatures` (1: all)
 * columns, until leaves are pure. Breiman 2001, https://doi.org/10.1023/A:1010933404324.
 */
export class RandomForestRegressor extends Forest {
  constructor(options: Options<RandomForestRegressorParameters> = {}) {
    super(withDefaults("RandomForestRegressor", options, forestDefaults(true), absentForestOptions), "best");
  }
}
