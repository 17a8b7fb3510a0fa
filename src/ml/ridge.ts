import { checkInterrupt } from "../interrupt_check.js";
import { add, type Centred, centred, dot, norm } from "./centred.js";
import { LinearModel } from "./linear_model.js";
import type { MatrixLike } from "./matrix.js";
import { checkChoice, checkFlags, checkNumber, checkWhole, type Options, withDefaults } from "./options.js";
import { fitRegressor } from "./fit.js";

export type RidgeParameters = Readonly<{
  alpha: number;
  fitIntercept: boolean;
  maxIter: number | null;
  tol: number;
  solver: "auto" | "sparse_cg";
}>;

const defaults: RidgeParameters = { alpha: 1, fitIntercept: true, maxIter: null, tol: 1e-4, solver: "auto" };
const absent = ["copyX", "positive", "randomState"];

/**
 * Least squares with a penalty of `alpha` ‖w‖² (default 1), as scikit-learn's `Ridge` solves it for sparse input
 * (`solver` "sparse_cg", which "auto" chooses): conjugate gradients on the normal equations of the centred columns until
 * the residual is `tol` (default 1e-4) of the start, for at most `maxIter` (null: ten per column) rounds.
 */
export class Ridge extends LinearModel {
  readonly parameters: RidgeParameters;

  constructor(options: Options<RidgeParameters> = {}) {
    super();
    this.parameters = withDefaults("Ridge", options, defaults, absent);
    const { alpha, tol, maxIter, solver } = this.parameters;
    checkNumber("alpha", alpha, 0);
    checkNumber("tol", tol, 0);
    if (maxIter !== null) checkWhole("maxIter", maxIter, 1);
    checkChoice("solver", solver, ["auto", "sparse_cg"]);
    checkFlags(this.parameters, "fitIntercept");
  }

  fit(matrix: MatrixLike, target: ArrayLike<number>): this {
    return fitRegressor(this, matrix, target, (problem) => this.#solve(centred(problem, this.parameters.fitIntercept)));
  }

  #solve(problem: Centred): void {
    const { alpha, tol, maxIter } = this.parameters;
    const { rowCount, columnCount } = problem.matrix.matrix;
    const x = new Float64Array(columnCount);
    const residual = problem.matrix.multiplyTransposed(problem.target);
    const enough = tol * norm(residual);
    const direction = residual.slice();
    const [rows, image] = [new Float64Array(rowCount), new Float64Array(columnCount)];
    const limit = maxIter ?? 10 * columnCount;
    let squared = dot(residual, residual);
    let iterations = 0;
    for (; norm(residual) > enough && iterations < limit; iterations++) {
      checkInterrupt();
      problem.matrix.multiplyTransposed(problem.matrix.multiply(direction, rows), image);
      add(image, alpha, direction);
      const step = squared / dot(direction, image);
      add(x, step, direction);
      add(residual, -step, image);
      const before = squared;
      squared = dot(residual, residual);
      const keep = squared / before;
      for (let at = 0; at < columnCount; at++) direction[at] = residual[at]! + keep * direction[at]!;
    }
    const converged = norm(residual) <= enough;
    // As in scikit-learn, who set the limit knows of it.
    const warning = converged || maxIter !== null ? null : `sparse_cg did not converge after ${iterations} iterations.`;
    this.fitted(x, problem, { iterations, converged, warning });
  }
}
