import { centred } from "./centred.js";
import { checkedSetting, LinearModel } from "./linear_model.js";
import { lsqr } from "./lsqr.js";
import type { SparseMatrix } from "./sparse_matrix.js";

/**
 * Least squares with an intercept, as scikit-learn's `LinearRegression` solves it for sparse input: LSQR on the centred
 * columns, stopped at `tol` (default 1e-6), which on one-hot columns is a good deal before the optimum.
 */
export class LinearRegression extends LinearModel {
  readonly parameters: { readonly tol: number };

  constructor({ tol = 1e-6 }: { tol?: number } = {}) {
    super();
    this.parameters = { tol: checkedSetting("tol", tol, 0) };
  }

  fit(matrix: SparseMatrix, target: ArrayLike<number>): this {
    const problem = centred(matrix, target);
    const { tol } = this.parameters;
    const limits = { atol: tol, btol: tol, maxIterations: 2 * matrix.columnCount };
    const { x, iterations } = lsqr(problem.matrix, problem.target, limits);
    return this.fitted(x, problem, iterations);
  }
}
