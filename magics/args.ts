/** Arguments as a person writes them → values by name, typed and checked. Pure. */
import type { ArgumentSpec, Magic } from "./magic.js";
import { nearest } from "../src/index.js";
import { UsageError } from "./usage_error.js";

/** Text, or the value of a `{expression}`. */
export type ArgumentPart = string | { readonly v: unknown };

/** One argument: text, or a value where a `{expression}` stands alone. `quoted` text is never an option. */
interface Word {
  readonly text: string;
  readonly value: { readonly v: unknown } | null;
  readonly quoted: boolean;
  /** Where it begins among the items. */
  readonly from: number;
}

/** Reads the arguments of `magic`. Throws UsageError that names the argument, its value and the usage. */
export function readArguments(magic: Magic, parts: readonly ArgumentPart[]): Record<string, unknown> {
  const items = itemsOf(parts);
  const words = wordsOf(items);
  const values: Record<string, unknown> = {};
  const positional = magic.args.filter((spec) => !spec.name.startsWith("--"));
  let next = 0;
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    const spec = positional[Math.min(next, positional.length - 1)];
    if (looksLikeOption(word, spec)) {
      index += readOption(magic, word.text, words[index + 1], values);
      continue;
    }
    if (spec === undefined || (next >= positional.length && spec.repeated !== true)) {
      throw new UsageError(`%${magic.name} has no place for '${shown(word)}'; usage: ${usageOf(magic)}`);
    }
    if (spec.rest === true) {
      values[keyOf(spec)] = restOf(magic, spec, words.slice(index), items);
      next = positional.length;
      break;
    }
    assign(values, spec, convert(magic, spec, word));
    if (spec.repeated !== true) next++;
  }
  const lacking = magic.args.find((spec) => spec.required === true && !(keyOf(spec) in values));
  if (lacking !== undefined)
    throw new UsageError(`%${magic.name} needs ${lacking.name}: ${lacking.help}; usage: ${usageOf(magic)}`);
  return values;
}

/** `%log_param key value` */
export function usageOf(magic: Magic): string {
  const mark = magic.forms.includes("line") ? "%" : "%%";
  const words = magic.args.map((spec) => {
    const value = spec.bare === undefined ? spec.type.toUpperCase() : `[${spec.type.toUpperCase()}]`;
    const name = spec.name.startsWith("--") && spec.type !== "boolean" ? `${spec.name} ${value}` : spec.name;
    const repeated = spec.repeated === true || spec.rest === true ? `${name} …` : name;
    return spec.required === true ? repeated : `[${repeated}]`;
  });
  return [`${mark}${magic.name}`, ...words].join(" ");
}

export function keyOf(spec: ArgumentSpec): string {
  return spec.name.replace(/^--/, "");
}

/** Returns how many more words the option took. */
function readOption(magic: Magic, text: string, following: Word | undefined, values: Record<string, unknown>): number {
  const [name = "", ...given] = text.split("=");
  const spec = magic.args.find((one) => one.name === name);
  if (spec === undefined) {
    const options = magic.args.map((one) => one.name).filter((one) => one.startsWith("--"));
    const guess = nearest(name, options);
    throw new UsageError(
      `%${magic.name} has no option ${name}${guess === null ? "" : `; did you mean ${guess}?`}; usage: ${usageOf(magic)}`,
    );
  }
  if (given.length > 0) {
    assign(values, spec, convert(magic, spec, { text: given.join("="), value: null, quoted: true, from: 0 }));
    return 0;
  }
  if (spec.type === "boolean") {
    values[keyOf(spec)] = true;
    return 0;
  }
  if (spec.bare !== undefined && (following === undefined || looksLikeOption(following, undefined))) {
    assign(values, spec, spec.bare);
    return 0;
  }
  if (following === undefined) throw new UsageError(`${name} of %${magic.name} needs a value: ${spec.help}`);
  assign(values, spec, convert(magic, spec, following));
  return 1;
}

function assign(values: Record<string, unknown>, spec: ArgumentSpec, value: unknown): void {
  const key = keyOf(spec);
  values[key] = spec.repeated === true ? [...((values[key] as unknown[] | undefined) ?? []), value] : value;
}

