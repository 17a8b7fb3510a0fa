/** A table in memory, by columns. Frames do not change; what a method returns shares the columns that stay as they are. */
import { displaySymbol, type MimeData } from "../mime.js";
import { TrackingError } from "../errors.js";
import { nearest } from "../nearest.js";
import { columnType, type ColumnType } from "./column_type.js";
import { csvText } from "./csv_text.js";
import type { Aggregation, ArqueroTable, Columns, JoinKind } from "./columns.js";
import { aggregated, described, isMissing, joined, sorted, tableOf } from "./frame_verbs.js";
import { viewOf } from "./frame_view.js";

export type CellValue = number | string | boolean | bigint | Date | null | object;

type Name<Row> = keyof Row & string;
type Flat<Row> = { [Key in keyof Row]: Row[Key] };

/** `{ minutes: ["duration", "mean"] }`: a new column of what is made of another one. */
export type Aggregations<Row> = Readonly<Record<string, readonly [column: Name<Row>, what: Aggregation]>>;

type Aggregated<Row, Wanted extends Aggregations<Row>> = {
  [Key in keyof Wanted]: Wanted[Key][1] extends "min" | "max" | "first" | "last"
    ? Row[Wanted[Key][0]] | null
    : Wanted[Key][1] extends "size" | "count" | "nunique"
      ? number
      : number | null;
};

type Renamed<Row, Names> = {
  [Key in keyof Row as Key extends keyof Names ? Names[Key] & string : Key]: Row[Key];
};

const headRows = 5;

export class Frame<Row extends object = Record<string, CellValue>> {
  readonly #columns: Columns;
  /** The same, side by side: rows are made of them often. */
  readonly #names: readonly string[];
  readonly #values: readonly (readonly unknown[])[];
  readonly rowCount: number;

  /** `columns`: one array of `rowCount` values per name. */
  constructor(columns: Columns, rowCount: number) {
    for (const [name, values] of columns) {
      if (values.length === rowCount) continue;
      const lengths = `column '${name}' has ${values.length} values in a frame of ${rowCount} rows`;
      throw new TrackingError("INVALID_PARAMETER_VALUE", `${lengths}; give one value per row`);
    }
    this.#columns = columns;
    this.#names = [...columns.keys()];
    this.#values = [...columns.values()];
    this.rowCount = rowCount;
  }

  /** What a record lacks is null. */
  static fromRecords<Row extends object>(records: readonly Row[]): Frame<Row> {
    const names = new Set<string>();
    for (const row of records) for (const name of Object.keys(row)) names.add(name);
    const values = (name: string) => records.map((row) => (row as Record<string, unknown>)[name] ?? null);
    return new Frame<Row>(new Map([...names].map((name) => [name, values(name)])), records.length);
  }

  /** `{ zone: ["a", "b"], minutes: [3, 7.25] }`: all of one length. */
  static fromColumns<Values extends Readonly<Record<string, readonly unknown[]>>>(
    columns: Values,
  ): Frame<{ [Key in keyof Values]: Values[Key][number] }> {
    const entries = Object.entries(columns);
    return new Frame(new Map(entries), entries[0]?.[1].length ?? 0);
  }

