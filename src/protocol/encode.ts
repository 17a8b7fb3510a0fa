/**
 * Message → JSON text, as MLflow writes it: the wire's names, fields that are not set and empty lists left out,
 * 64-bit integers as numbers with every digit, doubles as Python prints them, NaN and infinities as text, two blanks
 * of indent. Written by hand because `JSON.stringify` can print neither `2.0` nor integers beyond 2^53.
 */
import { pythonFloat } from "../python_text.js";
import { type Field, layoutOf } from "./fields.js";
import type { Message, MessageName } from "./messages.js";

/**
 * A text that grows piece by piece. Adding texts to each other instead would leave a node of a tree behind for each
 * addition, several times the text itself.
 */
class Text {
  readonly pieces: string[] = [];
  readonly #parts: string[] = [];

  /** Joins the pieces that have come together; called between elements of long lists. */
  settle(): void {
    if (this.pieces.length < 4096) return;
    this.#parts.push(this.pieces.join(""));
    this.pieces.length = 0;
  }

  /** One text if it is short, UTF-8 if not. */
  body(): string | Uint8Array {
    const last = this.pieces.join("");
    if (this.#parts.length === 0) return last;
    this.#parts.push(last);
    const bytes = Buffer.allocUnsafe(this.#parts.reduce((size, part) => size + Buffer.byteLength(part), 0));
    let end = 0;
    for (const part of this.#parts) end += bytes.write(part, end);
    return bytes;
  }
}

type Write = (value: unknown, text: Text) => void;

/** One line of an object: the field, the text before its value, how its value is written. */
interface Line {
  readonly name: string;
  readonly first: string;
  readonly next: string;
  readonly write: Write;
  readonly isEmpty: (value: unknown) => boolean;
}

const writers = new Map<string, Write>();

export function encode<N extends MessageName>(name: N, message: Message<N>): string {
  const text = encodeBody(name, message);
  return typeof text === "string" ? text : Buffer.from(text).toString("utf8");
}

/** The same for the body of an answer: UTF-8 where it is long. */
export function encodeBody<N extends MessageName>(name: N, message: Message<N>): string | Uint8Array {
  const text = new Text();
  messageWriter(name, 0)(message, text);
  return text.body();
}

function messageWriter(name: MessageName, depth: number): Write {
  const known = writers.get(`${depth} ${name}`);
  if (known !== undefined) return known;
  const indent = "\n" + "  ".repeat(depth + 1);
  const end = "\n" + "  ".repeat(depth) + "}";
  const lines = layoutOf(name).fields.map((field): Line => {
    const before = `${indent}${JSON.stringify(field.name)}: `;
    return { name: field.name, first: "{" + before, next: "," + before, ...fieldWriter(field, depth) };
  });
  const write: Write = (message, text) => {
    let any = false;
    for (const line of lines) {
      const value = (message as Record<string, unknown>)[line.name];
      if (value === undefined || value === null || line.isEmpty(value)) continue;
      text.pieces.push(any ? line.next : line.first);
      line.write(value, text);
      any = true;
    }
    text.pieces.push(any ? end : "{}");
  };
  writers.set(`${depth} ${name}`, write);
  return write;
}

function fieldWriter(field: Field, depth: number): Pick<Line, "write" | "isEmpty"> {
  if (field.kind === "map") {
    return { write: mapWriter(depth), isEmpty: (value) => Object.keys(value as object).length === 0 };
  }
  if (!field.repeated) return { write: valueWriter(field, depth + 1), isEmpty: () => false };
  return { write: listWriter(field, depth), isEmpty: (value) => (value as readonly unknown[]).length === 0 };
}

function listWriter(field: Field, depth: number): Write {
  const write = valueWriter(field, depth + 2);
  const indent = "\n" + "  ".repeat(depth + 2);
  const [first, next, end] = ["[" + indent, "," + indent, "\n" + "  ".repeat(depth + 1) + "]"];
  return (list, text) => {
    let before = first;
    for (const value of list as readonly unknown[]) {
      text.pieces.push(before);
      write(value, text);
      before = next;
      if (depth === 0) text.settle();
    }
    text.pieces.push(end);
  };
}

function mapWriter(depth: number): Write {
  const indent = "\n" + "  ".repeat(depth + 2);
  const end = "\n" + "  ".repeat(depth + 1) + "}";
  return (map, text) => {
    let before = "{" + indent;
    for (const [key, value] of Object.entries(map as Readonly<Record<string, string>>)) {
      text.pieces.push(before, JSON.stringify(key), ": ", JSON.stringify(value));
      before = "," + indent;
    }
    text.pieces.push(end);
  };
}

function valueWriter(field: Field, depth: number): Write {
  switch (field.kind) {
    case "string":
    case "text":
    case "enum":
      return writeString;
    case "int64":
    case "whole":
    case "int32":
      return writeInteger;
    case "double":
      return writeDouble;
    case "bool":
      return (value, text) => text.pieces.push(String(value));
    case "message": {
      // Looked up at the first use: messages may hold themselves.
      let write: Write | undefined;
      return (value, text) => (write ??= messageWriter(field.message, depth))(value, text);
    }
    case "map":
      throw new TypeError(`${field.name}: a map is no element of a list`);
  }
}

/** Characters that JSON text carries as they are; anything else goes through `JSON.stringify`. */
const plain = /^[ !#-[\]-~]*$/;

function writeString(value: unknown, { pieces }: Text): void {
  const text = value as string;
  if (plain.test(text)) pieces.push('"', text, '"');
  else pieces.push(JSON.stringify(text));
}

function writeInteger(value: unknown, { pieces }: Text): void {
  const whole = typeof value === "number" && !Number.isSafeInteger(value) ? BigInt(Math.trunc(value)) : value;
  pieces.push(String(whole as number | bigint));
}

function writeDouble(value: unknown, { pieces }: Text): void {
  const number = value as number;
  pieces.push(Number.isFinite(number) ? pythonFloat(number) : `"${number}"`);
}
