/** Small repairs of a cell's text before it is compiled; they never move a character. Pure. */
import ts from "typescript";

/** `export` in front of a declaration is blanked: every top-level name of a cell is shared with the cells below anyway. */
export function withoutExports(source: string): string {
  if (!/\bexport\b/.test(source)) return source;
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.Latest, true);
  let text = source;
  const blank = (start: number, end: number) => {
    text = text.slice(0, start) + text.slice(start, end).replace(/[^\n]/g, " ") + text.slice(end);
  };
  for (const statement of file.statements) {
    if (ts.isExportAssignment(statement) && statement.isExportEquals !== true) {
      blank(statement.getStart(file), statement.expression.getStart(file));
    } else if (ts.isExportDeclaration(statement) && statement.moduleSpecifier === undefined) {
      blank(statement.getStart(file), statement.getEnd());
    } else if (ts.canHaveModifiers(statement)) {
      for (const modifier of ts.getModifiers(statement) ?? []) {
        const kind = modifier.kind;
        if (kind === ts.SyntaxKind.ExportKeyword || kind === ts.SyntaxKind.DefaultKeyword) {
          blank(modifier.getStart(file), modifier.getEnd());
        }
      }
    }
  }
  return text;
}

export interface Completeness {
  readonly status: "complete" | "incomplete" | "invalid";
  /** What the next line begins with, when incomplete. */
  readonly indent?: string;
}

/** Unterminated comments and template literals. */
const openEnded = new Set([1010, 1160]);

/** Whether a cell can run as it is, needs more lines, or is wrong whatever follows. */
export function completenessOf(source: string): Completeness {
  const prefix = "export {};\n";
  const file = ts.createSourceFile("cell.ts", prefix + source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  const { parseDiagnostics } = file as unknown as { parseDiagnostics: readonly ts.DiagnosticWithLocation[] };
  if (parseDiagnostics.length === 0) return { status: "complete" };
  const end = (prefix + source).trimEnd().length;
  const open = parseDiagnostics.some((one) => openEnded.has(one.code) || one.start >= end);
  return open ? { status: "incomplete", indent: indentAfter(source) } : { status: "invalid" };
}

function indentAfter(source: string): string {
  const line = source.trimEnd().split("\n").at(-1) ?? "";
  const current = /^\s*/.exec(line)![0];
  return /[{([]\s*$/.test(line) ? `${current}  ` : current;
}
