/**
 * JSON or a query string → message, by the rules of protocol buffers' JSON as MLflow uses them: snake_case and
 * camelCase names, integers as numbers or text, doubles as numbers or text (`NaN`, `Infinity`), enums by name or number,
 * null as "not set", unknown fields and unknown names of enums ignored.
 */
import { invalid, TrackingError } from "../errors.js";
import { type Field, layoutOf } from "./fields.js";
import type { Message, MessageName } from "./messages.js";

/** The first value that does not fit its field. */
export interface Misfit {
  /** E.g. `metrics[0].value`. */
  readonly path: string;
  readonly value: unknown;
}

export interface Decoded<N extends MessageName> {
  readonly message: Message<N>;
  /** Set when a value did not fit; `message` then holds what was read before it. */
  readonly misfit: Misfit | undefined;
}

class MisfitError extends Error {
  constructor(
    readonly path: string,
    readonly value: unknown,
  ) {
    super(path);
  }
}

/** Throws INVALID_PARAMETER_VALUE where one field is given in both spellings. */
export function decode<N extends MessageName>(name: N, json: Readonly<Record<string, unknown>>): Decoded<N> {
  const message: Record<string, unknown> = {};
  try {
    readInto(message, name, json);
  } catch (error) {
    if (error instanceof MisfitError) return { message: message as Message<N>, misfit: error };
    throw error;
  }
  return { message: message as Message<N>, misfit: undefined };
}

/** Reads a message that must fit, such as a server's answer. Throws INTERNAL_ERROR with the path where it does not. */
export function decodeWhole<N extends MessageName>(name: N, json: unknown): Message<N> {
  if (isObject(json)) {
    const { message, misfit } = decode(name, json);
    if (misfit === undefined) return message;
    throw new TrackingError("INTERNAL_ERROR", `the server's answer has an odd value in '${misfit.path}'`);
  }
  throw new TrackingError("INTERNAL_ERROR", "the server's answer is no JSON object");
}

/** Throws INVALID_PARAMETER_VALUE for a truth value that is neither `true` nor `false`. */
export function decodeQuery<N extends MessageName>(name: N, query: URLSearchParams): Decoded<N> {
  return decode(name, queryJson(name, query));
}

/** The query as JSON would say it: lists for repeated fields, truth values; snake_case names only, as in MLflow. */
export function queryJson(name: MessageName, query: URLSearchParams): Record<string, unknown> {
  const json: Record<string, unknown> = {};
  for (const field of layoutOf(name).fields) {
    if (!query.has(field.name)) continue;
    const first = query.get(field.name)!;
    json[field.name] = field.repeated ? query.getAll(field.name) : field.kind === "bool" ? truth(first) : first;
  }
  return json;
}

function truth(text: string): boolean {
  const lower = text.toLowerCase();
  if (lower === "true" || lower === "false") return lower === "true";
  throw invalid(`Invalid boolean value: ${text}, must be 'true' or 'false'.`);
}

/**
 * JSON text → value, integers beyond ±2^53 as bigints so that no digit is lost, and Python's bare `NaN` and `Infinity`
 * as texts. Throws SyntaxError.
 */
export function parseJson(text: string): unknown {
  try {
    return parseStrict(text);
  } catch (error) {
    const quoted = quoteBareNumbers(text);
    if (quoted === text) throw error;
    return parseStrict(quoted);
  }
}

