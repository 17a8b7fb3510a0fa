/** A model's input held against its signature, as MLflow enforces it. Pure. */
import { TrackingError } from "../errors.js";
import { SparseMatrix } from "../ml/sparse_matrix.js";
import { nearest } from "../nearest.js";
import type {
  ColumnSpec,
  ModelInput,
  ModelParams,
  ModelSignature,
  NamedRows,
  NumberRows,
  ParamSpec,
  TensorSpec,
} from "./model.js";
import { hasRecords } from "./signature.js";

/** Input that is one of three: rows by name, rows of numbers, a matrix. */
export type PlainInput = NamedRows | NumberRows | SparseMatrix;

/**
 * The input as the model takes it: columns that the signature does not name are left out, null in a column of doubles is
 * NaN, dates are `Date`s. Numbers without names (a matrix) stand for the columns in their order. INVALID_PARAMETER_VALUE
 * says which columns are missing, or which value of which row is of another type. `columnNames` are those of the model
 * itself, by which rows by name become a tensor.
 */
export function checkedInput(
  input: ModelInput,
  signature: ModelSignature | null,
  columnNames: readonly string[] | null = null,
): PlainInput {
  const plain = hasRecords(input) ? input.records() : (input as PlainInput);
  if (!(plain instanceof SparseMatrix) && !Array.isArray(plain)) {
    throw invalid(
      `a model predicts from rows, not from ${typeof plain}`,
      "give rows by name ([{ trip_distance: 1.2 }]), rows of numbers ([[1.2]]), a SparseMatrix or a Frame",
    );
  }
  if (Array.isArray(plain)) checkRows(plain);
  const schema = signature?.inputs ?? null;
  if (schema === null || schema.length === 0) return plain;
  const [first] = schema;
  if (first!.type === "tensor") return checkedTensors(plain, schema as readonly TensorSpec[], columnNames);
  const columns = schema as readonly ColumnSpec[];
  return columns.every((column) => column.name !== undefined)
    ? checkedColumns(plain, columns)
    : checkedCount(plain, columns);
}

function checkRows(rows: readonly unknown[]): void {
  const isRow = (row: unknown) => typeof row === "object" && row !== null;
  const odd = isRow(rows[0]) ? rows.findIndex((row) => !isRow(row)) : -1;
  if (odd >= 0)
    throw invalid(`row ${odd} is ${JSON.stringify(rows[odd])}`, "give a row like the first, or leave it out");
}

/** Params with the defaults of those that were left out; those that the signature does not know are an error. */
export function checkedParams(params: ModelParams, signature: ModelSignature | null): ModelParams {
  const specs = signature?.params ?? null;
  if (specs === null || specs.length === 0) return params;
  const unknown = Object.keys(params).filter((name) => !specs.some((spec) => spec.name === name));
  if (unknown.length > 0) {
    const known = specs.map((spec) => spec.name).join(", ");
    throw invalid(`the model has no param ${unknown.join(", ")}`, `its signature has: ${known}`);
  }
  return Object.fromEntries(specs.map((spec) => [spec.name, paramOf(spec, params[spec.name])]));
}

function paramOf(spec: ParamSpec, value: unknown): unknown {
  if (value === undefined) return spec.default;
  const column: ColumnSpec = { type: spec.type, name: spec.name };
  if (spec.shape === null) return checkedValue(value, column, `param '${spec.name}'`);
  if (!Array.isArray(value)) throw mismatch(value, column, `param '${spec.name}'`);
  return value.map((one, index) => checkedValue(one, column, `param '${spec.name}'[${index}]`));
}

