import { inspect } from "node:util";
import { TrackingError } from "../errors.js";
import { accuracyScore } from "./classification.js";
import { warnConvergence } from "./convergence.js";
import type { Classifier, FittedState, Label } from "./estimator.js";
import { fitOf } from "./fit_of.js";
import { fitEstimator } from "./fit.js";
import { classesOf } from "./labels.js";
import { lbfgs } from "./lbfgs.js";
import { logisticLoss, margins, probabilities } from "./logistic_loss.js";
import { type MatrixLike, sparse } from "./matrix.js";
import { checkChoice, checkFlags, checkNumber, checkWhole, type Options, withDefaults } from "./options.js";
import { checkRandomState } from "./random.js";
import { checkedInput, checkFinite, checkRows } from "./problem.js";
import type { SparseMatrix } from "./sparse_matrix.js";

export type LogisticRegressionParameters = Readonly<{
  penalty: "l2" | null;
  C: number;
  tol: number;
  fitIntercept: boolean;
  solver: "lbfgs";
  maxIter: number;
  warmStart: boolean;
  /** Taken and logged as scikit-learn does, without effect: L-BFGS draws nothing. */
  randomState: number | null;
}>;

const defaults: LogisticRegressionParameters = {
  penalty: "l2",
  C: 1,
  tol: 1e-4,
  fitIntercept: true,
  solver: "lbfgs",
  maxIter: 100,
  warmStart: false,
  randomState: null,
};
const absent = ["l1Ratio", "dual", "interceptScaling", "classWeight", "verbose", "nJobs", "multiClass"];

interface Fit {
  readonly classes: readonly Label[];
  /** Per class, but one for two classes, `columnCount` weights and then the intercept. */
  readonly weights: Float64Array;
  readonly columnCount: number;
  readonly iterations: number;
  readonly warning: string | null;
}

/**
 * Probabilities of classes as the softmax (of two: the logistic function) of linear functions, as scikit-learn's
 * `LogisticRegression`: least log loss plus ‖w‖² / 2C (`C` default 1; `penalty` null: no penalty), by L-BFGS until no part
 * of the mean gradient is above `tol` (default 1e-4), for at most `maxIter` (100) rounds. The intercept is not penalised.
 * `warmStart` begins with the weights of the last fit.
 */
export class LogisticRegression implements Classifier {
  readonly parameters: LogisticRegressionParameters;
  #fitted: Fit | null = null;

  constructor(options: Options<LogisticRegressionParameters> = {}) {
    this.parameters = withDefaults("LogisticRegression", options, defaults, absent);
    const { penalty, C, tol, solver, maxIter } = this.parameters;
    checkChoice("penalty", penalty, ["l2", null]);
    checkNumber("C", C, 0, "above");
    checkNumber("tol", tol, 0);
    checkChoice("solver", solver, ["lbfgs"]);
    checkWhole("maxIter", maxIter, 1);
    checkFlags(this.parameters, "fitIntercept", "warmStart");
    checkRandomState(this.parameters.randomState);
  }

