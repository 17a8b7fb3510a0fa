/** Offsets (UTF-16 units from 0) ↔ lines and columns. Pure. */

export interface Position {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
}

export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: offset - lineStart + 1 };
}

export function offsetAt(text: string, { line, column }: Position): number {
  let start = 0;
  for (let index = 1; index < line; index++) {
    const end = text.indexOf("\n", start);
    if (end < 0) return text.length;
    start = end + 1;
  }
  return Math.min(text.length, start + column - 1);
}

/** The line with its neighbour above, and a mark under the column. */
export function excerpt(text: string, { line, column }: Position): string[] {
  const lines = text.split("\n");
  const width = String(line).length;
  const numbered = (at: number) => `${at === line ? ">" : " "} ${String(at).padStart(width)} | ${lines[at - 1] ?? ""}`;
  const pad = (lines[line - 1] ?? "").slice(0, column - 1).replace(/[^\t]/g, " ");
  return [...(line > 1 ? [numbered(line - 1)] : []), numbered(line), `  ${" ".repeat(width)} | ${pad}^`];
}
