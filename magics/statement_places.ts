/** Where the magics of a cell stand: as a statement, as the body of an `if` or a loop, where `await` may stand. Pure. */
import ts from "typescript";
import { blank, type MagicLine } from "./magic_lines.js";

export interface StatementPlaces {
  /** Not inside an object literal, a class or the like. */
  isStatement(line: MagicLine): boolean;
  /** Where an `if`, an `else` or a loop without braces wants its body. */
  isBody(line: MagicLine): boolean;
  /** Outside functions, or in an asynchronous one. */
  mayAwait(line: MagicLine): boolean;
}

interface Place {
  readonly isBody: boolean;
  readonly mayAwait: boolean;
}

/** Reads the cell with a statement of its own in place of each of these lines; a cell without magics is not read. */
export function statementPlaces(source: string, lines: readonly MagicLine[]): StatementPlaces {
  let text = lines.length === 0 ? "" : blank(source, lines);
  for (const { start } of lines) text = `${text.slice(0, start)}_;${text.slice(start + 2)}`;
  const file = ts.createSourceFile("cell.ts", text, ts.ScriptTarget.Latest, true);
  const places = new Map<number, Place>();
  const visit = (node: ts.Node, mayAwait: boolean): void => {
    if (ts.isExpressionStatement(node)) places.set(node.getStart(file), { isBody: isBody(node), mayAwait });
    const opensScope = ts.isFunctionLike(node) || ts.isClassStaticBlockDeclaration(node);
    ts.forEachChild(node, (child) => visit(child, opensScope ? isAsync(node) : mayAwait));
  };
  ts.forEachChild(file, (node) => visit(node, true));
  return {
    isStatement: ({ start }) => places.has(start),
    isBody: ({ start }) => places.get(start)?.isBody === true,
    mayAwait: ({ start }) => places.get(start)?.mayAwait !== false,
  };
}

function isAsync(node: ts.Node): boolean {
  const modifiers = ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : [];
  return modifiers.some((one) => one.kind === ts.SyntaxKind.AsyncKeyword);
}

function isBody({ parent }: ts.Node): boolean {
  return ts.isIfStatement(parent) || ts.isIterationStatement(parent, false) || ts.isLabeledStatement(parent);
}
