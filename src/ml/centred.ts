/** A sparse matrix whose columns have their mean taken away, without making it dense; the frame of all linear models. */
import type { Problem } from "./problem.js";
import type { SparseMatrix } from "./sparse_matrix.js";

export class CentredMatrix {
  readonly matrix: SparseMatrix;
  readonly means: Float64Array;

  constructor(matrix: SparseMatrix, means: Float64Array) {
    this.matrix = matrix;
    this.means = means;
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

/** With `fitIntercept` false nothing is taken away: the line goes through 0. */
export function centred({ matrix, target }: Problem, fitIntercept: boolean): Centred {
  const targetMean = fitIntercept ? mean(target) : 0;
  const means = fitIntercept ? matrix.columnMeans() : new Float64Array(matrix.columnCount);
  return { matrix: new CentredMatrix(matrix, means), target: target.map((value) => value - targetMean), targetMean };
}

/** Of equal values it is their value, to the last digit, which a sum divided by their number is not. */
function mean(values: Float64Array): number {
  const first = values[0]!;
  return values.every((value) => value === first) ? first : sum(values) / values.length;
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
