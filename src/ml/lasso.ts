import { checkInterrupt } from "../interrupt_check.js";
import { centred, type Centred, dot } from "./centred.js";
import { LinearModel } from "./linear_model.js";
import type { MatrixLike } from "./matrix.js";
import { checkChoice, checkFlags, checkNumber, checkWhole, type Options, withDefaults } from "./options.js";
import { checkRandomState, Random } from "./random.js";
import { fitRegressor } from "./fit.js";
import type { SparseMatrix } from "./sparse_matrix.js";

export type LassoParameters = Readonly<{
  alpha: number;
  fitIntercept: boolean;
  maxIter: number;
  tol: number;
  warmStart: boolean;
  positive: boolean;
  randomState: number | null;
  selection: "cyclic" | "random";
}>;

const defaults: LassoParameters = {
  alpha: 1,
  fitIntercept: true,
  maxIter: 1000,
  tol: 1e-4,
  warmStart: false,
  positive: false,
  randomState: null,
  selection: "cyclic",
};

/**
 * Least squares with a penalty of `alpha` Σ|w| (default 1) on half the mean squared error, as scikit-learn's `Lasso`:
 * coordinate descent until the duality gap is `tol` (default 1e-4) of ‖y‖², for at most `maxIter` (1000) rounds.
 * `selection` "random" takes coordinates in an order that `randomState` (null: another each time) decides; `positive`
 * allows no coefficient below 0; `warmStart` begins with the coefficients of the last fit.
 */
export class Lasso extends LinearModel {
  readonly parameters: LassoParameters;
  #dualityGap = 0;

  constructor(options: Options<LassoParameters> = {}) {
    super();
    this.parameters = withDefaults("Lasso", options, defaults, ["copyX", "precompute"]);
    const { alpha, tol, maxIter, selection, randomState } = this.parameters;
    checkNumber("alpha", alpha, 0);
    checkNumber("tol", tol, 0);
    checkWhole("maxIter", maxIter, 1);
    checkChoice("selection", selection, ["cyclic", "random"]);
    checkFlags(this.parameters, "fitIntercept", "warmStart", "positive");
    checkRandomState(randomState);
  }

  /** How far the objective can be from its minimum at most, per row. */
  get dualityGap(): number {
    return this.#dualityGap;
  }

  fit(matrix: MatrixLike, target: ArrayLike<number>): this {
    const { fitIntercept } = this.parameters;
    return fitRegressor(this, matrix, target, (problem) => this.#descend(centred(problem, fitIntercept)));
  }

  #descend(problem: Centred): void {
    const { alpha, tol, maxIter, positive, selection, randomState, warmStart } = this.parameters;
    const rowCount = problem.target.length;
    const descent = new Descent(problem, alpha * rowCount, positive);
    const last = warmStart ? this.lastCoefficients : null;
    if (last?.length === descent.weights.length) descent.start(last);
    const random = selection === "random" ? new Random(randomState) : null;
    const gapLimit = tol * dot(problem.target, problem.target);
    let iterations = 0;
    let gap = Infinity;
    while (iterations < maxIter && gap > gapLimit) {
      const { largestStep, largestWeight } = descent.round(random);
      iterations++;
      const settled = largestWeight === 0 || largestStep / largestWeight <= tol || iterations === maxIter;
      if (settled) gap = descent.dualityGap();
    }
    this.#dualityGap = gap / rowCount;
    const converged = gap <= gapLimit;
    const warning = converged ? null : notConverged(gap, gapLimit);
    this.fitted(descent.weights, problem, { iterations, converged, warning });
  }
}

function notConverged(gap: number, limit: number): string {
  const advice = "You might want to increase maxIter, check the scale of the features or consider a larger alpha.";
  return `Objective did not converge. ${advice} Duality gap: ${gap.toExponential(3)}, tolerance: ${limit.toExponential(3)}`;
}

