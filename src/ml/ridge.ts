import { checkInterrupt } from "../interrupt_check.js";
import { add, type Centred, centred, dot, norm } from "./centred.js";
import { direct } from "./direct.js";
import { LinearModel } from "./linear_model.js";
import type { MatrixLike } from "./matrix.js";
import { checkChoice, checkFlags, checkNumber, checkWhole, type Options, withDefaults } from "./options.js";
import { fitRegressor } from "./fit.js";
import { SparseMatrix } from "./sparse_matrix.js";

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
 * Least squares with a penalty of `alpha` ‖w‖² (default 1), as scikit-learn's `Ridge` solves it. `solver` "sparse_cg",
 * which "auto" (default) chooses for a `SparseMatrix`: conjugate gradients on the normal equations of the centred columns
 * until the residual is `tol` (default 1e-4) of the start, for at most `maxIter` (null: ten per column) rounds. "auto" on
 * dense rows: the optimum itself.
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
    const { alpha, fitIntercept, solver } = this.parameters;
    return fitRegressor(this, matrix, target, (problem) => {
      const centre = centred(problem, fitIntercept);
      if (solver === "sparse_cg" || matrix instanceof SparseMatrix) {
        this.#solve(centre);
      } else {
        this.fitted(direct(centre, alpha, Number.EPSILON), centre, { iterations: 0, converged: true, warning: null });
      }
    });
  }

  #solve(problem: Centred): void {
    const { alpha, tol, maxIter } = this.parameters;
    const { rowCount, columnCount } = problem.matrix.matrix;
    const [rows, columns] = [new Float64Array(rowCount), new Float64Array(columnCount)];
    const isWide = columnCount > rowCount;
    const limit = maxIter ?? 10 * columnCount;
    const start = isWide ? problem.target : problem.matrix.multiplyTransposed(problem.target);
    const found = conjugateGradients(start, tol, limit, (direction, image) => {
      // Of the two products of A and Aᵀ the smaller one; where it stops depends on which.
      if (isWide) problem.matrix.multiply(problem.matrix.multiplyTransposed(direction, columns), image);
      else problem.matrix.multiplyTransposed(problem.matrix.multiply(direction, rows), image);
      add(image, alpha, direction);
    });
    const { iterations, converged } = found;
    // As in scikit-learn, who set the limit knows of it.
    const warning = converged || maxIter !== null ? null : `sparse_cg did not converge after ${iterations} iterations.`;
    const x = isWide ? problem.matrix.multiplyTransposed(found.x) : found.x;
    this.fitted(x, problem, { iterations, converged, warning });
  }
}

/** The x with B x = `right`, B symmetric and positive; `image` of a direction is B times it. */
function conjugateGradients(
  right: Float64Array,
  tol: number,
  limit: number,
  multiply: (direction: Float64Array, image: Float64Array) => void,
): { x: Float64Array; iterations: number; converged: boolean } {
  const x = new Float64Array(right.length);
  const [residual, direction, image] = [right.slice(), right.slice(), new Float64Array(right.length)];
  const enough = tol * norm(right);
  let squared = dot(residual, residual);
  let iterations = 0;
  for (; norm(residual) > enough && iterations < limit; iterations++) {
    checkInterrupt();
    multiply(direction, image);
    const step = squared / dot(direction, image);
    add(x, step, direction);
    add(residual, -step, image);
    const before = squared;
    squared = dot(residual, residual);
    const keep = squared / before;
    for (let at = 0; at < x.length; at++) direction[at] = residual[at]! + keep * direction[at]!;
  }
  return { x, iterations, converged: norm(residual) <= enough };
}
