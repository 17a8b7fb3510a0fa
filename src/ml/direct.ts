/** Least squares without iteration towards it, for dense data: what LAPACK's solvers give scikit-learn there. */
import { checkInterrupt } from "../interrupt_check.js";
import { add, type Centred, dot, norm, scale } from "./centred.js";

/**
 * The shortest x that minimises ‖A x − b‖² + alpha ‖x‖². QR makes the problem square, the singular values of what is left
 * solve it; those below `cutoff` times the largest count as 0.
 */
export function direct(problem: Centred, alpha: number, cutoff: number): Float64Array {
  const rows = problem.target.length;
  const columns = denseColumns(problem);
  const most = columns.reduce((max, column) => column.reduce((one, value) => Math.max(one, Math.abs(value)), max), 0);
  if (most === 0) return new Float64Array(columns.length);
  // Squares of huge and of tiny numbers stay numbers.
  for (const column of columns) for (let row = 0; row < rows; row++) column[row]! /= most;
  const penalty = alpha / most / most;
  const x =
    rows >= columns.length ? tall(columns, problem.target, penalty, cutoff) : wide(columns, problem, penalty, cutoff);
  scale(x, 1 / most);
  return x;
}

function denseColumns({ matrix: { matrix, means }, target }: Centred): Float64Array[] {
  const { rowStarts, columns, values } = matrix;
  const dense = Array.from(means, (mean) => new Float64Array(target.length).fill(-mean));
  for (let row = 0; row < target.length; row++) {
    for (let at = rowStarts[row]!; at < rowStarts[row + 1]!; at++) dense[columns[at]!]![row]! += values[at]!;
  }
  return dense;
}

function tall(columns: Float64Array[], target: Float64Array, penalty: number, cutoff: number): Float64Array {
  const reflectors = triangular(columns);
  const right = target.slice();
  reflectors.forEach((reflector, at) => reflect(reflector, right, at));
  return square(columns, right, penalty, cutoff);
}

/** With Aᵀ = Q R the problem is Rᵀ z = b, and x = Q z is as long as z. */
function wide(columns: Float64Array[], { target }: Centred, penalty: number, cutoff: number): Float64Array {
  const rows = Array.from(target, (_, row) => Float64Array.from(columns, (column) => column[row]!));
  const reflectors = triangular(rows);
  const lower = rows.map((_, column) => Float64Array.from(rows, (row) => row[column]!));
  const x = new Float64Array(columns.length);
  x.set(square(lower, target, penalty, cutoff));
  for (let at = reflectors.length - 1; at >= 0; at--) reflect(reflectors[at]!, x, at);
  return x;
}

/** Makes the columns upper triangular by Householder's reflections, in place; gives their vectors, of length 1 or 0. */
function triangular(columns: readonly Float64Array[]): Float64Array[] {
  return columns.map((column, at) => {
    checkInterrupt();
    const reflector = column.slice(at);
    reflector[0]! += (reflector[0]! < 0 ? -1 : 1) * norm(reflector);
    const length = norm(reflector);
    if (length > 0) scale(reflector, 1 / length);
    for (let other = at; other < columns.length; other++) reflect(reflector, columns[other]!, at);
    column.fill(0, at + 1);
    return reflector;
  });
}

function reflect(reflector: Float64Array, vector: Float64Array, start: number): void {
  const part = vector.subarray(start, start + reflector.length);
  add(part, -2 * dot(reflector, part), reflector);
}

/**
 * Solves a problem of as many rows as columns (what lies below is not looked at) by one-sided Jacobi rotations (Hestenes,
 * Journal of the SIAM 6 (1958)): they turn the columns until they are orthogonal, which finds small singular values to
 * their last digits.
 */
function square(columns: readonly Float64Array[], target: Float64Array, penalty: number, cutoff: number): Float64Array {
  const count = columns.length;
  const turned = columns.map((column) => column.slice(0, count));
  const turns = turned.map((_, at) => Float64Array.from({ length: count }, (__, row) => (row === at ? 1 : 0)));
  for (let sweep = 0; sweep < mostSweeps && rotatedAny(turned, turns); sweep++);
  const lengths = turned.map(norm);
  const least = cutoff * Math.max(...lengths);
  const x = new Float64Array(count);
  turned.forEach((column, at) => {
    const length = lengths[at]!;
    if (length <= least) return;
    const along = dot(column, target.subarray(0, count)) / (length ** 2 + penalty);
    add(x, along, turns[at]!);
  });
  return x;
}

/** Six to ten do. */
const mostSweeps = 60;

function rotatedAny(columns: readonly Float64Array[], turns: readonly Float64Array[]): boolean {
  let any = false;
  for (let one = 0; one < columns.length; one++) {
    checkInterrupt();
    for (let other = one + 1; other < columns.length; other++) {
      const [a, b] = [columns[one]!, columns[other]!];
      const [product, aSquared, bSquared] = [dot(a, b), dot(a, a), dot(b, b)];
      if (Math.abs(product) <= Number.EPSILON * Math.sqrt(aSquared) * Math.sqrt(bSquared)) continue;
      any = true;
      const ratio = (bSquared - aSquared) / (2 * product);
      const tangent = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.hypot(1, ratio));
      const cosine = 1 / Math.hypot(1, tangent);
      rotate(a, b, cosine, cosine * tangent);
      rotate(turns[one]!, turns[other]!, cosine, cosine * tangent);
    }
  }
  return any;
}

function rotate(a: Float64Array, b: Float64Array, cosine: number, sine: number): void {
  for (let at = 0; at < a.length; at++) {
    const [left, right] = [a[at]!, b[at]!];
    a[at] = cosine * left - sine * right;
    b[at] = sine * left + cosine * right;
  }
}