/** The state of the descent. The residual of row i is `rest[i] + shift`: what centring adds is the same for all rows. */
class Descent {
  readonly weights: Float64Array;
  readonly #byColumn: SparseMatrix;
  readonly #problem: Centred;
  readonly #penalty: number;
  /** Squared norm of each centred column. */
  readonly #squares: Float64Array;
  readonly #rest: Float64Array;
  readonly #positive: boolean;
  #shift = 0;

  constructor(problem: Centred, penalty: number, positive: boolean) {
    this.#problem = problem;
    this.#penalty = penalty;
    this.#positive = positive;
    this.#byColumn = problem.matrix.matrix.transposed();
    this.weights = new Float64Array(this.#byColumn.rowCount);
    this.#rest = problem.target.slice();
    const { rowStarts, values } = this.#byColumn;
    const { means } = problem.matrix;
    this.#squares = this.weights.map((_, column) => {
      const [start, end, mean] = [rowStarts[column]!, rowStarts[column + 1]!, means[column]!];
      let total = (problem.target.length - (end - start)) * mean ** 2;
      for (let at = start; at < end; at++) total += (values[at]! - mean) ** 2;
      return total;
    });
  }

  /** Begins at other weights than 0. */
  start(weights: Float64Array): void {
    for (let column = 0; column < weights.length; column++) {
      if (weights[column] !== 0) this.#move(column, weights[column]!);
    }
  }

  /** Minimises along each coordinate in turn, or along as many drawn at random. */
  round(random: Random | null): { largestStep: number; largestWeight: number } {
    checkInterrupt();
    const count = this.weights.length;
    let [largestStep, largestWeight] = [0, 0];
    for (let at = 0; at < count; at++) {
      const column = random === null ? at : random.nextInt(count);
      const square = this.#squares[column]!;
      if (square <= 0) continue;
      const before = this.weights[column]!;
      const pull = this.#correlation(column) + before * square;
      const way = pull < 0 && !this.#positive ? -1 : 1;
      const now = (way * Math.max(way * pull - this.#penalty, 0)) / square;
      if (now !== before) this.#move(column, now - before);
      largestStep = Math.max(largestStep, Math.abs(now - before));
      largestWeight = Math.max(largestWeight, Math.abs(this.weights[column]!));
    }
    return { largestStep, largestWeight };
  }

  /** Upper bound of the distance from the minimum: primal objective minus the dual one at the scaled residual. */
  dualityGap(): number {
    const residual = this.#rest.map((value) => value + this.#shift);
    const pull = (column: number) => (this.#positive ? this.#correlation(column) : Math.abs(this.#correlation(column)));
    const steepest = this.weights.reduce((most, _, column) => Math.max(most, pull(column)), 0);
    const squared = dot(residual, residual);
    const factor = steepest > this.#penalty ? this.#penalty / steepest : 1;
    const primal = 0.5 * squared + this.#penalty * this.weights.reduce((total, weight) => total + Math.abs(weight), 0);
    const dual = factor * dot(residual, this.#problem.target) - 0.5 * factor ** 2 * squared;
    return primal - dual;
  }

  /**
   * Centred column · residual. The residual's sum is 0 but for rounding, so that the mean of a column has no part in it; it
   * is taken away where all rows have the column, since values that are far from 0 would make much of the rounding.
   */
  #correlation(column: number): number {
    const { rowStarts, columns, values } = this.#byColumn;
    const [start, end] = [rowStarts[column]!, rowStarts[column + 1]!];
    const mean = end - start === this.#rest.length ? this.#problem.matrix.means[column]! : 0;
    let total = 0;
    for (let at = start; at < end; at++) total += (values[at]! - mean) * (this.#rest[columns[at]!]! + this.#shift);
    return total;
  }

  #move(column: number, step: number): void {
    const { rowStarts, columns, values } = this.#byColumn;
    this.weights[column]! += step;
    this.#shift += step * this.#problem.matrix.means[column]!;
    for (let at = rowStarts[column]!; at < rowStarts[column + 1]!; at++) {
      this.#rest[columns[at]!]! -= step * values[at]!;
    }
  }
}
