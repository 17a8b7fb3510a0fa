/** Gradient boosting with squared error: each tree is fitted to the residuals of the sum so far. */
import { checkInterrupt } from "../../interrupt_check.js";
import type { Problem } from "../problem.js";
import { NumpyRandom } from "../numpy_random.js";
import { Random } from "../random.js";
import { StageReport } from "./boost_report.js";
import { type Descent, descent } from "./descent.js";
import { type Ensemble, meanImportances } from "./ensemble.js";
import { growTree, type GrownTree } from "./grow_tree.js";
import { NodeSearch } from "./node_search.js";
import { trainTestSplit } from "../train_test_split.js";
import { treeColumns } from "./tree_columns.js";
import { limitsOf, seedLimit, type TreeParameters } from "./tree_parameters.js";

export interface BoostParameters extends TreeParameters {
  readonly learningRate: number;
  readonly nEstimators: number;
  /** Share of the rows that each tree draws, without replacement. */
  readonly subsample: number;
  /** Where the sum of trees begins: null at the mean of y, "zero" at 0. */
  readonly init: "zero" | null;
  /** Share of the rows that is kept back to see when to stop; used when `nIterNoChange` is set. */
  readonly validationFraction: number;
  /** Stops when the loss on them has not fallen by `tol` for so many trees; null: never. */
  readonly nIterNoChange: number | null;
  readonly tol: number;
}

export interface Boosting extends Ensemble {
  readonly initialPrediction: number;
  /** By stage: mean squared error on the rows that its tree was grown on. */
  readonly trainScores: Float64Array;
}

export function boost({ matrix, target }: Problem, parameters: BoostParameters): Boosting {
  const { learningRate, nEstimators, subsample, nIterNoChange, tol, verbose } = parameters;
  const { rowCount, columnCount } = matrix;
  const random = new NumpyRandom(parameters.randomState);
  const { training, validation } = divideRows(rowCount, parameters);
  const initialPrediction = parameters.init === "zero" ? 0 : meanOf(target, training);
  const predictions = new Float64Array(rowCount).fill(initialPrediction);
  const draw = Math.max(1, Math.floor(subsample * training.length));
  const limits = limitsOf(parameters, training.length, columnCount, draw);
  const search = new NodeSearch(treeColumns(matrix), "best");
  // A tree's own rows know their leaves; where some rows take no part in a tree, all go down it.
  const down = draw < rowCount ? descent(matrix) : null;
  const report = verbose > 0 ? new StageReport(nEstimators, verbose) : null;
  const bestLosses = new Float64Array(nIterNoChange ?? 0).fill(Infinity);
  const residuals = new Float64Array(rowCount);
  const [grown, scores]: [GrownTree[], number[]] = [[], []];
  for (let stage = 0; stage < nEstimators; stage++) {
    checkInterrupt();
    for (let row = 0; row < rowCount; row++) residuals[row] = target[row]! - predictions[row]!;
    const used = draw < training.length ? drawnOf(training, draw, random) : training;
    const weights = down === null ? null : onesAt(used, rowCount);
    const tree = growTree(search, columnCount, residuals, weights, limits, new Random(random.below(seedLimit)));
    grown.push(tree);
    addTree(tree, down, learningRate, predictions);
    scores.push(loss(target, predictions, used));
    report?.say(stage, scores.at(-1)!);
    if (nIterNoChange === null) continue;
    const validationLoss = loss(target, predictions, validation);
    if (!bestLosses.some((best) => validationLoss + tol < best)) break;
    bestLosses[stage % nIterNoChange] = validationLoss;
  }
  const importances = meanImportances(
    columnCount,
    grown.map((tree) => tree.importances),
    false,
  );
  const trees = grown.map(({ tree }) => tree);
  return { trees, columnCount, importances, initialPrediction, trainScores: Float64Array.from(scores) };
}

function addTree({ tree, fitted }: GrownTree, down: Descent | null, factor: number, predictions: Float64Array): void {
  if (down !== null) return down.addPredictions(tree, factor, predictions);
  for (let row = 0; row < predictions.length; row++) predictions[row]! += factor * fitted[row]!;
}

/** Rows to train on, and those that are kept back for the early stop: with a seed those that scikit-learn keeps. */
function divideRows(rowCount: number, { nIterNoChange, validationFraction, randomState }: BoostParameters) {
  const rows = Int32Array.from({ length: rowCount }, (_, row) => row);
  if (nIterNoChange === null) return { training: rows, validation: rows.subarray(0, 0) };
  const [training, validation] = trainTestSplit(rows, { testSize: validationFraction, randomState });
  return { training, validation };
}

/** `count` of the rows, without replacement, in their order: with a seed those that scikit-learn draws. */
function drawnOf(rows: Int32Array, count: number, random: NumpyRandom): Int32Array {
  const drawn = new Int32Array(count);
  let found = 0;
  for (let at = 0; at < rows.length; at++) {
    if (random.uniform() * (rows.length - at) < count - found) drawn[found++] = rows[at]!;
  }
  return drawn;
}

function onesAt(rows: Int32Array, rowCount: number): Float64Array {
  const weights = new Float64Array(rowCount);
  for (const row of rows) weights[row] = 1;
  return weights;
}

function meanOf(target: Float64Array, rows: Int32Array): number {
  let sum = 0;
  for (const row of rows) sum += target[row]!;
  return sum / rows.length;
}

/** Mean squared error; of no rows 0. */
function loss(target: Float64Array, predictions: Float64Array, rows: Int32Array): number {
  let sum = 0;
  for (let at = 0; at < rows.length; at++) sum += (target[rows[at]!]! - predictions[rows[at]!]!) ** 2;
  return rows.length === 0 ? 0 : sum / rows.length;
}
