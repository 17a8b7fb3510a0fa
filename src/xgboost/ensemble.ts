/** The trees of a model in one set of columns, and the walk of rows through them. */
import { checkInterrupt } from "../interrupt_check.js";
import type { SparseMatrix } from "../ml/sparse_matrix.js";
import type { Tree } from "./tree.js";

/** Rows with so few entries are walked without writing them out. */
const fewEntries = 3;
/** Rows that go through a tree together: its nodes stay in the processor's cache meanwhile. */
const fewEntriesBlock = 4096;
const denseBlock = 64;
/** A bound on the rows written out, 4 bytes a cell. */
const mostCells = 1 << 21;

/** The leaves that rows `start`, `start + 1` … reach in a tree: `leaves[i]` is a place in `values` and `ids`. */
type Reached = (tree: number, start: number, count: number, leaves: Int32Array) => void;

/**
 * Nodes lie in the order in which a row without any value visits them: where a missing value goes is the next place. On
 * one-hot data nearly every step goes there, so that a walk is mostly a scan for the row's own features.
 */
export class Ensemble {
  /** Value of each leaf, threshold of each split. */
  readonly values: Float32Array;
  /** The node's number in its tree. */
  readonly ids: Int32Array;
  /** -1 at leaves. */
  readonly #features: Int32Array;
  /** The place of the child where a missing value does not go. */
  readonly #others: Int32Array;
  /** 1: smaller values go to the next place, else to `#others`. */
  readonly #lessIsNext: Uint8Array;
  readonly #roots: Int32Array;

  constructor(trees: readonly Tree[]) {
    const total = trees.reduce((sum, tree) => sum + tree.leftChildren.length, 0);
    this.values = new Float32Array(total);
    this.ids = new Int32Array(total);
    this.#features = new Int32Array(total);
    this.#others = new Int32Array(total);
    this.#lessIsNext = new Uint8Array(total);
    let end = 0;
    this.#roots = Int32Array.from(trees, (tree) => {
      const root = end;
      end = this.#add(tree, root);
      return root;
    });
  }

  /** Gives the first free place behind the tree. */
  #add(tree: Tree, root: number): number {
    const { leftChildren, rightChildren } = tree;
    /** Nodes to come, each with the place of the split that points to it, if it is not the next place there. */
    const stack: [node: number, from: number][] = [[0, -1]];
    let place = root;
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      const [node, from] = next;
      if (from >= 0) this.#others[from] = place;
      this.values[place] = tree.splitConditions[node]!;
      this.ids[place] = node;
      const leaf = leftChildren[node] === -1;
      this.#features[place] = leaf ? -1 : tree.splitIndices[node]!;
      if (!leaf) {
        const toLeft = tree.defaultLeft[node] === 1;
        this.#lessIsNext[place] = toLeft ? 1 : 0;
        const [missing, other] = toLeft ? [leftChildren, rightChildren] : [rightChildren, leftChildren];
        stack.push([other[node]!, place], [missing[node]!, -1]);
      }
      place++;
    }
    return place;
  }

  /** Sends every row through trees `from` up to `to`, block by block and tree by tree; absent entries are missing. */
  walk(matrix: SparseMatrix, from: number, to: number, reached: Reached): void {
    if (mostEntries(matrix) <= fewEntries) this.#walkFew(matrix, from, to, reached);
    else this.#walkDense(matrix, from, to, reached);
  }

  #walkFew(matrix: SparseMatrix, from: number, to: number, reached: Reached): void {
    const { rowCount, rowStarts, columns, values: entries } = matrix;
    const [features, values, others, lessIsNext] = [this.#features, this.values, this.#others, this.#lessIsNext];
    const leaves = new Int32Array(fewEntriesBlock);
    for (let start = 0; start < rowCount; start += fewEntriesBlock) {
      checkInterrupt();
      const count = Math.min(fewEntriesBlock, rowCount - start);
      for (let tree = from; tree < to; tree++) {
        const root = this.#roots[tree]!;
        for (let row = 0; row < count; row++) {
          const at = rowStarts[start + row]!;
          const given = rowStarts[start + row + 1]! - at;
          const first = given > 0 ? columns[at]! : -2;
          const second = given > 1 ? columns[at + 1]! : -2;
          const third = given > 2 ? columns[at + 2]! : -2;
          let node = root;
          for (let feature = features[node]!; feature >= 0; feature = features[node]!) {
            if (feature !== first && feature !== second && feature !== third) node++;
            else {
              const value = entries[feature === first ? at : feature === second ? at + 1 : at + 2]!;
              node = value < values[node]! === (lessIsNext[node] === 1) ? node + 1 : others[node]!;
            }
          }
          leaves[row] = node;
        }
        reached(tree, start, count, leaves);
      }
    }
  }

  #walkDense(matrix: SparseMatrix, from: number, to: number, reached: Reached): void {
    const width = matrix.columnCount;
    const [features, values, others, lessIsNext] = [this.#features, this.values, this.#others, this.#lessIsNext];
    const block = Math.max(1, Math.min(denseBlock, Math.floor(mostCells / width)));
    const dense = new Float32Array(block * width).fill(NaN);
    const leaves = new Int32Array(block);
    for (let start = 0; start < matrix.rowCount; start += block) {
      checkInterrupt();
      const count = Math.min(block, matrix.rowCount - start);
      writeOut(matrix, start, count, dense, false);
      for (let tree = from; tree < to; tree++) {
        const root = this.#roots[tree]!;
        for (let row = 0; row < count; row++) {
          const offset = row * width;
          let node = root;
          for (let feature = features[node]!; feature >= 0; feature = features[node]!) {
            const value = dense[offset + feature]!;
            if (value !== value) node++;
            else node = value < values[node]! === (lessIsNext[node] === 1) ? node + 1 : others[node]!;
          }
          leaves[row] = node;
        }
        reached(tree, start, count, leaves);
      }
      writeOut(matrix, start, count, dense, true);
    }
  }
}

function mostEntries({ rowCount, rowStarts }: SparseMatrix): number {
  let most = 0;
  for (let row = 0; row < rowCount; row++) most = Math.max(most, rowStarts[row + 1]! - rowStarts[row]!);
  return most;
}

/** Writes rows' entries into dense rows, or takes them out again. */
function writeOut(matrix: SparseMatrix, start: number, count: number, dense: Float32Array, clear: boolean): void {
  const { rowStarts, columns, values, columnCount } = matrix;
  for (let row = 0; row < count; row++) {
    const offset = row * columnCount;
    for (let at = rowStarts[start + row]!; at < rowStarts[start + row + 1]!; at++) {
      dense[offset + columns[at]!] = clear ? NaN : values[at]!;
    }
  }
}
