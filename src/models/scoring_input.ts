/**
 * Requests to a scoring server in MLflow's protocol → what a model predicts from. Messages are those of MLflow 3.17's
 * `mlflow/pyfunc/scoring_server` and `mlflow/utils/proto_json_utils.py`. Pure.
 */
import { TrackingError } from "../errors.js";
import { parsedJson } from "../json.js";
import { pythonRepr } from "../python_text.js";
import type { ColumnSpec, ModelInput, ModelParams, ModelSignature } from "./model.js";

export interface ScoringInput {
  readonly input: ModelInput;
  readonly params: ModelParams;
}

const formats = ["dataframe_split", "dataframe_records", "instances", "inputs"] as const;
const demanded = `The input must be a JSON dictionary with exactly one of the input fields {${formats.map(pythonRepr).join(", ")}}`;

/** Reads a JSON body. Texts are cast to what the signature says of their column: numbers, dates, bytes in Base64. */
export function scoringInput(body: string, signature: ModelSignature | null): ScoringInput {
  const content = parsed(body);
  const given = formats.filter((format) => Object.hasOwn(content, format));
  if (given.length !== 1) {
    const fields = given.length === 0 ? Object.keys(content) : given;
    throw badRequest(`${demanded}. Received dictionary with input fields: [${fields.map(pythonRepr).join(", ")}]`);
  }
  const [format] = given as [(typeof formats)[number]];
  const rows = readers[format](content[format]);
  const params = content["params"];
  if (params !== undefined && params !== null && !isObject(params)) throw invalidInput("params must be a dictionary");
  return { input: castRows(rows, signature), params: (params as ModelParams | undefined) ?? {} };
}

/** Rows whose values are cast to what the signature says of their column. */
export function castRows(rows: Rows, signature: ModelSignature | null): ModelInput {
  const columns = new Map<string, ColumnSpec>();
  for (const spec of signature?.inputs ?? []) {
    if (spec.type !== "tensor" && spec.name !== undefined) columns.set(spec.name, spec);
  }
  if (columns.size === 0 || !isObject(rows[0])) return rows as ModelInput;
  return (rows as Record<string, unknown>[]).map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, cast(value, columns.get(name), name)])),
  );
}

/** Rows by name, lists of values, or single values. */
export type Rows = readonly unknown[];

const readers: Readonly<Record<(typeof formats)[number], (value: unknown) => Rows>> = {
  dataframe_records(value) {
    if (!Array.isArray(value)) {
      throw invalidInput(`Dataframe records format must be a list of records. Got ${kindOf(value)}.`);
    }
    const odd = value.findIndex((row) => !isObject(row));
    if (odd < 0) return value;
    throw invalidInput(
      `Provided dataframe_records field is not a valid dataframe representation in 'records' format. Error: 'row ${odd} is no dictionary'`,
    );
  },

  dataframe_split(value) {
    if (!isObject(value)) throw invalidInput(`Dataframe split format must be a dictionary. Got ${kindOf(value)}.`);
    const keys = Object.keys(value);
    const known = ["columns", "index", "data"];
    const { data, columns } = value;
    if (!Array.isArray(data) || keys.some((key) => !known.includes(key))) {
      throw invalidInput(
        `Dataframe split format must have 'data' field and optionally 'columns' and 'index' fields. Got {${keys.map(pythonRepr).join(", ")}}.`,
      );
    }
    return columns === undefined || columns === null ? (data as Rows) : namedRows(columns, data as Rows);
  },

  instances: listOf("instances"),

  inputs(value) {
    return isObject(value) ? rowsOfColumns(value) : listOf("inputs")(value);
  },
};

