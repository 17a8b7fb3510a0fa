/** A matrix that stores only some of its entries, row by row (CSR). A stored zero is a value like any other. */
import { inspect } from "node:util";
import { TrackingError } from "../errors.js";

export interface SparseParts {
  readonly rowCount: number;
  readonly columnCount: number;
  readonly rowStarts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

export class SparseMatrix {
  readonly rowCount: number;
  readonly columnCount: number;
  /** Entries of row i lie at `rowStarts[i]` up to `rowStarts[i + 1]`. */
  readonly rowStarts: Int32Array;
  /** Column of each entry, ascending within a row. */
  readonly columns: Int32Array;
  readonly values: Float64Array;

  /** Throws INVALID_PARAMETER_VALUE for parts that do not fit each other. */
  constructor(parts: SparseParts) {
    checkParts(parts);
    this.rowCount = parts.rowCount;
    this.columnCount = parts.columnCount;
    this.rowStarts = parts.rowStarts;
    this.columns = parts.columns;
    this.values = parts.values;
  }

  /** Of dense rows of equal length; zeros are not stored. Throws INVALID_PARAMETER_VALUE for what is no number. */
  static fromDense(rows: readonly ArrayLike<number>[]): SparseMatrix {
    checkDense(rows);
    const columnCount = rows[0]?.length ?? 0;
    const rowStarts = new Int32Array(rows.length + 1);
    rows.forEach((row, index) => {
      if (row.length !== columnCount) {
        const lengths = `row ${index} has ${row.length} values, row 0 has ${columnCount}`;
        throw new TrackingError("INVALID_PARAMETER_VALUE", `${lengths}; give rows of equal length`);
      }
      let stored = 0;
      for (let column = 0; column < columnCount; column++) {
        if (typeof row[column] !== "number") throw noNumber(row[column], index, column);
        if (row[column] !== 0) stored++;
      }
      rowStarts[index + 1] = rowStarts[index]! + stored;
    });
    const [columns, values] = [new Int32Array(rowStarts.at(-1)!), new Float64Array(rowStarts.at(-1)!)];
    let at = 0;
    for (const row of rows) {
      for (let column = 0; column < columnCount; column++) {
        if (row[column] === 0) continue;
        columns[at] = column;
        values[at++] = row[column]!;
      }
    }
    return new SparseMatrix({ rowCount: rows.length, columnCount, rowStarts, columns, values });
  }

  /** How many entries are stored. */
  get storedCount(): number {
    return this.values.length;
  }

  /** A · x; `x` has `columnCount` numbers, the result, which may be handed in, `rowCount`. */
  multiply(x: Float64Array, result: Float64Array = new Float64Array(this.rowCount)): Float64Array {
    const { rowStarts, columns, values } = this;
    for (let row = 0; row < this.rowCount; row++) {
      let sum = 0;
      for (let at = rowStarts[row]!; at < rowStarts[row + 1]!; at++) sum += values[at]! * x[columns[at]!]!;
      result[row] = sum;
    }
    return result;
  }

  /** Aᵀ · y; `y` has `rowCount` numbers, the result, which may be handed in, `columnCount`. */
  multiplyTransposed(y: Float64Array, result: Float64Array = new Float64Array(this.columnCount)): Float64Array {
    const { rowStarts, columns, values } = this;
    result.fill(0);
    for (let row = 0; row < this.rowCount; row++) {
      const factor = y[row]!;
      for (let at = rowStarts[row]!; at < rowStarts[row + 1]!; at++) result[columns[at]!]! += values[at]! * factor;
    }
    return result;
  }

  /** Mean of each column, absent entries counting as 0. */
  columnMeans(): Float64Array {
    const sums = this.multiplyTransposed(new Float64Array(this.rowCount).fill(1));
    return sums.map((sum) => sum / this.rowCount);
  }

  /** Rows `start` up to `end` (default: all) with all their columns; absent entries are 0. */
  toDense(start = 0, end = this.rowCount, absent = 0): number[][] {
    const { rowStarts, columns, values, columnCount } = this;
    start = Math.max(0, start);
    return Array.from({ length: Math.max(0, Math.min(end, this.rowCount) - start) }, (_, index) => {
      const dense = new Array<number>(columnCount).fill(absent);
      for (let at = rowStarts[start + index]!; at < rowStarts[start + index + 1]!; at++)
        dense[columns[at]!] = values[at]!;
      return dense;
    });
  }

  /** The rows of these indices, in their order; a row may be taken more than once. */
  rows(indices: ArrayLike<number>): SparseMatrix {
    const { rowCount, columnCount } = this;
    const rowStarts = new Int32Array(indices.length + 1);
    for (let row = 0; row < indices.length; row++) {
      const from = indices[row]!;
      if (!Number.isInteger(from) || from < 0 || from >= rowCount) {
        throw new TrackingError("INVALID_PARAMETER_VALUE", `there is no row ${from}; the matrix has ${rowCount}`);
      }
      rowStarts[row + 1] = rowStarts[row]! + this.rowStarts[from + 1]! - this.rowStarts[from]!;
    }
    const [columns, values] = [new Int32Array(rowStarts.at(-1)!), new Float64Array(rowStarts.at(-1)!)];
    for (let row = 0; row < indices.length; row++) {
      const [start, end] = [this.rowStarts[indices[row]!]!, this.rowStarts[indices[row]! + 1]!];
      columns.set(this.columns.subarray(start, end), rowStarts[row]);
      values.set(this.values.subarray(start, end), rowStarts[row]);
    }
    return new SparseMatrix({ rowCount: indices.length, columnCount, rowStarts, columns, values });
  }

