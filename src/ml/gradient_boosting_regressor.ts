import { inspect } from "node:util";
import { TrackingError } from "../errors.js";
import type { Estimator, FittedState } from "./estimator.js";
import { fitOf } from "./fit_of.js";
import { fitRegressor } from "./fit.js";
import type { MatrixLike } from "./matrix.js";
import { r2Score } from "./metrics.js";
import { checkChoice, checkNumber, checkWhole, type Options, withDefaults, wrong } from "./options.js";
import { checkedInput, type Problem } from "./problem.js";
import { boost, type Boosting, type BoostParameters } from "./trees/boost.js";
import { descent } from "./trees/descent.js";
import { ensembleArrays, ensembleOf } from "./trees/ensemble.js";
import type { RegressionTree } from "./trees/regression_tree.js";
import { checkTreeParameters } from "./trees/tree_parameters.js";

export interface GradientBoostingRegressorParameters extends BoostParameters {
  readonly loss: "squared_error";
}

const defaults: GradientBoostingRegressorParameters = {
  loss: "squared_error",
  learningRate: 0.1,
  nEstimators: 100,
  subsample: 1,
  criterion: "friedman_mse",
  minSamplesSplit: 2,
  minSamplesLeaf: 1,
  minWeightFractionLeaf: 0,
  maxDepth: 3,
  minImpurityDecrease: 0,
  init: null,
  randomState: null,
  maxFeatures: null,
  verbose: 0,
  maxLeafNodes: null,
  validationFraction: 0.1,
  nIterNoChange: null,
  tol: 1e-4,
};
const absent = ["alpha", "warmStart", "ccpAlpha"];

/**
 * A sum of `nEstimators` (default 100) shallow regression trees, each fitted to what the ones before left over and taken
 * `learningRate` (0.1) times, as scikit-learn's `GradientBoostingRegressor` with squared error. Friedman 2001,
 * https://doi.org/10.1214/aos/1013203451.
 */
export class GradientBoostingRegressor implements Estimator {
  readonly parameters: GradientBoostingRegressorParameters;
  #fitted: Boosting | null = null;

  constructor(options: Options<GradientBoostingRegressorParameters> = {}) {
    this.parameters = withDefaults("GradientBoostingRegressor", options, defaults, absent);
    checkTreeParameters(this.parameters);
    const { learningRate, nEstimators, subsample, validationFraction, nIterNoChange, tol } = this.parameters;
    checkChoice("loss", this.parameters.loss, ["squared_error"]);
    checkChoice("init", this.parameters.init, ["zero", null]);
    checkNumber("learningRate", learningRate, 0);
    checkWhole("nEstimators", nEstimators, 1);
    if (!(subsample > 0 && subsample <= 1)) throw wrong("subsample", subsample, "a share above 0 and at most 1");
    if (!(validationFraction > 0 && validationFraction < 1)) {
      throw wrong("validationFraction", validationFraction, "a share above 0 and below 1");
    }
    if (nIterNoChange !== null) checkWhole("nIterNoChange", nIterNoChange, 1);
    checkNumber("tol", tol, 0);
  }

  /** The fitted trees, as many as there are stages. Throws INVALID_STATE before `fit`. */
  get trees(): readonly RegressionTree[] {
    return this.#known().trees;
  }

  /** How many columns X had. */
  get columnCount(): number {
    return this.#known().columnCount;
  }

  /** Where the sum of trees begins: each prediction is this plus `learningRate` times the trees' values. */
  get initialPrediction(): number {
    return this.#known().initialPrediction;
  }

  /** By column: its share in what all splits reduce the squared error by; they sum up to 1. */
  get featureImportances(): Float64Array {
    return this.#known().importances;
  }

  /** By stage: mean squared error on the rows that its tree was grown on. */
  get trainScores(): Float64Array {
    return this.#known().trainScores;
  }

  /** X: n × m, a sparse matrix or dense rows, taken as float32; y: n numbers. Bad input is INVALID_PARAMETER_VALUE before any work. */
  fit(matrix: MatrixLike, target: ArrayLike<number>): this {
    return fitRegressor(this, matrix, target, (problem: Problem) => {
      this.#fitted = boost(problem, this.parameters);
    });
  }

  /** One number per row. Throws INVALID_PARAMETER_VALUE for a matrix with other columns than `fit` had. */
  predict(matrix: MatrixLike): Float64Array {
    let last = new Float64Array();
    for (const predictions of this.#stages(matrix)) last = predictions;
    return last;
  }

  /** What `predict` would give after the first tree, after two, and so on. */
  *stagedPredict(matrix: MatrixLike): Generator<Float64Array, void, void> {
    for (const predictions of this.#stages(matrix)) yield predictions.slice();
  }

  /** R² of the predictions for `matrix`. */
  score(matrix: MatrixLike, target: ArrayLike<number>): number {
    return r2Score(target, this.predict(matrix));
  }

  /** Arrays: `treeStarts`, `columns`, `rightChildren`, `values` (see `TreeNodes`), `importances`, `trainScores`. */
  state(): FittedState {
    const fitted = this.#known();
    const { columnCount, initialPrediction, trainScores } = fitted;
    return { values: { columnCount, initialPrediction }, arrays: { ...ensembleArrays(fitted), trainScores } };
  }

  restore(state: FittedState): this {
    const ensemble = ensembleOf("GradientBoostingRegressor", state);
    const { initialPrediction } = state.values;
    const { trainScores } = state.arrays;
    if (typeof initialPrediction !== "number" || !(trainScores instanceof Float64Array)) {
      throw new TrackingError(
        "INVALID_PARAMETER_VALUE",
        "this is no state of a GradientBoostingRegressor: it lacks initialPrediction or trainScores; keep what state() gives",
      );
    }
    this.#fitted = { ...ensemble, initialPrediction, trainScores };
    return this;
  }

  [inspect.custom](): string {
    const { learningRate, maxDepth } = this.parameters;
    const state = this.#fitted === null ? "not fitted" : `${this.#fitted.trees.length} trees`;
    return `GradientBoostingRegressor { learningRate: ${learningRate}, maxDepth: ${maxDepth}, ${state} }`;
  }

  /** The same array each time, one tree further. */
  *#stages(matrix: MatrixLike): Generator<Float64Array<ArrayBuffer>, void, void> {
    const { trees, columnCount, initialPrediction } = this.#known();
    const rows = checkedInput(matrix, columnCount);
    const predictions = new Float64Array(rows.rowCount).fill(initialPrediction);
    const down = descent(rows);
    for (const tree of trees) {
      down.addPredictions(tree, this.parameters.learningRate, predictions);
      yield predictions;
    }
  }

  #known(): Boosting {
    return fitOf(this, this.#fitted);
  }
}
