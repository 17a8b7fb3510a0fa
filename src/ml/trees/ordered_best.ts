/** The best split of an ordered column: one pass over its entries in the node, by value. */
import type { EntryLists } from "./entry_lists.js";
import { featureThreshold } from "./feature_threshold.js";
import type { Limits, NodeRows } from "./node_rows.js";
import type { SplitChoice } from "./split_choice.js";

/** Says whether the column differs among the node's rows, some of which have an entry. */
export function offerBest(
  lists: EntryLists,
  place: number,
  node: NodeRows,
  limits: Limits,
  choice: SplitChoice,
): boolean {
  if (lists.alive[place]! < lists.lengths[place]!) lists.compact(place, node);
  const pass = new Pass(node, limits);
  const zeros = node.end - node.start - lists.alive[place]!;
  const { entryRows, entryValues, orderedColumns } = lists.columns;
  const { weights, sums } = node;
  const list = lists.list;
  const { from, to } = lists.of(place);
  let zeroWeight = node.weight;
  let zeroSum = node.sum;
  for (let at = from; zeros > 0 && at < to; at++) {
    const row = entryRows[list[at]!]!;
    zeroWeight -= weights[row]!;
    zeroSum -= sums[row]!;
  }
  let zerosAhead = zeros > 0;
  for (let at = from; at < to; at++) {
    const entry = list[at]!;
    const value = entryValues[entry]!;
    if (zerosAhead && value >= 0) {
      pass.add(0, zeros, zeroWeight, zeroSum);
      zerosAhead = false;
    }
    const row = entryRows[entry]!;
    pass.add(value, 1, weights[row]!, sums[row]!);
  }
  if (zerosAhead) pass.add(0, zeros, zeroWeight, zeroSum);
  if (pass.score > -Infinity) choice.offer(pass.score, orderedColumns[place]!, pass.threshold);
  return pass.differs;
}

/** Rows that come in the order of their values, and the best place to part them. */
class Pass {
  score = -Infinity;
  threshold = 0;
  differs = false;
  readonly #limits: Limits;
  readonly #size: number;
  readonly #weight: number;
  readonly #sum: number;
  #value = 0;
  #leftSize = 0;
  #leftWeight = 0;
  #leftSum = 0;

  constructor({ start, end, weight, sum }: NodeRows, limits: Limits) {
    this.#limits = limits;
    this.#size = end - start;
    this.#weight = weight;
    this.#sum = sum;
  }

  add(value: number, size: number, weight: number, sum: number): void {
    if (this.#leftSize > 0 && value > Math.fround(this.#value + featureThreshold)) this.#part(value);
    this.#value = value;
    this.#leftSize += size;
    this.#leftWeight += weight;
    this.#leftSum += sum;
  }

  #part(value: number): void {
    this.differs = true;
    const rightWeight = this.#weight - this.#leftWeight;
    const rightSum = this.#sum - this.#leftSum;
    const score = (this.#leftSum * this.#leftSum) / this.#leftWeight + (rightSum * rightSum) / rightWeight;
    if (score <= this.score) return;
    const { minSamplesLeaf, minWeightLeaf } = this.#limits;
    if (this.#leftSize < minSamplesLeaf || this.#size - this.#leftSize < minSamplesLeaf) return;
    if (this.#leftWeight < minWeightLeaf || rightWeight < minWeightLeaf) return;
    this.score = score;
    this.threshold = this.#value / 2 + value / 2;
  }
}
