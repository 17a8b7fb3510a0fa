/** Tokens → comparisons and order terms, not yet checked against what an entity allows. Pure. */
import { FilterError } from "../errors.js";
import { type Token, tokenize } from "./lexer.js";

export type Operator =
  "=" | "!=" | ">" | ">=" | "<" | "<=" | "LIKE" | "ILIKE" | "IN" | "NOT IN" | "IS NULL" | "IS NOT NULL";

export type Value =
  | { readonly kind: "number"; readonly value: number; readonly text: string }
  | { readonly kind: "string"; readonly value: string; readonly text: string }
  /** `values` is null when not all of them are quoted texts, or when there are none. */
  | { readonly kind: "list"; readonly values: readonly string[] | null; readonly text: string }
  /** A text without quotes. */
  | { readonly kind: "name"; readonly text: string }
  | { readonly kind: "none"; readonly text: "" };

export interface Comparison {
  readonly entity: string | null;
  readonly key: string;
  /** The left side as written. */
  readonly name: string;
  readonly position: number;
  readonly operator: Operator;
  readonly operatorPosition: number;
  readonly value: Value;
  readonly valuePosition: number;
}

export interface OrderTerm {
  readonly entity: string | null;
  readonly key: string;
  readonly name: string;
  readonly position: number;
  readonly descending: boolean;
  readonly text: string;
}

/** Comparisons joined by AND; an empty text gives none; ANDs too many are tolerated, as MLflow does. */
export function parseFilter(text: string): readonly Comparison[] {
  const reader = new Reader(text);
  reader.takeWords("AND");
  const comparisons: Comparison[] = [];
  while (!reader.atEnd()) {
    comparisons.push(readComparison(reader));
    if (reader.atEnd()) break;
    if (!reader.takeWords("AND")) {
      throw reader.fail("comparisons are joined by AND only", reader.peek());
    }
  }
  return comparisons;
}

/** `metrics.rmse DESC`; ascending unless it says DESC. */
export function parseOrder(text: string): OrderTerm {
  const fault = `Invalid order_by clause '${text}'. Could not be parsed.`;
  try {
    const reader = new Reader(text);
    const left = name(reader, "order");
    const descending = reader.takeWord("DESC");
    const directed = descending || reader.takeWord("ASC");
    if (reader.atEnd()) return { ...left, descending, text };
    const word = !directed && reader.left() === 1 && reader.peek().kind === "name";
    const message = word ? `Invalid ordering key in order_by clause '${text}'.` : fault;
    throw reader.fail(message, reader.peek(), "after the key comes ASC or DESC");
  } catch (error) {
    if (!(error instanceof FilterError) || error.bare.includes("order_by")) throw error;
    throw new FilterError(fault, text, error.position, error.bare);
  }
}

/** One comparison, from where the reader stands. */
export function readComparison(reader: Reader): Comparison {
  const left = name(reader, "filter");
  const operatorToken = reader.peek();
  const operator = readOperator(reader);
  const valueToken = reader.peek();
  const value =
    operator === "IS NULL" || operator === "IS NOT NULL"
      ? ({ kind: "none", text: "" } as const)
      : readValue(reader, operator);
  return { ...left, operator, operatorPosition: operatorToken.position, value, valuePosition: valueToken.position };
}

function name(reader: Reader, where: string): Pick<Comparison, "entity" | "key" | "name" | "position"> {
  const token = reader.take();
  if (token.kind === "name")
    return { entity: token.entity, key: token.key, name: token.text, position: token.position };
  if (token.kind === "string" && token.quote !== "'") {
    return { entity: null, key: token.value, name: token.text, position: token.position };
  }
  throw reader.fail(
    token.kind === "end"
      ? `the ${where} ends where a key such as metrics.rmse is expected`
      : `a key such as metrics.rmse is expected instead of ${token.text}`,
    token,
  );
}

function readOperator(reader: Reader): Operator {
  const token = reader.take();
  if (token.kind === "operator") return token.text as Operator;
  if (token.kind === "name" && token.entity === null) {
    const word = token.key.toUpperCase();
    if (word === "LIKE" || word === "ILIKE" || word === "IN") return word;
    if (word === "NOT" && reader.takeWord("IN")) return "NOT IN";
    if (word === "IS") {
      const negated = reader.takeWord("NOT");
      if (reader.takeWord("NULL")) return negated ? "IS NOT NULL" : "IS NULL";
    }
  }
  throw reader.fail(
    token.kind === "end"
      ? "the comparison has no operator"
      : `'${token.text}' is no comparison; there are = != < <= > >= LIKE ILIKE IN, NOT IN, IS NULL and IS NOT NULL`,
    token,
  );
}

function readValue(reader: Reader, operator: Operator): Value {
  if (operator === "IN" || operator === "NOT IN") return readList(reader, operator);
  const token = reader.take();
  if (token.kind === "number") return { kind: "number", value: token.value, text: token.text };
  if (token.kind === "string" && token.quote !== "`") return { kind: "string", value: token.value, text: token.text };
  if (token.kind === "end") throw reader.fail("the comparison has no value", token);
  if (token.kind === "name" || token.kind === "string") return { kind: "name", text: token.text };
  throw reader.fail(`a number or a quoted text (e.g. 'my-value') is expected, got ${token.text}`, token);
}

function readList(reader: Reader, operator: Operator): Value {
  const first = reader.peek();
  const values: (string | null)[] = [];
  if (!reader.takeText("(")) throw reader.fail(`${operator} takes a list such as ('a', 'b')`, first);
  while (!reader.takeText(")")) {
    if (reader.atEnd()) throw reader.fail("the list has no closing )", reader.peek());
    const token = reader.take();
    values.push(token.kind === "string" && token.quote !== "`" ? token.value : null);
    if (!reader.takeText(",") && reader.peek().text !== ")") {
      throw reader.fail("the list has no closing )", reader.peek());
    }
  }
  const good = values.length > 0 && !values.includes(null);
  return { kind: "list", values: good ? (values as string[]) : null, text: reader.since(first) };
}

/** Tokens of a text, taken one after the other. */
export class Reader {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #index = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokenize(text);
  }

  peek(): Token {
    return this.#tokens[this.#index]!;
  }

  take(): Token {
    const token = this.peek();
    if (token.kind !== "end") this.#index++;
    return token;
  }

  takeWord(word: string): boolean {
    const token = this.peek();
    const found = token.kind === "name" && token.entity === null && token.key.toUpperCase() === word;
    if (found) this.#index++;
    return found;
  }

  /** At least one. */
  takeWords(word: string): boolean {
    const found = this.takeWord(word);
    while (this.takeWord(word));
    return found;
  }

  takeText(text: string): boolean {
    const found = this.peek().kind === "punctuation" && this.peek().text === text;
    if (found) this.#index++;
    return found;
  }

  atEnd(): boolean {
    return this.peek().kind === "end";
  }

  /** How many tokens are left, the end not counted. */
  left(): number {
    return this.#tokens.length - 1 - this.#index;
  }

  /** The text from a token on up to the last one taken. */
  since(first: Token): string {
    const last = this.#tokens[this.#index - 1]!;
    return this.#text.slice(first.position, last.position + last.text.length);
  }

  /** What is wrong at a token; `remedy` as in FilterError. */
  fail(message: string, token: Token, remedy?: string): FilterError {
    return new FilterError(message, this.#text, token.position, remedy);
  }
}