function namedRows(columns: unknown, data: Rows): Rows {
  const fail = (reason: string) =>
    invalidInput(
      `Provided dataframe_split field is not a valid dataframe representation in 'split' format. Error: '${reason}'`,
    );
  if (!Array.isArray(columns)) throw fail("columns is no list");
  return data.map((row) => {
    if (!Array.isArray(row)) throw fail("data is no list of rows");
    if (row.length !== columns.length) {
      throw fail(`${columns.length} columns passed, passed data had ${row.length} columns`);
    }
    return Object.fromEntries(columns.map((name, index) => [String(name), row[index] as unknown]));
  });
}

function listOf(field: string): (value: unknown) => Rows {
  return (value) => {
    if (Array.isArray(value)) return value;
    throw invalidInput(`'${field}' must be a list. Got ${kindOf(value)}.`);
  };
}

/** `{ a: [1, 2], b: [3, 4] }` are two rows, `{ a: 1, b: 3 }` is one. */
function rowsOfColumns(columns: Readonly<Record<string, unknown>>): Rows {
  const lists = Object.entries(columns);
  if (!lists.some(([, values]) => Array.isArray(values))) return [columns];
  const length = lists.reduce((most, [, values]) => Math.max(most, Array.isArray(values) ? values.length : 1), 0);
  const odd = lists.find(([, values]) => !Array.isArray(values) || values.length !== length);
  if (odd !== undefined) {
    throw invalidInput(
      `The length of values for each input/column name are not the same: '${odd[0]}' has another length`,
    );
  }
  return Array.from({ length }, (_, row) =>
    Object.fromEntries(lists.map(([name, values]) => [name, (values as unknown[])[row]])),
  );
}

function cast(value: unknown, column: ColumnSpec | undefined, name: string): unknown {
  const type = column?.type;
  if (type === "string" && (typeof value === "number" || typeof value === "boolean")) return String(value);
  const isNumeric = type === "double" || type === "float" || type === "long" || type === "integer";
  if (isNumeric && typeof value === "boolean") return Number(value);
  if (typeof value !== "string") return value;
  if (isNumeric) return numberIn(value, name, type);
  return type === "binary" ? Uint8Array.from(Buffer.from(value, "base64")) : value;
}

function numberIn(text: string, name: string, type: string): number {
  const trimmed = text.trim();
  const number = /^nan$/i.test(trimmed) ? NaN : Number(trimmed.replace(/^([+-]?)inf(inity)?$/i, "$1Infinity"));
  if (trimmed !== "" && (!Number.isNaN(number) || /^nan$/i.test(trimmed))) return number;
  throw invalidInput(
    `Data is not compatible with model signature. Failed to convert column ${name} to type '${type}'. Error: could not convert string to float: ${pythonRepr(text)}`,
  );
}

/** NaN and Infinity outside of texts, which Python's JSON has. A text that does not end must not make it look twice. */
const pythonNumbers = /"(?:[^"\\]+|\\[^])*"?|-?\bInfinity\b|\bNaN\b/g;

function parsed(body: string): Record<string, unknown> {
  let content: unknown;
  try {
    content = parsedJson(body) ?? JSON.parse(body.replace(pythonNumbers, javascriptNumber));
  } catch (error) {
    const shown = body.length > 500 ? `${body.slice(0, 500)}…` : body;
    throw invalidInput(
      `Ensure that input is a valid JSON formatted string. Error: '${(error as Error).message}'\nInput: \n${shown}\n`,
    );
  }
  if (isObject(content)) return content;
  const received = Array.isArray(content) ? "a list" : `unexpected input type '${kindOf(content)}'`;
  throw invalidInput(`${demanded}. Received ${received}.`);
}

function javascriptNumber(token: string): string {
  if (token.startsWith('"')) return token;
  return token === "NaN" ? "null" : token.replace("Infinity", "1e999");
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "list";
  return value === null ? "null" : typeof value === "object" ? "dictionary" : `type ${typeof value}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function invalidInput(message: string): TrackingError {
  return badRequest(`Invalid input. ${message}`);
}

function badRequest(message: string): TrackingError {
  return new TrackingError("BAD_REQUEST", message);
}
