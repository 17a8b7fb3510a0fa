import { checkInterrupt } from "../interrupt_check.js";
import { centred, type Centred, dot } from "./centred.js";
import { checkedSetting, LinearModel } from "./linear_model.js";
import type { SparseMatrix } from "./sparse_matrix.js";

/**
 * Least squares with a penalty of `alpha` Σ|w| (default 1) on half the mean squared error, as scikit-learn's `Lasso`:
 * cyclic coordinate descent until the duality gap is `tol` (default 1e-4) of ‖y‖², for at most `maxIterations` (1000) rounds.
 */
export class Lasso extends LinearModel {
  readonly parameters: { readonly alpha: number; readonly tol: number; readonly maxIterations: number };
  #dualityGap = 0;

  constructor({
    alpha = 1,
    tol = 1e-4,
    maxIterations = 1000,
  }: { alpha?: number; tol?: number; maxIterations?: number } = {}) {
    super();
    this.parameters = {
      alpha: checkedSetting("alpha", alpha, 0),
      tol: checkedSetting("tol", tol, 0),
      maxIterations: checkedSetting("maxIterations", maxIterations, 1),
    };
  }

  /** How far the objective can be from its minimum at most, per row. */
  get dualityGap(): number {
    return this.#dualityGap;
  }

  fit(matrix: SparseMatrix, target: ArrayLike<number>): this {
    const { alpha, tol, maxIterations } = this.parameters;
    const problem = centred(matrix, target);
    const descent = new Descent(problem, alpha * matrix.rowCount);
    const gapLimit = tol * dot(problem.target, problem.target);
    let iterations = 0;
    let gap = Infinity;
    while (iterations < maxIterations && gap > gapLimit) {
      const { largestStep, largestWeight } = descent.round();
      iterations++;
      const settled = largestWeight === 0 || largestStep / largestWeight <= tol || iterations === maxIterations;
      if (settled) gap = descent.dualityGap();
    }
    this.#dualityGap = gap / matrix.rowCount;
    return this.fitted(descent.weights, problem, iterations);
  }
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
  #shift = 0;

  constructor(problem: Centred, penalty: number) {
    this.#problem = problem;
    this.#penalty = penalty;
    this.#byColumn = problem.matrix.matrix.transposed();
    this.weights = new Float64Array(this.#byColumn.rowCount);
    this.#rest = problem.target.slice();
    const { rowStarts, values } = this.#byColumn;
    const { means } = problem.matrix;
    this.#squares = this.weights.map((_, column) => {
      const entries = values.subarray(rowStarts[column], rowStarts[column + 1]);
      return dot(entries, entries) - problem.target.length * means[column]! ** 2;
    });
  }

  /** Minimises along each coordinate in turn. */
  round(): { largestStep: number; largestWeight: number } {
    checkInterrupt();
    let [largestStep, largestWeight] = [0, 0];
    for (let column = 0; column < this.weights.length; column++) {
      const square = this.#squares[column]!;
      if (square <= 0) continue;
      const before = this.weights[column]!;
      const pull = this.#correlation(column) + before * square;
      const now = (Math.sign(pull) * Math.max(Math.abs(pull) - this.#penalty, 0)) / square;
      if (now !== before) this.#move(column, now - before);
      largestStep = Math.max(largestStep, Math.abs(now - before));
      largestWeight = Math.max(largestWeight, Math.abs(this.weights[column]!));
    }
    return { largestStep, largestWeight };
  }

  /** Upper bound of the distance from the minimum: primal objective minus the dual one at the scaled residual. */
  dualityGap(): number {
    const residual = this.#rest.map((value) => value + this.#shift);
    const steepest = this.weights.reduce((most, _, column) => Math.max(most, Math.abs(this.#correlation(column))), 0);
    const squared = dot(residual, residual);
    const factor = steepest > this.#penalty ? this.#penalty / steepest : 1;
    const primal = 0.5 * squared + this.#penalty * this.weights.reduce((total, weight) => total + Math.abs(weight), 0);
    const dual = factor * dot(residual, this.#problem.target) - 0.5 * factor ** 2 * squared;
    return primal - dual;
  }

  /** Centred column · residual. The residual's sum is 0, so that the column's mean has no part in it. */
  #correlation(column: number): number {
    const { rowStarts, columns, values } = this.#byColumn;
    let total = 0;
    for (let at = rowStarts[column]!; at < rowStarts[column + 1]!; at++) {
      total += values[at]! * (this.#rest[columns[at]!]! + this.#shift);
    }
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
