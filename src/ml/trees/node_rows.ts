/** The rows of one tree, what they weigh, and how a node parts them. */
import { RowOrder } from "./row_order.js";
import type { TreeColumns } from "./tree_columns.js";

export interface Limits {
  readonly maxDepth: number;
  readonly minSamplesSplit: number;
  readonly minSamplesLeaf: number;
  readonly minWeightLeaf: number;
  readonly minImpurityDecrease: number;
  readonly maxLeafNodes: number;
  /** How many columns are drawn at a node. */
  readonly maxFeatures: number;
}

/** Entries of one ordered column, among them all that the node has on one side of the threshold. */
export interface EntrySide {
  readonly columns: TreeColumns;
  readonly list: Int32Array;
  readonly from: number;
  readonly to: number;
  readonly threshold: number;
  readonly above: boolean;
}

export class NodeRows extends RowOrder {
  readonly target: Float64Array;
  /** By row: whole numbers, how often it was drawn. */
  readonly weights: Float64Array;
  /** By row: target times weight. */
  readonly sums: Float64Array;
  /** Of the node at hand. */
  weight = 0;
  sum = 0;

  /** Rows of weight 0 are left out; null: each row counts once. */
  constructor(target: Float64Array, weights: Float64Array | null) {
    const ones = weights ?? new Float64Array(target.length).fill(1);
    super(rowsInUse(ones), target.length);
    this.target = target;
    this.weights = ones;
    this.sums = new Float64Array(target.length);
    for (let row = 0; row < target.length; row++) this.sums[row] = ones[row]! * target[row]!;
  }

  /** Makes the rows from `start` up to `end` the node at hand. */
  enter(start: number, end: number): void {
    this.start = start;
    this.end = end;
    [this.weight, this.sum] = this.totals(start, end);
  }

  /** Leaves out the rows from `from` up to `to`, at the beginning or the end of the node at hand. */
  leave(from: number, to: number): void {
    const [weight, sum] = this.totals(from, to);
    this.weight -= weight;
    this.sum -= sum;
    if (from === this.start) this.start = to;
    else this.end = from;
  }

  /** Weight, and sum of weighted targets, of the rows from `start` up to `end`. */
  totals(start: number, end: number): [weight: number, sum: number] {
    const { rows, weights, sums } = this;
    let weight = 0;
    let sum = 0;
    for (let at = start; at < end; at++) {
      weight += weights[rows[at]!]!;
      sum += sums[rows[at]!]!;
    }
    return [weight, sum];
  }

  /** All targets of these rows are the same, but for what rounding does (scikit-learn: variance at most the double's epsilon). */
  pure(start: number, end: number): boolean {
    const first = this.target[this.rows[start]!]!;
    for (let at = start + 1; at < end; at++) {
      if (Math.abs(this.target[this.rows[at]!]! - first) > pureRange) return false;
    }
    return true;
  }

  /** Divides the node at hand by a flag: left rows first. Gives back where the right ones begin. */
  divideByFlag(columns: TreeColumns, column: number, threshold: number): number {
    const toRight = columns.flagValues[column]! > threshold;
    const [from, to] = [columns.flagStarts[column]!, columns.flagStarts[column + 1]!];
    // Either all rows with the flag, or all of the node: whichever are fewer.
    if (to - from <= 4 * (this.end - this.start)) return this.#gather(columns.flagRows, from, to, toRight);
    const own = this.#withFlag(columns, column);
    return this.#gather(own, 0, own.length, toRight);
  }

  /** The same by an ordered column. */
  divideByEntries({ columns, list, from, to, threshold, above }: EntrySide): number {
    const { entryRows, entryValues } = columns;
    let edge = above ? this.end : this.start;
    for (let at = from; at < to; at++) {
      const entry = list[at]!;
      if (entryValues[entry]! > threshold === above) edge = this.move(entryRows[entry]!, edge, above);
    }
    return edge;
  }

  #gather(rows: Int32Array, from: number, to: number, toRight: boolean): number {
    let edge = toRight ? this.end : this.start;
    for (let at = from; at < to; at++) edge = this.move(rows[at]!, edge, toRight);
    return edge;
  }

  #withFlag({ rowFlagStarts, rowFlags }: TreeColumns, column: number): Int32Array {
    return this.rows.slice(this.start, this.end).filter((row) => {
      for (let at = rowFlagStarts[row]!; at < rowFlagStarts[row + 1]!; at++) if (rowFlags[at] === column) return true;
      return false;
    });
  }
}

const pureRange = 2 * Math.sqrt(Number.EPSILON);

function rowsInUse(weights: Float64Array): Int32Array {
  const rows = new Int32Array(weights.length);
  let count = 0;
  for (let row = 0; row < weights.length; row++) if (weights[row] !== 0) rows[count++] = row;
  return rows.subarray(0, count);
}
