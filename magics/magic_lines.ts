/** Finds the lines of a cell that are magics: `%name args`, `//% name args`, `%%name args`. Pure. */
import ts from "typescript";

export interface MagicLine {
  readonly form: "line" | "cell";
  readonly name: string;
  /** `%name?` asks for help. */
  readonly help: boolean;
  /** Offsets in the cell: of the line, of the name, of what follows it, of the line's end. */
  readonly start: number;
  readonly nameStart: number;
  readonly argsStart: number;
  readonly end: number;
  /** Nothing else can stand here, so an unknown name is a mistyped magic and not a modulo. */
  readonly statementStart: boolean;
  /** A cell magic that is not on the first line with text. */
  readonly misplaced: boolean;
}

const candidate = /^[ \t]*(?:(%%?)(?=[A-Za-z_])|\/\/(%%?)[ \t]*(?=[A-Za-z_]))([A-Za-z_]\w*)(\?)?(?=[ \t]|$)/;

/** Candidate lines outside brackets, strings, templates and comments. */
export function magicLines(source: string): readonly MagicLine[] {
  const lines = candidates(source);
  if (lines.length === 0) return [];
  const blanked = blank(source, lines);
  const scan = scanned(blanked);
  return lines
    .filter((line) => scan.depthAt(line.start) === 0 && !scan.insideToken(line.start))
    .map((line) => ({
      ...line,
      statementStart: scan.statementStartsAt(line.start),
      misplaced: line.form === "cell" && source.slice(0, line.start).trim() !== "",
    }));
}

/** The source with these lines as spaces. */
export function blank(source: string, lines: readonly Pick<MagicLine, "start" | "end">[]): string {
  let text = source;
  for (const { start, end } of lines) text = text.slice(0, start) + " ".repeat(end - start) + text.slice(end);
  return text;
}

function candidates(source: string): MagicLine[] {
  const found: MagicLine[] = [];
  let start = 0;
  for (const text of source.split("\n")) {
    const match = candidate.exec(text);
    if (match !== null) {
      const name = match[3]!;
      const nameStart = start + match[0].length - name.length - (match[4] ? 1 : 0);
      found.push({
        form: (match[1] ?? match[2]) === "%%" ? "cell" : "line",
        name,
        help: match[4] === "?",
        start,
        nameStart,
        argsStart: start + match[0].length,
        end: start + text.replace(/\r$/, "").length,
        statementStart: true,
        misplaced: false,
      });
    }
    start += text.length + 1;
  }
  return found;
}

interface Scan {
  /** How many ( and [ are open. */
  depthAt(offset: number): number;
  insideToken(offset: number): boolean;
  statementStartsAt(offset: number): boolean;
}

function scanned(text: string): Scan {
  const tokens = tokensOf(text);
  const before = (offset: number) => tokens.filter((token) => token.start < offset);
  return {
    depthAt: (offset) => before(offset).at(-1)?.depth ?? 0,
    insideToken: (offset) => tokens.some((token) => token.start < offset && offset < token.end),
    statementStartsAt: (offset) => {
      const last = before(offset).findLast((token) => !token.comment);
      if (last === undefined || /^[;{}]$/.test(last.text)) return true;
      return /\n[ \t]*\n|\n[ \t]+\n/.test(text.slice(last.end, offset)); // a magic, now blank, or an empty line between
    },
  };
}

interface Token {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly comment: boolean;
  readonly depth: number;
}

function tokensOf(text: string): Token[] {
  const { SyntaxKind } = ts;
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, false, ts.LanguageVariant.Standard, text);
  const tokens: Token[] = [];
  const braces: ("brace" | "template")[] = [];
  let depth = 0;
  let operandBefore = false;
  for (let kind = scanner.scan(); kind !== SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    if ((kind === SyntaxKind.SlashToken || kind === SyntaxKind.SlashEqualsToken) && !operandBefore)
      kind = scanner.reScanSlashToken();
    if (kind === SyntaxKind.CloseBraceToken && braces.at(-1) === "template") {
      braces.pop();
      kind = scanner.reScanTemplateToken(false);
    }
    if (kind === SyntaxKind.TemplateHead || kind === SyntaxKind.TemplateMiddle) braces.push("template");
    else if (kind === SyntaxKind.OpenBraceToken) braces.push("brace");
    else if (kind === SyntaxKind.CloseBraceToken) braces.pop();
    if (kind === SyntaxKind.OpenParenToken || kind === SyntaxKind.OpenBracketToken) depth++;
    if (kind === SyntaxKind.CloseParenToken || kind === SyntaxKind.CloseBracketToken) depth--;
    if (kind === SyntaxKind.WhitespaceTrivia || kind === SyntaxKind.NewLineTrivia) continue;
    const comment = kind === SyntaxKind.SingleLineCommentTrivia || kind === SyntaxKind.MultiLineCommentTrivia;
    if (!comment) operandBefore = endsOperand(kind);
    tokens.push({
      start: scanner.getTokenStart(),
      end: scanner.getTokenEnd(),
      text: scanner.getTokenText(),
      comment,
      depth: Math.max(0, depth),
    });
  }
  return tokens;
}

/** After an operand a slash divides, otherwise it begins a regular expression. */
function endsOperand(kind: ts.SyntaxKind): boolean {
  const { SyntaxKind } = ts;
  return (
    kind === SyntaxKind.Identifier ||
    kind === SyntaxKind.CloseParenToken ||
    kind === SyntaxKind.CloseBracketToken ||
    kind === SyntaxKind.CloseBraceToken ||
    kind === SyntaxKind.NumericLiteral ||
    kind === SyntaxKind.BigIntLiteral ||
    kind === SyntaxKind.StringLiteral ||
    kind === SyntaxKind.NoSubstitutionTemplateLiteral ||
    kind === SyntaxKind.TemplateTail ||
    kind === SyntaxKind.RegularExpressionLiteral ||
    kind === SyntaxKind.ThisKeyword ||
    kind === SyntaxKind.TrueKeyword ||
    kind === SyntaxKind.FalseKeyword ||
    kind === SyntaxKind.NullKeyword
  );
}