function checkedColumns(input: PlainInput, columns: readonly ColumnSpec[]): PlainInput {
  if (!isRecords(input)) {
    const names = columns
      .map((column) => column.name)
      .slice(0, 5)
      .join(", ");
    checkWidth(input, columns.length, columns.length > 5 ? `${names}, …` : names);
    return input;
  }
  if (input.length === 0) return input;
  const given = new Set(input.flatMap((row) => Object.keys(row)));
  const missing = columns.filter(({ name, required }) => required !== false && !given.has(name!));
  if (missing.length > 0) throw missingInputs(missing, columns, given);
  const present = columns.filter(({ name }) => given.has(name!));
  return input.map((row, index) =>
    Object.fromEntries(
      present.map((column) => [
        column.name!,
        checkedValue(row[column.name!], column, `column '${column.name}' of row ${index}`),
      ]),
    ),
  );
}

/** Lists of values by the names that the signature has for them. */
export function named(input: PlainInput, signature: ModelSignature | null): PlainInput {
  const names = (signature?.inputs ?? []).map((spec) => spec.name);
  const isList = !(input instanceof SparseMatrix) && !isRecords(input);
  if (!isList || names.length === 0 || names.includes(undefined)) return input;
  const rows = (input as NumberRows).map((row) => Object.fromEntries(names.map((name, at) => [name!, row[at]])));
  return checkedInput(rows, signature);
}

function missingInputs(
  missing: readonly ColumnSpec[],
  columns: readonly ColumnSpec[],
  given: ReadonlySet<string>,
): TrackingError {
  const listed = (names: readonly (string | undefined)[]) => `[${names.map((name) => `'${name}'`).join(", ")}]`;
  const extra = [...given].filter((name) => !columns.some((column) => column.name === name));
  const note = extra.length === 0 ? "" : ` Note that there were extra inputs: ${listed(extra)}`;
  return invalid(
    `Model is missing inputs ${listed(missing.map(({ name }) => name))}.${note}`,
    `each row needs ${listed(columns.filter(({ required }) => required !== false).map(({ name }) => name))}`,
  );
}

/** Columns without names: only how many there are can be checked. */
function checkedCount(input: PlainInput, columns: readonly ColumnSpec[]): PlainInput {
  const width = isRecords(input) ? Object.keys(input[0] ?? {}).length : widthOf(input);
  if (width === null || width >= columns.length) return input;
  throw invalid(
    `Model inference is missing inputs. The model signature declares ${columns.length} inputs but the provided value only has ${width} inputs`,
    "give a value per input",
  );
}

function checkedTensors(
  input: PlainInput,
  tensors: readonly TensorSpec[],
  columnNames: readonly string[] | null,
): PlainInput {
  const [only] = tensors;
  if (tensors.length > 1 || only!.name !== undefined) {
    return checkedColumns(
      input,
      tensors.map(({ name = "" }) => ({ type: "any", name })),
    );
  }
  const { shape, dtype } = only!["tensor-spec"];
  const rows = isRecords(input) && input.length > 0 ? valuesOf(input, columnNames ?? undefined) : input;
  if (shape.length === 2 && shape[1]! >= 0) checkWidth(rows, shape[1]!, `shape (${shape.join(", ")})`);
  return dtype.startsWith("float") && Array.isArray(rows) ? rows.map(withoutNull) : rows;
}

/** JSON has no NaN: it has null where a value is missing. */
function withoutNull(row: unknown): never {
  const isMissing = Array.isArray(row) && row.includes(null);
  return (isMissing ? row.map((value: unknown) => (value === null ? NaN : value)) : row) as never;
}

/**
 * Numbers by name as rows, in the order of `names`, by default that of the first row; a missing value is NaN. A name that
 * is not among them would be a column more: an error.
 */
export function valuesOf(
  rows: NamedRows,
  names: readonly string[] = Object.keys(rows[0] ?? {}),
): readonly (readonly number[])[] {
  const known = new Set(names);
  rows.forEach((row, index) => {
    for (const name in row) if (!known.has(name)) throw unknownName(name, names, index);
  });
  return rows.map((row, index) =>
    names.map((name) => checkedValue(row[name], { type: "double" }, `column '${name}' of row ${index}`) as number),
  );
}

function unknownName(name: string, names: readonly string[], row: number): TrackingError {
  const near = nearest(name, names);
  return invalid(
    `the model has no feature '${name}' (row ${row})`,
    near === null ? `it has: ${names.slice(0, 10).join(", ")}` : `did you mean '${near}'?`,
  );
}

