/** What stands where the magics of a cell stand: a statement, the body of an `if` or a loop, or neither. Pure. */
import ts from "typescript";
import type { MagicLine } from "./magic_lines.js";

export interface StatementPlaces {
  /** Not inside an object literal, a class or the like. */
  isStatement(line: MagicLine): boolean;
  /** Where an `if`, an `else` or a loop without braces wants its body. */
  isBody(line: MagicLine): boolean;
}

/** `blanked` is the cell with these lines as spaces; each is tried as a statement of its own. */
export function statementPlaces(blanked: string, lines: readonly MagicLine[]): StatementPlaces {
  let text = blanked;
  for (const { start } of lines) text = `${text.slice(0, start)}_;${text.slice(start + 2)}`;
  const file = ts.createSourceFile("cell.ts", text, ts.ScriptTarget.Latest, true);
  const statements = new Map<number, boolean>();
  const visit = (node: ts.Node): void => {
    if (ts.isExpressionStatement(node)) statements.set(node.getStart(file), isBody(node));
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(file, visit);
  return {
    isStatement: (line) => statements.has(line.start),
    isBody: (line) => statements.get(line.start) === true,
  };
}

function isBody({ parent }: ts.Node): boolean {
  return ts.isIfStatement(parent) || ts.isIterationStatement(parent, false) || ts.isLabeledStatement(parent);
}
