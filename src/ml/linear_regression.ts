import { centred } from "./centred.js";
import { direct } from "./direct.js";
import { LinearModel } from "./linear_model.js";
import { lsqr } from "./lsqr.js";
import type { MatrixLike } from "./matrix.js";
import { checkFlags, checkNumber, type Options, withDefaults } from "./options.js";
import { fitRegressor } from "./fit.js";
import { SparseMatrix } from "./sparse_matrix.js";

const defaults = { fitIntercept: true, tol: 1e-6 };

export type LinearRegressionParameters = Readonly<typeof defaults>;

/**
 * Least squares, as scikit-learn's `LinearRegression` solves it. A `SparseMatrix`: LSQR on the centred columns, stopped at
 * `tol` (default 1e-6), which on one-hot columns is a good deal before the optimum. Dense rows: the optimum itself, of
 * several the shortest, singular values below `tol` of the largest counting as 0. `fitIntercept`: default true.
 */
export class LinearRegression extends LinearModel {
  readonly parameters: LinearRegressionParameters;

  constructor(options: Options<LinearRegressionParameters> = {}) {
    super();
    this.parameters = withDefaults("LinearRegression", options, defaults, ["copyX", "nJobs", "positive"]);
    checkNumber("tol", this.parameters.tol, 0);
    checkFlags(this.parameters, "fitIntercept");
  }

  fit(matrix: MatrixLike, target: ArrayLike<number>): this {
    const { tol, fitIntercept } = this.parameters;
    return fitRegressor(this, matrix, target, (problem) => {
      const centre = centred(problem, fitIntercept);
      if (!(matrix instanceof SparseMatrix)) {
        this.fitted(direct(centre, 0, tol), centre, { iterations: 0, converged: true, warning: null });
        return;
      }
      const limits = { atol: tol, btol: tol, maxIterations: 2 * problem.matrix.columnCount };
      const { x, iterations } = lsqr(centre.matrix, centre.target, limits);
      // scikit-learn does not say it either when the limit of iterations ends it.
      this.fitted(x, centre, { iterations, converged: iterations < limits.maxIterations, warning: null });
    });
  }
}
