/** A table for a terminal. Pure. */
export interface TextColumn {
  readonly title: string;
  /** Numbers stand at the right. */
  readonly numeric?: boolean;
}

/** One line for the titles, a rule, and one line per row, in columns as wide as their widest cell. */
export function fixedWidth(columns: readonly TextColumn[], rows: readonly (readonly string[])[]): string[] {
  const lines = [columns.map((column) => column.title), ...rows];
  const widths = columns.map((_, index) => lines.reduce((width, line) => Math.max(width, line[index]!.length), 0));
  const text = lines.map((line) =>
    line
      .map((cell, index) => (columns[index]!.numeric ? cell.padStart(widths[index]!) : cell.padEnd(widths[index]!)))
      .join("  ")
      .trimEnd(),
  );
  text.splice(1, 0, widths.map((width) => "─".repeat(width)).join("  "));
  return text;
}
