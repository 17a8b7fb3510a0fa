/** What models take as X: a sparse matrix, or dense rows of equal length, typed or not. */
import { SparseMatrix } from "./sparse_matrix.js";

export type MatrixLike = SparseMatrix | readonly ArrayLike<number>[];

/** X as a sparse matrix; an absent entry is 0. */
export function sparse(matrix: MatrixLike): SparseMatrix {
  return matrix instanceof SparseMatrix ? matrix : SparseMatrix.fromDense(matrix);
}
