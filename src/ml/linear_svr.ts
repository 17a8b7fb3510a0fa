import { checkInterrupt } from "../interrupt_check.js";
import { fitRegressor } from "./fit.js";
import { LinearModel } from "./linear_model.js";
import type { MatrixLike } from "./matrix.js";
import { checkChoice, checkFlags, checkNumber, checkWhole, type Options, withDefaults } from "./options.js";
import type { Problem } from "./problem.js";
import { checkRandomState, Random } from "./random.js";

export type LinearSvrParameters = Readonly<{
  epsilon: number;
  tol: number;
  C: number;
  loss: "epsilon_insensitive" | "squared_epsilon_insensitive";
  fitIntercept: boolean;
  interceptScaling: number;
  dual: "auto" | true;
  randomState: number | null;
  maxIter: number;
}>;

const defaults: LinearSvrParameters = {
  epsilon: 0,
  tol: 1e-4,
  C: 1,
  loss: "epsilon_insensitive",
  fitIntercept: true,
  interceptScaling: 1,
  dual: "auto",
  randomState: null,
  maxIter: 1000,
};

/**
 * Support vector regression with a linear kernel, as scikit-learn's `LinearSVR`: least ½‖w‖² + `C` Σ loss, where errors
 * below `epsilon` (default 0) cost nothing. The intercept is a weight of a column that is `interceptScaling` (1)
 * everywhere, penalised like the others. Solved in the dual, round after round over the rows in an order that
 * `randomState` (null: another each time) decides, until the violations are `tol` (1e-4) of those of the first round, for
 * at most `maxIter` (1000) rounds.
 */
export class LinearSVR extends LinearModel {
  readonly parameters: LinearSvrParameters;

  constructor(options: Options<LinearSvrParameters> = {}) {
    super();
    this.parameters = withDefaults("LinearSVR", options, defaults, ["verbose"]);
    const { epsilon, tol, C, loss, interceptScaling, dual, randomState, maxIter } = this.parameters;
    checkNumber("epsilon", epsilon, 0);
    checkNumber("tol", tol, 0);
    checkNumber("C", C, 0, "above");
    checkChoice("loss", loss, ["epsilon_insensitive", "squared_epsilon_insensitive"]);
    checkNumber("interceptScaling", interceptScaling, 0, "above");
    checkChoice("dual", dual, ["auto", true]);
    checkWhole("maxIter", maxIter, 1);
    checkFlags(this.parameters, "fitIntercept");
    checkRandomState(randomState);
  }

  fit(matrix: MatrixLike, target: ArrayLike<number>): this {
    return fitRegressor(this, matrix, target, (problem) => this.#descend(problem));
  }

  #descend(problem: Problem): void {
    const { tol, fitIntercept, interceptScaling, maxIter, randomState } = this.parameters;
    const descent = new DualDescent(problem, this.parameters);
    const random = new Random(randomState);
    let firstViolation = 0;
    let [iterations, converged] = [0, false];
    while (iterations < maxIter && !converged) {
      const violation = descent.round(random);
      if (iterations++ === 0) firstViolation = violation;
      // What was left out of the rounds must be looked at again before it counts as done.
      if (violation <= tol * firstViolation) converged = !descent.takeAllBack();
    }
    const intercept = fitIntercept ? interceptScaling * descent.bias : 0;
    const warning = converged ? null : "Liblinear failed to converge, increase maxIter or scale the features.";
    this.settled({ coefficients: descent.weights, intercept }, { iterations, converged, warning });
  }
}

/**
 * Coordinate descent on the dual, of Ho and Lin, Journal of Machine Learning Research 13 (2012), algorithm 4, with the
 * shrinking and the stopping rule of liblinear.
 */
class DualDescent {
  readonly weights: Float64Array;
  /** The weight of the column of the intercept. */
  bias = 0;
  readonly #problem: Problem;
  readonly #epsilon: number;
  /** The column of the intercept; 0: there is none. */
  readonly #constant: number;
  /** What the squared loss adds to the diagonal, and the bound of the linear one. */
  readonly #ridge: number;
  readonly #bound: number;
  /** One per row: how much it pulls, and the squared length of it. */
  readonly #pulls: Float64Array;
  readonly #squares: Float64Array;
  /** The rows; those that have settled at a bound lie behind the first `#active`. */
  readonly #order: Int32Array;
  #active: number;
  #settledBelow = Infinity;

