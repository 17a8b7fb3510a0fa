/** What goes into a model and what comes out, as MLflow's signatures say it. Pure. */
import { TrackingError } from "../errors.js";
import { SparseMatrix } from "../ml/sparse_matrix.js";
import type {
  ColumnSpec,
  ColumnType,
  ModelParams,
  ModelSignature,
  NamedRows,
  ParamSpec,
  RecordSource,
  Schema,
} from "./model.js";

/**
 * The signature of a model that takes `input` and gives `output`; each may be
 * - rows by name or a frame: a column per name; null or undefined somewhere makes it not required (outputs always are);
 * - rows of numbers or a sparse matrix: a tensor of shape [-1, columns];
 * - a typed array: a tensor of shape [-1]; a list of numbers, texts or booleans: one column without a name.
 *
 * JavaScript knows one kind of number, so columns of numbers are `double`, and `long` only for bigints.
 * @example inferSignature(frame.head(100), booster.predict(dmatrix))
 */
export function inferSignature(input: unknown, output?: unknown, params?: ModelParams): ModelSignature {
  return {
    inputs: input === undefined ? null : schemaOf(input, "input"),
    outputs: output === undefined ? null : schemaOf(output, "output"),
    params: params === undefined ? null : Object.entries(params).map(([name, value]) => paramOf(name, value)),
  };
}

const dtypes: readonly [abstract: abstract new (...args: never[]) => ArrayLike<number | bigint>, dtype: string][] = [
  [Float32Array, "float32"],
  [Float64Array, "float64"],
  [Int32Array, "int32"],
  [Uint32Array, "uint32"],
  [Int16Array, "int16"],
  [Uint16Array, "uint16"],
  [Int8Array, "int8"],
  [Uint8Array, "uint8"],
  [BigInt64Array, "int64"],
];

function schemaOf(data: unknown, what: string): Schema {
  if (data instanceof SparseMatrix) return [tensor("float64", [-1, data.columnCount])];
  const dtype = dtypeOf(data);
  if (dtype !== null) return [tensor(dtype, [-1])];
  if (hasRecords(data)) return columnsOf(data.records() as NamedRows, what);
  if (!Array.isArray(data)) {
    if (isPlain(data)) return columnsOf([data], what);
    return [{ type: scalarType(data, what), required: true }];
  }
  const rows = data as readonly unknown[];
  if (rows.length === 0) {
    throw invalid(`the ${what} has no rows to infer a signature from`, "give at least one");
  }
  if (rows.every(isPlain)) return columnsOf(rows as Record<string, unknown>[], what);
  if (rows.every(isNumberRow)) return [tensorOf(rows as ArrayLike<number>[], what)];
  return [{ type: commonType(rows, what), required: rows.every((value) => !isMissing(value)) }];
}

function tensorOf(rows: readonly ArrayLike<number>[], what: string): Schema[number] {
  const width = rows[0]!.length;
  const odd = rows.findIndex((row) => row.length !== width);
  if (odd >= 0) {
    const lengths = `row ${odd} of the ${what} has ${rows[odd]!.length} values, row 0 has ${width}`;
    throw invalid(lengths, "give rows of equal length");
  }
  return tensor(dtypeOf(rows[0]) ?? "float64", [-1, width]);
}

function columnsOf(rows: readonly Readonly<Record<string, unknown>>[], what: string): ColumnSpec[] {
  if (rows.length === 0) throw invalid(`the ${what} has no rows to infer a signature from`, "give at least one");
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return names.map((name) => {
    const values = rows.map((row) => row[name]);
    const spec = specOf(values, `column '${name}' of the ${what}`);
    const { required = true, ...type } = spec;
    return { ...type, name, required }; // in MLflow's order, as the text is compared
  });
}

/** The column that holds these values. */
function specOf(values: readonly unknown[], what: string): ColumnSpec {
  const known = values.filter((value) => !isMissing(value));
  const required = known.length === values.length;
  if (known.length === 0) throw invalid(`${what} has no value that is known`, "give an example that has one");
  if (known.every(isList)) {
    const items = known.flatMap((value) => Array.from(value));
    const { required: _, ...item }: ColumnSpec =
      items.length === 0 ? { type: "any" } : specOf(items, `a list in ${what}`);
    return { type: "array", items: item, required };
  }
  if (known.every(isPlain)) {
    const rows = known as Record<string, unknown>[];
    const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    const properties = names.map((name) => {
      const spec = specOf(
        rows.map((row) => row[name]),
        `'${name}' in ${what}`,
      );
      return [name, { ...spec, required: spec.required ?? true }] as const;
    });
    return { type: "object", properties: Object.fromEntries(properties), required };
  }
  return { type: commonType(values, what), required };
}

function commonType(values: readonly unknown[], what: string): ColumnType {
  const known = values.filter((value) => !isMissing(value));
  const types = [...new Set(known.map((value) => scalarType(value, what)))];
  if (types.length === 1) return types[0]!;
  if (types.length === 0) return "double"; // NaN alone
  throw invalid(`${what} mixes ${types.join(" and ")}`, "give values of one kind, and null where there is none");
}

function scalarType(value: unknown, what: string): ColumnType {
  switch (typeof value) {
    case "number":
      return "double";
    case "bigint":
      return "long";
    case "boolean":
      return "boolean";
    case "string":
      return "string";
    default:
      if (value instanceof Date) return "datetime";
      if (value instanceof Uint8Array) return "binary";
      throw invalid(
        `no signature can be inferred from ${what}: it has a value of type ${kindOf(value)}`,
        "give numbers, texts, booleans, dates, bytes, or lists and objects of them",
      );
  }
}

function paramOf(name: string, value: unknown): ParamSpec {
  const list = Array.isArray(value) ? (value as unknown[]) : null;
  return {
    name,
    default: value instanceof Date ? value.toISOString() : value,
    shape: list === null ? null : [-1],
    type: list === null ? scalarType(value, `param '${name}'`) : commonType(list, `param '${name}'`),
  };
}

function tensor(dtype: string, shape: readonly number[]): Schema[number] {
  return { type: "tensor", "tensor-spec": { dtype, shape } };
}

/** NumPy's name for what a typed array holds; null for anything else. */
export function dtypeOf(value: unknown): string | null {
  return dtypes.find(([type]) => value instanceof type)?.[1] ?? null;
}

export function hasRecords(value: unknown): value is RecordSource {
  return typeof value === "object" && value !== null && typeof (value as RecordSource).records === "function";
}

/** NaN in a column of numbers stands for a missing value, as it does in pandas, but numbers it is. */
function isMissing(value: unknown): boolean {
  return value === null || value === undefined;
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (dtypeOf(value) !== null && !(value instanceof Uint8Array));
}

function isNumberRow(value: unknown): boolean {
  return Array.isArray(value) ? value.every((one) => typeof one === "number") : dtypeOf(value) !== null;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  return !Array.isArray(value) && !(value instanceof Date) && !ArrayBuffer.isView(value);
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return typeof value === "object" ? (value.constructor?.name ?? "object") : typeof value;
}

function invalid(message: string, remedy: string): TrackingError {
  return new TrackingError("INVALID_PARAMETER_VALUE", message, { remedy });
}
