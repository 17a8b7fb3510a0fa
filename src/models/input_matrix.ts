/** A model's input as X. Pure. */
import type { MatrixLike } from "../ml/matrix.js";
import { SparseMatrix } from "../ml/sparse_matrix.js";
import { isRecords, type PlainInput, valuesOf } from "./checked_input.js";

/** Of rows by name the values in the order of `names`, by default that of the first row; a value that is missing is NaN. */
export function matrixOf(input: PlainInput, names?: readonly string[] | null): MatrixLike {
  if (input instanceof SparseMatrix) return input;
  if (isRecords(input)) return valuesOf(input, names ?? undefined);
  return (input as readonly ArrayLike<number>[]).map((row) =>
    Array.isArray(row) ? (row as number[]) : Array.from(row),
  );
}
