/** The entries of the ordered columns that belong to the node at hand; a row without an entry is 0 in that column. */
import type { EntrySide, NodeRows } from "./node_rows.js";
import type { TreeColumns } from "./tree_columns.js";

export class EntryLists {
  readonly columns: TreeColumns;
  /** Entries of the column at place i begin at `entryStarts[i]`; some may be of rows that have left the node. */
  readonly list: Int32Array;
  /** By place: how many are listed, and how many of them are of the node's rows. */
  readonly lengths: Int32Array;
  readonly alive: Int32Array;
  /** Places of columns with an entry in the node when it was built. */
  readonly active: Int32Array;
  activeCount = 0;
  #sorted = false;

  constructor(columns: TreeColumns) {
    this.columns = columns;
    this.list = new Int32Array(columns.entryRows.length);
    this.lengths = new Int32Array(columns.orderedColumns.length);
    this.alive = new Int32Array(columns.orderedColumns.length);
    this.active = new Int32Array(columns.orderedColumns.length);
  }

  /** Where its entries are listed. */
  of(place: number): { from: number; to: number } {
    const from = this.columns.entryStarts[place]!;
    return { from, to: from + this.lengths[place]! };
  }

  /** Entries among which are all those of one side of a threshold, which rows without an entry are not on. */
  side(place: number, threshold: number, node: NodeRows): EntrySide {
    const { list, columns } = this;
    const { from, to } = this.of(place);
    const zeros = node.end - node.start - this.alive[place]!;
    if (!this.#sorted) return { columns, list, from, to, threshold, above: threshold >= 0 };
    const edge = this.firstAbove(place, threshold);
    const above = zeros > 0 ? threshold >= 0 : to - edge < edge - from;
    return { columns, list, from: above ? edge : from, to: above ? to : edge, threshold, above };
  }

  /** Where in a sorted list the entries begin that are above the threshold. */
  firstAbove(place: number, threshold: number): number {
    const { entryValues } = this.columns;
    let { from, to } = this.of(place);
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (entryValues[this.list[middle]!]! > threshold) to = middle;
      else from = middle + 1;
    }
    return from;
  }

  /** Takes entries of rows that have left the node off the list. */
  compact(place: number, { places, start, end }: NodeRows): void {
    const { entryRows } = this.columns;
    const { from, to } = this.of(place);
    const list = this.list;
    let next = from;
    for (let at = from; at < to; at++) {
      const entry = list[at]!;
      const rowPlace = places[entryRows[entry]!]!;
      if (rowPlace >= start && rowPlace < end) list[next++] = entry;
    }
    this.lengths[place] = next - from;
  }

  /** `sorted`: in the order of the values. */
  build(node: NodeRows, sorted: boolean): void {
    this.#sorted = sorted;
    const { rowCount, entryRows } = this.columns;
    if (entryRows.length === 0) return;
    for (let at = 0; at < this.activeCount; at++) {
      this.lengths[this.active[at]!] = 0;
      this.alive[this.active[at]!] = 0;
    }
    this.activeCount = 0;
    const size = node.end - node.start;
    // Reading all entries in order, or gathering the node's and sorting them: sorting costs a few steps per level.
    if (size * (sorted ? 2 + Math.log2(size) : 2) > rowCount) this.#filter(node);
    else this.#gather(node, sorted);
    for (let at = 0; at < this.activeCount; at++) {
      const place = this.active[at]!;
      this.alive[place] = this.lengths[place]!;
    }
  }

  /** Rows at `from` up to `to` leave the node; their entries stay listed until somebody comes by. */
  remove({ rows }: NodeRows, from: number, to: number): void {
    const { rowEntryStarts, rowEntryPlaces } = this.columns;
    const alive = this.alive;
    for (let at = from; at < to; at++) {
      const row = rows[at]!;
      const last = rowEntryStarts[row + 1]!;
      for (let entry = rowEntryStarts[row]!; entry < last; entry++) alive[rowEntryPlaces[entry]!]!--;
    }
  }

  #filter({ places, start, end }: NodeRows): void {
    const { entryStarts, entryRows, orderedColumns } = this.columns;
    const list = this.list;
    for (let place = 0; place < orderedColumns.length; place++) {
      const [first, last] = [entryStarts[place]!, entryStarts[place + 1]!];
      let next = first;
      for (let entry = first; entry < last; entry++) {
        const at = places[entryRows[entry]!]!;
        if (at >= start && at < end) list[next++] = entry;
      }
      this.lengths[place] = next - first;
      if (next > first) this.active[this.activeCount++] = place;
    }
  }

  #gather({ rows, start, end }: NodeRows, sorted: boolean): void {
    const { entryStarts, rowEntryStarts, rowEntries, rowEntryPlaces } = this.columns;
    const [list, lengths] = [this.list, this.lengths];
    for (let at = start; at < end; at++) {
      const row = rows[at]!;
      const last = rowEntryStarts[row + 1]!;
      for (let entry = rowEntryStarts[row]!; entry < last; entry++) {
        const place = rowEntryPlaces[entry]!;
        if (lengths[place] === 0) this.active[this.activeCount++] = place;
        list[entryStarts[place]! + lengths[place]!++] = rowEntries[entry]!;
      }
    }
    if (!sorted) return;
    for (let at = 0; at < this.activeCount; at++) {
      const { from, to } = this.of(this.active[at]!);
      if (to - from > shortList) list.subarray(from, to).sort();
      else insertionSort(list, from, to);
    }
  }
}

const shortList = 24;

function insertionSort(list: Int32Array, from: number, to: number): void {
  for (let at = from + 1; at < to; at++) {
    const value = list[at]!;
    let free = at;
    for (; free > from && list[free - 1]! > value; free--) list[free] = list[free - 1]!;
    list[free] = value;
  }
}
