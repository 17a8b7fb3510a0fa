/** Columns as CSV text (RFC 4180). */
export function csvText(names: readonly string[], columns: readonly (readonly unknown[])[], rowCount: number): string {
  const lines = [names.map(quoted).join(",")];
  for (let row = 0; row < rowCount; row++) lines.push(columns.map((values) => cell(values[row])).join(","));
  return `${lines.join("\n")}\n`;
}

function cell(value: unknown): string {
  if (value === null || value === undefined || (typeof value === "number" && Number.isNaN(value))) return "";
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "" : value.toISOString();
  return quoted(typeof value === "object" ? jsonOf(value) : String(value));
}

/** Lists and structs as JSON, which has no word for whole numbers of 64 bits: they become text. */
export function jsonOf(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? String(part) : part));
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
