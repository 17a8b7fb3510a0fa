/** The trees of a model in one set of columns, and the walk of rows through them. */
import { checkInterrupt } from "../interrupt_check.js";
import type { SparseMatrix } from "../ml/sparse_matrix.js";
import type { Tree } from "./tree.js";

/** Rows that go through a tree together: its nodes stay in the processor's cache meanwhile. */
const blockRows = 64;
/** A bound on the dense rows, 4 bytes each. */
const mostCells = 1 << 21;

/** Called with the leaf that a row reaches: `leaf` is its place in `values`. */
type Reached = (row: number, tree: number, leaf: number) => void;

export class Ensemble {
  readonly treeCount: number;
  /** Value of each leaf, threshold of each split. */
  readonly values: Float32Array;
  /** Where each tree's nodes start in `values`. */
  readonly roots: Int32Array;
  /** Per node three numbers: the feature (-1: leaf), where smaller values go, where others go. */
  readonly #links: Int32Array;
  /** Per node: where a missing value goes. */
  readonly #missing: Int32Array;

  constructor(trees: readonly Tree[]) {
    const total = trees.reduce((sum, tree) => sum + tree.leftChildren.length, 0);
    this.treeCount = trees.length;
    this.values = new Float32Array(total);
    this.roots = new Int32Array(trees.length);
    this.#links = new Int32Array(3 * total);
    this.#missing = new Int32Array(total);
    let start = 0;
    trees.forEach((tree, index) => {
      this.roots[index] = start;
      this.values.set(tree.splitConditions, start);
      this.#add(tree, start);
      start += tree.leftChildren.length;
    });
  }

  #add(tree: Tree, start: number): void {
    const { leftChildren, rightChildren, splitIndices, defaultLeft } = tree;
    for (let node = 0; node < leftChildren.length; node++) {
      const [at, left, right] = [start + node, start + leftChildren[node]!, start + rightChildren[node]!];
      const leaf = leftChildren[node] === -1;
      this.#links[3 * at] = leaf ? -1 : splitIndices[node]!;
      this.#links[3 * at + 1] = left;
      this.#links[3 * at + 2] = right;
      this.#missing[at] = defaultLeft[node] === 1 ? left : right;
    }
  }

  /** Sends every row through trees `from` up to `to`, tree by tree for each block of rows; absent entries are missing. */
  walk(matrix: SparseMatrix, from: number, to: number, reached: Reached): void {
    const width = matrix.columnCount;
    const rows = Math.max(1, Math.min(blockRows, Math.floor(mostCells / Math.max(1, width))));
    const dense = new Float32Array(rows * width).fill(NaN);
    for (let start = 0; start < matrix.rowCount; start += rows) {
      checkInterrupt();
      const end = Math.min(matrix.rowCount, start + rows);
      spread(matrix, start, end, dense, false);
      for (let tree = from; tree < to; tree++) {
        for (let row = start; row < end; row++) reached(row, tree, this.#leaf(tree, dense, (row - start) * width));
      }
      spread(matrix, start, end, dense, true);
    }
  }

  #leaf(tree: number, dense: Float32Array, offset: number): number {
    const [links, values, missing] = [this.#links, this.values, this.#missing];
    let node = this.roots[tree]!;
    for (let feature = links[3 * node]!; feature >= 0; feature = links[3 * node]!) {
      const value = dense[offset + feature]!;
      if (value < values[node]!) node = links[3 * node + 1]!;
      else node = value === value ? links[3 * node + 2]! : missing[node]!;
    }
    return node;
  }
}

/** Writes the rows' entries into dense rows, or takes them out again. */
function spread(matrix: SparseMatrix, start: number, end: number, dense: Float32Array, clear: boolean): void {
  const { rowStarts, columns, values, columnCount } = matrix;
  for (let row = start; row < end; row++) {
    const offset = (row - start) * columnCount;
    for (let at = rowStarts[row]!; at < rowStarts[row + 1]!; at++) {
      dense[offset + columns[at]!] = clear ? NaN : values[at]!;
    }
  }
}
