/** What random forests and extremely randomised trees share; they differ in how a tree draws rows and thresholds. */
import { availableParallelism } from "node:os";
import { inspect } from "node:util";
import { TrackingError } from "../../errors.js";
import type { Estimator, FittedState } from "../estimator.js";
import { fitOf } from "../fit_of.js";
import { fitRegressor } from "../fit.js";
import type { MatrixLike } from "../matrix.js";
import { r2Score } from "../metrics.js";
import { checkFlags, checkWhole, wrong } from "../options.js";
import { checkedInput, type Problem } from "../problem.js";
import { NumpyRandom } from "../numpy_random.js";
import { descent } from "./descent.js";
import { type Ensemble, ensembleArrays, ensembleOf, meanImportances } from "./ensemble.js";
import { drawnRows, type ForestProblem } from "./forest_tree.js";
import { growForest } from "./grow_forest.js";
import type { Splitter } from "./node_search.js";
import type { RegressionTree } from "./regression_tree.js";
import { treeColumns } from "./tree_columns.js";
import { checkCountOrShare, checkTreeParameters, limitsOf, seedLimit, type TreeParameters } from "./tree_parameters.js";

export interface ForestParameters extends TreeParameters {
  readonly nEstimators: number;
  readonly bootstrap: boolean;
  readonly oobScore: boolean;
  /** Threads; null or -1: as many as the machine runs at once, -2 one less … The trees are the same with any number. */
  readonly nJobs: number | null;
  /** How many rows a tree draws, or up to 1 a share of them; null: as many as there are. */
  readonly maxSamples: number | null;
}

export const forestDefaults = (bootstrap: boolean): ForestParameters => ({
  nEstimators: 100,
  criterion: "squared_error",
  maxDepth: null,
  minSamplesSplit: 2,
  minSamplesLeaf: 1,
  minWeightFractionLeaf: 0,
  maxFeatures: 1,
  maxLeafNodes: null,
  minImpurityDecrease: 0,
  bootstrap,
  oobScore: false,
  nJobs: null,
  randomState: null,
  verbose: 0,
  maxSamples: null,
});

/** Settings of scikit-learn's forests that these do not have. */
export const absentForestOptions = ["warmStart", "ccpAlpha", "monotonicCst"];

interface FittedForest extends Ensemble {
  readonly oob: { readonly score: number; readonly predictions: Float64Array } | null;
}

export abstract class Forest implements Estimator {
  readonly parameters: ForestParameters;
  readonly #splitter: Splitter;
  #fitted: FittedForest | null = null;

  protected constructor(parameters: ForestParameters, splitter: Splitter) {
    this.parameters = parameters;
    this.#splitter = splitter;
    checkTreeParameters(parameters);
    const { nEstimators, nJobs, bootstrap, oobScore, maxSamples } = parameters;
    checkWhole("nEstimators", nEstimators, 1);
    checkFlags(parameters, "bootstrap", "oobScore");
    if (nJobs !== null && (!Number.isSafeInteger(nJobs) || nJobs === 0)) {
      throw wrong("nJobs", nJobs, "null, a number of threads, or -1 for all");
    }
    if (maxSamples !== null) checkCountOrShare("maxSamples", maxSamples, 1);
    if (!bootstrap && (oobScore || maxSamples !== null)) {
      const name = oobScore ? "oobScore" : "maxSamples";
      throw new TrackingError("INVALID_PARAMETER_VALUE", `${name} is set but bootstrap is false; set bootstrap: true`);
    }
  }

  /** The fitted trees. Throws INVALID_STATE before `fit`. */
  get trees(): readonly RegressionTree[] {
    return this.#known().trees;
  }

  /** How many columns X had. */
  get columnCount(): number {
    return this.#known().columnCount;
  }

  /** By column: its share in what all splits reduce the squared error by; they sum up to 1. */
  get featureImportances(): Float64Array {
    return this.#known().importances;
  }

  /** R² of `oobPrediction`. Throws INVALID_STATE unless `oobScore` was set. */
  get oobScore(): number {
    return this.#outOfBag().score;
  }

  /** By row of the fit: the mean of the trees that did not draw it; 0 for a row that every tree drew. */
  get oobPrediction(): Float64Array {
    return this.#outOfBag().predictions;
  }

