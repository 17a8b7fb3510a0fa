/** The arguments of a magic as written: text, and TypeScript between `{` and `}`. Pure. */
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

/** The brace that closes the one at `open`, past strings, templates and inner braces. */
function closingBrace(source: string, open: number, end: number): number {
  let depth = 0;
  for (let at = open; at < end; at++) {
    const character = source[at]!;
    if (character === '"' || character === "'" || character === "`") at = closingQuote(source, at, end);
    else if (character === "{") depth++;
    else if (character === "}" && --depth === 0) return at;
  }
  throw new UsageError(`'{' begins TypeScript that has no '}' on its line; write \\{ for a brace that is text`, open);
}

function closingQuote(source: string, open: number, end: number): number {
  for (let at = open + 1; at < end; at++) {
    if (source[at] === "\\") at++;
    else if (source[at] === source[open]) return at;
  }
  return end;
}
