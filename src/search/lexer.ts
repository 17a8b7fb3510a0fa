/** Filter text → tokens. Pure. Grammar: MLflow's search, see docs/compatibility.md. */
import { FilterError } from "../errors.js";

export type Token =
  /** `metrics.rmse`, ``params.`a b` ``, `AND`: `entity` is what stands before the first dot, null without one. */
  | {
      readonly kind: "name";
      readonly entity: string | null;
      readonly key: string;
      readonly text: string;
      readonly position: number;
    }
  /** `quote` is ', " or `. */
  | {
      readonly kind: "string";
      readonly value: string;
      readonly quote: string;
      readonly text: string;
      readonly position: number;
    }
  | { readonly kind: "number"; readonly value: number; readonly text: string; readonly position: number }
  | { readonly kind: "operator" | "punctuation" | "end"; readonly text: string; readonly position: number };

const space = /\s+/y;
const number = /-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?![\p{L}\p{N}_])/uy;
const operator = /!=|<>|>=|<=|==|=|>|</y;
const bareWord = /[\p{L}_][\p{L}\p{N}_\-./:]*/uy;

/** The tokens of `text`, with an `end` token last. Throws FilterError at a character that starts no token. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let position = 0;
  while ((position = skipSpace(text, position)) < text.length) {
    const token = next(text, position);
    tokens.push(token);
    position += token.text.length;
  }
  tokens.push({ kind: "end", text: "", position: text.length });
  return tokens;
}

function next(text: string, position: number): Token {
  const character = text[position]!;
  if (character === "'" || character === '"' || character === "`") return quoted(text, position);
  if ("(),".includes(character)) return { kind: "punctuation", text: character, position };
  const sign = match(operator, text, position);
  if (sign !== null) return { kind: "operator", text: sign, position };
  const digits = match(number, text, position);
  if (digits !== null) return { kind: "number", value: Number(digits), text: digits, position };
  const word = match(bareWord, text, position);
  if (word !== null) return named(text, position, word);
  throw new FilterError(`unexpected '${character}'`, text, position);
}

/** A quote written twice does not end the text, and stays in it twice: MLflow reads it so. */
function quoted(text: string, position: number): Extract<Token, { kind: "string" }> {
  const quote = text[position]!;
  let end = text.indexOf(quote, position + 1);
  while (end >= 0 && text[end + 1] === quote) end = text.indexOf(quote, end + 2);
  if (end < 0) throw new FilterError(`the text that begins with ${quote} has no end`, text, position);
  return { kind: "string", value: text.slice(position + 1, end), quote, text: text.slice(position, end + 1), position };
}

function named(text: string, position: number, word: string): Token {
  const dot = word.indexOf(".");
  if (dot < 0) return { kind: "name", entity: null, key: word, text: word, position };
  const after = position + word.length;
  const entity = word.slice(0, dot);
  if (dot === word.length - 1 && "\"`'".includes(text[after] ?? " ")) {
    const key = quoted(text, after);
    return { kind: "name", entity, key: key.value, text: word + key.text, position };
  }
  return { kind: "name", entity, key: word.slice(dot + 1), text: word, position };
}

function skipSpace(text: string, position: number): number {
  return position + (match(space, text, position)?.length ?? 0);
}

function match(pattern: RegExp, text: string, position: number): string | null {
  pattern.lastIndex = position;
  return pattern.exec(text)?.[0] ?? null;
}
