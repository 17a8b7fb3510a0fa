/** What kind of values a column holds. */
export type ColumnType = "number" | "string" | "boolean" | "date" | "bigint" | "object" | "mixed" | "empty";

/** Columns do not change, and frames share them. */
const known = new WeakMap<readonly unknown[], ColumnType>();

/** Missing values (null, undefined) do not count; a column of nothing else is "empty". */
export function columnType(values: readonly unknown[]): ColumnType {
  let type = known.get(values);
  if (type === undefined) {
    type = scanned(values);
    known.set(values, type);
  }
  return type;
}

function scanned(values: readonly unknown[]): ColumnType {
  let type: ColumnType = "empty";
  for (const value of values) {
    if (value === null || value === undefined) continue;
    const one = typeOf(value);
    if (type === "empty") type = one;
    else if (type !== one) return "mixed";
  }
  return type;
}

function typeOf(value: unknown): ColumnType {
  switch (typeof value) {
    case "number":
    case "string":
    case "boolean":
    case "bigint":
      return typeof value as ColumnType;
    default:
      return value instanceof Date ? "date" : "object";
  }
}
