import { checkInterrupt } from "../interrupt_check.js";
import { add, centred, dot, norm } from "./centred.js";
import { checkedSetting, LinearModel } from "./linear_model.js";
import type { SparseMatrix } from "./sparse_matrix.js";

/**
 * Least squares with a penalty of `alpha` ‖w‖² (default 1), as scikit-learn's `Ridge` solves it for sparse input:
 * conjugate gradients on the normal equations of the centred columns until the residual is `tol` (default 1e-4) of the start.
 */
export class Ridge extends LinearModel {
  readonly parameters: { readonly alpha: number; readonly tol: number };

  constructor({ alpha = 1, tol = 1e-4 }: { alpha?: number; tol?: number } = {}) {
    super();
    this.parameters = { alpha: checkedSetting("alpha", alpha, 0), tol: checkedSetting("tol", tol, 0) };
  }

  fit(matrix: SparseMatrix, target: ArrayLike<number>): this {
    const { alpha, tol } = this.parameters;
    const problem = centred(matrix, target);
    const x = new Float64Array(matrix.columnCount);
    const residual = problem.matrix.multiplyTransposed(problem.target);
    const enough = tol * norm(residual);
    const direction = residual.slice();
    const [rows, image] = [new Float64Array(matrix.rowCount), new Float64Array(x.length)];
    let squared = dot(residual, residual);
    let iterations = 0;
    for (; norm(residual) > enough && iterations < 10 * x.length; iterations++) {
      checkInterrupt();
      problem.matrix.multiplyTransposed(problem.matrix.multiply(direction, rows), image);
      add(image, alpha, direction);
      const step = squared / dot(direction, image);
      add(x, step, direction);
      add(residual, -step, image);
      const before = squared;
      squared = dot(residual, residual);
      const keep = squared / before;
      for (let at = 0; at < x.length; at++) direction[at] = residual[at]! + keep * direction[at]!;
    }
    return this.fitted(x, problem, iterations);
  }
}