/** The rest of the line as it stands, quotes and blanks too; where it is one word, that word. */
function restOf(magic: Magic, spec: ArgumentSpec, words: readonly Word[], items: readonly Item[]): unknown {
  const [first] = words;
  if (words.length === 1 && (spec.verbatim !== true || first!.value !== null)) return convert(magic, spec, first!);
  const text = textOf(items.slice(first!.from)).trimEnd();
  return convert(magic, spec, { text, value: null, quoted: true, from: first!.from });
}

/** `-inf` is an option only where no number can stand. */
function looksLikeOption(word: Word, spec: ArgumentSpec | undefined): boolean {
  if (spec?.verbatim === true || word.quoted || word.value !== null || !/^--?[a-zA-Z]/.test(word.text)) return false;
  return spec?.type !== "number" || numberOf(word.text) === undefined;
}

function convert(magic: Magic, spec: ArgumentSpec, word: Word): unknown {
  const raw = word.value === null ? word.text : word.value.v;
  if (spec.type === "value") return raw;
  if (spec.type === "number") {
    const number = typeof raw === "number" ? raw : raw === "" || typeof raw !== "string" ? undefined : numberOf(raw);
    if (number === undefined)
      throw new UsageError(
        `${spec.name} of %${magic.name} is ${describe(raw)}, which is not a number; usage: ${usageOf(magic)}`,
      );
    return number;
  }
  if (spec.type === "boolean") return raw === true || raw === "true";
  if (typeof raw === "object" && raw !== null) {
    throw new UsageError(
      `${spec.name} of %${magic.name} is ${describe(raw)}; it takes a text; usage: ${usageOf(magic)}`,
    );
  }
  return String(raw);
}

function numberOf(text: string): number | undefined {
  const named: Record<string, number> = {
    nan: NaN,
    inf: Infinity,
    "-inf": -Infinity,
    infinity: Infinity,
    "-infinity": -Infinity,
  };
  const number = named[text.toLowerCase()] ?? Number(text);
  return Number.isNaN(number) && text.toLowerCase() !== "nan" ? undefined : number;
}

function shown(word: Word): string {
  return word.value === null ? word.text : describe(word.value.v);
}

function describe(value: unknown): string {
  return typeof value === "string"
    ? `'${value}'`
    : typeof value === "object"
      ? (JSON.stringify(value) ?? "an object")
      : String(value);
}

/** One character of the text, or the value of a `{expression}`. */
type Item = string | { readonly v: unknown };

function itemsOf(parts: readonly ArgumentPart[]): Item[] {
  return parts.flatMap((part): Item[] => (typeof part === "string" ? [...part] : [part]));
}

/** Splits at blanks outside quotes, also where a value stands between the quotes; a value that touches text is text. */
function wordsOf(items: readonly Item[]): Word[] {
  const words: Word[] = [];
  for (let at = 0; at < items.length;) {
    if (isBlank(items[at])) at++;
    else {
      const { word, end } = wordAt(items, at);
      words.push(word);
      at = end;
    }
  }
  return words;
}

function wordAt(items: readonly Item[], from: number): { word: Word; end: number } {
  const pieces: Item[] = [];
  let quoted = false;
  let at = from;
  for (; at < items.length && !isBlank(items[at]); at++) {
    const item = items[at]!;
    const close = item === '"' || item === "'" ? closingQuote(items, at) : -1;
    if (close < 0) {
      pieces.push(item);
      continue;
    }
    quoted = true;
    pieces.push(...unescaped(items.slice(at + 1, close)));
    at = close;
  }
  const [only] = pieces;
  const value = pieces.length === 1 && typeof only === "object" && !quoted ? only : null;
  return { word: { text: value === null ? textOf(pieces) : "", value, quoted, from }, end: at };
}

function isBlank(item: Item | undefined): boolean {
  return typeof item === "string" && /\s/.test(item);
}

/** -1 for a quote without its pair, such as an apostrophe. */
function closingQuote(items: readonly Item[], open: number): number {
  for (let at = open + 1; at < items.length; at++) {
    if (items[at] === "\\") at++;
    else if (items[at] === items[open]) return at;
  }
  return -1;
}

function unescaped(items: readonly Item[]): Item[] {
  const isEscape = (at: number) => items[at] === "\\" && ['"', "'", "\\"].includes(items[at + 1] as string);
  const kept: Item[] = [];
  for (let at = 0; at < items.length; at++) kept.push(isEscape(at) ? items[++at]! : items[at]!);
  return kept;
}

function textOf(items: readonly Item[]): string {
  return items.map((item) => (typeof item === "string" ? item : String(item.v))).join("");
}
