/** Tables as `mlflow.log_table` and pandas (`orient="split"`) write them in JSON. Pure. */
import type { Column } from "./columns.js";
import { jsonText } from "./json_value.js";

export interface LoggedTable {
  readonly columns: readonly Column[];
  readonly rowCount: number;
  readonly cell: (row: number, column: number) => string;
}

/** null: the value is no such table. */
export function loggedTable(value: unknown): LoggedTable | null {
  const { columns, data } = (value ?? {}) as { readonly columns?: unknown; readonly data?: unknown };
  if (!Array.isArray(columns) || !Array.isArray(data) || columns.length === 0) return null;
  const rows = data as readonly unknown[];
  if (!rows.every((row): row is readonly unknown[] => Array.isArray(row) && row.length === columns.length)) return null;
  const texts = rows.map((row) => row.map(textOf));
  return {
    columns: columns.map((name, index) => ({ name: textOf(name), numeric: rows.every((row) => isNumber(row[index])) })),
    rowCount: texts.length,
    cell: (row, column) => texts[row]![column]!,
  };
}

function isNumber(value: unknown): boolean {
  return value === null || typeof value === "number" || typeof value === "bigint";
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : value === null ? "" : jsonText(value);
}
