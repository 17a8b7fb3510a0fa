/** Odd requests to every endpoint, made from the tables of messages and endpoints; and odd filters. */
import fc from "fast-check";
import { type Endpoint, endpoints } from "../../src/protocol/endpoints.js";
import { layoutOf, type Field } from "../../src/protocol/fields.js";
import type { MessageName } from "../../src/protocol/messages.js";

export interface FuzzRequest {
  /** Name of the endpoint that it is meant for; "" for none. */
  readonly endpoint: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** Ids and names that exist, so that requests get past the first look-up. */
export interface Known {
  readonly experimentIds: readonly string[];
  readonly experimentNames: readonly string[];
  readonly runIds: readonly string[];
  readonly modelNames: readonly string[];
  readonly modelIds: readonly string[];
}

const oddTexts = fc.oneof(
  fc.constantFrom(
    "",
    " ",
    "\u0000",
    "\n",
    "..",
    "../x",
    "/",
    "a//b",
    "a/../b",
    "%2e%2e",
    "'",
    '"',
    "`",
    ";--",
    "NaN",
    "Infinity",
    "-1",
    "0",
    "1e999",
    "99999999999999999999999",
    "__proto__",
    "constructor",
    "latest",
    "v1",
    "Ü",
    "😀",
    "\ud800",
    "x".repeat(300),
    "x".repeat(9000),
    "runs:/x/y",
    "models:/x/1",
    "models:/x@y",
    "models:/m-1",
    "file:///etc/passwd",
    "mlflow-artifacts:/../x",
    "s3://bucket/key",
    "eyJvZmZzZXQiOiAxfQ==",
    "eyJvZmZzZXQiOiAtMX0=",
  ),
  fc.string({ maxLength: 20 }),
  fc.string({ maxLength: 20, unit: "binary" }),
);

const oddNumbers = fc.oneof(
  fc.constantFrom(0, -0, -1, 1, 0.5, 1e308, -1e308, 2 ** 31, -(2 ** 31) - 1, 2 ** 53, 2 ** 63, -(2 ** 63), 1e400),
  fc.integer(),
  fc.double(),
);

const oddValues: fc.Arbitrary<unknown> = fc.oneof(
  oddTexts,
  oddNumbers,
  fc.constantFrom(null, true, false, [], {}, [[]], [null], { a: 1 }, { $ne: null }),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Requests to all endpoints; most fields fit, some do not, some are left out. */
export function requests(known: Known): fc.Arbitrary<FuzzRequest> {
  const all: readonly [string, Endpoint][] = Object.entries(endpoints);
  return fc.constantFrom(...all).chain(([name, endpoint]) =>
    fc
      .record({
        method: fc.constantFrom(...endpoint.methods),
        prefix: fc.constantFrom("/api/2.0/mlflow/", "/ajax-api/2.0/mlflow/"),
        message: messageOf(endpoint.request, known),
        spelling: fc.constantFrom("snake", "snake", "snake", "camel"),
        raw: fc.oneof({ weight: 15, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: rawBodies }),
        contentType: fc.constantFrom(
          ...Array<string>(12).fill("application/json"),
          "text/plain",
          "application/json; charset=x",
          "",
        ),
        pathValues: fc.tuple(
          fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...known.modelIds) }, oddTexts),
          fc.oneof(fc.constantFrom("loss", "lr"), oddTexts),
        ),
      })
      .map((parts) => ({ endpoint: name, ...requestOf(endpoint, parts) })),
  );
}

const rawBodies = fc.oneof(
  fc.constantFrom(
    "",
    "null",
    "[]",
    "1",
    '"{}"',
    '"x"',
    "{",
    '{"a":',
    "\u0000",
    "{}{}",
    '{"run_id":"a","runId":"b"}',
    "[".repeat(5000),
  ),
  fc.string({ maxLength: 40 }),
);

interface Parts {
  readonly method: string;
  readonly prefix: string;
  readonly message: Record<string, unknown>;
  readonly spelling: string;
  readonly raw: string | null;
  readonly contentType: string;
  readonly pathValues: readonly string[];
}

function requestOf(endpoint: Endpoint, parts: Parts): Omit<FuzzRequest, "endpoint"> {
  let index = 0;
  const path = endpoint.path.replace(/\{\w+\}/g, () => encoded(parts.pathValues[index++]!));
  const message = parts.spelling === "camel" ? camelled(parts.message) : parts.message;
  if (parts.method === "GET") {
    const query = Object.entries(parts.message).flatMap(([key, value]) =>
      (Array.isArray(value) ? value : [value]).map((one) => `${key}=${encoded(plainText(one))}`),
    );
    return { method: "GET", path: `${parts.prefix}${path}?${query.join("&")}`, headers: {}, body: null };
  }
  const headers: Record<string, string> = parts.contentType === "" ? {} : { "Content-Type": parts.contentType };
  return { method: parts.method, path: parts.prefix + path, headers, body: parts.raw ?? JSON.stringify(message) };
}

function plainText(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "undefined");
}

/** Percent-encoded, lone surrogates and all. */
function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed()) || "%20";
}

function camelled(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      one,
    ]),
  );
}

/** Of each message half are tame, with every field set to what fits, and half are odd in some fields. */
function messageOf(name: MessageName, known: Known): fc.Arbitrary<Record<string, unknown>> {
  return fc.boolean().chain((tame) => fieldsOf(name, known, tame));
}