function checkWidth(input: PlainInput, wanted: number, what: string): void {
  if (input instanceof SparseMatrix) {
    if (input.columnCount === wanted) return;
    throw invalid(`the matrix has ${input.columnCount} columns, the model takes ${wanted} (${what})`, "give as many");
  }
  const odd = (input as NumberRows).findIndex((row) => row.length !== wanted);
  if (odd < 0) return;
  const length = (input as NumberRows)[odd]!.length ?? "no";
  throw invalid(`row ${odd} has ${length} values, the model takes ${wanted} (${what})`, "give rows of that length");
}

function widthOf(input: NumberRows | SparseMatrix): number | null {
  if (input instanceof SparseMatrix) return input.columnCount;
  const [first] = input;
  return first === undefined ? null : typeof first === "object" ? first.length : 1;
}

/** Whether rows have names; a list without rows has whatever is wanted. */
export function isRecords(input: PlainInput): input is NamedRows {
  if (input instanceof SparseMatrix) return false;
  const first: unknown = input[0];
  return typeof first === "object" && first !== null && !Array.isArray(first) && !ArrayBuffer.isView(first);
}

function checkedValue(value: unknown, spec: ColumnSpec, where: string): unknown {
  if (value === null || value === undefined) {
    if (spec.type === "double" || spec.type === "float") return NaN;
    if ((spec.type === "integer" || spec.type === "long") && spec.required !== false) {
      throw invalid(
        `${where} has no value, and a column of type ${spec.type} has none that means "missing"`,
        "give one",
      );
    }
    return null;
  }
  switch (spec.type) {
    case "double":
    case "float":
      if (typeof value === "number") return value;
      if (typeof value === "bigint") return Number(value);
      break;
    case "integer":
    case "long":
      if (typeof value === "bigint" || Number.isInteger(value)) return Number(value);
      break;
    case "boolean":
      if (typeof value === "boolean") return value;
      break;
    case "string":
      if (typeof value === "string") return value;
      break;
    case "datetime": {
      const date = typeof value === "string" || value instanceof Date ? new Date(value) : null;
      if (date !== null && !Number.isNaN(date.getTime())) return date;
      break;
    }
    case "binary":
      if (value instanceof Uint8Array) return value;
      break;
    case "array":
      if (Array.isArray(value) || ArrayBuffer.isView(value)) return listed(value as ArrayLike<unknown>, spec, where);
      break;
    case "object":
      if (typeof value === "object") return objectOf(value as Record<string, unknown>, spec, where);
      break;
    default:
      return value;
  }
  throw mismatch(value, spec, where);
}

function listed(value: ArrayLike<unknown>, { items }: ColumnSpec, where: string): unknown[] {
  return Array.from(value, (one, index) =>
    items === undefined ? one : checkedValue(one, items, `item ${index} in ${where}`),
  );
}

function objectOf(value: Record<string, unknown>, { properties = {} }: ColumnSpec, where: string): object {
  const missing = Object.entries(properties).find(([name, { required }]) => required !== false && !(name in value));
  if (missing !== undefined) throw invalid(`${where} lacks the property '${missing[0]}'`, "give it");
  const known = Object.entries(value).filter(([name]) => name in properties);
  return Object.fromEntries(
    known.map(([name, one]) => [name, checkedValue(one, properties[name]!, `'${name}' in ${where}`)]),
  );
}

function mismatch(value: unknown, { type }: ColumnSpec, where: string): TrackingError {
  const shown = typeof value === "object" ? JSON.stringify(value).slice(0, 60) : `${JSON.stringify(value)}`;
  return invalid(
    `Incompatible input types for ${where}. Can not safely convert ${shown} (${typeof value}) to ${type}`,
    `give a value of type ${type}`,
  );
}

function invalid(message: string, remedy: string): TrackingError {
  return new TrackingError("INVALID_PARAMETER_VALUE", message, { remedy });
}