  /** X: n × m; y: n labels, all numbers or all strings, at least two different ones. */
  fit(matrix: MatrixLike, target: ArrayLike<Label>): this {
    const rows = sparse(matrix);
    checkRows(rows, target);
    checkFinite(rows);
    const classes = classesOf(target);
    const part = classes.find((label) => typeof label === "number" && !Number.isInteger(label));
    if (part !== undefined) {
      const advice = "give whole numbers or texts as classes, or fit a regressor";
      throw new TrackingError("INVALID_PARAMETER_VALUE", `y has the value ${part}, which is no class; ${advice}`);
    }
    if (classes.length < 2) {
      const only = JSON.stringify(classes[0]);
      throw new TrackingError(
        "INVALID_PARAMETER_VALUE",
        `y has one class only, ${only}; give rows of at least two classes`,
      );
    }
    return fitEstimator(this, rows, target, () => this.#solve(rows, target, classes));
  }

  /** Ascending. */
  get classes(): readonly Label[] {
    return this.#known().classes;
  }

  /** Per class, but one for two classes (of the second), one number per column of X. */
  get coefficients(): Float64Array[] {
    const { weights, columnCount } = this.#known();
    return this.#rowsOf(weights, columnCount).map((row) => row.slice(0, columnCount));
  }

  /** One per row of `coefficients`. */
  get intercepts(): Float64Array {
    const { weights, columnCount } = this.#known();
    return Float64Array.from(this.#rowsOf(weights, columnCount), (row) => row[columnCount]!);
  }

  get iterations(): number {
    return this.#known().iterations;
  }

  get converged(): boolean {
    return this.#known().warning === null;
  }

  /** What the last fit warned of; null when it converged. */
  get convergenceWarning(): string | null {
    return this.#known().warning;
  }

  predict(matrix: MatrixLike): Label[] {
    const { classes } = this.#known();
    return this.predictProba(matrix).map((row) => classes[row.indexOf(Math.max(...row))]!);
  }

  predictProba(matrix: MatrixLike): Float64Array[] {
    const { weights, columnCount } = this.#known();
    return probabilities(margins(checkedInput(matrix, columnCount), weights));
  }

  score(matrix: MatrixLike, target: ArrayLike<Label>): number {
    return accuracyScore(target, this.predict(matrix));
  }

  /** Arrays: `coefficients` (row after row, one row per class, one for two classes), `intercepts`. Values: `classes` … */
  state(): FittedState {
    const { classes, iterations, columnCount } = this.#known();
    const coefficients = new Float64Array(this.intercepts.length * columnCount);
    this.coefficients.forEach((row, at) => coefficients.set(row, at * columnCount));
    return { values: { classes, iterations }, arrays: { coefficients, intercepts: this.intercepts } };
  }

  restore({ values, arrays }: FittedState): this {
    const { classes, iterations } = values;
    const { coefficients, intercepts } = arrays;
    if (!Array.isArray(classes) || coefficients === undefined || intercepts === undefined) {
      throw new TrackingError(
        "INVALID_PARAMETER_VALUE",
        "this is no state of a LogisticRegression: it lacks classes, coefficients or intercepts; keep what state() gives",
      );
    }
    const columnCount = coefficients.length / intercepts.length;
    const weights = new Float64Array(coefficients.length + intercepts.length);
    intercepts.forEach((intercept, row) => {
      weights.set(coefficients.subarray(row * columnCount, (row + 1) * columnCount), row * (columnCount + 1));
      weights[row * (columnCount + 1) + columnCount] = intercept;
    });
    this.#fitted = { classes: classes as Label[], weights, columnCount, iterations: Number(iterations), warning: null };
    return this;
  }

  [inspect.custom](): string {
    const settings = Object.entries(this.parameters).map(([name, value]) => `${name}: ${value}`);
    const state = this.#fitted === null ? "not fitted" : `classes ${this.#fitted.classes.join(", ")}`;
    return `LogisticRegression { ${[...settings, state].join(", ")} }`;
  }

  #solve(matrix: SparseMatrix, target: ArrayLike<Label>, classes: readonly Label[]): void {
    const { penalty, C, tol, fitIntercept, maxIter, warmStart } = this.parameters;
    const { columnCount } = matrix;
    const size = (classes.length === 2 ? 1 : classes.length) * (columnCount + 1);
    const last = warmStart ? this.#fitted?.weights : undefined;
    const indices = new Map(classes.map((label, index) => [label, index]));
    const loss = logisticLoss({
      matrix,
      classOf: Int32Array.from({ length: target.length }, (_, row) => indices.get(target[row]!)!),
      penalty: penalty === null ? 0 : 1 / (C * matrix.rowCount),
      fitIntercept,
    });
    const { x, iterations, converged } = lbfgs(loss, last?.length === size ? last : new Float64Array(size), {
      gradientTolerance: tol,
      valueTolerance: 64 * Number.EPSILON,
      maxIterations: maxIter,
    });
    const advice = "Increase maxIter, or scale the features; rounds cost more, the further apart their scales are.";
    const warning = converged
      ? null
      : `lbfgs did not converge after ${iterations} iterations (maxIter=${maxIter}). ${advice}`;
    this.#fitted = { classes, weights: x, columnCount, iterations, warning };
    if (warning !== null) warnConvergence(warning);
  }

  #rowsOf(weights: Float64Array, columnCount: number): Float64Array[] {
    const width = columnCount + 1;
    return Array.from({ length: weights.length / width }, (_, row) => weights.subarray(row * width, (row + 1) * width));
  }

  #known(): Fit {
    return fitOf(this, this.#fitted);
  }
}