function fieldsOf(name: MessageName, known: Known, tame: boolean): fc.Arbitrary<Record<string, unknown>> {
  const fields = layoutOf(name).fields.map((field) => {
    const fits = fitting(field, known, tame);
    const odd = fc.oneof({ weight: 9, arbitrary: fits }, { weight: 1, arbitrary: oddValues });
    return [field.name, tame ? fits : fc.option(odd, { freq: 8, nil: undefined })] as const;
  });
  return fc.record(Object.fromEntries(fields)).map((message) => {
    const set = Object.entries(message).filter(([, value]) => value !== undefined);
    return Object.fromEntries(set) as Record<string, unknown>;
  });
}

function fitting(field: Field, known: Known, tame: boolean): fc.Arbitrary<unknown> {
  const one = fittingOne(field, known, tame);
  return field.repeated ? fc.array(one, { maxLength: tame ? 1 : 4 }) : one;
}

function fittingOne(field: Field, known: Known, tame: boolean): fc.Arbitrary<unknown> {
  switch (field.kind) {
    case "message":
      return fieldsOf(field.message, known, tame);
    case "enum":
      return fc.constantFrom(
        ...Object.keys(field.numbers),
        ...(tame ? [] : [...Object.values(field.numbers), "ODD", 99]),
      );
    case "bool":
      return fc.boolean();
    case "double":
      return fc.oneof(fc.double(), fc.constantFrom("NaN", "Infinity", "-Infinity", 1, 0));
    case "int32":
    case "whole":
    case "int64":
      return fc.oneof(
        fc.integer({ min: 1, max: 100 }),
        fc.constantFrom("5", ...(tame ? [] : [0, "9223372036854775807"])),
      );
    default:
      return textFor(field.name, known, tame);
  }
}

function textFor(name: string, known: Known, tame: boolean): fc.Arbitrary<string> {
  const pool: Record<string, readonly string[]> = {
    run_id: known.runIds,
    run_uuid: known.runIds,
    run_ids: known.runIds,
    source_run_id: known.runIds,
    experiment_id: known.experimentIds,
    experiment_ids: known.experimentIds,
    experiment_name: known.experimentNames,
    model_id: known.modelIds,
    name: known.modelNames,
    version: ["1", "2"],
    alias: ["best", "other"],
    stage: ["Production", "staging", "none", "Archived"],
    stages: ["Production", "staging", "None"],
    key: ["loss", "lr", "a b", "a/b"],
    tag_key: ["loss", "lr"],
    metric_key: ["loss"],
    path: ["a", "a/b.txt"],
    source: ["s3://bucket/model"],
    artifact_location: ["s3://bucket/root"],
    artifact_directory_path: ["a"],
    filter: [""],
    order_by: ["name ASC", "creation_timestamp DESC"],
    field_name: ["creation_timestamp", "name"],
    page_token: ["", "eyJvZmZzZXQiOiAxfQ=="],
    model_json: [
      `{"run_id": "${known.runIds[0]}", "artifact_path": "model", "utc_time_created": "2025-01-01 00:00:00.000000", "flavors": {}}`,
    ],
    digest: ["1a2b3c"],
  };
  const plain = fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom(..."abcdefghij_") });
  const chosen = pool[name] === undefined ? plain : fc.constantFrom(...pool[name]);
  if (tame) return chosen;
  if (name === "filter") return filters;
  if (name === "order_by" || name === "field_name") return orders;
  return fc.oneof({ weight: 4, arbitrary: chosen }, { weight: 1, arbitrary: oddTexts });
}

const words = fc.constantFrom(
  "metrics.loss",
  "metric.`a b`",
  "params.lr",
  'params."a.b"',
  "tags.model",
  "tag.`x`",
  "attributes.status",
  "attr.run_id",
  "run_id",
  "run_name",
  "start_time",
  "end_time",
  "dataset.name",
  "datasets.digest",
  "name",
  "version_number",
  "source_path",
  "creation_time",
  "experiment_id",
  "model_id",
  "status",
  "last_updated_timestamp",
  "foo.bar",
  "metrics.",
  ".",
  "metrics",
  "`",
  "'",
  '"',
  "''",
);
const operators = fc.constantFrom(
  "=",
  "!=",
  "<",
  ">",
  ">=",
  "<=",
  "<>",
  "LIKE",
  "ILIKE",
  "like",
  "IN",
  "NOT IN",
  "IS NULL",
  "IS NOT NULL",
  "==",
  "",
);
const values = fc.constantFrom(
  "1",
  "-1.5e3",
  "1e999",
  "0x1",
  "'a'",
  '"a"',
  "'%'",
  "'_'",
  "('a', 'b')",
  "('a')",
  "()",
  "(1)",
  "(",
  "NULL",
  "'it''s'",
  "'NaN'",
  "NaN",
  "inf",
  "'1'",
  "1 2",
  "'\u0000'",
  "'😀'",
  "99999999999999999999999",
);
const joints = fc.constantFrom(" AND ", " and ", " OR ", " ", ";", ", ", " AND AND ", " -- ", " /* ");

/** Near-filters: comparisons of odd parts, oddly joined; and now and then noise. */
export const filters: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.array(fc.tuple(words, operators, values, joints), { maxLength: 4 }).map(joined) },
  { weight: 1, arbitrary: fc.string({ maxLength: 60 }) },
  { weight: 1, arbitrary: fc.string({ maxLength: 60, unit: "binary" }) },
);

function joined(parts: readonly (readonly [string, string, string, string])[]): string {
  return parts
    .map(([word, operator, value, joint], index) => `${index === 0 ? "" : joint}${word} ${operator} ${value}`)
    .join("");
}

export const orders: fc.Arbitrary<string> = fc.oneof(
  fc
    .tuple(words, fc.constantFrom("", " ASC", " DESC", " desc", " UP", " ASC DESC", ", name"))
    .map((parts) => parts.join("")),
  fc.string({ maxLength: 30 }),
);
