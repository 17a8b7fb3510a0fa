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
  const row = exampleRow(model);
  return { typescript: typescriptText(uri, row), python: pythonText(uri, model, row), http: httpText(uri, model) };
}

/** A request body that the model takes, by its signature; null where it takes more columns than one wants to read. */
function exampleBody(model: Described): string | null {
  const { values, more } = exampleRow(model);
  if (more > 0) return null;
  return JSON.stringify(Array.isArray(values) ? { inputs: [values] } : { dataframe_records: [values] });
}

interface ExampleRow {
  /** Values by name, or numbers. */
  readonly values: Readonly<Record<string, unknown>> | readonly number[];
  /** How many columns there are besides. */
  readonly more: number;
}

const longestRow = 8;

function exampleRow({ signature }: Described): ExampleRow {
  const inputs = signature?.inputs ?? [];
  const [first] = inputs;
  const numbers = (width: number): ExampleRow => ({
    values: new Array<number>(Math.min(width, longestRow)).fill(0),
    more: Math.max(0, width - longestRow),
  });
  if (first === undefined) return numbers(1);
  if (first.type === "tensor" && first.name === undefined) {
    return numbers(Math.max(1, (first as TensorSpec)["tensor-spec"].shape[1] ?? 1));
  }
  const columns = inputs as readonly ColumnSpec[];
  if (columns.some((column) => column.name === undefined)) return numbers(columns.length);
  const shown = columns.slice(0, longestRow).map((column) => [column.name!, exampleOf(column.type)]);
  return { values: Object.fromEntries(shown) as Record<string, unknown>, more: columns.length - shown.length };
}

function exampleOf(type: string): unknown {
  if (type === "string") return "…";
  if (type === "boolean") return true;
  if (type === "datetime") return "2026-01-31T12:00:00";
  if (type === "array") return [];
  if (type === "object" || type === "map") return {};
  return 1;
}

function typescriptText(uri: string, { values, more }: ExampleRow): string {
  const rest = more === 0 ? "" : `, /* … ${more} more */`;
  const name = (text: string) => (/^[A-Za-z_$][\w$]*$/.test(text) ? text : JSON.stringify(text));
  const fields = Object.entries(values).map(([key, value]) => `${name(key)}: ${JSON.stringify(value)}`);
  const row = isList(values) ? `[${values.join(", ")}${rest}]` : `{ ${fields.join(", ")}${rest} }`;
  return [
    'import * as mlflow from "labbook";',
    "",
    `const model = await mlflow.loadModel(${JSON.stringify(uri)});`,
    `const predictions = await model.predict([${row}]);`,
  ].join("\n");
}

function pythonText(uri: string, { flavors }: Described, { values, more }: ExampleRow): string | null {
  if (flavors["python_function"] === undefined) return null;
  const text = (value: unknown) =>
    value === true ? "True" : typeof value === "number" ? `${value}.0` : JSON.stringify(value);
  const fields = Object.entries(values).map(([key, value]) => `${JSON.stringify(key)}: ${text(value)}`);
  const width = Object.keys(values).length + more;
  const list = more === 0 ? `np.array([[${Object.values(values).map(text).join(", ")}]])` : `np.zeros((1, ${width}))`;
  return [
    "import mlflow",
    isList(values) ? "import numpy as np" : "import pandas as pd",
    "",
    `model = mlflow.pyfunc.load_model(${JSON.stringify(uri)})`,
    isList(values)
      ? `predictions = model.predict(${list})`
      : `predictions = model.predict(pd.DataFrame([{${fields.join(", ")}}]))${more === 0 ? "" : `  # and ${more} columns more`}`,
    ...(flavors["xgboost"] === undefined
      ? []
      : ["", `booster = mlflow.xgboost.load_model(${JSON.stringify(uri)})  # the Booster itself`]),
  ].join("\n");
}

function httpText(uri: string, model: Described): string {
  const body = exampleBody(model);
  const address = "http://127.0.0.1:5000";
  return [
    `labbook models serve -m ${/^[\w@%+=:,./-]+$/.test(uri) ? uri : quoted(uri)} --port 5000`,
    body === null
      ? `${requestTo(address)} @serving_input_example.json  # of the model's folder`
      : `${requestTo(address)} ${quoted(body)}`,
  ].join("\n");
}

/** The command that asks a served model for the predictions of a row. */
export function exampleRequest(url: string, model: Described): string | null {
  const body = exampleBody(model);
  return body === null ? null : `${requestTo(url)} ${quoted(body)}`;
}

function requestTo(url: string): string {
  return `curl ${url}/invocations -H 'Content-Type: application/json' -d`;
}

/** As a shell takes it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function isList(values: ExampleRow["values"]): values is readonly number[] {
  return Array.isArray(values);
}
