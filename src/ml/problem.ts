/** X and y as trainers take them, checked before any work is done. */
import { TrackingError } from "../errors.js";
import type { Label } from "./estimator.js";
import { type MatrixLike, sparse } from "./matrix.js";
import type { SparseMatrix } from "./sparse_matrix.js";

export interface Problem {
  readonly matrix: SparseMatrix;
  /** One finite number per row. */
  readonly target: Float64Array;
}

/** Throws INVALID_PARAMETER_VALUE unless there is one finite target per row, and nothing but finite numbers in X. */
export function problem(matrix: MatrixLike, target: ArrayLike<number>): Problem {
  const rows = sparse(matrix);
  checkRows(rows, target);
  const values = new Float64Array(target.length);
  for (let row = 0; row < values.length; row++) {
    // A typed array would take null for 0.
    if (!Number.isFinite(target[row])) {
      throw new TrackingError("INVALID_PARAMETER_VALUE", `y[${row}] is ${shown(target[row])}; leave such rows out`);
    }
    values[row] = target[row]!;
  }
  checkFinite(rows);
  return { matrix: rows, target: values };
}

/** Throws INVALID_PARAMETER_VALUE unless there is one target per row, and at least one row and one column. */
export function checkRows(matrix: SparseMatrix, target: ArrayLike<Label>): void {
  const { rowCount, columnCount } = matrix;
  if (rowCount !== target.length || rowCount === 0) {
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `X has ${rowCount} rows and y ${target.length} values; give one value per row, and at least one row`,
    );
  }
  if (columnCount === 0) {
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `X has ${rowCount} rows and no columns; give at least one feature`,
    );
  }
}

/** X as a matrix with the columns of the fit and nothing but finite numbers. */
export function checkedInput(matrix: MatrixLike, columnCount: number): SparseMatrix {
  const rows = sparse(matrix);
  if (rows.rowCount === 0) {
    throw new TrackingError("INVALID_PARAMETER_VALUE", "X has no rows; give at least one");
  }
  if (rows.columnCount !== columnCount) {
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `X has ${rows.columnCount} columns, the model was fitted on ${columnCount}; transform it with the vectorizer of the fit`,
    );
  }
  checkFinite(rows);
  return rows;
}

/** Throws INVALID_PARAMETER_VALUE for a stored entry that is no finite number. */
export function checkFinite(matrix: SparseMatrix): void {
  const wrong = matrix.values.findIndex((value) => !Number.isFinite(value));
  if (wrong < 0) return;
  const row = matrix.rowStarts.findLastIndex((start) => start <= wrong);
  throw new TrackingError(
    "INVALID_PARAMETER_VALUE",
    `X has ${matrix.values[wrong]} in row ${row}, column ${matrix.columns[wrong]}; fill in a number, or leave the row out`,
  );
}

function shown(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
