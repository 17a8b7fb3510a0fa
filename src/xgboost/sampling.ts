/** Which rows and columns a tree may use. */
import type { SeededRandom } from "../random.js";

export interface ColumnFractions {
  readonly byTree: number;
  readonly byLevel: number;
  readonly byNode: number;
}

/** 1 for each row that is in, each with this probability; null: all are. */
export function sampleRows(rowCount: number, fraction: number, random: SeededRandom): Uint8Array | null {
  if (fraction >= 1) return null;
  return Uint8Array.from({ length: rowCount }, () => (random.next() < fraction ? 1 : 0));
}

/** The columns of one tree: a part of all, of these a part per level, of these a part per node; at least one each time. */
export class ColumnSampler {
  readonly #fractions: ColumnFractions;
  readonly #random: SeededRandom;
  readonly #columnCount: number;
  readonly #tree: Int32Array;
  readonly #levels = new Map<number, { readonly columns: Int32Array; readonly mask: Uint8Array }>();

  constructor(columnCount: number, fractions: ColumnFractions, random: SeededRandom) {
    this.#columnCount = columnCount;
    this.#fractions = fractions;
    this.#random = random;
    this.#tree = this.#sample(
      Int32Array.from({ length: columnCount }, (_, column) => column),
      fractions.byTree,
    );
  }

  /** null where nothing is sampled. */
  static of(columnCount: number, fractions: ColumnFractions, random: SeededRandom): ColumnSampler | null {
    const { byTree, byLevel, byNode } = fractions;
    return byTree >= 1 && byLevel >= 1 && byNode >= 1 ? null : new ColumnSampler(columnCount, fractions, random);
  }

  /** 1 for each column that a node at this depth may use; asked once per node. */
  atNode(depth: number): Uint8Array {
    const { byLevel, byNode } = this.#fractions;
    const level = byLevel >= 1 ? 0 : depth;
    let found = this.#levels.get(level);
    if (found === undefined) {
      const columns = this.#sample(this.#tree, byLevel);
      found = { columns, mask: this.#mask(columns) };
      this.#levels.set(level, found);
    }
    return byNode >= 1 ? found.mask : this.#mask(this.#sample(found.columns, byNode));
  }

  #mask(columns: Int32Array): Uint8Array {
    const mask = new Uint8Array(this.#columnCount);
    for (let at = 0; at < columns.length; at++) mask[columns[at]!] = 1;
    return mask;
  }

  #sample(columns: Int32Array, fraction: number): Int32Array {
    if (fraction >= 1) return columns;
    const count = Math.max(1, Math.floor(fraction * columns.length));
    const shuffled = columns.slice();
    for (let at = 0; at < count; at++) {
      const other = at + this.#random.nextInt(shuffled.length - at);
      [shuffled[at], shuffled[other]] = [shuffled[other]!, shuffled[at]!];
    }
    return shuffled.slice(0, count);
  }
}
