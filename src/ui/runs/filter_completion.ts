/** What may come next in a filter: fields, operators, values, words between comparisons. Pure. */
import type { FieldName, FieldSummary } from "../../protocol/page.js";
import { FilterError } from "../../errors.js";
import { readField } from "../../search/field.js";
import { type Token, tokenize } from "../../search/lexer.js";
import { listed, nullable, numeric, searches, textual } from "../../search/rules.js";
import { quoted } from "../api/quoted.js";
import { nameInFilter } from "./brush.js";

export interface Suggestion {
  /** What is shown, and what is typed to find it. */
  readonly label: string;
  /** What is written. */
  readonly text: string;
  readonly group: "Metrics" | "Params" | "Tags" | "Attributes" | "Operators" | "Values" | "Words";
}

export interface Suggestions {
  /** Where what is replaced begins. */
  readonly from: number;
  readonly list: readonly Suggestion[];
}

/** The word at the end: a field, perhaps with a key in quotes that are not closed, a text, a number, an operator. */
const unfinished = /(?:[a-z]+\.[`"][^`"]*|[\p{L}_][\p{L}\p{N}_\-./:]*|'[^']*|"[^"]*|[\d.][\d.eE+-]*|[<>=!]+)$/u;
const statuses = ["RUNNING", "FINISHED", "FAILED", "KILLED", "SCHEDULED"];
const groups = { metric: "Metrics", param: "Params", tag: "Tags", attribute: "Attributes" } as const;

/** For the text before the cursor. */
export function suggestionsFor(text: string, fields: readonly FieldSummary[]): Suggestions {
  const open = openText(text);
  const from = open ?? text.length - (unfinished.exec(text)?.[0].length ?? 0);
  const word = text.slice(from);
  if (/^[\d.]/.test(word)) return { from, list: [] }; // Enter after 6 must not write 6.5
  const candidates = candidatesAfter(tokensOf(text.slice(0, from)), fields);
  const sought = word.replace(/["'`]/g, "").toLowerCase();
  const matching = candidates.filter(({ label }) => found(label.toLowerCase(), sought));
  return { from, list: matching.length === 1 && matching[0]!.text === word ? [] : matching };
}

/** In the key anywhere; `te` finds `tags.team`, and not all that begins with `attributes.`. */
function found(label: string, sought: string): boolean {
  return label.startsWith(sought) || label.slice(label.indexOf(".") + 1).includes(sought);
}

/** Where a quote was opened that is not closed; of a key in quotes, where the field begins. */
function openText(text: string): number | undefined {
  let open: { quote: string; at: number } | undefined;
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (open === undefined && "'\"`".includes(character)) open = { quote: character, at };
    else if (character === open?.quote) open = undefined;
  }
  if (open === undefined) return undefined;
  return open.at - (/[a-z]+\.$/i.exec(text.slice(0, open.at))?.[0].length ?? 0);
}

function tokensOf(text: string): readonly Token[] {
  try {
    return tokenize(text).slice(0, -1);
  } catch (error) {
    if (error instanceof FilterError) return [];
    throw error;
  }
}

function candidatesAfter(tokens: readonly Token[], fields: readonly FieldSummary[]): readonly Suggestion[] {
  const last = tokens.at(-1);
  if (last === undefined || isWord(last, "AND", "OR") || last.text === "(") {
    if (last?.text === "(" && isWord(tokens.at(-2), "IN")) return values(fieldBefore(tokens), fields);
    return [...names(fields), word("NOT", "NOT ")];
  }
  if (isWord(last, "NOT")) return isWord(tokens.at(-2), "IS") ? [word("NULL", "NULL ")] : names(fields);
  if (isWord(last, "IS")) return [word("NULL", "NULL "), word("NOT NULL", "NOT NULL ")];
  if (isWord(last, "NULL")) return connectives;
  if (last.kind === "operator" || isWord(last, "LIKE", "ILIKE")) return values(fieldBefore(tokens), fields);
  if (isWord(last, "IN")) return [word("(", "(")];
  if (last.kind === "name" && !afterOperator(tokens)) return operators(fieldOf(last));
  return connectives;
}

const connectives: readonly Suggestion[] = [word("AND", "AND "), word("OR", "OR ")];

function word(label: string, text: string): Suggestion {
  return { label, text, group: "Words" };
}

function isWord(token: Token | undefined, ...words: readonly string[]): boolean {
  return token?.kind === "name" && token.entity === null && words.includes(token.key.toUpperCase());
}

function afterOperator(tokens: readonly Token[]): boolean {
  const before = tokens.at(-2);
  return before?.kind === "operator" || isWord(before, "LIKE", "ILIKE");
}

function names(fields: readonly FieldSummary[]): readonly Suggestion[] {
  const stored = fields.filter(({ name, kind }) => kind !== "attribute" && !/^(min|max)\./.test(name));
  const order = ["metric", "param", "tag"];
  const sorted = stored.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  return [
    ...sorted.map(({ name, kind }) => ({ label: name, text: `${nameInFilter(name)} `, group: groups[kind] })),
    ...Object.keys(searches.runs.attributes).map((key) => ({
      label: `attributes.${key}`,
      text: `attributes.${key} `,
      group: "Attributes" as const,
    })),
  ];
}

/** The field that the last comparison begins with. */
function fieldBefore(tokens: readonly Token[]): FieldName | undefined {
  const name = tokens.findLast(
    (token) => token.kind === "name" && !isWord(token, "LIKE", "ILIKE", "IN", "NOT", "IS", "AND", "OR"),
  );
  return name?.kind === "name" ? fieldOf(name) : undefined;
}

function fieldOf({ entity, key }: Extract<Token, { kind: "name" }>): FieldName {
  const prefixes: Readonly<Record<string, string>> = searches.runs.prefixes;
  const kind = entity === null || !Object.hasOwn(prefixes, entity) ? "attribute" : prefixes[entity]!;
  return kind === "attribute" ? key : `${kind}s.${key}`;
}

function operators(field: FieldName): readonly Suggestion[] {
  const { kind, key } = readField(field, [field]);
  const attributes: Readonly<Record<string, { readonly operators: readonly string[] }>> = searches.runs.attributes;
  const allowed: readonly string[] =
    kind === "metric"
      ? numeric
      : kind === "attribute"
        ? Object.hasOwn(attributes, key)
          ? attributes[key]!.operators
          : [...numeric, ...textual, ...listed]
        : [...textual, ...(kind === "param" ? numeric : []), ...nullable];
  return [...new Set(allowed)].map((one) => ({
    label: one,
    text: /IN$/.test(one) ? `${one} (` : `${one} `,
    group: "Operators",
  }));
}

function values(field: FieldName | undefined, fields: readonly FieldSummary[]): readonly Suggestion[] {
  if (field === undefined) return [];
  if (field === "status") return statuses.map((text) => value(`'${text}'`));
  const summary = fields.find(({ name }) => name === field);
  if (summary === undefined) return [];
  if (summary.kind === "metric")
    return [summary.min, summary.max].filter((one) => one !== undefined).map((one) => value(String(one)));
  return (summary.values ?? []).map((text) => value(summary.kind === "param" && summary.numeric ? text : quoted(text)));
}

function value(text: string): Suggestion {
  return { label: text, text: `${text} `, group: "Values" };
}
