/** The input example beside a model: as MLflow keeps it, and as a request to a scoring server. */
import { TrackingError } from "../errors.js";
import { SparseMatrix } from "../ml/sparse_matrix.js";
import type { Columns } from "./kind.js";
import type { ExampleInfo, ModelInput, NamedRows, NumberRows } from "./model.js";
import { hasRecords } from "./signature.js";

export interface SavedExample {
  readonly info: ExampleInfo;
  /** File name → content. */
  readonly files: Readonly<Record<string, string>>;
}

const exampleFile = "input_example.json";
const servingFile = "serving_input_example.json";

/** Rows by name are a data frame; rows of numbers are an array. NaN and null are null. */
export function savedExample(rows: readonly unknown[]): SavedExample {
  if (rows.length === 0)
    throw new TrackingError("INVALID_PARAMETER_VALUE", "the input example has no rows; give at least one");
  const named = rows.every(
    (row) => typeof row === "object" && row !== null && !Array.isArray(row) && !ArrayBuffer.isView(row),
  );
  const frame = named ? split(rows as NamedRows) : null;
  const content =
    frame ?? rows.map((row) => (typeof row === "object" && row !== null ? Array.from(row as ArrayLike<unknown>) : row));
  const serving = frame === null ? { inputs: content } : { dataframe_split: content };
  return {
    info: {
      artifact_path: exampleFile,
      ...(named && { pandas_orient: "split" as const }),
      serving_input_path: servingFile,
      type: named ? "dataframe" : "ndarray",
    },
    files: { [exampleFile]: text(content), [servingFile]: text(serving, 2) },
  };
}

/** The example as rows; of a matrix the first five. Numbers get the names of their columns where those are known. */
export function exampleRows(example: ModelInput, { names, absent }: Columns): readonly unknown[] {
  if (hasRecords(example)) return example.records();
  const rows: readonly unknown[] =
    example instanceof SparseMatrix ? denseRows(example, 5, absent) : (example as NumberRows);
  if (names === null || !rows.every((row) => isList(row) && row.length === names.length)) return rows;
  return (rows as NumberRows).map((row) => Object.fromEntries(names.map((name, index) => [name, row[index]])));
}

function isList(row: unknown): row is ArrayLike<unknown> {
  return Array.isArray(row) || ArrayBuffer.isView(row);
}

function denseRows(matrix: SparseMatrix, count: number, absent: number): number[][] {
  return Array.from({ length: Math.min(count, matrix.rowCount) }, (_, row) => {
    const dense = new Array<number>(matrix.columnCount).fill(absent);
    for (let at = matrix.rowStarts[row]!; at < matrix.rowStarts[row + 1]!; at++) {
      dense[matrix.columns[at]!] = matrix.values[at]!;
    }
    return dense;
  });
}

function split(rows: NamedRows): { columns: string[]; data: unknown[][] } {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return { columns, data: rows.map((row) => columns.map((column) => row[column] ?? null)) };
}

function text(value: unknown, indent?: number): string {
  return JSON.stringify(value, (_key, item: unknown) => jsonable(item), indent);
}

function jsonable(item: unknown): unknown {
  if (typeof item === "bigint") return Number(item);
  if (item instanceof Uint8Array) return Buffer.from(item).toString("base64");
  return ArrayBuffer.isView(item) ? Array.from(item as unknown as ArrayLike<unknown>) : item;
}