  transposed(): SparseMatrix {
    const { rowStarts, columns, values } = this;
    const starts = new Int32Array(this.columnCount + 1);
    for (const column of columns) starts[column + 1]!++;
    for (let column = 0; column < this.columnCount; column++) starts[column + 1]! += starts[column]!;
    const next = starts.slice();
    const rowsOf = new Int32Array(columns.length);
    const turned = new Float64Array(values.length);
    for (let row = 0; row < this.rowCount; row++) {
      for (let at = rowStarts[row]!; at < rowStarts[row + 1]!; at++) {
        const place = next[columns[at]!]!++;
        rowsOf[place] = row;
        turned[place] = values[at]!;
      }
    }
    const { rowCount, columnCount } = this;
    return new SparseMatrix({
      rowCount: columnCount,
      columnCount: rowCount,
      rowStarts: starts,
      columns: rowsOf,
      values: turned,
    });
  }

  /** The columns of `right` beside those of this matrix, which has as many rows. */
  beside(right: SparseMatrix): SparseMatrix {
    if (right.rowCount !== this.rowCount) {
      const counts = `${this.rowCount} rows cannot stand beside ${right.rowCount}`;
      throw new TrackingError("INVALID_PARAMETER_VALUE", `${counts}; give matrices with the same rows`);
    }
    const rowStarts = this.rowStarts.map((start, row) => start + right.rowStarts[row]!);
    const [columns, values] = [new Int32Array(rowStarts.at(-1)!), new Float64Array(rowStarts.at(-1)!)];
    for (let row = 0; row < this.rowCount; row++) {
      const [start, middle] = [rowStarts[row]!, rowStarts[row]! + this.rowStarts[row + 1]! - this.rowStarts[row]!];
      columns.set(this.columns.subarray(this.rowStarts[row], this.rowStarts[row + 1]), start);
      values.set(this.values.subarray(this.rowStarts[row], this.rowStarts[row + 1]), start);
      values.set(right.values.subarray(right.rowStarts[row], right.rowStarts[row + 1]), middle);
      for (let at = right.rowStarts[row]!; at < right.rowStarts[row + 1]!; at++) {
        columns[middle + at - right.rowStarts[row]!] = this.columnCount + right.columns[at]!;
      }
    }
    const columnCount = this.columnCount + right.columnCount;
    return new SparseMatrix({ rowCount: this.rowCount, columnCount, rowStarts, columns, values });
  }

  toString(): string {
    const count = (value: number) => value.toLocaleString("en-US");
    return `SparseMatrix ${count(this.rowCount)} × ${count(this.columnCount)}, ${count(this.storedCount)} stored entries`;
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

/** What Python would take for X, and what is not typed. */
function checkDense(rows: unknown): void {
  const wanted = "give a SparseMatrix or rows of numbers";
  if (!Array.isArray(rows)) {
    const isFrame = typeof rows === "object" && rows !== null && "numbers" in rows;
    const what = isFrame ? "a Frame" : ArrayBuffer.isView(rows) ? "a list of numbers" : `of type ${typeof rows}`;
    const advice = isFrame ? `${wanted}: frame.numbers(…), or a DictVectorizer's matrix` : `${wanted}: [[1], [2]]`;
    throw new TrackingError("INVALID_PARAMETER_VALUE", `X is ${what}; ${advice}`);
  }
  const first: unknown = rows[0];
  if (first === undefined || Array.isArray(first) || ArrayBuffer.isView(first)) return;
  const advice = typeof first === "number" ? ": [[1], [2]] for one column" : ": a DictVectorizer makes them of records";
  const what = typeof first === "number" ? "numbers" : "records";
  throw new TrackingError("INVALID_PARAMETER_VALUE", `X is a list of ${what}; ${wanted}${advice}`);
}

function noNumber(value: unknown, row: number, column: number): TrackingError {
  const advice = "give numbers; NaN stands for a missing one";
  return new TrackingError("INVALID_PARAMETER_VALUE", `row ${row}, column ${column} is ${String(value)}; ${advice}`);
}

function checkParts({ rowCount, columnCount, rowStarts, columns, values }: SparseParts): void {
  const wrong =
    rowStarts.length !== rowCount + 1 || rowStarts[0] !== 0
      ? `rowStarts has ${rowStarts.length} numbers and begins with ${rowStarts[0]}; ${rowCount} rows need ${rowCount + 1}, the first 0`
      : rowStarts[rowCount] !== values.length || columns.length !== values.length
        ? `there are ${columns.length} columns of entries and ${values.length} values, and rowStarts ends with ${rowStarts[rowCount]}; give as many of each`
        : misplaced(rowCount, columnCount, rowStarts, columns);
  if (wrong !== null) throw new TrackingError("INVALID_PARAMETER_VALUE", wrong);
}

function misplaced(rowCount: number, columnCount: number, rowStarts: Int32Array, columns: Int32Array): string | null {
  for (let row = 0; row < rowCount; row++) {
    if (rowStarts[row + 1]! < rowStarts[row]!) return `rowStarts goes down after row ${row}; it must not`;
    let before = -1;
    for (let at = rowStarts[row]!; at < rowStarts[row + 1]!; at++) {
      const column = columns[at]!;
      if (column <= before || column >= columnCount) {
        return `row ${row} has column ${column} after ${before} in a matrix of ${columnCount}; columns ascend within a row`;
      }
      before = column;
    }
  }
  return null;
}
