/** The text that shows how to predict with a model, in TypeScript, in Python and over HTTP. Pure. */
import type { ColumnSpec, ModelMetadata, TensorSpec } from "./model.js";

export interface HowToPredict {
  readonly typescript: string;
  /** Null where Python cannot load the model. */
  readonly python: string | null;
  /** A request to the model when it is served. */
  readonly http: string;
}

/** What the texts are made of: `ModelInfo` and `ModelMetadata` have it. */
export type Described = Pick<ModelMetadata, "flavors" | "signature">;

/** `uri` as `loadModel` takes it. */
export function predictionTexts(uri: string, model: Described): HowToPredict {
  return { typescript: typescriptText(uri, model), python: pythonText(uri, model), http: httpText(uri, model) };
}

/** A request body that the model takes, by its signature. */
export function exampleBody(model: Described): string {
  const row = exampleRow(model);
  return JSON.stringify(Array.isArray(row) ? { inputs: [row] } : { dataframe_records: [row] });
}

function typescriptText(uri: string, model: Described): string {
  return [
    'import * as mlflow from "labbook";',
    "",
    `const model = await mlflow.loadModel(${JSON.stringify(uri)});`,
    `const predictions = await model.predict([${inCode(exampleRow(model))}]);`,
  ].join("\n");
}

function pythonText(uri: string, model: Described): string | null {
  const { flavors } = model;
  const row = exampleRow(model);
  const load = [
    "import mlflow",
    ...(Array.isArray(row) ? ["import numpy as np"] : ["import pandas as pd"]),
    "",
    `model = mlflow.pyfunc.load_model(${JSON.stringify(uri)})`,
    `predictions = model.predict(${Array.isArray(row) ? `np.array([${inPython(row)}])` : `pd.DataFrame([${inPython(row)}])`})`,
  ];
  if (flavors["python_function"] === undefined) return null;
  if (flavors["xgboost"] === undefined) return load.join("\n");
  return [...load, "", `booster = mlflow.xgboost.load_model(${JSON.stringify(uri)})  # the Booster itself`].join("\n");
}

function httpText(uri: string, model: Described): string {
  return [
    `labbook models serve -m ${uri} --port 5000`,
    `curl http://127.0.0.1:5000/invocations -H 'Content-Type: application/json' -d '${exampleBody(model)}'`,
  ].join("\n");
}

const longestRow = 8;

/** Values by name, or numbers; of long rows the first few. */
function exampleRow({ signature }: Described): Record<string, unknown> | number[] {
  const inputs = signature?.inputs ?? [];
  const [first] = inputs;
  if (first === undefined) return [0];
  if (first.type === "tensor" && first.name === undefined) {
    const width = (first as TensorSpec)["tensor-spec"].shape[1] ?? 1;
    return new Array<number>(Math.min(Math.max(width, 1), longestRow)).fill(0);
  }
  const columns = (inputs as readonly ColumnSpec[]).slice(0, longestRow);
  if (columns.some((column) => column.name === undefined)) return columns.map(() => 0);
  return Object.fromEntries(columns.map((column) => [column.name!, exampleOf(column.type)]));
}

function exampleOf(type: string): unknown {
  if (type === "string") return "…";
  if (type === "boolean") return true;
  if (type === "datetime") return "2026-01-31T12:00:00";
  if (type === "array") return [];
  if (type === "object" || type === "map") return {};
  return 1;
}

function inCode(row: object): string {
  if (Array.isArray(row)) return `[${row.join(", ")}]`;
  const key = (name: string) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));
  const fields = Object.entries(row).map(([name, value]) => `${key(name)}: ${JSON.stringify(value)}`);
  return `{ ${fields.join(", ")} }`;
}

function inPython(row: object): string {
  if (Array.isArray(row)) return `[${row.map((value) => `${String(value)}.0`).join(", ")}]`;
  const text = (value: unknown) =>
    value === true ? "True" : typeof value === "number" ? `${value}.0` : JSON.stringify(value);
  const fields = Object.entries(row).map(([name, value]) => `${JSON.stringify(name)}: ${text(value)}`);
  return `{${fields.join(", ")}}`;
}
