/**
 * Sums over the sorted entries of large nodes, by blocks: what lies beyond a threshold is then known without visiting
 * all rows. Extremely randomised trees ask that thousands of times on the way down, where a few rows leave at a time.
 */
import type { EntryLists } from "./entry_lists.js";
import type { NodeRows } from "./node_rows.js";

/** What some rows of a node count, weigh and sum up to. */
export interface Side {
  size: number;
  weight: number;
  sum: number;
}

const blockBits = 7;
const blockSize = 1 << blockBits;

export class EntryBlocks {
  readonly #lists: EntryLists;
  /** Of the column that was visited last. */
  least = 0;
  greatest = 0;
  /** By place: the first block. */
  readonly #blockStarts: Int32Array;
  /** By entry: where it is listed. */
  readonly #positions: Int32Array;
  /** By block, of rows that are still in the node. */
  readonly #sizes: Int32Array;
  readonly #weights: Float64Array;
  readonly #sums: Float64Array;

  constructor(lists: EntryLists) {
    this.#lists = lists;
    const { entryStarts, orderedColumns } = lists.columns;
    this.#blockStarts = new Int32Array(orderedColumns.length + 1);
    for (let place = 0; place < orderedColumns.length; place++) {
      const length = entryStarts[place + 1]! - entryStarts[place]!;
      this.#blockStarts[place + 1] = this.#blockStarts[place]! + Math.ceil(length / blockSize);
    }
    const count = this.#blockStarts[orderedColumns.length]!;
    this.#positions = new Int32Array(lists.list.length);
    this.#sizes = new Int32Array(count);
    this.#weights = new Float64Array(count);
    this.#sums = new Float64Array(count);
  }

  /** After the lists were built, sorted. */
  build(node: NodeRows): void {
    for (let at = 0; at < this.#lists.activeCount; at++) this.#sumUp(this.#lists.active[at]!, node);
  }

  /** Rows at `from` up to `to` leave the node. */
  remove({ rows, weights, sums }: NodeRows, from: number, to: number): void {
    const { entryStarts, rowEntryStarts, rowEntries, rowEntryPlaces } = this.#lists.columns;
    for (let at = from; at < to; at++) {
      const row = rows[at]!;
      for (let own = rowEntryStarts[row]!; own < rowEntryStarts[row + 1]!; own++) {
        const place = rowEntryPlaces[own]!;
        const position = this.#positions[rowEntries[own]!]! - entryStarts[place]!;
        const block = this.#blockStarts[place]! + (position >> blockBits);
        this.#sizes[block]!--;
        this.#weights[block]! -= weights[row]!;
        this.#sums[block]! -= sums[row]!;
      }
    }
  }

  /** Finds the least and the greatest value of the entries. Some row of the node must have one. */
  visit(place: number, node: NodeRows): void {
    const { alive, lengths, list, columns } = this.#lists;
    if (2 * alive[place]! < lengths[place]!) this.#sumUp(place, node);
    const { entryValues } = columns;
    let { from, to } = this.#lists.of(place);
    while (!this.#inNode(list[from]!, node)) from++;
    while (!this.#inNode(list[to - 1]!, node)) to--;
    this.least = entryValues[list[from]!]!;
    this.greatest = entryValues[list[to - 1]!]!;
  }

  /** Entries above the threshold, or those that are not. */
  side(place: number, threshold: number, above: boolean, node: NodeRows): Side {
    const start = this.#lists.columns.entryStarts[place]!;
    const { to } = this.#lists.of(place);
    const edge = this.#lists.firstAbove(place, threshold);
    const block = (edge - start) >> blockBits;
    const blockFrom = start + (block << blockBits);
    const side: Side = { size: 0, weight: 0, sum: 0 };
    if (above) this.#addEntries(side, edge, Math.min(blockFrom + blockSize, to), node);
    else this.#addEntries(side, blockFrom, edge, node);
    const first = this.#blockStarts[place]!;
    if (above) this.#addBlocks(side, first + block + 1, first + Math.ceil((to - start) / blockSize));
    else this.#addBlocks(side, first, first + block);
    return side;
  }

  #addEntries(side: Side, from: number, to: number, node: NodeRows): void {
    for (let at = from; at < to; at++) {
      const entry = this.#lists.list[at]!;
      if (!this.#inNode(entry, node)) continue;
      const row = this.#lists.columns.entryRows[entry]!;
      side.size++;
      side.weight += node.weights[row]!;
      side.sum += node.sums[row]!;
    }
  }

  #addBlocks(side: Side, from: number, to: number): void {
    let { size, weight, sum } = side;
    for (let block = from; block < to; block++) {
      size += this.#sizes[block]!;
      weight += this.#weights[block]!;
      sum += this.#sums[block]!;
    }
    side.size = size;
    side.weight = weight;
    side.sum = sum;
  }

  #sumUp(place: number, node: NodeRows): void {
    this.#lists.compact(place, node);
    const { list } = this.#lists;
    const { from, to } = this.#lists.of(place);
    const first = this.#blockStarts[place]!;
    for (let at = from; at < to; at += blockSize) {
      const side: Side = { size: 0, weight: 0, sum: 0 };
      this.#addEntries(side, at, Math.min(at + blockSize, to), node);
      const block = first + ((at - from) >> blockBits);
      this.#sizes[block] = side.size;
      this.#weights[block] = side.weight;
      this.#sums[block] = side.sum;
    }
    for (let at = from; at < to; at++) this.#positions[list[at]!] = at;
  }

  #inNode(entry: number, { places, start, end }: NodeRows): boolean {
    const at = places[this.#lists.columns.entryRows[entry]!]!;
    return at >= start && at < end;
  }
}
