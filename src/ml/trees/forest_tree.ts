/** One tree of a forest: the same from the same seed, whichever thread grows it. */
import { NumpyRandom } from "../numpy_random.js";
import { Random } from "../random.js";
import { growTree, type GrownTree } from "./grow_tree.js";
import type { Limits } from "./node_rows.js";
import { NodeSearch, type Splitter } from "./node_search.js";
import type { TreeColumns } from "./tree_columns.js";

/** All that the trees of a forest are made of; it can be sent to threads. */
export interface ForestProblem {
  readonly columns: TreeColumns;
  readonly target: Float64Array;
  readonly splitter: Splitter;
  readonly limits: Limits;
  /** How many rows each tree draws, with replacement; null: it takes all of them once. */
  readonly drawCount: number | null;
  /** One per tree: that of its rows, as in scikit-learn, and that of all else. */
  readonly seeds: readonly number[];
}

export class ForestGrower {
  readonly #problem: ForestProblem;
  readonly #search: NodeSearch;

  constructor(problem: ForestProblem) {
    this.#problem = problem;
    this.#search = new NodeSearch(problem.columns, problem.splitter);
  }

  grow(index: number): GrownTree {
    const { columns, target, limits, drawCount, seeds } = this.#problem;
    const seed = seeds[index]!;
    const weights = drawCount === null ? null : drawnRows(seed, target.length, drawCount);
    return growTree(this.#search, columns.columnCount, target, weights, limits, new Random(seed));
  }
}

/** By row: how often the tree with this seed draws it: the same rows as in scikit-learn. */
export function drawnRows(seed: number, rowCount: number, drawCount: number): Float64Array {
  const random = new NumpyRandom(seed);
  const counts = new Float64Array(rowCount);
  for (let drawn = 0; drawn < drawCount; drawn++) counts[random.below(rowCount)]!++;
  return counts;
}
