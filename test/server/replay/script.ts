/** The recorded requests and answers of `test/fixtures/mlflow-rest`, and how a request of the script is made. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

export interface Entry {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly query?: Record<string, unknown>;
  readonly body?: unknown;
  readonly raw?: string;
  readonly headers?: Record<string, string>;
  readonly bind?: Record<string, string>;
  readonly sort?: string;
}

export interface Expected {
  readonly status: number;
  readonly type: string | null;
  readonly json?: unknown;
  readonly text?: string;
}

function read(name: string): string {
  const file = new URL(`../../fixtures/mlflow-rest/${name}.json.gz`, import.meta.url);
  return gunzipSync(readFileSync(file)).toString("utf8");
}

export function readScript(): readonly Entry[] {
  return JSON.parse(read("script")) as Entry[];
}

export function readExpected(release: "2.22" | "3.18"): Readonly<Record<string, Expected>> {
  return (parseExact(read(`expected-${release}`)) as { responses: Record<string, Expected> }).responses;
}

/** An integer of 16 digits or more, which a double would round. */
export interface LongInteger {
  readonly $int: string;
}

const token = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs;

/** JSON whose long integers become `LongInteger`s. Throws SyntaxError. */
export function parseExact(text: string): unknown {
  return JSON.parse(text.replace(token, (one) => (/^-?\d{16,}$/.test(one) ? `{"$int":"${one}"}` : one)));
}

export function isLongInteger(value: unknown): value is LongInteger {
  return typeof value === "object" && value !== null && typeof (value as { $int?: unknown }).$int === "string";
}

export type Names = Record<string, unknown>;

export interface BuiltRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: Buffer | undefined;
}

export function build(entry: Entry, names: Names): BuiltRequest {
  const pairs = Object.entries(fill(entry.query ?? {}, names) as Record<string, unknown>).flatMap(([key, value]) =>
    (Array.isArray(value) ? value : [value]).map(
      (one) => `${encodeURIComponent(key)}=${encodeURIComponent(String(one))}`,
    ),
  );
  const path = fill(entry.path, names) as string;
  const headers = fill(entry.headers ?? {}, names) as Record<string, string>;
  const body = bodyOf(entry, names);
  if (entry.body !== undefined && entry.raw === undefined) headers["Content-Type"] ??= "application/json";
  if (body !== undefined) headers["Content-Length"] = String(body.length);
  return { method: entry.method, path: pairs.length > 0 ? `${path}?${pairs.join("&")}` : path, headers, body };
}

function bodyOf(entry: Entry, names: Names): Buffer | undefined {
  if (entry.raw !== undefined) return Buffer.from(fill(entry.raw, names) as string);
  return entry.body === undefined ? undefined : Buffer.from(JSON.stringify(fill(entry.body, names)));
}

/** Puts in bound names and unfolds `$repeat`, `$i` and `$text`. */
function fill(value: unknown, names: Names, index?: number): unknown {
  if (typeof value === "string") {
    return value.replace(/\$\{(\w+)\}/g, (_, name: string) =>
      name === "i" && index !== undefined ? String(index) : String(names[name] ?? `unbound-${name}`),
    );
  }
  if (Array.isArray(value)) return value.map((one) => fill(one, names, index));
  if (typeof value !== "object" || value === null) return value;
  const fields = value as Record<string, unknown>;
  if ("$repeat" in fields) {
    return Array.from({ length: fields.$repeat as number }, (_, i) => fill(fields.item, names, i));
  }
  if ("$text" in fields) return (fields.$text as string).repeat(fields.times as number);
  if ("$i" in fields) return (fields.$i as number) + index!;
  return Object.fromEntries(Object.entries(fields).map(([key, one]) => [key, fill(one, names, index)]));
}
