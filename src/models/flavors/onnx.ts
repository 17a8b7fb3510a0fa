/** ONNX models that Python's MLflow logged, by the package `onnxruntime-node`, where the user has installed it. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { TrackingError } from "../../errors.js";
import { SparseMatrix } from "../../ml/sparse_matrix.js";
import type { PlainInput } from "../checked_input.js";
import { fileOf } from "../file_of.js";
import { matrixOf } from "../input_matrix.js";
import type { Opened } from "../kind.js";
import type { FlavorConfig } from "../model.js";

/** What is used of `onnxruntime-node`. */
interface Runtime {
  readonly InferenceSession: { create(path: string): Promise<Session> };
  readonly Tensor: new (type: string, data: Float32Array | Float64Array, dims: readonly number[]) => Tensor;
}

interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly inputMetadata?: readonly { readonly type?: string }[];
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
}

interface Tensor {
  readonly data: ArrayLike<number | bigint | string>;
  readonly dims: readonly number[];
}

/** Values in one call at most: rows are dense. */
const batchValues = 10_000_000;

export async function loadOnnx(folder: string, { data }: FlavorConfig, uri: string): Promise<Opened> {
  const runtime = onnxRuntime(uri);
  const session = await runtime.InferenceSession.create(fileOf(folder, data, "ONNX file"));
  const [input] = session.inputNames;
  if (input === undefined || session.inputNames.length > 1) {
    const names = session.inputNames.join(", ");
    throw new TrackingError(
      "NOT_IMPLEMENTED",
      `the ONNX model ${uri} takes ${session.inputNames.length} inputs (${names})`,
      {
        remedy: "labbook predicts with models of one input, a matrix; serve this one with `mlflow models serve`",
      },
    );
  }
  return { native: session, predict: (rows) => predicted(runtime, session, input, rows) };
}

function onnxRuntime(uri: string): Runtime {
  for (const start of [join(process.cwd(), "index.js"), import.meta.url]) {
    try {
      return createRequire(start)("onnxruntime-node") as Runtime;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
    }
  }
  throw new TrackingError(
    "FEATURE_DISABLED",
    `the model ${uri} is an ONNX model, which needs the package onnxruntime-node`,
    {
      remedy: "install it beside the notebook: npm install onnxruntime-node",
    },
  );
}

async function predicted(runtime: Runtime, session: Session, name: string, rows: PlainInput): Promise<unknown[]> {
  const matrix = matrixOf(rows);
  const rowCount = matrix instanceof SparseMatrix ? matrix.rowCount : matrix.length;
  const width = matrix instanceof SparseMatrix ? matrix.columnCount : (matrix[0]?.length ?? 0);
  const isDouble = session.inputMetadata?.[0]?.type === "float64";
  const found: unknown[] = [];
  const step = Math.max(1, Math.floor(batchValues / Math.max(1, width)));
  for (let from = 0; from < rowCount; from += step) {
    const count = Math.min(step, rowCount - from);
    const values = isDouble ? new Float64Array(count * width) : new Float32Array(count * width);
    fill(values, matrix, from, count, width);
    const tensor = new runtime.Tensor(isDouble ? "float64" : "float32", values, [count, width]);
    const output = (await session.run({ [name]: tensor }))[session.outputNames[0]!]!;
    for (const prediction of byRow(output, count)) found.push(prediction);
  }
  return found;
}

function fill(
  values: Float32Array | Float64Array,
  matrix: ReturnType<typeof matrixOf>,
  from: number,
  count: number,
  width: number,
): void {
  for (let row = 0; row < count; row++) {
    if (!(matrix instanceof SparseMatrix)) values.set(matrix[from + row]!, row * width);
    else {
      const [start, end] = [matrix.rowStarts[from + row]!, matrix.rowStarts[from + row + 1]!];
      for (let at = start; at < end; at++) values[row * width + matrix.columns[at]!] = matrix.values[at]!;
    }
  }
}

/** A value per row, or a list where the output has several columns. */
function byRow({ data }: Tensor, rowCount: number): unknown[] {
  const values = Array.from(data, (value) => (typeof value === "bigint" ? Number(value) : value));
  const width = values.length / rowCount;
  if (width <= 1) return values;
  return Array.from({ length: rowCount }, (_, row) => values.slice(row * width, (row + 1) * width));
}
