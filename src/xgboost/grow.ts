/**
 * Grows one tree. A node keeps the sums of its rows by bin; when it splits, only the rows of its smaller side are summed, and
 * the other side's sums are what is left. On one-hot data a split on a category thus costs that category's rows.
 */
import { checkInterrupt } from "../interrupt_check.js";
import { type BinSums, BinSumsPool, type BinTotals, drain, emptyTotals, part } from "./bin_sums.js";
import type { BinnedMatrix } from "./bins.js";
import type { ColumnSampler } from "./sampling.js";
import { type RowGroup, RowGroups } from "./row_groups.js";
import type { NodeSums, Split } from "./split.js";
import type { SplitGain } from "./split_gain.js";
import type { SplitSearch } from "./split_search.js";
import type { Tree } from "./tree.js";
import { TreeBuilder } from "./tree_builder.js";

export interface GrowParams {
  /** 0: no limit. */
  readonly maxDepth: number;
  /** 0: no limit. */
  readonly maxLeaves: number;
  readonly minSplitLoss: number;
  /** Exact: splits below `minSplitLoss` go when the tree is whole, from the bottom; else they are not made. */
  readonly pruneAfterwards: boolean;
  /** Best gain first, instead of level by level. */
  readonly lossGuide: boolean;
}

/** One number per row. */
export interface Gradients {
  readonly gradients: Float32Array;
  readonly hessians: Float32Array;
}

export interface GrownTree {
  readonly tree: Tree;
  /** The leaf of each row; -1 for rows that were not sampled. Valid until the next tree. */
  readonly leaves: Int32Array;
}

interface OpenNode extends NodeSums {
  readonly id: number;
  readonly depth: number;
  readonly group: RowGroup;
  readonly sums: BinSums;
  readonly split: Split;
}

export class TreeGrower {
  readonly #matrix: BinnedMatrix;
  readonly #params: GrowParams;
  readonly #gain: SplitGain;
  readonly #search: SplitSearch;
  readonly #groups: RowGroups;
  readonly #pool = new BinSumsPool();
  readonly #leaves: Int32Array;
  #totals: BinTotals;
  #data!: Gradients;
  #columns: ColumnSampler | null = null;
  #learningRate = 0;
  #builder = new TreeBuilder();
  #open: OpenNode[] = [];
  /** Level by level, nodes before this one are done. */
  #oldest = 0;
  #leafCount = 0;
  /** The node of each group of rows. */
  #nodeOf: number[] = [];

  constructor(matrix: BinnedMatrix, params: GrowParams, gain: SplitGain, search: SplitSearch) {
    this.#matrix = matrix;
    this.#params = params;
    this.#gain = gain;
    this.#search = search;
    this.#groups = new RowGroups(matrix);
    this.#totals = emptyTotals(matrix.binCount);
    this.#leaves = new Int32Array(matrix.rowCount);
  }

  /** `sampled`: 0 for rows that are left out; null: all are in. */
  grow(data: Gradients, sampled: Uint8Array | null, columns: ColumnSampler | null, learningRate: number): GrownTree {
    this.#data = data;
    this.#columns = columns;
    this.#learningRate = Math.fround(learningRate);
    this.#builder = new TreeBuilder();
    this.#open = [];
    this.#oldest = 0;
    this.#nodeOf = [0];
    this.#leafCount = 1;
    try {
      this.#plant(sampled);
      for (let node = this.#next(); node !== null; node = this.#next()) this.#split(node);
    } catch (error) {
      // An interrupt may come between filling and draining.
      this.#totals = emptyTotals(this.#matrix.binCount);
      throw error;
    }
    return this.#finish();
  }

  #plant(sampled: Uint8Array | null): void {
    const group = this.#groups.begin(sampled);
    const { gradients, hessians } = this.#data;
    let [gradient, hessian] = [0, 0];
    for (let at = 0; at < group.length; at++) {
      gradient += gradients[group.rows[at]!]!;
      hessian += hessians[group.rows[at]!]!;
    }
    const node = { gradient, hessian, count: group.count };
    const id = this.#addNode(-1, node);
    this.#sum(group);
    this.#consider(id, 0, node, group, drain(this.#totals, this.#pool));
  }

  #addNode(parent: number, node: NodeSums): number {
    const weight = Math.fround(this.#gain.weight(node.gradient, node.hessian));
    return this.#builder.add(parent, weight, Math.fround(weight * this.#learningRate), Math.fround(node.hessian));
  }

  /** Looks for the node's split; what has none stays a leaf. */
  #consider(id: number, depth: number, node: NodeSums, group: RowGroup, sums: BinSums): void {
    checkInterrupt();
    const split = this.#search(node, sums, this.#columns?.atNode(depth) ?? null);
    if (split === null || (!this.#params.pruneAfterwards && split.lossChange < this.#params.minSplitLoss)) {
      this.#pool.give(sums);
      return;
    }
    this.#open.push({ id, depth, ...node, group, sums, split });
  }

