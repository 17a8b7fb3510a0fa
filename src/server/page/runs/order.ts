/** The runs of a selection in the order asked for: one rule for all stores, kept until the store changes. */
import { attributeFields, type CellValue, type RunSelection } from "../../../protocol/page.js";
import { type FieldOrder, numberIn, readField, readFieldOrder } from "../../../search/field.js";
import type { RunColumns, Soon } from "../../../store/run_columns.js";
import { noteAnswer } from "../../memory.js";
import { Kept } from "./kept.js";

const mostKeptIds = 200_000;
/** What sorting a run leaves behind, as characters of an answer do. */
const charactersPerRun = 160;

export class Ordered {
  readonly #columns: RunColumns;
  readonly #lists: Kept<readonly string[]>;

  constructor(columns: RunColumns) {
    this.#columns = columns;
    this.#lists = new Kept(
      () => columns.revision(),
      mostKeptIds,
      (list) => list.length + 1000,
    );
  }

  /** The ids of all that match. `orderBy`: `metrics.rmse DESC`; the store's own order decides between equals. */
  async runs(selection: RunSelection, orderBy: readonly string[] = [], soon?: Soon): Promise<readonly string[]> {
    const orders = orderBy.map(readFieldOrder);
    const fields = orders.map((order) => readField(order.name, attributeFields));
    return await this.#lists.get(JSON.stringify([selection, orderBy]), async () => {
      // Lists in several orders share their ids, which are most of their size.
      const runIds =
        orders.length === 0 ? await this.#columns.match(selection, soon) : await this.runs(selection, [], soon);
      noteAnswer(runIds.length * charactersPerRun);
      if (orders.length === 0) return runIds;
      const columns = await this.#columns.cells(runIds, fields);
      return sortedPlaces(columns, orders).map((place) => runIds[place]!);
    });
  }
}

/** The places of rows in order: numbers, then text, then NaN, then what is missing, in both directions. */
function sortedPlaces(columns: readonly (readonly CellValue[])[], orders: readonly FieldOrder[]): number[] {
  const keys = columns.map((column, index) => keysOf(column, orders[index]!));
  const places = Array.from({ length: columns[0]!.length }, (_, place) => place);
  return places.sort((a, b) => {
    for (const { ranks, values, sign } of keys) {
      const byRank = ranks[a]! - ranks[b]!;
      if (byRank !== 0) return byRank;
      const [one, other] = [values[a]!, values[b]!];
      if (one !== other) return one < other ? -sign : sign;
    }
    return a - b;
  });
}

interface Keys {
  readonly ranks: Uint8Array;
  readonly values: readonly (number | string)[];
  readonly sign: 1 | -1;
}

function keysOf(column: readonly CellValue[], { name, descending }: FieldOrder): Keys {
  const numbers = /^(?:metrics|min|max)\./.test(name);
  const ranks = new Uint8Array(column.length);
  const values = column.map((cell, place) => {
    const value = numbers ? metricValue(cell) : (numericText(cell) ?? cell ?? 0);
    ranks[place] = cell === null ? 3 : Number.isNaN(value) ? 2 : typeof value === "number" ? 0 : 1;
    return Number.isNaN(value) ? 0 : value;
  });
  return { ranks, values, sign: descending ? -1 : 1 };
}

function metricValue(cell: CellValue): number {
  return cell === null ? 0 : Number(cell);
}

function numericText(cell: CellValue): number | null {
  return typeof cell === "string" ? numberIn(cell) : null;
}
