/** Grows one tree. Nothing recurs: trees get thousands of nodes deep. */
import { checkInterrupt } from "../../interrupt_check.js";
import type { Random } from "../random.js";
import { GrowingTree, type Place } from "./growing_tree.js";
import { type Limits, NodeRows } from "./node_rows.js";
import type { NodeSearch } from "./node_search.js";
import type { RegressionTree } from "./regression_tree.js";
import type { Split } from "./split_choice.js";

export interface GrownTree {
  readonly tree: RegressionTree;
  /** By column: by how much its splits reduce the squared error, per unit of weight of all rows. */
  readonly importances: Float64Array;
  /** By row: the tree's prediction for it; 0 for rows that the tree leaves out. */
  readonly fitted: Float64Array;
}

interface OpenNode extends Place {
  readonly start: number;
  readonly end: number;
}

/** A node with its best split, which waits to be divided. */
interface Frontier extends OpenNode {
  readonly node: number;
  readonly split: Split;
  readonly gain: number;
}

/** `weights`: how often each row counts, whole numbers; null: each once. */
export function growTree(
  search: NodeSearch,
  columnCount: number,
  target: Float64Array,
  weights: Float64Array | null,
  limits: Limits,
  random: Random,
): GrownTree {
  const growth = new Growth(search, columnCount, new NodeRows(target, weights), limits);
  search.begin(growth.rows, limits, random);
  if (limits.maxLeafNodes === Infinity) growth.depthFirst();
  else growth.bestFirst();
  return { tree: growth.tree.finished(), importances: growth.importances, fitted: growth.fitted };
}

class Growth {
  readonly tree = new GrowingTree();
  readonly importances: Float64Array;
  readonly fitted: Float64Array;
  readonly rows: NodeRows;
  readonly #search: NodeSearch;
  readonly #limits: Limits;
  readonly #totalWeight: number;
  #steps = 0;

  constructor(search: NodeSearch, columnCount: number, rows: NodeRows, limits: Limits) {
    this.#search = search;
    this.rows = rows;
    this.#limits = limits;
    this.importances = new Float64Array(columnCount);
    this.fitted = new Float64Array(rows.target.length);
    [this.#totalWeight] = rows.totals(0, rows.rows.length);
  }

  /** Goes down the larger child first, where `narrow` is cheap; the smaller one waits. */
  depthFirst(): void {
    const waiting: OpenNode[] = [this.#root()];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      let open = next;
      for (let entered = false; ; entered = true) {
        const node = this.#add(open);
        const split = this.#mustEnd(open) ? null : this.#split(open, entered);
        if (split === null) {
          this.#end(open, node);
          break;
        }
        const [left, right] = this.#divide(open, node, split, this.#gain(split));
        const larger = left.end - left.start >= right.end - right.start ? left : right;
        waiting.push(larger === left ? right : left);
        open = larger;
      }
    }
  }

  /** Divides the node that gains most, until there are enough leaves. */
  bestFirst(): void {
    const frontier: Frontier[] = [];
    this.#explore(this.#root(), frontier);
    for (let leaves = 1; leaves < this.#limits.maxLeafNodes && frontier.length > 0; leaves++) {
      let best = 0;
      for (let at = 1; at < frontier.length; at++) if (frontier[at]!.gain > frontier[best]!.gain) best = at;
      const [chosen] = frontier.splice(best, 1) as [Frontier];
      this.#search.enter(chosen.start, chosen.end);
      for (const child of this.#divide(chosen, chosen.node, chosen.split, chosen.gain)) this.#explore(child, frontier);
    }
    for (const open of frontier) this.#end(open, open.node);
  }

  #explore(open: OpenNode, frontier: Frontier[]): void {
    const node = this.#add(open);
    const split = this.#mustEnd(open) ? null : this.#split(open, false);
    if (split === null) return this.#end(open, node);
    const { column, threshold, score } = split;
    frontier.push({ ...open, node, split: { column, threshold, score }, gain: this.#gain(split) });
  }

  /** Null where none is allowed, or none is worth it. */
  #split({ start, end }: OpenNode, entered: boolean): Split | null {
    if (entered) this.#search.narrow(start, end);
    else this.#search.enter(start, end);
    const split = this.#search.find();
    if (split === null || this.#gain(split) + Number.EPSILON < this.#limits.minImpurityDecrease) return null;
    return split;
  }

  #root(): OpenNode {
    return { parent: -1, left: false, depth: 0, start: 0, end: this.rows.rows.length };
  }

  #add(open: OpenNode): number {
    if (this.#steps++ % 256 === 0 || open.end - open.start > 4096) checkInterrupt();
    return this.tree.add(open);
  }

  #end({ start, end }: OpenNode, node: number): void {
    const [weight, sum] = this.rows.totals(start, end);
    for (let at = start; at < end; at++) this.fitted[this.rows.rows[at]!] = sum / weight;
    this.tree.makeLeaf(node, sum / weight);
  }

  #mustEnd({ start, end, depth }: OpenNode): boolean {
    const { maxDepth, minSamplesSplit, minSamplesLeaf } = this.#limits;
    const size = end - start;
    if (depth >= maxDepth || size < minSamplesSplit || size < 2 * minSamplesLeaf) return true;
    return this.rows.pure(start, end);
  }

  /** By how much the split reduces the mean squared error of all rows. */
  #gain({ score }: Split): number {
    const { sum, weight } = this.rows;
    return (score - (sum * sum) / weight) / this.#totalWeight;
  }

  #divide({ start, end, depth }: OpenNode, node: number, split: Split, gain: number): [OpenNode, OpenNode] {
    const middle = this.#search.divide(split);
    this.tree.makeSplit(node, split.column, split.threshold);
    this.importances[split.column]! += Math.max(gain, 0);
    const place = { parent: node, depth: depth + 1 };
    return [
      { ...place, left: true, start, end: middle },
      { ...place, left: false, start: middle, end },
    ];
  }
}