  constructor(problem: Problem, { C, epsilon, loss, fitIntercept, interceptScaling }: LinearSvrParameters) {
    const { matrix, target } = problem;
    this.#problem = problem;
    this.#epsilon = epsilon;
    this.#constant = fitIntercept ? interceptScaling : 0;
    this.#ridge = loss === "epsilon_insensitive" ? 0 : 0.5 / C;
    this.#bound = loss === "epsilon_insensitive" ? C : Infinity;
    this.weights = new Float64Array(matrix.columnCount);
    this.#pulls = new Float64Array(target.length);
    this.#squares = Float64Array.from(target, (_, row) => {
      let square = this.#constant ** 2;
      for (let at = matrix.rowStarts[row]!; at < matrix.rowStarts[row + 1]!; at++) square += matrix.values[at]! ** 2;
      return square;
    });
    this.#order = Int32Array.from(target, (_, row) => row);
    this.#active = target.length;
  }

  /** Goes once over the active rows; the sum of what they violate the conditions of the optimum by. */
  round(random: Random): number {
    checkInterrupt();
    const order = this.#order;
    random.shuffle(order.subarray(0, this.#active));
    let [total, most] = [0, 0];
    for (let at = 0; at < this.#active; at++) {
      const row = order[at]!;
      const slope = this.#slope(row);
      const violation = this.#violation(this.#pulls[row]!, slope);
      if (violation < 0) {
        order[at] = order[--this.#active]!;
        order[this.#active] = row;
        at--;
        continue;
      }
      most = Math.max(most, violation);
      total += violation;
      this.#step(row, slope);
    }
    this.#settledBelow = most;
    return total;
  }

  /** Whether there were rows that had been left out. */
  takeAllBack(): boolean {
    const some = this.#active < this.#order.length;
    this.#active = this.#order.length;
    this.#settledBelow = Infinity;
    return some;
  }

  /** The derivative of the smooth part of the dual along one row. */
  #slope(row: number): number {
    const { matrix, target } = this.#problem;
    const { rowStarts, columns, values } = matrix;
    let slope = this.#ridge * this.#pulls[row]! - target[row]! + this.#constant * this.bias;
    for (let at = rowStarts[row]!; at < rowStarts[row + 1]!; at++) slope += values[at]! * this.weights[columns[at]!]!;
    return slope;
  }

  /** Of one row; −1: it has settled where it is, and is left out of the next rounds. */
  #violation(pull: number, slope: number): number {
    const [above, below, settled] = [slope + this.#epsilon, slope - this.#epsilon, this.#settledBelow];
    if (pull === 0) {
      if (above < 0) return -above;
      if (below > 0) return below;
      return above > settled && below < -settled ? -1 : 0;
    }
    if (pull >= this.#bound) return above > 0 ? above : above < -settled ? -1 : 0;
    if (pull <= -this.#bound) return below < 0 ? -below : below > settled ? -1 : 0;
    return Math.abs(pull > 0 ? above : below);
  }

  /** Minimises along one row. */
  #step(row: number, slope: number): void {
    const { rowStarts, columns, values } = this.#problem.matrix;
    const [above, below] = [slope + this.#epsilon, slope - this.#epsilon];
    const curvature = this.#squares[row]! + this.#ridge;
    // For a row of nothing but zeros the curvature is 0, and it goes all the way to its bound.
    const pull = this.#pulls[row]!;
    const wanted =
      above < curvature * pull ? pull - above / curvature : below > curvature * pull ? pull - below / curvature : 0;
    if (Math.abs(wanted - pull) < 1e-12) return;
    const next = Math.min(Math.max(wanted, -this.#bound), this.#bound);
    const change = next - pull;
    if (change === 0) return;
    this.#pulls[row] = next;
    this.bias += change * this.#constant;
    for (let at = rowStarts[row]!; at < rowStarts[row + 1]!; at++) this.weights[columns[at]!]! += change * values[at]!;
  }
}
