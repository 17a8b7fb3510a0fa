/**
 * The values of a training matrix as numbers of bins, which ascend over columns and, within a column, over values. For
 * `exact` each distinct value has its own bin, for `hist` a bin is the range between two cuts.
 */
import type { DMatrix } from "./dmatrix.js";
import { quantileCuts } from "./quantile_cuts.js";
import type { KeyedMatrix } from "./row_groups.js";

export interface BinnedMatrix extends KeyedMatrix {
  readonly keys: Int32Array;
  readonly columnKeys: Int32Array;
  readonly binCount: number;
  readonly binColumns: Int32Array;
  /** Exact: the value. Hist: the upper cut, above every value of the bin. */
  readonly binValues: Float32Array;
  /** The bins of column j are `binStarts[j]` up to `binStarts[j + 1]`. */
  readonly binStarts: Int32Array;
  /** Hist: below every value of the column. */
  readonly columnFloors: Float32Array;
}

export function exactBins(data: DMatrix): BinnedMatrix {
  return binned(data, (values) => ({ bounds: distinct(values), floor: 0 }), "value");
}

/** With at most `maxBin` bins per column, at the quantiles of its values as XGBoost finds them. */
export function quantileBins(data: DMatrix, maxBin: number): BinnedMatrix {
  const weight = data.getWeight();
  const cuts = (values: Float64Array, rows: Int32Array) => {
    return quantileCuts(values, weight.length === 0 ? null : Float32Array.from(rows, (row) => weight[row]!), maxBin);
  };
  return binned(data, cuts, "cut");
}

interface ColumnBins {
  /** Ascending. */
  readonly bounds: readonly number[] | Float64Array;
  readonly floor: number;
}

function binned(
  data: DMatrix,
  binsOf: (values: Float64Array, rows: Int32Array) => ColumnBins,
  kind: "value" | "cut",
): BinnedMatrix {
  const { matrix } = data;
  const byColumn = matrix.transposed();
  const { rowStarts: columnStarts, columns: columnRows } = byColumn;
  const columnKeys = new Int32Array(columnRows.length);
  const binStarts = new Int32Array(matrix.columnCount + 1);
  const columnFloors = new Float32Array(matrix.columnCount);
  const binValues: number[] = [];
  for (let column = 0; column < matrix.columnCount; column++) {
    const [from, to] = [columnStarts[column]!, columnStarts[column + 1]!];
    const values = byColumn.values.subarray(from, to);
    const { bounds, floor } = binsOf(values, columnRows.subarray(from, to));
    columnFloors[column] = floor;
    for (const bound of bounds) binValues.push(bound);
    for (let at = from; at < to; at++) {
      columnKeys[at] = binStarts[column]! + position(bounds, byColumn.values[at]!, kind === "cut");
    }
    binStarts[column + 1] = binValues.length;
  }
  const { rowCount, columnCount, rowStarts, columns } = matrix;
  const keys = byRow(matrix.rowStarts, matrix.columns, columnStarts, columnKeys);
  const binColumns = new Int32Array(binValues.length);
  for (let column = 0; column < columnCount; column++)
    binColumns.fill(column, binStarts[column], binStarts[column + 1]);
  return {
    ...{ rowCount, columnCount, rowStarts, columns, keys, columnStarts, columnRows, columnKeys },
    ...{ binCount: binValues.length, binColumns, binValues: Float32Array.from(binValues), binStarts, columnFloors },
  };
}

function distinct(values: Float64Array): readonly number[] | Float64Array {
  if (values.every((value) => value === values[0])) return values.subarray(0, 1);
  const found: number[] = [];
  // -0 and 0 are one value.
  for (const value of values.slice().sort()) if (value !== found[found.length - 1]) found.push(value);
  return found;
}

/** The first bound that is at least `value`, or for cuts, which are above what they bound, more. */
function position(bounds: readonly number[] | Float64Array, value: number, above: boolean): number {
  let [from, to] = [0, bounds.length - 1];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (above ? bounds[middle]! <= value : bounds[middle]! < value) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Keys by column → keys by row. */
function byRow(
  rowStarts: Int32Array,
  columns: Int32Array,
  columnStarts: Int32Array,
  columnKeys: Int32Array,
): Int32Array {
  const next = columnStarts.slice();
  const keys = new Int32Array(columnKeys.length);
  for (let row = 0; row + 1 < rowStarts.length; row++) {
    for (let at = rowStarts[row]!; at < rowStarts[row + 1]!; at++) keys[at] = columnKeys[next[columns[at]!]!++]!;
  }
  return keys;
}
