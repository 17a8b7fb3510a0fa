/** Finds the split of one node after another of a tree. */
import type { Random } from "../random.js";
import { EntryBlocks } from "./entry_blocks.js";
import { EntryLists } from "./entry_lists.js";
import { EntryScan } from "./entry_scan.js";
import { FlagCandidates } from "./flag_candidates.js";
import type { Limits, NodeRows } from "./node_rows.js";
import { offerBest } from "./ordered_best.js";
import { offerRandom } from "./ordered_random.js";
import { type Split, SplitChoice } from "./split_choice.js";
import type { TreeColumns } from "./tree_columns.js";

export type Splitter = "best" | "random";

/** Nodes of at most this size are searched afresh: their sums are then free of what subtraction left behind. */
const smallNode = 32;

/** Random splits of larger nodes are looked up in blocks, once a split has taken no more than this part of their rows. */
const largeNode = 1024;
const lopsidedness = 16;

export class NodeSearch {
  readonly #columns: TreeColumns;
  readonly #splitter: Splitter;
  readonly #flags: FlagCandidates;
  readonly #entries: EntryLists;
  readonly #blocks: EntryBlocks;
  readonly #scan: EntryScan;
  readonly #order: Int32Array;
  #limits!: Limits;
  #node!: NodeRows;
  #random!: Random;
  #choice!: SplitChoice;
  #builtSize = 0;
  /** Whether the blocks stand for the node at hand. */
  #inBlocks = false;

  constructor(columns: TreeColumns, splitter: Splitter) {
    this.#columns = columns;
    this.#splitter = splitter;
    this.#flags = new FlagCandidates(columns);
    this.#entries = new EntryLists(columns);
    this.#blocks = new EntryBlocks(this.#entries);
    this.#scan = new EntryScan(this.#entries);
    this.#order = Int32Array.from({ length: columns.columnCount }, (_, column) => column);
  }

  begin(node: NodeRows, limits: Limits, random: Random): void {
    this.#node = node;
    this.#limits = limits;
    this.#random = random;
    this.#choice = new SplitChoice(random);
    this.#order.forEach((_, at) => (this.#order[at] = at));
  }

  /** Makes the rows from `start` up to `end` the node at hand. */
  enter(start: number, end: number): void {
    this.#node.enter(start, end);
    this.#flags.build(this.#node);
    this.#builtSize = end - start;
    this.#inBlocks = false;
    this.#entries.build(this.#node, this.#splitter === "best");
  }

  /** Goes on in a child, at `start` up to `end`, of the node at hand: cheaper than `enter` for the larger one. */
  narrow(start: number, end: number): void {
    const node = this.#node;
    const [from, to] = start === node.start ? [end, node.end] : [node.start, start];
    const size = end - start;
    this.#entries.remove(node, from, to);
    if (this.#inBlocks) this.#blocks.remove(node, from, to);
    this.#narrowFlags(start, end, from, to);
    if (this.#splitter === "best" || size <= largeNode) this.#inBlocks = false;
    else if (!this.#inBlocks && (to - from) * lopsidedness < size) this.#buildBlocks();
  }

  #narrowFlags(start: number, end: number, from: number, to: number): void {
    const node = this.#node;
    const size = end - start;
    if (size <= smallNode || 2 * size < this.#builtSize) {
      node.enter(start, end);
      this.#flags.build(node);
      this.#builtSize = size;
      return;
    }
    this.#flags.remove(node, from, to);
    node.leave(from, to);
  }

  #buildBlocks(): void {
    this.#entries.build(this.#node, true);
    this.#blocks.build(this.#node);
    this.#inBlocks = true;
  }

  /** The split of the node at hand; null where none is allowed. Good until the next call. */
  find(): Split | null {
    this.#choice.clear();
    if (this.#limits.maxFeatures >= this.#columns.columnCount) this.#offerAll();
    else this.#offerDrawn();
    if (this.#choice.column < 0) return null;
    if (this.#splitter === "random" && this.#columns.flagValues[this.#choice.column] !== 0) {
      this.#choice.threshold = this.#flags.randomThreshold(this.#choice.column, this.#random);
    }
    return this.#choice;
  }

  /** Divides the node's rows; gives back where the right ones begin. */
  divide({ column, threshold }: Split): number {
    const place = this.#columns.orderedPlaces[column]!;
    return place < 0
      ? this.#node.divideByFlag(this.#columns, column, threshold)
      : this.#node.divideByEntries(this.#entries.side(place, threshold, this.#node));
  }

  #offerAll(): void {
    this.#flags.offerAll(this.#node, this.#limits, this.#choice);
    for (let at = 0; at < this.#entries.activeCount; at++) this.#offerOrdered(this.#entries.active[at]!);
  }

  /** Draws columns as scikit-learn does: those that are the same in all rows count, but one that differs is among them. */
  #offerDrawn(): void {
    const { maxFeatures } = this.#limits;
    this.#random.shuffle(this.#order, maxFeatures);
    let differs = false;
    for (let at = 0; at < maxFeatures; at++) differs = this.#offer(this.#order[at]!) || differs;
    if (differs) return;
    const candidates = this.#candidates();
    this.#random.shuffle(candidates);
    for (const column of candidates) if (this.#offer(column)) return;
  }

  #offer(column: number): boolean {
    const place = this.#columns.orderedPlaces[column]!;
    return place < 0 ? this.#flags.offer(column, this.#node, this.#limits, this.#choice) : this.#offerOrdered(place);
  }

  #offerOrdered(place: number): boolean {
    if (this.#entries.alive[place] === 0) return false;
    if (this.#splitter === "best") return offerBest(this.#entries, place, this.#node, this.#limits, this.#choice);
    const values = this.#inBlocks ? this.#blocks : this.#scan;
    const zeros = this.#node.end - this.#node.start - this.#entries.alive[place]!;
    const column = this.#columns.orderedColumns[place]!;
    return offerRandom({ values, place, column, zeros }, this.#node, this.#limits, this.#choice, this.#random);
  }

  /** All columns that may differ among the node's rows. */
  #candidates(): Int32Array {
    const { size } = this.#flags;
    const found = new Int32Array(size + this.#entries.activeCount);
    for (let slot = 0; slot < size; slot++) found[slot] = this.#flags.columnAt(slot);
    for (let at = 0; at < this.#entries.activeCount; at++) {
      found[size + at] = this.#columns.orderedColumns[this.#entries.active[at]!]!;
    }
    return found;
  }
}
