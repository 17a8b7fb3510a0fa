/**
 * X as trees search it. Values are float32, as in scikit-learn. A column whose entries other than 0 are all the same is a
 * flag: of it only the rows that have it matter. The others are ordered, once, by value; an entry is its place in that
 * order. All arrays can be shared with threads.
 */
import { TrackingError } from "../../errors.js";
import type { SparseMatrix } from "../sparse_matrix.js";
import { orderOf } from "./order_of.js";

export interface TreeColumns {
  readonly rowCount: number;
  readonly columnCount: number;
  /** By column: the value of a flag, 0 for a column that is none. */
  readonly flagValues: Float32Array;
  /** Flags of row i: `rowFlags[rowFlagStarts[i]]` up to `rowFlagStarts[i + 1]`, as columns. */
  readonly rowFlagStarts: Int32Array;
  readonly rowFlags: Int32Array;
  /** Rows with the flag of column i: `flagRows[flagStarts[i]]` up to `flagStarts[i + 1]`. */
  readonly flagStarts: Int32Array;
  readonly flagRows: Int32Array;
  /** The ordered columns; those below are by their place here. */
  readonly orderedColumns: Int32Array;
  /** By column: its place in `orderedColumns`, or -1. */
  readonly orderedPlaces: Int32Array;
  /** Entries of the ordered column at place i: `entryStarts[i]` up to `entryStarts[i + 1]`, by value. */
  readonly entryStarts: Int32Array;
  readonly entryRows: Int32Array;
  readonly entryValues: Float32Array;
  /** Entries of row i: `rowEntries[rowEntryStarts[i]]` up to `rowEntryStarts[i + 1]`, with the places of their columns. */
  readonly rowEntryStarts: Int32Array;
  readonly rowEntries: Int32Array;
  readonly rowEntryPlaces: Int32Array;
}

/** Throws INVALID_PARAMETER_VALUE for a value that float32 cannot hold. */
export function treeColumns(matrix: SparseMatrix): TreeColumns {
  const { rowCount, columnCount } = matrix;
  const byColumn = matrix.transposed();
  const values = float32(byColumn.values);
  checkRange(matrix);
  const { flagValues, ordered } = kinds(byColumn, values);
  const orderedColumns = int32(ordered.length, (place) => ordered[place]!);
  const orderedPlaces = int32(columnCount).fill(-1);
  orderedColumns.forEach((column, place) => (orderedPlaces[column] = place));
  const flags = flagEntries(byColumn, values, flagValues);
  return {
    rowCount,
    columnCount,
    flagValues,
    ...flags,
    orderedColumns,
    orderedPlaces,
    ...orderedEntries(byColumn, values, orderedColumns),
  };
}

/** A column with an entry in at least this share of the rows gets one in each: one pass over it then finds its split. */
const denseShare = 0.5;

function kinds(byColumn: SparseMatrix, values: Float32Array): { flagValues: Float32Array; ordered: number[] } {
  const flagValues = new Float32Array(new SharedArrayBuffer(4 * byColumn.rowCount));
  const ordered: number[] = [];
  for (let column = 0; column < byColumn.rowCount; column++) {
    let only = 0;
    let one = true;
    for (let at = byColumn.rowStarts[column]!; at < byColumn.rowStarts[column + 1]!; at++) {
      const value = values[at]!;
      if (value === 0 || value === only) continue;
      if (only !== 0) one = false;
      only = value;
    }
    if (one) flagValues[column] = only;
    else ordered.push(column);
  }
  return { flagValues, ordered };
}

