/** Frames as pandas shows them: an index, the types, numbers to the right, … where rows or columns are left out. */
import { escapeHtml } from "../html.js";
import type { MimeData } from "../mime.js";
import { columnType, type ColumnType } from "./column_type.js";
import { jsonOf } from "./csv_text.js";
import type { Columns } from "./columns.js";

/** Longer and wider tables show this many rows at either end, and this many columns. */
const [mostRows, endRows] = [60, 5];
const [mostColumns, endColumns] = [20, 10];
const gap = "…";

interface ShownColumn {
  readonly name: string;
  readonly type: ColumnType | typeof gap;
  readonly cells: readonly string[];
}

export function viewOf(columns: Columns, rowCount: number): MimeData {
  const rows = ends(rowCount, mostRows, endRows);
  const index = rows.map((row) => (row === null ? gap : String(row)));
  const names = [...columns.keys()];
  const shown = ends(names.length, mostColumns, endColumns).map((at): ShownColumn => {
    if (at === null) return { name: gap, type: gap, cells: rows.map(() => gap) };
    const values = columns.get(names[at]!)!;
    return {
      name: names[at]!,
      type: columnType(values),
      cells: rows.map((row) => (row === null ? gap : readable(values[row]))),
    };
  });
  const shape = `${rowCount.toLocaleString("en-US")} rows × ${names.length} columns`;
  return { "text/html": html(index, shown, shape), "text/plain": text(index, shown, shape) };
}

/** All of `count` places, or the first and last ones with null between them. */
function ends(count: number, most: number, atEither: number): (number | null)[] {
  if (count <= most) return Array.from({ length: count }, (_, at) => at);
  const places = Array.from({ length: atEither }, (_, at) => at);
  return [...places, null, ...places.map((at) => count - atEither + at)];
}

function readable(value: unknown): string {
  if (value instanceof Date) return readableDate(value);
  if (typeof value === "number" && !Number.isInteger(value)) return String(Number(value.toPrecision(7)));
  return typeof value === "object" && value !== null ? jsonOf(value) : String(value);
}

function readableDate(value: Date): string {
  if (Number.isNaN(value.getTime())) return "Invalid Date";
  return value
    .toISOString()
    .replace("T", " ")
    .replace(/\.000Z$|Z$/, "");
}

function isRight(type: ShownColumn["type"]): boolean {
  return type === "number" || type === "bigint";
}

/** No colours: front ends have light and dark ones of their own. */
function html(index: readonly string[], columns: readonly ShownColumn[], shape: string): string {
  const style = ({ type }: ShownColumn) => (isRight(type) ? "text-align:right" : "text-align:left");
  const names = columns.map((one) => `<th scope="col" style="${style(one)}">${escapeHtml(one.name)}</th>`).join("");
  const faint = "font-weight:normal;font-style:italic;opacity:0.65";
  const types = columns.map((one) => `<td style="${style(one)};${faint}">${one.type}</td>`).join("");
  const rows = index.map((label, row) => {
    const cells = columns.map((one) => `<td style="${style(one)}">${escapeHtml(one.cells[row]!)}</td>`);
    return `<tr><th scope="row">${label}</th>${cells.join("")}</tr>`;
  });
  const head = `<thead><tr><th></th>${names}</tr><tr><th></th>${types}</tr></thead>`;
  return `<table>${head}<tbody>${rows.join("")}</tbody></table><p>${shape}</p>`;
}

function text(index: readonly string[], columns: readonly ShownColumn[], shape: string): string {
  const padded = [
    padColumn(["", ...index], false),
    ...columns.map(({ name, type, cells }) => padColumn([name, ...cells], isRight(type))),
  ];
  const lines = padded[0]!.map((_, row) =>
    padded
      .map((column) => column[row]!)
      .join("  ")
      .trimEnd(),
  );
  return [...lines, shape].join("\n");
}

function padColumn(cells: readonly string[], right: boolean): string[] {
  const width = Math.max(...cells.map((cell) => cell.length));
  return cells.map((cell) => (right ? cell.padStart(width) : cell.padEnd(width)));
}