  /** The next node to split: the oldest, or the one that gains most. */
  #next(): OpenNode | null {
    if (this.#params.maxLeaves > 0 && this.#leafCount >= this.#params.maxLeaves) return null;
    if (!this.#params.lossGuide) return this.#open[this.#oldest++] ?? null;
    let best = 0;
    for (let at = 1; at < this.#open.length; at++) {
      if (this.#open[at]!.split.lossChange > this.#open[best]!.split.lossChange) best = at;
    }
    return this.#open.splice(best, 1)[0] ?? null;
  }

  #split(node: OpenNode): void {
    const { split, group, depth } = node;
    const moved = this.#groups.split(group, split.column, split.lowBin, split.highBin);
    const movedSums = { gradient: split.movedGradient, hessian: split.movedHessian, count: moved.count };
    const stays = {
      gradient: node.gradient - split.movedGradient,
      hessian: node.hessian - split.movedHessian,
      count: group.count,
    };
    const [left, right] = split.missingLeft ? [stays, movedSums] : [movedSums, stays];
    const leftId = this.#addNode(node.id, left);
    const rightId = this.#addNode(node.id, right);
    this.#builder.split(node.id, split, leftId);
    this.#leafCount++;
    const [staysId, movedId] = split.missingLeft ? [leftId, rightId] : [rightId, leftId];
    this.#nodeOf[group.id] = staysId;
    this.#nodeOf[moved.id] = movedId;
    const sums = this.#sumsOfParts(node, moved, this.#mayGrow(movedSums, depth + 1), this.#mayGrow(stays, depth + 1));
    const children = [
      [staysId, stays, group, sums.group],
      [movedId, movedSums, moved, sums.moved],
    ] as const;
    for (const [id, nodeSums, rows, binSums] of split.missingLeft ? children : children.toReversed()) {
      if (binSums !== null) this.#consider(id, depth + 1, nodeSums, rows, binSums);
    }
  }

  /** False where no split can leave enough on both sides. */
  #mayGrow(node: NodeSums, depth: number): boolean {
    if (this.#params.maxDepth > 0 && depth >= this.#params.maxDepth) return false;
    // Sums of float32 numbers are exact to about 1e-12 of themselves.
    return node.count > 1 && node.hessian * (1 + 1e-9) >= 2 * this.#gain.minChildWeight;
  }

  #sumsOfParts(node: OpenNode, moved: RowGroup, movedGrows: boolean, groupGrows: boolean) {
    if (!movedGrows && !groupGrows) {
      this.#pool.give(node.sums);
      return { group: null, moved: null };
    }
    const few = moved.count <= node.group.count;
    const summed = this.#sum(few ? moved : node.group);
    const wanted = few ? { some: movedGrows, others: groupGrows } : { some: groupGrows, others: movedGrows };
    const { some, others } = part(node.sums, this.#totals, summed, wanted, this.#pool);
    this.#pool.give(node.sums);
    return few ? { group: others, moved: some } : { group: some, moved: others };
  }

  /** Adds the group's rows to the totals; gives the number of their entries. */
  #sum(group: RowGroup): number {
    const { rowStarts, keys } = this.#matrix;
    const { gradients, hessians } = this.#data;
    const totals = this.#totals;
    const { groupOf } = this.#groups;
    let entries = 0;
    for (let at = 0; at < group.length; at++) {
      const row = group.rows[at]!;
      if (groupOf[row] !== group.id) continue;
      entries += rowStarts[row + 1]! - rowStarts[row]!;
      const [gradient, hessian] = [gradients[row]!, hessians[row]!];
      for (let entry = rowStarts[row]!; entry < rowStarts[row + 1]!; entry++) {
        const bin = keys[entry]!;
        totals.counts[bin]!++;
        totals.gradients[bin]! += gradient;
        totals.hessians[bin]! += hessian;
      }
    }
    return entries;
  }

  #finish(): GrownTree {
    for (const node of this.#open.slice(this.#oldest)) this.#pool.give(node.sums);
    const { minSplitLoss, pruneAfterwards } = this.#params;
    const standing = pruneAfterwards && minSplitLoss > 0 ? this.#builder.prune(minSplitLoss, this.#learningRate) : null;
    const leafOf = Int32Array.from(this.#nodeOf, (node) => standing?.[node] ?? node);
    const { groupOf } = this.#groups;
    for (let row = 0; row < groupOf.length; row++) this.#leaves[row] = groupOf[row]! < 0 ? -1 : leafOf[groupOf[row]!]!;
    return { tree: this.#builder.tree(), leaves: this.#leaves };
  }
}
