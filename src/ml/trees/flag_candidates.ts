/**
 * Splits by flags. Of a flag its rows' weight and sum of targets are all that a split needs; they are kept for the node
 * at hand, and when the search goes on in a child, the rows of the other child are taken away from them: a tree costs
 * what its smaller children hold, not what its levels hold.
 */
import type { Random } from "../random.js";
import type { Limits, NodeRows } from "./node_rows.js";
import type { SplitChoice } from "./split_choice.js";
import type { TreeColumns } from "./tree_columns.js";

export class FlagCandidates {
  readonly #columns: TreeColumns;
  /** By column: its slot, or -1. */
  readonly #slots: Int32Array;
  /** By slot. */
  readonly #columnOf: Int32Array;
  readonly #counts: Int32Array;
  readonly #weights: Float64Array;
  readonly #sums: Float64Array;
  /** Flags that some row of the node has. */
  size = 0;

  constructor(columns: TreeColumns) {
    this.#columns = columns;
    this.#slots = new Int32Array(columns.columnCount).fill(-1);
    const flags = columns.columnCount - columns.orderedColumns.length;
    this.#columnOf = new Int32Array(flags);
    this.#counts = new Int32Array(flags);
    this.#weights = new Float64Array(flags);
    this.#sums = new Float64Array(flags);
  }

  columnAt(slot: number): number {
    return this.#columnOf[slot]!;
  }

  build({ rows, start, end, weights, sums }: NodeRows): void {
    const { rowFlagStarts, rowFlags } = this.#columns;
    const [slots, counts, weightOf, sumOf] = [this.#slots, this.#counts, this.#weights, this.#sums];
    for (let slot = 0; slot < this.size; slot++) slots[this.#columnOf[slot]!] = -1;
    let size = 0;
    for (let at = start; at < end; at++) {
      const row = rows[at]!;
      const last = rowFlagStarts[row + 1]!;
      for (let flag = rowFlagStarts[row]!; flag < last; flag++) {
        const column = rowFlags[flag]!;
        let slot = slots[column]!;
        if (slot < 0) {
          slot = size++;
          slots[column] = slot;
          this.#columnOf[slot] = column;
          counts[slot] = 0;
          weightOf[slot] = 0;
          sumOf[slot] = 0;
        }
        counts[slot]!++;
        weightOf[slot]! += weights[row]!;
        sumOf[slot]! += sums[row]!;
      }
    }
    this.size = size;
  }

  /** Takes away rows of the node: those at `from` up to `to`. */
  remove({ rows, weights, sums }: NodeRows, from: number, to: number): void {
    const { rowFlagStarts, rowFlags } = this.#columns;
    const [slots, counts, weightOf, sumOf] = [this.#slots, this.#counts, this.#weights, this.#sums];
    for (let at = from; at < to; at++) {
      const row = rows[at]!;
      const last = rowFlagStarts[row + 1]!;
      for (let flag = rowFlagStarts[row]!; flag < last; flag++) {
        const slot = slots[rowFlags[flag]!]!;
        weightOf[slot]! -= weights[row]!;
        sumOf[slot]! -= sums[row]!;
        if (--counts[slot]! === 0) this.#drop(slot);
      }
    }
  }

  offerAll(node: NodeRows, limits: Limits, choice: SplitChoice): void {
    const [weights, sums] = [this.#weights, this.#sums];
    const { weight: total, sum } = node;
    for (let slot = 0; slot < this.size; slot++) {
      const weight = weights[slot]!;
      const rest = total - weight;
      if (rest === 0) continue;
      const own = sums[slot]!;
      const score = (own * own) / weight + ((sum - own) * (sum - own)) / rest;
      if (score >= choice.score && this.#allowed(slot, node, limits)) this.#propose(slot, score, choice);
    }
  }

  /** Says whether the column differs among the node's rows. */
  offer(column: number, node: NodeRows, limits: Limits, choice: SplitChoice): boolean {
    const slot = this.#slots[column]!;
    if (slot < 0) return false;
    const weight = this.#weights[slot]!;
    const rest = node.weight - weight;
    if (rest === 0) return false;
    const own = this.#sums[slot]!;
    const score = (own * own) / weight + ((node.sum - own) * (node.sum - own)) / rest;
    if (this.#allowed(slot, node, limits)) this.#propose(slot, score, choice);
    return true;
  }

  /** A threshold between 0 and the flag's value, as extremely randomised trees draw it. */
  randomThreshold(column: number, random: Random): number {
    const value = this.#columns.flagValues[column]!;
    const drawn = value * random.next();
    return drawn === value ? 0 : drawn;
  }

  #propose(slot: number, score: number, choice: SplitChoice): void {
    const column = this.#columnOf[slot]!;
    choice.offer(score, column, this.#columns.flagValues[column]! / 2);
  }

  #allowed(slot: number, { start, end, weight }: NodeRows, { minSamplesLeaf, minWeightLeaf }: Limits): boolean {
    const [count, own] = [this.#counts[slot]!, this.#weights[slot]!];
    return (
      count >= minSamplesLeaf &&
      end - start - count >= minSamplesLeaf &&
      own >= minWeightLeaf &&
      weight - own >= minWeightLeaf
    );
  }

  #drop(slot: number): void {
    const last = --this.size;
    this.#slots[this.#columnOf[slot]!] = -1;
    if (slot === last) return;
    const moved = this.#columnOf[last]!;
    this.#columnOf[slot] = moved;
    this.#counts[slot] = this.#counts[last]!;
    this.#weights[slot] = this.#weights[last]!;
    this.#sums[slot] = this.#sums[last]!;
    this.#slots[moved] = slot;
  }
}
