/** A sparse matrix whose columns have their mean taken away, without making it dense; the frame of all linear models. */
import { TrackingError } from "../errors.js";
import type { SparseMatrix } from "./sparse_matrix.js";

export class CentredMatrix {
  readonly matrix: SparseMatrix;
  readonly means: Float64Array;

  constructor(matrix: SparseMatrix) {
    this.matrix = matrix;
    this.means = matrix.columnMeans();
  }

  multiply(x: Float64Array, result?: Float64Array): Float64Array {
    const shift = dot(this.means, x);
    result = this.matrix.multiply(x, result);
    for (let row = 0; row < result.length; row++) result[row]! -= shift;
    return result;
  }

  multiplyTransposed(y: Float64Array, result?: Float64Array): Float64Array {
    const total = sum(y);
    result = this.matrix.multiplyTransposed(y, result);
    for (let column = 0; column < result.length; column++) result[column]! -= this.means[column]! * total;
    return result;
  }
}

export interface Centred {
  readonly matrix: CentredMatrix;
  readonly target: Float64Array;
  readonly targetMean: number;
}

/** Throws INVALID_PARAMETER_VALUE unless there is one finite target per row. */
export function centred(matrix: SparseMatrix, target: ArrayLike<number>): Centred {
  if (matrix.rowCount !== target.length || matrix.rowCount === 0) {
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `X has ${matrix.rowCount} rows and y ${target.length} values; give one value per row, and at least one row`,
    );
  }
  const values = Float64Array.from(target);
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    throw new TrackingError("INVALID_PARAMETER_VALUE", `y[${wrong}] is ${values[wrong]}; leave such rows out`);
  }
  checkFinite(matrix);
  const targetMean = sum(values) / values.length;
  return { matrix: new CentredMatrix(matrix), target: values.map((value) => value - targetMean), targetMean };
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

export function sum(values: Float64Array): number {
  let total = 0;
  for (let index = 0; index < values.length; index++) total += values[index]!;
  return total;
}

export function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let index = 0; index < a.length; index++) total += a[index]! * b[index]!;
  return total;
}

export function norm(values: Float64Array): number {
  return Math.sqrt(dot(values, values));
}

/** target += factor · source, in place. */
export function add(target: Float64Array, factor: number, source: Float64Array): void {
  for (let index = 0; index < target.length; index++) target[index]! += factor * source[index]!;
}

export function scale(values: Float64Array, factor: number): void {
  for (let index = 0; index < values.length; index++) values[index]! *= factor;
}
