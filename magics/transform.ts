/** A cell with magics → TypeScript, line by line, so that every position can be led back. Pure. */
import ts from "typescript";
import { type MagicLine, magicLines } from "./magic_lines.js";
import type { Magic } from "./magic.js";
import { type Part, partsOf } from "./parts.js";
import { type StatementPlaces, statementPlaces } from "./statement_places.js";
import { SegmentedText, type Segment } from "./segments.js";
import { unknownMagic } from "./suggest.js";
import { UsageError } from "./usage_error.js";

export interface CellMagicUse {
  readonly name: string;
  readonly help: boolean;
  readonly parts: readonly Part[];
  /** What stands below the first line. */
  readonly body: string;
}

export interface TransformedCell {
  /** The generated TypeScript. */
  readonly code: string;
  readonly segments: readonly Segment[];
  readonly cellMagic: CellMagicUse | null;
}

/** Throws UsageError for a magic that is unknown or written wrongly. */
export function transform(source: string, magics: ReadonlyMap<string, Magic>): TransformedCell {
  const { lines, places } = placedLines(source, magics);
  const cellLine = lines.find((line) => line.form === "cell");
  const cellMagic = cellLine === undefined ? null : cellMagicOf(source, cellLine);
  if (cellMagic !== null && (cellMagic.help || magics.get(cellMagic.name)!.body === "text")) {
    return { code: "", segments: [], cellMagic };
  }
  const out = new SegmentedText();
  let at = 0;
  for (const line of lines) {
    out.copy(source, at, line.start);
    if (line.form === "cell") out.add(" ".repeat(line.end - line.start));
    else addCall(out, source, line, magics.get(line.name)!, places);
    at = line.end;
  }
  out.copy(source, at, source.length);
  return { code: out.text, segments: out.segments, cellMagic };
}

/** The magic lines of a cell, without comments that stand where no statement can, and where the others stand. */
function placedLines(
  source: string,
  magics: ReadonlyMap<string, Magic>,
): { lines: readonly MagicLine[]; places: StatementPlaces } {
  const used = usedLines(source, magics);
  const places = statementPlaces(source, used);
  const lines = used.filter((line) => line.form === "cell" || !isComment(source, line) || places.isStatement(line));
  return lines.length === used.length ? { lines, places } : { lines, places: statementPlaces(source, lines) };
}

/** The lines that are magics by their form and name; an unknown name is an error where no modulo can stand. */
export function usedLines(source: string, magics: ReadonlyMap<string, Magic>): readonly MagicLine[] {
  const lines: MagicLine[] = [];
  for (const line of magicLines(source)) {
    const magic = magics.get(line.name);
    if (line.misplaced) {
      if (isComment(source, line)) continue;
      throw new UsageError(
        `%%${line.name} must stand on the first line of its cell; put it above all else`,
        line.nameStart,
      );
    }
    if (magic === undefined) {
      if (line.form === "cell" || (line.statementStart && !isComment(source, line)))
        throw unknownMagic(line.name, line.form, [...magics.keys()], line.nameStart);
      continue;
    }
    lines.push(line);
    if (line.form === "cell" && magic.body === "text" && magic.forms.includes("cell")) break; // what follows is the magic's text
  }
  return lines;
}

function isComment(source: string, line: MagicLine): boolean {
  return source.slice(line.start, line.nameStart).includes("//");
}

function cellMagicOf(source: string, line: MagicLine): CellMagicUse {
  return {
    name: line.name,
    help: line.help,
    parts: partsOf(source, line.argsStart, line.end),
    body: source.slice(line.end).replace(/^\r?\n/, ""),
  };
}

/** `;` ends a statement above that has none; as the body of an `if` or a loop the call is a block, and belongs to it. */
function addCall(out: SegmentedText, source: string, line: MagicLine, magic: Magic, places: StatementPlaces): void {
  const [awaits, isBody] = [places.mayAwait(line), places.isBody(line)];
  const indent = indentOf(source, line);
  out.add(
    `${indent}${isBody ? "{" : ";"}${awaits ? "await globalThis.__labbook.line" : "globalThis.__labbook.later"}(${JSON.stringify(line.name)},[`,
  );
  if (line.help) out.add('"-h"');
  else if (magic.argument === "code") addThunk(out, source, line, awaits);
  else {
    partsOf(source, line.argsStart, line.end).forEach((part, index) => {
      if (index > 0) out.add(",");
      if (part.kind === "text") out.add(JSON.stringify(part.text));
      else {
        out.add("{v:(");
        out.copy(source, part.start, part.end);
        out.add(")}");
      }
    });
  }
  out.add(isBody ? "]);}" : "]);");
}

function indentOf(source: string, line: MagicLine): string {
  return /^[ \t]*/.exec(source.slice(line.start, line.end))![0];
}

/** The rest of the line as code to run: an expression, whose value the magic gets, or statements. */
function addThunk(out: SegmentedText, source: string, line: MagicLine, awaits: boolean): void {
  const start = line.argsStart + /^[ \t]*/.exec(source.slice(line.argsStart, line.end))![0].length;
  const text = source.slice(start, line.end);
  if (text === "" || /^(-h|--help)$/.test(text)) return out.add(JSON.stringify(text));
  const file = ts.createSourceFile("rest.ts", text, ts.ScriptTarget.Latest, false);
  const only = file.statements.length === 1 ? file.statements[0] : undefined;
  const isExpression = only !== undefined && ts.isExpressionStatement(only);
  const end = isExpression ? start + only.expression.end : line.end;
  out.add(`{f:${awaits ? "async " : ""}()=>${isExpression ? "(" : "{"}`);
  out.copy(source, start, end);
  out.add(isExpression ? ")}" : "}}");
}
