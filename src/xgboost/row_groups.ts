/** Divides the rows of a matrix into groups along a tree's splits; a split costs the rows that move, where it can. */

/** A matrix by rows and by columns with one key (a value or a bin) per entry. */
export interface KeyedMatrix {
  readonly rowCount: number;
  readonly columnCount: number;
  readonly rowStarts: Int32Array;
  /** Ascending within a row. */
  readonly columns: Int32Array;
  readonly keys: Float64Array | Int32Array;
  /** Entries of column j lie at `columnStarts[j]` up to `columnStarts[j + 1]` in the two below. */
  readonly columnStarts: Int32Array;
  readonly columnRows: Int32Array;
  readonly columnKeys: Float64Array | Int32Array;
}

/** The rows of one node. */
export interface RowGroup {
  readonly id: number;
  /** At `0 … length - 1`: its rows, and some that have moved on since. */
  rows: Int32Array;
  length: number;
  /** How many rows it has. */
  count: number;
}

export class RowGroups {
  /** The id of the group that each row is in; -1 for rows that were left out. */
  readonly groupOf: Int32Array;
  readonly #matrix: KeyedMatrix;
  readonly #full: boolean;
  readonly #moved: Int32Array;
  readonly #all: Int32Array;
  /** By column, of those that most rows have: the key of each row. */
  readonly #spread = new Map<number, Float64Array>();
  #groupCount = 0;

  constructor(matrix: KeyedMatrix) {
    this.#matrix = matrix;
    this.#full = matrix.columns.length === matrix.rowCount * matrix.columnCount;
    this.groupOf = new Int32Array(matrix.rowCount);
    this.#moved = new Int32Array(matrix.rowCount);
    this.#all = new Int32Array(matrix.rowCount);
  }

  get groupCount(): number {
    return this.#groupCount;
  }

  /** Puts all rows, or those that are not 0 in `sampled`, into one group with id 0. */
  begin(sampled: Uint8Array | null): RowGroup {
    let count = 0;
    for (let row = 0; row < this.groupOf.length; row++) {
      const taken = sampled === null || sampled[row] !== 0;
      this.groupOf[row] = taken ? 0 : -1;
      if (taken) this.#all[count++] = row;
    }
    this.#groupCount = 1;
    return { id: 0, rows: this.#all, length: count, count };
  }

  /** Moves the rows of `group` with a key in [low, high) of `column` to a new group. */
  split(group: RowGroup, column: number, low: number, high: number): RowGroup {
    const { columnStarts } = this.#matrix;
    const stored = columnStarts[column + 1]! - columnStarts[column]!;
    const id = this.#groupCount++;
    if (stored < group.length) return this.#splitByColumn(group, column, low, high, id);
    return this.#splitByRows(group, column, low, high, id);
  }

  /** Few entries: looks at each, whose row may be elsewhere. The group keeps the moved rows in its list. */
  #splitByColumn(group: RowGroup, column: number, low: number, high: number, id: number): RowGroup {
    const { columnStarts, columnRows, columnKeys } = this.#matrix;
    const { groupOf } = this;
    const moved = this.#moved;
    let count = 0;
    for (let at = columnStarts[column]!; at < columnStarts[column + 1]!; at++) {
      const row = columnRows[at]!;
      const key = columnKeys[at]!;
      if (groupOf[row] !== group.id || key < low || key >= high) continue;
      groupOf[row] = id;
      moved[count++] = row;
    }
    group.count -= count;
    return { id, rows: moved.slice(0, count), length: count, count };
  }

  /** Looks at each row of the group; its list has the rows that stay first, then those that move. */
  #splitByRows(group: RowGroup, column: number, low: number, high: number, id: number): RowGroup {
    const { groupOf } = this;
    const { rows, length } = group;
    const moved = this.#moved;
    const keys = this.#spreadKeys(column);
    let [stay, count] = [0, 0];
    for (let at = 0; at < length; at++) {
      const row = rows[at]!;
      if (groupOf[row] !== group.id) continue;
      const key = keys === null ? this.#keyOf(row, column) : keys[row]!;
      if (key >= low && key < high) {
        groupOf[row] = id;
        moved[count++] = row;
      } else rows[stay++] = row;
    }
    rows.set(moved.subarray(0, count), stay);
    group.count = group.length = stay;
    return { id, rows: rows.subarray(stay, stay + count), length: count, count };
  }

  /** One key per row, NaN where it has none; null for columns that few rows have, or where all rows have all. */
  #spreadKeys(column: number): Float64Array | null {
    const { columnStarts, columnRows, columnKeys, rowCount } = this.#matrix;
    const [from, to] = [columnStarts[column]!, columnStarts[column + 1]!];
    if (this.#full || 2 * (to - from) < rowCount) return null;
    let keys = this.#spread.get(column);
    if (keys === undefined) {
      keys = new Float64Array(rowCount).fill(NaN);
      for (let at = from; at < to; at++) keys[columnRows[at]!] = columnKeys[at]!;
      this.#spread.set(column, keys);
    }
    return keys;
  }

  /** NaN where the row has no such entry. */
  #keyOf(row: number, column: number): number {
    const { rowStarts, columns, keys } = this.#matrix;
    let from = rowStarts[row]!;
    if (this.#full) return keys[from + column]!;
    let to = rowStarts[row + 1]!;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (columns[middle]! < column) from = middle + 1;
      else to = middle;
    }
    return from < rowStarts[row + 1]! && columns[from] === column ? keys[from]! : NaN;
  }
}
