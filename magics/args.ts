/** Arguments as a person writes them → values by name, typed and checked. Pure. */
import type { ArgumentSpec, Magic } from "./magic.js";
import { nearest } from "./suggest.js";
import { UsageError } from "./usage_error.js";

/** Text, or the value of a `{expression}`. */
export type ArgumentPart = string | { readonly v: unknown };

/** One argument: text, or a value where a `{expression}` stands alone. `quoted` text is never an option. */
interface Word {
  readonly text: string;
  readonly value: { readonly v: unknown } | null;
  readonly quoted: boolean;
}

/** Reads the arguments of `magic`. Throws UsageError that names the argument, its value and the usage. */
export function readArguments(magic: Magic, parts: readonly ArgumentPart[]): Record<string, unknown> {
  const words = wordsOf(parts);
  const values: Record<string, unknown> = {};
  const positional = magic.args.filter((spec) => !spec.name.startsWith("--"));
  let next = 0;
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    const spec = positional[Math.min(next, positional.length - 1)];
    if (spec?.verbatim !== true && !word.quoted && word.value === null && /^--?[a-zA-Z]/.test(word.text)) {
      index += readOption(magic, word.text, words[index + 1], values);
      continue;
    }
    if (spec === undefined || (next >= positional.length && spec.repeated !== true)) {
      throw new UsageError(`%${magic.name} has no place for '${shown(word)}'; usage: ${usageOf(magic)}`);
    }
    if (spec.rest === true) {
      values[keyOf(spec)] = restOf(magic, spec, words.slice(index));
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
    const name =
      spec.name.startsWith("--") && spec.type !== "boolean" ? `${spec.name} ${spec.type.toUpperCase()}` : spec.name;
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
    assign(values, spec, convert(magic, spec, { text: given.join("="), value: null, quoted: true }));
    return 0;
  }
  if (spec.type === "boolean") {
    values[keyOf(spec)] = true;
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

function restOf(magic: Magic, spec: ArgumentSpec, words: readonly Word[]): unknown {
  if (words.length === 1) return convert(magic, spec, words[0]!);
  return convert(magic, spec, {
    text: words.map((word) => (word.value === null ? word.text : String(word.value.v))).join(" "),
    value: null,
    quoted: true,
  });
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

/** Splits at blanks outside quotes; a value that touches text is part of that text. */
function wordsOf(parts: readonly ArgumentPart[]): Word[] {
  const words: Word[] = [];
  let text: string | null = null;
  let value: { v: unknown } | null = null;
  let quoted = false;
  const flush = () => {
    if (value !== null) words.push({ text: "", value, quoted: false });
    else if (text !== null) words.push({ text, value: null, quoted });
    [text, value, quoted] = [null, null, false];
  };
  const append = (more: string) => {
    text = (value === null ? (text ?? "") : String(value.v)) + more;
    value = null;
  };
  for (const part of parts) {
    if (typeof part !== "string") {
      if (text === null && value === null) value = { v: part.v };
      else append(String(part.v));
      continue;
    }
    for (const piece of part.matchAll(/(\s+)|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\s"']+|["'])/g)) {
      if (piece[1] !== undefined) flush();
      else if (piece[4] !== undefined) append(piece[4]);
      else {
        append((piece[2] ?? piece[3]!).replace(/\\(["'\\])/g, "$1"));
        quoted = true;
      }
    }
  }
  flush();
  return words;
}
