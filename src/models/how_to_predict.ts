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
  return {
    typescript: typescriptText(uri, model, row),
    python: pythonText(uri, model, row),
    http: httpText(uri, model),
  };
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

/** Nobody knows how many values a row has. */
function takesAnything({ signature }: Described): boolean {
  return (signature?.inputs ?? []).length === 0;
}

const numberTypes = ["double", "float", "long", "integer"];

/** The type of all columns of a wide row, if they have names and it is one of numbers. */
function commonType({ signature }: Described, { values, more }: ExampleRow): string | null {
  const types = new Set((signature?.inputs ?? []).map(({ type }) => type));
  const [type = ""] = types;
  return more > 0 && !isList(values) && types.size === 1 && numberTypes.includes(type) ? type : null;
}

const trainedOn = "put in rows of what the model was trained on";

function typescriptText(uri: string, model: Described, row: ExampleRow): string {
  const { values, more } = row;
  const rest = more === 0 ? "" : `, /* … ${more} more */`;
  const name = (text: string) => (/^[A-Za-z_$][\w$]*$/.test(text) ? text : JSON.stringify(text));
  const fields = Object.entries(values).map(([key, value]) => `${name(key)}: ${JSON.stringify(value)}`);
  const width = Object.keys(values).length + more;
  const list = more === 0 ? `[${Object.values(values).join(", ")}]` : `new Array<number>(${width}).fill(0)`;
  const input = takesAnything(model)
    ? [`const rows = [[0]]; // ${trainedOn}`, "const predictions = await model.predict(rows);"]
    : commonType(model, row) !== null
      ? [
          "const row = Object.fromEntries(model.metadata.signature!.inputs!.map(({ name }) => [name!, 1]));",
          "const predictions = await model.predict([row]);",
        ]
      : [`const predictions = await model.predict([${isList(values) ? list : `{ ${fields.join(", ")}${rest} }`}]);`];
  return [
    'import * as mlflow from "labbook";',
    "",
    `const model = await mlflow.loadModel(${JSON.stringify(uri)});`,
    ...input,
  ].join("\n");
}

function pythonText(uri: string, model: Described, row: ExampleRow): string | null {
  if (model.flavors["python_function"] === undefined) return null;
  return [
    "import mlflow",
    isList(row.values) ? "import numpy as np" : "import pandas as pd",
    "",
    `model = mlflow.pyfunc.load_model(${JSON.stringify(uri)})`,
    ...pythonInput(model, row),
    ...(model.flavors["xgboost"] === undefined
      ? []
      : ["", `booster = mlflow.xgboost.load_model(${JSON.stringify(uri)})  # the Booster itself`]),
  ].join("\n");
}

/** Of exactly the types of the signature: MLflow refuses a float where it says long, and an int64 where it says integer. */
function pythonInput(model: Described, row: ExampleRow): string[] {
  const { values, more } = row;
  if (takesAnything(model)) {
    return [`rows = np.array([[0.0]])  # ${trainedOn}`, "predictions = model.predict(rows)"];
  }
  if (isList(values)) {
    const list = `[[${values.map((value) => `${value}.0`).join(", ")}]]`;
    const array = more === 0 ? `np.array(${list})` : `np.zeros((1, ${values.length + more}))`;
    return [`predictions = model.predict(${array})`];
  }
  const common = commonType(model, row);
  if (common !== null) {
    const names = "model.metadata.get_input_schema().input_names()";
    const cast = common === "integer" ? '.astype("int32")' : "";
    return [
      `row = dict.fromkeys(${names}, ${pythonValue(1, common)})`,
      `predictions = model.predict(pd.DataFrame([row])${cast})`,
    ];
  }
  const types = new Map((model.signature?.inputs ?? []).map(({ name, type }) => [name, type]));
  const fields = Object.entries(values).map(
    ([key, value]) => `${JSON.stringify(key)}: ${pythonValue(value, types.get(key))}`,
  );
  const integers = Object.keys(values).filter((key) => types.get(key) === "integer");
  const cast = `.astype({${integers.map((key) => `${JSON.stringify(key)}: "int32"`).join(", ")}})`;
  const frame = `pd.DataFrame([{${fields.join(", ")}}])${integers.length === 0 ? "" : cast}`;
  return [`predictions = model.predict(${frame})${more === 0 ? "" : `  # and ${more} columns more`}`];
}

function pythonValue(value: unknown, type: string | undefined): string {
  if (type === "datetime") return `pd.Timestamp(${JSON.stringify(value)})`;
  if (value === true) return "True";
  return value === 1 && type === "double" ? "1.0" : JSON.stringify(value);
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
