/**
 * Message → JSON text, as MLflow writes it: the wire's names, fields that are not set and empty lists left out,
 * 64-bit integers as numbers with every digit, doubles as Python prints them, NaN and infinities as text, two blanks
 * of indent. Written by hand because `JSON.stringify` can print neither `2.0` nor integers beyond 2^53.
 */
import { type Field, layoutOf } from "./fields.js";
import type { Message, MessageName } from "./messages.js";
import { pythonFloat } from "../python_text.js";

type Write = (value: unknown) => string;

/** One line of an object: the field, the text before its value, how its value is written. */
interface Line {
  readonly name: string;
  readonly before: string;
  readonly write: Write;
  readonly repeated: boolean;
}

const writers = new Map<string, Write>();

export function encode<N extends MessageName>(name: N, message: Message<N>): string {
  return messageWriter(name, 0)(message);
}

function messageWriter(name: MessageName, depth: number): Write {
  const known = writers.get(`${depth} ${name}`);
  if (known !== undefined) return known;
  const indent = "\n" + "  ".repeat(depth + 1);
  const end = "\n" + "  ".repeat(depth) + "}";
  const lines: Line[] = layoutOf(name).fields.map((field) => ({
    name: field.name,
    before: `${indent}${JSON.stringify(field.name)}: `,
    write: fieldWriter(field, depth),
    repeated: field.repeated || field.kind === "map",
  }));
  const write: Write = (message) => {
    let text = "";
    for (const line of lines) {
      const value = (message as Record<string, unknown>)[line.name];
      if (value === undefined || value === null) continue;
      const written = line.write(value);
      if (line.repeated && written === "") continue;
      text += text === "" ? line.before + written : "," + line.before + written;
    }
    return text === "" ? "{}" : "{" + text + end;
  };
  writers.set(`${depth} ${name}`, write);
  return write;
}

function fieldWriter(field: Field, depth: number): Write {
  if (field.kind === "map") return (value) => writeMap(value as Record<string, string>, depth);
  if (!field.repeated) return valueWriter(field, depth + 1);
  const write = valueWriter(field, depth + 2);
  const indent = "\n" + "  ".repeat(depth + 2);
  const end = "\n" + "  ".repeat(depth + 1) + "]";
  return (list) => {
    let text = "";
    for (const value of list as readonly unknown[]) text += (text === "" ? indent : "," + indent) + write(value);
    return text === "" ? "" : "[" + text + end;
  };
}

/** "" when empty: the field is then left out. */
function writeMap(map: Readonly<Record<string, string>>, depth: number): string {
  const indent = "\n" + "  ".repeat(depth + 2);
  const entries = Object.entries(map).map(([key, value]) => `${indent}${writeString(key)}: ${writeString(value)}`);
  return entries.length === 0 ? "" : `{${entries.join(",")}\n${"  ".repeat(depth + 1)}}`;
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
      return String;
    case "message": {
      // Looked up at the first use: messages may hold themselves.
      let write: Write | undefined;
      return (value) => (write ??= messageWriter(field.message, depth))(value);
    }
    case "map":
      throw new TypeError(`${field.name}: a map is no element of a list`);
  }
}

/** Characters that JSON text carries as they are; anything else goes through `JSON.stringify`. */
const plain = /^[ !#-[\]-~]*$/;

function writeString(value: unknown): string {
  const text = value as string;
  return plain.test(text) ? `"${text}"` : JSON.stringify(text);
}

function writeInteger(value: unknown): string {
  if (typeof value === "number" && !Number.isSafeInteger(value)) return String(BigInt(Math.trunc(value)));
  return String(value as number | bigint);
}

function writeDouble(value: unknown): string {
  const number = value as number;
  return Number.isFinite(number) ? pythonFloat(number) : `"${number}"`;
}