function flagEntries(byColumn: SparseMatrix, values: Float32Array, flagValues: Float32Array) {
  const flagStarts = int32(byColumn.rowCount + 1);
  const rows = new Int32Array(byColumn.storedCount);
  let count = 0;
  for (let column = 0; column < byColumn.rowCount; column++) {
    const [from, to] = [byColumn.rowStarts[column]!, byColumn.rowStarts[column + 1]!];
    for (let at = from; flagValues[column] !== 0 && at < to; at++) {
      if (values[at] !== 0) rows[count++] = byColumn.columns[at]!;
    }
    flagStarts[column + 1] = count;
  }
  const flagRows = int32(count, (at) => rows[at]!);
  const { starts, ids, groups } = byRow(byColumn.columnCount, flagStarts, flagRows);
  return { flagStarts, flagRows, rowFlagStarts: starts, rowFlags: int32(ids.length, (at) => groups[ids[at]!]!) };
}

function orderedEntries(byColumn: SparseMatrix, values: Float32Array, orderedColumns: Int32Array) {
  const rowCount = byColumn.columnCount;
  const entryStarts = int32(orderedColumns.length + 1);
  const [rowsOf, valuesOf]: [Int32Array[], Float32Array[]] = [[], []];
  orderedColumns.forEach((column, place) => {
    const [start, end] = [byColumn.rowStarts[column]!, byColumn.rowStarts[column + 1]!];
    const dense = end - start >= denseShare * rowCount;
    const rows = dense ? Int32Array.from({ length: rowCount }, (_, row) => row) : byColumn.columns.slice(start, end);
    const own = dense ? scattered(byColumn.columns, values, start, end, rowCount) : values.slice(start, end);
    const order = orderOf(own);
    rowsOf.push(order.map((at) => rows[at]!));
    valuesOf.push(Float32Array.from(order, (at) => own[at]!));
    entryStarts[place + 1] = entryStarts[place]! + order.length;
  });
  const total = entryStarts[orderedColumns.length]!;
  const entryRows = int32(total);
  const entryValues = new Float32Array(new SharedArrayBuffer(4 * total));
  rowsOf.forEach((rows, place) => entryRows.set(rows, entryStarts[place]!));
  valuesOf.forEach((own, place) => entryValues.set(own, entryStarts[place]!));
  const { starts, ids, groups } = byRow(rowCount, entryStarts, entryRows);
  const rowEntryPlaces = int32(ids.length, (at) => groups[ids[at]!]!);
  return { entryStarts, entryRows, entryValues, rowEntryStarts: starts, rowEntries: ids, rowEntryPlaces };
}

function scattered(rows: Int32Array, values: Float32Array, start: number, end: number, rowCount: number): Float32Array {
  const result = new Float32Array(rowCount);
  for (let at = start; at < end; at++) result[rows[at]!] = values[at]!;
  return result;
}

/** Entries that are listed by group, with their rows, listed by row; and the group of each entry. */
function byRow(rowCount: number, groupStarts: Int32Array, rows: Int32Array) {
  const starts = int32(rowCount + 1);
  for (const row of rows) starts[row + 1]!++;
  for (let row = 0; row < rowCount; row++) starts[row + 1]! += starts[row]!;
  const next = starts.slice();
  const [ids, groups] = [int32(rows.length), new Int32Array(rows.length)];
  for (let group = 0; group + 1 < groupStarts.length; group++) {
    for (let id = groupStarts[group]!; id < groupStarts[group + 1]!; id++) {
      groups[id] = group;
      ids[next[rows[id]!]!++] = id;
    }
  }
  return { starts, ids, groups };
}

function float32(values: Float64Array): Float32Array {
  return Float32Array.from(values);
}

function checkRange(matrix: SparseMatrix): void {
  const wrong = matrix.values.findIndex((value) => !Number.isFinite(Math.fround(value)));
  if (wrong < 0) return;
  throw new TrackingError(
    "INVALID_PARAMETER_VALUE",
    `X has ${matrix.values[wrong]} in column ${matrix.columns[wrong]}; trees take numbers up to 3.4e38 (float32): scale the column`,
  );
}

function int32(length: number, value?: (index: number) => number): Int32Array {
  const array = new Int32Array(new SharedArrayBuffer(4 * length));
  if (value !== undefined) for (let index = 0; index < length; index++) array[index] = value(index);
  return array;
}