const longInteger = /(?:^|[:,[\s-])\d{16}/;

/** Numbers that JSON does not know and Python writes. */
const bareNumber = /-?\b(?:NaN|Infinity)\b/g;

/** By hand, as bodies may be long and anything: a pattern that passes over texts takes the square of the time, or the stack. */
function quoteBareNumbers(text: string): string {
  let quoted = "";
  for (let at = 0; at < text.length;) {
    const found = text.indexOf('"', at);
    const start = found < 0 ? text.length : found;
    const end = endOfText(text, start);
    quoted += text.slice(at, start).replace(bareNumber, '"$&"') + text.slice(start, end);
    at = end;
  }
  return quoted;
}

/** Behind the quote that closes the text which begins at `start`. */
function endOfText(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

/** The reviver is slow, so it runs only over texts that may hold so long an integer. */
function parseStrict(text: string): unknown {
  if (!longInteger.test(text)) return JSON.parse(text);
  const exact = (_key: string, value: unknown, context?: { source?: string }) =>
    typeof value === "number" && Math.abs(value) > Number.MAX_SAFE_INTEGER && /^-?\d+$/.test(context?.source ?? "")
      ? BigInt(context!.source!)
      : value;
  return JSON.parse(text, exact as (key: string, value: unknown) => unknown);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readInto(message: Record<string, unknown>, name: MessageName, json: Readonly<Record<string, unknown>>): void {
  const { byName } = layoutOf(name);
  for (const key of Object.keys(json)) {
    const field = byName.get(key);
    if (field === undefined) continue;
    if (key !== field.name && Object.hasOwn(json, field.name)) {
      throw invalid(`Request specifies both '${field.name}' and '${field.camelName}'; provide only one of them.`);
    }
    const value = json[key];
    if (value === null) continue;
    if (field.repeated) readList(message, field, value);
    else if (field.kind === "message") readMessage(message, field, value);
    else {
      const read = scalars[field.kind](value, field);
      if (read === misfit) throw new MisfitError(field.name, value);
      // undefined is a name that the enum does not know.
      if (read !== undefined) message[field.name] = read;
    }
  }
}

function readList(message: Record<string, unknown>, field: Field, value: unknown): void {
  if (!Array.isArray(value)) throw new MisfitError(field.name, value);
  const list: unknown[] = [];
  message[field.name] = list;
  for (const [index, item] of value.entries()) {
    if (field.kind === "message") readElement(list, field, item, index);
    else {
      const read = scalars[field.kind](item, field);
      if (read === misfit) throw new MisfitError(`${field.name}[${index}]`, item);
      if (read !== undefined) list.push(read);
    }
  }
}

function readElement(list: unknown[], field: Field, item: unknown, index: number): void {
  const element = {};
  list.push(element);
  if (!isObject(item)) throw new MisfitError(`${field.name}[${index}]`, item);
  try {
    readInto(element, field.message, item);
  } catch (error) {
    throw inside(`${field.name}[${index}]`, error);
  }
}

function readMessage(message: Record<string, unknown>, field: Field, value: unknown): void {
  if (!isObject(value)) throw new MisfitError(field.name, value);
  const inner = {};
  message[field.name] = inner;
  try {
    readInto(inner, field.message, value);
  } catch (error) {
    throw inside(field.name, error);
  }
}

/** Paths are put together on the way out: on the way in they would cost more than all the rest. */
function inside(place: string, error: unknown): unknown {
  return error instanceof MisfitError ? new MisfitError(`${place}.${error.path}`, error.value) : error;
}

const misfit = Symbol("misfit");

const scalars: Record<Field["kind"], (value: unknown, field: Field) => unknown> = {
  string: (value) => (typeof value === "string" ? value : misfit),
  text: readText,
  bool: (value) => (typeof value === "boolean" ? value : misfit),
  int32: (value) => readInteger(value, 31),
  int64: (value) => readInteger(value, 63),
  whole: (value) => readInteger(typeof value === "number" ? Math.trunc(value) : value, 63),
  double: readDouble,
  enum: readEnum,
  map: readMap,
  message: () => misfit,
};

function readInteger(value: unknown, bits: 31 | 63): number | bigint | typeof misfit {
  const exact = integerOf(value);
  if (exact === undefined) return misfit;
  const limit = 2 ** bits;
  if (exact < -limit || exact >= limit) return misfit;
  if (typeof exact === "number") return exact;
  const rounded = Number(exact);
  return Number.isSafeInteger(rounded) ? rounded : exact;
}

function integerOf(value: unknown): number | bigint | undefined {
  if (typeof value === "bigint") return value;
  if (typeof value === "number") return Number.isInteger(value) ? value : undefined;
  if (typeof value !== "string" || !/^[+-]?\d{1,400}$/.test(value)) return undefined;
  return BigInt(value.replace(/^\+/, ""));
}

/** Numbers and truth values as Python shows them. */
function readText(value: unknown): string | typeof misfit {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "True" : "False";
  return typeof value === "number" || typeof value === "bigint" ? String(value) : misfit;
}

function readDouble(value: unknown): number | typeof misfit {
  if (typeof value === "number") return value;
  // Python's float() takes truth values, and so does MLflow.
  if (typeof value === "bigint" || typeof value === "boolean") return Number(value);
  if (typeof value !== "string") return misfit;
  if (value === "NaN") return NaN;
  if (value === "Infinity" || value === "-Infinity") return Number(value);
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value) ? Number(value) : misfit;
}

function readEnum(value: unknown, { numbers }: Field): string | undefined | typeof misfit {
  if (typeof value === "string" && Object.hasOwn(numbers, value)) return value;
  const number = integerOf(value);
  if (number === undefined) return typeof value === "string" ? undefined : misfit;
  return Object.keys(numbers).find((name) => numbers[name] === Number(number)) ?? misfit;
}

function readMap(value: unknown): Record<string, string> | typeof misfit {
  if (!isObject(value)) return misfit;
  const entries = Object.entries(value);
  return entries.every(([, one]) => typeof one === "string")
    ? (Object.fromEntries(entries) as Record<string, string>)
    : misfit;
}