  get columnNames(): Name<Row>[] {
    return [...this.#names] as Name<Row>[];
  }

  /** Name → what kind of values the column holds; missing ones do not count. */
  get columnTypes(): Readonly<Record<Name<Row>, ColumnType>> {
    const types = [...this.#columns].map(([name, values]) => [name, columnType(values)]);
    return Object.fromEntries(types) as Record<Name<Row>, ColumnType>;
  }

  /** The values of one column. Throws INVALID_PARAMETER_VALUE when there is none of that name. */
  column<Key extends Name<Row>>(name: Key): readonly Row[Key][] {
    const values = this.#columns.get(name);
    if (values !== undefined) return values as readonly Row[Key][];
    const near = nearest(name, this.#names);
    const advice = near === null ? `there are: ${this.#names.join(", ")}` : `did you mean '${near}'?`;
    throw new TrackingError("INVALID_PARAMETER_VALUE", `no column '${name}'; ${advice}`);
  }

  row(index: number): Row {
    const row: Record<string, unknown> = {};
    for (let at = 0; at < this.#names.length; at++) row[this.#names[at]!] = this.#values[at]![index];
    return row as Row;
  }

  /** Row after row. */
  *[Symbol.iterator](): IterableIterator<Row> {
    for (let index = 0; index < this.rowCount; index++) yield this.row(index);
  }

  /** The rows for which `keep` says true. */
  filter(keep: (row: Row, index: number) => boolean): Frame<Row> {
    const kept: number[] = [];
    for (let index = 0; index < this.rowCount; index++) if (keep(this.row(index), index)) kept.push(index);
    return this.take(kept);
  }

  /** The rows of these indices, in their order. */
  take(indices: ArrayLike<number>): Frame<Row> {
    const rows = Array.from(indices);
    const wrong = rows.find((index) => !Number.isInteger(index) || index < 0 || index >= this.rowCount);
    if (wrong !== undefined) {
      throw new TrackingError("INVALID_PARAMETER_VALUE", `there is no row ${wrong}; the frame has ${this.rowCount}`);
    }
    return new Frame<Row>(
      this.#map((values) => rows.map((index) => values[index])),
      rows.length,
    );
  }

  /** With one more column, or one replaced. */
  with<Key extends string, Value>(
    name: Key,
    value: (row: Row, index: number) => Value,
  ): Frame<Flat<Omit<Row, Key> & Record<Key, Value>>> {
    const values = new Array<Value>(this.rowCount);
    for (let index = 0; index < values.length; index++) values[index] = value(this.row(index), index);
    return new Frame(new Map<string, readonly unknown[]>([...this.#columns, [name, values]]), this.rowCount);
  }

  select<Key extends Name<Row>>(...names: readonly Key[]): Frame<Pick<Row, Key>> {
    return new Frame(new Map(names.map((name) => [name as string, this.column(name)])), this.rowCount);
  }

  drop<Key extends Name<Row>>(...names: readonly Key[]): Frame<Omit<Row, Key>> {
    for (const name of names) this.column(name);
    const dropped = new Set<string>(names);
    return new Frame(new Map([...this.#columns].filter(([name]) => !dropped.has(name))), this.rowCount);
  }

  /** `{ old: "new" }`; throws INVALID_PARAMETER_VALUE where two columns would have one name. */
  rename<const Names extends { readonly [Key in Name<Row>]?: string }>(names: Names): Frame<Flat<Renamed<Row, Names>>> {
    for (const name of Object.keys(names)) this.column(name as Name<Row>);
    const renamed = this.#names.map((name) => (names as Readonly<Record<string, string>>)[name] ?? name);
    const twice = renamed.find((name, at) => renamed.indexOf(name) !== at);
    if (twice !== undefined) {
      throw new TrackingError(
        "INVALID_PARAMETER_VALUE",
        `two columns would be called '${twice}'; drop one of them first`,
      );
    }
    return new Frame(new Map(renamed.map((name, at) => [name, this.#values[at]!])), this.rowCount);
  }

  /** Sorted by one or more columns, ascending or as given for each; missing values come last, equal rows keep their order. */
  sort(
    by: Name<Row> | readonly Name<Row>[],
    { ascending = true }: { readonly ascending?: boolean | readonly boolean[] } = {},
  ): Frame<Row> {
    const names = typeof by === "string" ? [by] : by;
    const keys = names.map((name, at) => {
      this.column(name);
      return { name, ascending: typeof ascending === "boolean" ? ascending : (ascending[at] ?? true) };
    });
    return new Frame<Row>(sorted(this.#columns, keys), this.rowCount);
  }

  /** Rows with equal values of `names` become one row of `aggregate`. */
  groupBy<Key extends Name<Row>>(...names: readonly Key[]): Groups<Row, Key> {
    for (const name of names) this.column(name);
    return new Groups<Row, Key>(this, this.#columns, names);
  }

  /**
   * Rows of both frames with the same values of `on` side by side; `how` (default "inner") says whether rows that find no
   * other stay, with nulls: those of this frame ("left"), of the other ("right") or of both ("outer"). Other columns that
   * both have get the endings `_x` and `_y`.
   */
  join<Other extends object, Key extends Name<Row> & Name<Other>>(
    other: Frame<Other>,
    on: Key | readonly Key[],
    how: JoinKind = "inner",
  ): Frame<Flat<Row & Omit<Other, Key>>> {
    const keys = typeof on === "string" ? [on] : on;
    for (const name of keys) {
      this.column(name);
      other.column(name);
    }
    return framed(joined(this.#columns, other.#columns, keys, how));
  }

  /** Rows of this frame, then those of others; a column that a frame lacks is null there. */
  concat(...others: readonly Frame<Row>[]): Frame<Row> {
    const frames = [this, ...others];
    const names = new Set(frames.flatMap((frame) => frame.#names));
    const values = (name: string) =>
      frames.flatMap((frame) => frame.#columns.get(name) ?? new Array<unknown>(frame.rowCount).fill(null));
    const rowCount = frames.reduce((sum, frame) => sum + frame.rowCount, 0);
    return new Frame<Row>(new Map([...names].map((name) => [name, values(name)])), rowCount);
  }

  /** Without the rows in which one of `names` (default: any column) is missing. */
  dropMissing(...names: readonly Name<Row>[]): Frame<Row> {
    const columns = (names.length === 0 ? this.columnNames : names).map((name) => this.column(name));
    const rows = Array.from({ length: this.rowCount }, (_, index) => index);
    return this.take(rows.filter((index) => !columns.some((values) => isMissing(values[index]))));
  }

  /** The different values of a column, in the order in which they come. */
  unique<Key extends Name<Row>>(name: Key): Row[Key][] {
    return [...new Set(this.column(name))];
  }

  /**
   * Count, mean, standard deviation (n − 1), least, quartiles and largest of each column of numbers, missing values left
   * out. Without such columns: count, number of different values, the most frequent one and how often it occurs.
   */
  describe(): Frame<{ statistic: string } & Record<string, CellValue>> {
    return framed(described(this.#columns));
  }

  /** One object per row, of all columns or of `names`. */
  records<Key extends Name<Row> = Name<Row>>(names?: readonly Key[]): Pick<Row, Key>[] {
    const chosen = (names ?? (this.columnNames as Key[])).map((name) => [name, this.column(name)] as const);
    return Array.from({ length: this.rowCount }, (_, index) => {
      const record: Partial<Record<Key, unknown>> = {};
      for (const [name, values] of chosen) record[name] = values[index];
      return record as Pick<Row, Key>;
    });
  }

  /** Rows of numbers, as models take them: of all columns or of `names`. Throws for what is no number. */
  numbers(...names: readonly Name<Row>[]): number[][] {
    const chosen = names.length === 0 ? this.columnNames : names;
    const columns = chosen.map((name) => [name, this.column(name)] as const);
    return Array.from({ length: this.rowCount }, (_, row) =>
      columns.map(([name, values]) => {
        const value: unknown = values[row];
        if (typeof value === "number" || typeof value === "boolean") return Number(value);
        const advice = "fill it in, leave the row out, or leave the column out by naming the others";
        throw new TrackingError("INVALID_PARAMETER_VALUE", `'${name}' is ${String(value)} in row ${row}; ${advice}`);
      }),
    );
  }

  /** The first rows; with a count below 0 all but the last ones, as in pandas. */
  head(count = headRows): Frame<Row> {
    return this.slice(0, count);
  }

  /** The last rows; with a count below 0 all but the first ones, as in pandas. */
  tail(count = headRows): Frame<Row> {
    return this.slice(count < 0 ? -count : Math.max(0, this.rowCount - count));
  }

  /** Rows `start` up to `end`, below 0 counted from the last one, as arrays do it. */
  slice(start: number, end = this.rowCount): Frame<Row> {
    const place = (at: number) => Math.min(Math.max(Math.trunc(at < 0 ? at + this.rowCount : at), 0), this.rowCount);
    const from = place(start);
    const rowCount = Math.max(0, place(end) - from);
    return new Frame<Row>(
      this.#map((values) => values.slice(from, from + rowCount)),
      rowCount,
    );
  }

  /** As CSV (RFC 4180, lines end in \n): missing values are empty, dates ISO 8601. */
  toCsv(): string {
    return csvText(this.#names, this.#values, this.rowCount);
  }

  /** The same table as one of arquero's (its `ColumnTable`). */
  get table(): ArqueroTable {
    return tableOf(this.#columns);
  }

  [displaySymbol](): MimeData {
    return viewOf(this.#columns, this.rowCount);
  }

  #map(change: (values: readonly unknown[]) => readonly unknown[]): Columns {
    return new Map([...this.#columns].map(([name, values]) => [name, change(values)]));
  }
}

/** Rows of a frame by the values of some columns. */
export class Groups<Row extends object, Key extends Name<Row>> {
  readonly #frame: Frame<Row>;
  readonly #columns: Columns;
  readonly #names: readonly Key[];

  constructor(frame: Frame<Row>, columns: Columns, names: readonly Key[]) {
    this.#frame = frame;
    this.#columns = columns;
    this.#names = names;
  }

  /**
   * One row per group, in the order of its values: `aggregate({ rides: ["duration", "size"], mean: ["duration", "mean"] })`.
   * Missing values are left out; rows whose group is missing are a group of their own, the last.
   */
  aggregate<const Wanted extends Aggregations<Row>>(
    wanted: Wanted,
  ): Frame<Flat<Pick<Row, Key> & Aggregated<Row, Wanted>>> {
    for (const [column] of Object.values(wanted)) this.#frame.column(column);
    return framed(aggregated(this.#columns, this.#names, wanted));
  }
}

function framed<Row extends object>(columns: Columns): Frame<Row> {
  const first: readonly unknown[] = [...columns.values()][0] ?? [];
  return new Frame<Row>(columns, first.length);
}
