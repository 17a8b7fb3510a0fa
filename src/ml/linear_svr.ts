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
    // Names of the function's own: fields, looked up for each of many million rows, took half of the time.
    const { matrix, target } = this.#problem;
    const { rowStarts, columns, values } = matrix;
    const [weights, pulls, squares] = [this.weights, this.#pulls, this.#squares];
    const [epsilon, constant, ridge, bound] = [this.#epsilon, this.#constant, this.#ridge, this.#bound];
    const settled = this.#settledBelow;
    let bias = this.bias;
    let active = this.#active;
    let total = 0;
    let most = 0;
    for (let at = 0; at < active; at++) {
      const row = order[at]!;
      const start = rowStarts[row]!;
      const end = rowStarts[row + 1]!;
      const pull = pulls[row]!;
      // The derivative of the smooth part of the dual along this row.
      let slope = ridge * pull - target[row]! + constant * bias;
      for (let entry = start; entry < end; entry++) slope += values[entry]! * weights[columns[entry]!]!;
      const above = slope + epsilon;
      const below = slope - epsilon;
      const violation = violationOf(pull, above, below, bound, settled);
      if (violation < 0) {
        order[at] = order[--active]!;
        order[active] = row;
        at--;
        continue;
      }
      if (violation > most) most = violation;
      total += violation;
      const next = leastPull(pull, above, below, squares[row]! + ridge, bound);
      const change = next - pull;
      if (change === 0) continue;
      pulls[row] = next;
      bias += change * constant;
      for (let entry = start; entry < end; entry++) weights[columns[entry]!]! += change * values[entry]!;
    }
    this.bias = bias;
    this.#active = active;
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
}

/** Of one row, whose slopes `above` and `below` are; −1: it has settled where it is, and is left out of the next rounds. */
function violationOf(pull: number, above: number, below: number, bound: number, settled: number): number {
  if (pull === 0) {
    if (above < 0) return -above;
    if (below > 0) return below;
    return above > settled && below < -settled ? -1 : 0;
  }
  if (pull >= bound) return above > 0 ? above : above < -settled ? -1 : 0;
  if (pull <= -bound) return below < 0 ? -below : below > settled ? -1 : 0;
  return Math.abs(pull > 0 ? above : below);
}

/** Where the least along one row is. With a curvature of 0, of a row of nothing but zeros, that is at the bound. */
function leastPull(pull: number, above: number, below: number, curvature: number, bound: number): number {
  const wanted =
    above < curvature * pull ? pull - above / curvature : below > curvature * pull ? pull - below / curvature : 0;
  return Math.abs(wanted - pull) < 1e-12 ? pull : Math.min(Math.max(wanted, -bound), bound);
}
