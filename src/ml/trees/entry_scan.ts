/** What `EntryBlocks` knows of large nodes, for small ones: by visiting all entries, which need no order. */
import type { Side } from "./entry_blocks.js";
import type { EntryLists } from "./entry_lists.js";
import type { NodeRows } from "./node_rows.js";

export class EntryScan {
  readonly #lists: EntryLists;

  constructor(lists: EntryLists) {
    this.#lists = lists;
  }

  /** Least and greatest value of the entries. Some row of the node must have one. */
  extent(place: number, node: NodeRows): [least: number, greatest: number] {
    this.#lists.compact(place, node);
    const { list, columns } = this.#lists;
    const { from, to } = this.#lists.of(place);
    let [least, greatest] = [Infinity, -Infinity];
    for (let at = from; at < to; at++) {
      const value = columns.entryValues[list[at]!]!;
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
    return [least, greatest];
  }

  /** Entries above the threshold, or those that are not; after `extent`. */
  side(place: number, threshold: number, above: boolean, { weights, sums }: NodeRows): Side {
    const { list, columns } = this.#lists;
    const { from, to } = this.#lists.of(place);
    let [size, weight, sum] = [0, 0, 0];
    for (let at = from; at < to; at++) {
      const entry = list[at]!;
      if (columns.entryValues[entry]! > threshold !== above) continue;
      const row = columns.entryRows[entry]!;
      size++;
      weight += weights[row]!;
      sum += sums[row]!;
    }
    return { size, weight, sum };
  }
}
