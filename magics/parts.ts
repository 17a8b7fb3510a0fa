/** The arguments of a magic as written: text, and TypeScript between `{` and `}`. Pure. */
import ts from "typescript";
import { UsageError } from "./usage_error.js";

export type Part =
  | { readonly kind: "text"; readonly text: string; readonly start: number }
  /** `start` and `end` are the offsets of what stands between the braces. */
  | { readonly kind: "expression"; readonly start: number; readonly end: number };

/** Splits `source` from `start` to `end`. `\{` is a brace that is text. Throws UsageError for a brace without its pair. */
export function partsOf(source: string, start: number, end: number): readonly Part[] {
  const parts: Part[] = [];
  let text = "";
  let textStart = start;
  const flush = () => {
    if (text !== "") parts.push({ kind: "text", text, start: textStart });
    text = "";
  };
  for (let at = start; at < end; at++) {
    const character = source[at]!;
    if (character === "\\" && (source[at + 1] === "{" || source[at + 1] === "}")) {
      text += source[++at]!;
    } else if (character === "{") {
      flush();
      const close = closingBrace(source, at, end);
      parts.push({ kind: "expression", start: at + 1, end: close });
      at = close;
      textStart = at + 1;
    } else {
      if (text === "") textStart = at;
      text += character;
    }
  }
  flush();
  return parts;
}

/**
 * The brace that closes the one at `open`: the first behind which stands a whole expression, whatever strings, templates,
 * comments or regular expressions it holds; in one that is no TypeScript, the brace that pairs by count.
 */
function closingBrace(source: string, open: number, end: number): number {
  let depth = 0;
  let paired = -1;
  for (let at = open; at < end; at++) {
    if (source[at] === "{") depth++;
    if (source[at] !== "}") continue;
    if (--depth === 0 && paired < 0) paired = at;
    if (isExpression(source.slice(open + 1, at))) return at;
  }
  if (paired >= 0) return paired;
  throw new UsageError(`'{' begins TypeScript that has no '}' on its line; write \\{ for a brace that is text`, open);
}

function isExpression(text: string): boolean {
  if (text.trim() === "") return false;
  const file = ts.createSourceFile("expression.ts", `(${text}\n);`, ts.ScriptTarget.Latest, false);
  const { parseDiagnostics } = file as unknown as { parseDiagnostics: readonly unknown[] };
  const [only, ...more] = file.statements;
  if (parseDiagnostics.length > 0 || more.length > 0 || only === undefined || !ts.isExpressionStatement(only))
    return false;
  return ts.isParenthesizedExpression(only.expression);
}
