/** A table in memory, by columns. Frames do not change; what a method returns shares the columns that stay as they are. */
import { escapeHtml } from "../html.js";
import { displaySymbol, type MimeData } from "../mime.js";
import { TrackingError } from "../errors.js";

export type CellValue = number | string | boolean | bigint | Date | null | object;

const shownRows = 5;

export class Frame<Row extends object = Record<string, CellValue>> {
  readonly #columns: ReadonlyMap<string, readonly unknown[]>;
  /** The same, side by side: rows are made of them often. */
  readonly #names: readonly string[];
  readonly #values: readonly (readonly unknown[])[];
  readonly rowCount: number;

  /** `columns`: one array of `rowCount` values per name. */
  constructor(columns: ReadonlyMap<string, readonly unknown[]>, rowCount: number) {
    this.#columns = columns;
    this.#names = [...columns.keys()];
    this.#values = [...columns.values()];
    this.rowCount = rowCount;
  }

  static fromRecords<Row extends object>(records: readonly Row[]): Frame<Row> {
    const names = [...new Set(records.flatMap((row) => Object.keys(row)))] as (keyof Row & string)[];
    return new Frame<Row>(
      new Map(names.map((name) => [name, records.map((row) => row[name] ?? null)])),
      records.length,
    );
  }

  get columnNames(): (keyof Row & string)[] {
    return [...this.#columns.keys()] as (keyof Row & string)[];
  }

  /** The values of one column. Throws INVALID_PARAMETER_VALUE when there is none of that name. */
  column<Name extends keyof Row & string>(name: Name): readonly Row[Name][] {
    const values = this.#columns.get(name);
    if (values !== undefined) return values as readonly Row[Name][];
    const known = this.columnNames.join(", ");
    throw new TrackingError("INVALID_PARAMETER_VALUE", `no column '${name}'; there are: ${known}`);
  }

  row(index: number): Row {
    const row: Record<string, unknown> = {};
    for (let at = 0; at < this.#names.length; at++) row[this.#names[at]!] = this.#values[at]![index];
    return row as Row;
  }

  /** The rows for which `keep` says true. */
  filter(keep: (row: Row, index: number) => boolean): Frame<Row> {
    const kept: number[] = [];
    for (let index = 0; index < this.rowCount; index++) if (keep(this.row(index), index)) kept.push(index);
    const columns = [...this.#columns].map(([name, values]) => [name, kept.map((index) => values[index])] as const);
    return new Frame<Row>(new Map(columns), kept.length);
  }

  /** With one more column, or one replaced. */
  with<Name extends string, Value>(
    name: Name,
    value: (row: Row, index: number) => Value,
  ): Frame<Omit<Row, Name> & Record<Name, Value>> {
    const values = Array.from({ length: this.rowCount }, (_, index) => value(this.row(index), index));
    return new Frame(new Map<string, readonly unknown[]>([...this.#columns, [name, values]]), this.rowCount);
  }

  select<Name extends keyof Row & string>(...names: readonly Name[]): Frame<Pick<Row, Name>> {
    return new Frame(new Map(names.map((name) => [name as string, this.column(name)])), this.rowCount);
  }

  /** One object per row, of all columns or of `names`. */
  records<Name extends keyof Row & string = keyof Row & string>(names?: readonly Name[]): Pick<Row, Name>[] {
    const chosen = (names ?? (this.columnNames as Name[])).map((name) => [name, this.column(name)] as const);
    return Array.from({ length: this.rowCount }, (_, index) => {
      const record: Partial<Record<Name, unknown>> = {};
      for (const [name, values] of chosen) record[name] = values[index];
      return record as Pick<Row, Name>;
    });
  }

  head(count = shownRows): Frame<Row> {
    return this.slice(0, count);
  }

  slice(start: number, end = this.rowCount): Frame<Row> {
    const columns = [...this.#columns].map(([name, values]) => [name, values.slice(start, end)] as const);
    return new Frame<Row>(new Map(columns), columns[0]?.[1].length ?? 0);
  }

  [displaySymbol](): MimeData {
    const names = this.columnNames;
    const rows = Array.from({ length: Math.min(shownRows, this.rowCount) }, (_, index) => index).map((index) =>
      names.map((name) => readable(this.column(name)[index])),
    );
    const shape = `${this.rowCount.toLocaleString("en-US")} rows × ${names.length} columns`;
    return { "text/html": html(names, rows, shape), "text/plain": text(names, rows, shape) };
  }
}

function readable(value: unknown): string {
  if (value instanceof Date && Number.isNaN(value.getTime())) return "Invalid Date";
  if (value instanceof Date)
    return value
      .toISOString()
      .replace("T", " ")
      .replace(/\.000Z$|Z$/, "");
  if (typeof value === "number" && !Number.isInteger(value)) return String(Number(value.toPrecision(7)));
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}

function html(names: readonly string[], rows: readonly string[][], shape: string): string {
  const head = names.map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join("");
  const body = rows.map((row) => `<tr>${row.map((value) => `<td>${escapeHtml(value)}</td>`).join("")}</tr>`).join("");
  return `<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table><p>${shape}</p>`;
}

function text(names: readonly string[], rows: readonly string[][], shape: string): string {
  const widths = names.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join("  ")
      .trimEnd();
  return [line(names), ...rows.map(line), shape].join("\n");
}
