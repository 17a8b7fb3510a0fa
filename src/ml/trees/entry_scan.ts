/** What `EntryBlocks` knows of large nodes, for small ones: by visiting all entries, which need no order. */
import type { Side } from "./entry_blocks.js";
import type { EntryLists } from "./entry_lists.js";
import type { NodeRows } from "./node_rows.js";

export class EntryScan {
  readonly #lists: EntryLists;
  /** Of the column that was visited last. */
  least = 0;
  greatest = 0;

  constructor(lists: EntryLists) {
    this.#lists = lists;
  }

  /** Finds the least and the greatest value of the entries. Some row of the node must have one. */
  visit(place: number, node: NodeRows): void {
    const { alive, lengths, list, columns } = this.#lists;
    if (alive[place]! < lengths[place]!) this.#lists.compact(place, node);
    const { from, to } = this.#lists.of(place);
    let least = Infinity;
    let greatest = -Infinity;
    for (let at = from; at < to; at++) {
      const value = columns.entryValues[list[at]!]!;
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
    this.least = least;
    this.greatest = greatest;
  }

  /** Entries above the threshold, or those that are not; after `visit`. */
  side(place: number, threshold: number, above: boolean, { weights, sums }: NodeRows): Side {
    const { list, columns } = this.#lists;
    const { from, to } = this.#lists.of(place);
    let size = 0;
    let weight = 0;
    let sum = 0;
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
