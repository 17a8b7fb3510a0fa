/**
 * Sends all rows of a matrix down a tree. Rows of a sparse matrix go together, and at a split only those rows move that
 * have an entry on the far side of the threshold: a tree that parts thousands of columns one after the other costs its
 * entries, not its depth. Rows of a dense matrix go one by one.
 */
import { checkInterrupt } from "../../interrupt_check.js";
import type { SparseMatrix } from "../sparse_matrix.js";
import type { TreeNodes } from "./regression_tree.js";
import { RowOrder } from "./row_order.js";

export interface Descent {
  /** Adds `factor` times the tree's prediction for each row to `sums`. */
  addPredictions(tree: TreeNodes, factor: number, sums: Float64Array): void;
}

const denseShare = 0.25;

export function descent(matrix: SparseMatrix): Descent {
  const dense = matrix.storedCount >= denseShare * matrix.rowCount * matrix.columnCount;
  return dense ? new OneByOne(matrix) : new Together(matrix);
}

class Together implements Descent {
  readonly #rows: SparseMatrix;
  readonly #columns: SparseMatrix;
  readonly #order: RowOrder;

  constructor(matrix: SparseMatrix) {
    this.#rows = matrix;
    this.#columns = matrix.transposed();
    this.#order = new RowOrder(
      Int32Array.from({ length: matrix.rowCount }, (_, row) => row),
      matrix.rowCount,
    );
  }

  addPredictions(tree: TreeNodes, factor: number, sums: Float64Array): void {
    const order = this.#order;
    const waiting = [0, 0, this.#rows.rowCount]; // node, start, end
    for (let steps = 0; waiting.length > 0; steps++) {
      if (steps % 256 === 0) checkInterrupt();
      [order.end, order.start] = [waiting.pop()!, waiting.pop()!];
      let node = waiting.pop()!;
      for (let right = tree.rightChildren[node]!; right !== 0; right = tree.rightChildren[node]!) {
        const middle = this.#divide(tree.columns[node]!, tree.values[node]!);
        if (middle === order.start) {
          node = right;
          continue;
        }
        if (middle < order.end) waiting.push(right, middle, order.end);
        order.end = middle;
        node++;
      }
      const value = factor * tree.values[node]!;
      for (let at = order.start; at < order.end; at++) sums[order.rows[at]!]! += value;
    }
  }

  /** Left rows first; gives back where the right ones begin. */
  #divide(column: number, threshold: number): number {
    const order = this.#order;
    const { rowStarts, columns: rowsOf, values } = this.#columns;
    const [from, to] = [rowStarts[column]!, rowStarts[column + 1]!];
    const above = threshold >= 0; // the side where rows without an entry are not
    const size = order.end - order.start;
    let edge = above ? order.end : order.start;
    if (to - from <= 4 * size) {
      for (let at = from; at < to; at++) {
        if (Math.fround(values[at]!) > threshold === above) edge = order.move(rowsOf[at]!, edge, above);
      }
      return edge;
    }
    for (let at = order.start, left = size; left > 0; left--) {
      const row = order.rows[at]!;
      const isAbove = this.#valueOf(row, column) > threshold;
      if (isAbove === above) edge = order.move(row, edge, above);
      // What was moved away to the right gave its place to another row, which is next.
      if (!above || !isAbove) at++;
    }
    return edge;
  }

  #valueOf(row: number, column: number): number {
    const { rowStarts, columns, values } = this.#rows;
    let [from, to] = [rowStarts[row]!, rowStarts[row + 1]!];
    while (to - from > 8) {
      const middle = (from + to) >>> 1;
      if (columns[middle]! > column) to = middle;
      else from = middle;
    }
    for (let at = from; at < to; at++) if (columns[at] === column) return Math.fround(values[at]!);
    return 0;
  }
}

class OneByOne implements Descent {
  readonly #matrix: SparseMatrix;

  constructor(matrix: SparseMatrix) {
    this.#matrix = matrix;
  }

  addPredictions({ columns, rightChildren, values }: TreeNodes, factor: number, sums: Float64Array): void {
    const matrix = this.#matrix;
    const x = new Float32Array(matrix.columnCount);
    for (let row = 0; row < matrix.rowCount; row++) {
      if (row % 4096 === 0) checkInterrupt();
      const [from, to] = [matrix.rowStarts[row]!, matrix.rowStarts[row + 1]!];
      for (let at = from; at < to; at++) x[matrix.columns[at]!] = matrix.values[at]!;
      let node = 0;
      for (let right = rightChildren[0]!; right !== 0; right = rightChildren[node]!) {
        node = x[columns[node]!]! <= values[node]! ? node + 1 : right;
      }
      sums[row]! += factor * values[node]!;
      for (let at = from; at < to; at++) x[matrix.columns[at]!] = 0;
    }
  }
}
