/** The fields of a message, looked up once and shared by the reader and the writer of JSON. */
import { enums, type MessageName, messages } from "./messages.js";

export type FieldKind =
  "string" | "text" | "int64" | "whole" | "int32" | "double" | "bool" | "map" | "enum" | "message";

export interface Field {
  /** As on the wire: `run_id`. */
  readonly name: string;
  /** As protocol buffers' JSON also takes it: `runId`. */
  readonly camelName: string;
  readonly kind: FieldKind;
  readonly repeated: boolean;
  /** Of an enum: name → number. */
  readonly numbers: Readonly<Record<string, number>>;
  /** Of a message: its name. */
  readonly message: MessageName;
}

export interface Layout {
  readonly fields: readonly Field[];
  /** By both spellings. */
  readonly byName: ReadonlyMap<string, Field>;
}

const layouts = new Map<MessageName, Layout>();

export function layoutOf(name: MessageName): Layout {
  let layout = layouts.get(name);
  if (layout === undefined) {
    const fields = Object.entries(messages[name]).map(([field, type]) => readField(field, type as string));
    const byName = new Map(
      fields.flatMap((field) => [[field.camelName, field] as const, [field.name, field] as const]),
    );
    layout = { fields, byName };
    layouts.set(name, layout);
  }
  return layout;
}

function readField(name: string, type: string): Field {
  const repeated = type.endsWith("[]");
  const base = repeated ? type.slice(0, -2) : type;
  const numbers = (enums as Readonly<Record<string, Readonly<Record<string, number>>>>)[base];
  const isMessage = base in messages;
  const kind = numbers !== undefined ? "enum" : isMessage ? "message" : (base as FieldKind);
  return {
    name,
    camelName: name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    kind,
    repeated,
    numbers: numbers ?? {},
    message: isMessage ? (base as MessageName) : "Empty",
  };
}