  /**
   * X: n × m, a sparse matrix or dense rows, taken as float32; y: n numbers. Trees grow in threads; an interrupt of the
   * cell stops them. Bad input is INVALID_PARAMETER_VALUE before any work.
   */
  async fit(matrix: MatrixLike, target: ArrayLike<number>): Promise<this> {
    return await fitRegressor(this, matrix, target, async (problem) => await this.#grow(problem));
  }

  /** One number per row: the mean of the trees. Throws INVALID_PARAMETER_VALUE for other columns than `fit` had. */
  predict(matrix: MatrixLike): Float64Array {
    const { trees, columnCount } = this.#known();
    const rows = checkedInput(matrix, columnCount);
    const sums = new Float64Array(rows.rowCount);
    const down = descent(rows);
    for (const tree of trees) down.addPredictions(tree, 1, sums);
    return sums.map((sum) => sum / trees.length);
  }

  /** R² of the predictions for `matrix`. */
  score(matrix: MatrixLike, target: ArrayLike<number>): number {
    return r2Score(target, this.predict(matrix));
  }

  /** Arrays: `treeStarts`, `columns`, `rightChildren`, `values` (see `TreeNodes`), `importances`, `oobPrediction` if known. */
  state(): FittedState {
    const fitted = this.#known();
    const oob = fitted.oob === null ? {} : { oobPrediction: fitted.oob.predictions };
    return {
      values: { columnCount: fitted.columnCount, oobScore: fitted.oob?.score ?? null },
      arrays: { ...ensembleArrays(fitted), ...oob },
    };
  }

  restore(state: FittedState): this {
    const ensemble = ensembleOf(this.constructor.name, state);
    const { oobScore } = state.values;
    const { oobPrediction } = state.arrays;
    const known = typeof oobScore === "number" && oobPrediction instanceof Float64Array;
    this.#fitted = { ...ensemble, oob: known ? { score: oobScore, predictions: oobPrediction } : null };
    return this;
  }

  [inspect.custom](): string {
    const state = this.#fitted === null ? "not fitted" : `${this.#fitted.trees.length} trees`;
    return `${this.constructor.name} { nEstimators: ${this.parameters.nEstimators}, ${state} }`;
  }

  async #grow({ matrix, target }: Problem): Promise<void> {
    const { nEstimators, randomState, bootstrap, maxSamples, verbose, oobScore } = this.parameters;
    const { rowCount, columnCount } = matrix;
    const random = new NumpyRandom(randomState);
    const problem: ForestProblem = {
      columns: treeColumns(matrix),
      target: shared(target),
      splitter: this.#splitter,
      limits: limitsOf(this.parameters, rowCount, columnCount, rowCount),
      drawCount: bootstrap ? drawCount(maxSamples, rowCount) : null,
      seeds: Array.from({ length: nEstimators }, () => random.below(seedLimit)),
    };
    const grown = await growForest(problem, threadCount(this.parameters.nJobs), (count) => {
      if (verbose > 0) console.log(`built tree ${count} of ${nEstimators}`);
    });
    const trees = grown.map(({ tree }) => tree);
    const importances = meanImportances(
      columnCount,
      grown.map((tree) => tree.importances),
      true,
    );
    this.#fitted = {
      trees,
      columnCount,
      importances,
      oob: oobScore ? outOfBag({ matrix, target }, problem, trees) : null,
    };
  }

  #outOfBag(): { readonly score: number; readonly predictions: Float64Array } {
    const { oob } = this.#known();
    if (oob !== null) return oob;
    throw new TrackingError(
      "INVALID_STATE",
      `this ${this.constructor.name} was fitted without oobScore; set it and fit`,
    );
  }

  #known(): FittedForest {
    return fitOf(this, this.#fitted);
  }
}

function drawCount(maxSamples: number | null, rowCount: number): number {
  if (maxSamples === null) return rowCount;
  if (maxSamples <= 1) return Math.max(1, Math.floor(maxSamples * rowCount));
  if (maxSamples <= rowCount) return maxSamples;
  throw new TrackingError(
    "INVALID_PARAMETER_VALUE",
    `maxSamples is ${maxSamples} and X has ${rowCount} rows; draw at most as many as there are`,
  );
}

function threadCount(nJobs: number | null): number {
  const all = availableParallelism();
  const wanted = nJobs ?? -1;
  return wanted > 0 ? wanted : Math.max(1, all + 1 + wanted);
}

function shared(values: Float64Array): Float64Array {
  const copy = new Float64Array(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}

/** What the trees say of the rows that they did not draw. */
function outOfBag(
  { matrix, target }: Problem,
  { seeds, drawCount }: ForestProblem,
  trees: readonly RegressionTree[],
): { score: number; predictions: Float64Array } {
  const { rowCount } = matrix;
  const predictions = new Float64Array(rowCount);
  const counts = new Int32Array(rowCount);
  const down = descent(matrix);
  trees.forEach((tree, at) => {
    const own = new Float64Array(rowCount);
    down.addPredictions(tree, 1, own);
    const drawn = drawnRows(seeds[at]!, rowCount, drawCount ?? rowCount);
    for (let row = 0; row < rowCount; row++) {
      if (drawn[row] !== 0) continue;
      predictions[row]! += own[row]!;
      counts[row]!++;
    }
  });
  const missing = counts.reduce((sum, count) => sum + (count === 0 ? 1 : 0), 0);
  if (missing > 0)
    console.warn(`${missing} rows were drawn by every tree and have no out-of-bag prediction; grow more trees`);
  for (let row = 0; row < rowCount; row++) predictions[row]! /= Math.max(counts[row]!, 1);
  return { score: r2Score(target, predictions), predictions };
}
