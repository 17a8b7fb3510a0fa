/** Models as folders: `saveModel` writes one, with everything that says what it takes, gives and needs. */
import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { TrackingError } from "../errors.js";
import { labbookVersion } from "../version.js";
import { checkedInput, isRecords } from "./checked_input.js";
import { nodeFiles, pythonEnvironment, pythonFiles } from "./environment.js";
import { exampleRows, savedExample } from "./input_example.js";
import type { Kind, KindName, SavedKind } from "./kind.js";
import { kindOf } from "./kinds.js";
import { mlmodelFile, mlmodelText } from "./mlmodel_text.js";
import type { ModelInput, ModelMetadata, ModelSignature } from "./model.js";
import { predictions } from "./predictions.js";
import { inferSignature } from "./signature.js";

export interface SaveOptions {
  /** What goes in and comes out: `inferSignature(…)`. Default: inferred from the input example; false: none. */
  signature?: ModelSignature | false;
  /** A few rows that the model predicts from, kept beside it; of a matrix the first five. */
  inputExample?: ModelInput;
  /** The user's own notes on the model. */
  metadata?: Readonly<Record<string, unknown>>;
  /** What Python needs, as pip takes it, instead of what labbook writes. */
  pipRequirements?: readonly string[];
  /** What Python needs besides that. */
  extraPipRequirements?: readonly string[];
  /** npm packages that the model's code needs: name → version. */
  npmPackages?: Readonly<Record<string, string>>;
  /** Files and folders of code that go with the model, into its folder `code`. */
  codePaths?: readonly string[];
  /** How a Booster is written: `json` (default) or `ubj`, which is smaller. */
  modelFormat?: "json" | "ubj";
}

/** Which run and logged model a saved model belongs to. */
export interface ModelIdentity {
  readonly artifactPath: string | null;
  readonly runId: string | null;
  readonly modelId: string | null;
}

const mlflowRequirement = "mlflow>=2.12";

/**
 * Writes a model to a local folder, which must be new or empty: a Booster, an estimator, a Pipeline, an object with
 * `predict(rows)` (or a function), or the path of a module that exports one by default.
 * @example await saveModel(booster, "model", { inputExample: frame.head(5) })
 */
export async function saveModel(
  model: object | string,
  path: string,
  options: SaveOptions = {},
): Promise<ModelMetadata> {
  return await writeModel(model, path, options, { artifactPath: null, runId: null, modelId: null });
}

export async function writeModel(
  model: object | string,
  path: string,
  options: SaveOptions,
  identity: ModelIdentity,
): Promise<ModelMetadata> {
  const folder = resolve(path);
  const { name, kind } = await kindOf(model);
  const isNew = emptyFolder(folder);
  try {
    return await written({ model: model as object, name, kind, folder, options, identity });
  } catch (error) {
    if (isNew) rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

interface Writing {
  readonly model: object;
  readonly name: KindName;
  readonly kind: Kind;
  readonly folder: string;
  readonly options: SaveOptions;
  readonly identity: ModelIdentity;
}

async function written(writing: Writing): Promise<ModelMetadata> {
  const { model, name, kind, folder, options, identity } = writing;
  const { codePaths = [], modelFormat = "json", inputExample } = options;
  const saved = await kind.save(model, folder, { codePaths: codePaths.map((path) => resolve(path)), modelFormat });
  const columns = kind.columns?.(model) ?? { names: null, absent: 0 };
  const rows = inputExample === undefined ? null : exampleRows(inputExample, columns);
  const example = rows === null ? null : savedExample(rows);
  const pip = options.pipRequirements ?? [mlflowRequirement, ...saved.pip];
  const files = {
    ...example?.files,
    ...pythonFiles([...pip, ...(options.extraPipRequirements ?? [])]),
    ...nodeFiles(options.npmPackages ?? {}),
  };
  for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), content);
  const signature = await signatureFor(writing, saved, rows as ModelInput | null);
  const metadata: ModelMetadata = {
    flavors: flavorsOf(name, saved),
    ...identity,
    modelUuid: randomUUID().replaceAll("-", ""),
    utcTimeCreated: utcNow(),
    signature,
    savedInputExampleInfo: example?.info ?? null,
    metadata: options.metadata ?? null,
    rest: { model_size_bytes: sizeOf(folder) },
  };
  writeFileSync(join(folder, mlmodelFile), mlmodelText(metadata));
  return metadata;
}

function flavorsOf(name: KindName, { flavors, files }: SavedKind): ModelMetadata["flavors"] {
  const { python_function: python, ...others } = flavors;
  return {
    ...others,
    ...(python !== undefined && { python_function: { ...pythonEnvironment, ...python } }),
    typescript: { kind: name, ...files, labbook_version: labbookVersion(), node_version: process.versions.node },
  };
}

/** Predicting the example shows that what was saved is whole: a model that is code is loaded for it as it was written. */
async function signatureFor(
  writing: Writing,
  saved: SavedKind,
  rows: ModelInput | null,
): Promise<ModelSignature | null> {
  const { model, name, kind, folder, options } = writing;
  const { signature } = options;
  if (signature === false) return null;
  if (rows === null) return signature ?? null;
  const opened = name === "function" ? await kind.load(folder, saved.files) : kind.opened(model);
  let output: unknown;
  try {
    output = await opened.predict(checkedInput(rows, signature ?? null, opened.columnNames), {});
  } catch (error) {
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `the model cannot predict its input example: ${(error as Error).message}`,
      { cause: error, remedy: "give an example that it takes, or none" },
    );
  }
  if (signature !== undefined) return signature;
  const isTensor = !isRecords(checkedInput(rows, null)) && ArrayBuffer.isView(output);
  return inferSignature(rows, isTensor ? output : await predictions(output));
}

/** Makes the folder where it is missing; true when it did. */
function emptyFolder(folder: string): boolean {
  if (!existsSync(folder)) {
    mkdirSync(folder, { recursive: true });
    return true;
  }
  if (statSync(folder).isDirectory() && readdirSync(folder).length === 0) return false;
  throw new TrackingError("RESOURCE_ALREADY_EXISTS", `Path '${folder}' already exists and is not empty`, {
    remedy: "give another path, or remove what is there",
  });
}

function sizeOf(folder: string): number {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

/** `2025-01-01 00:00:00.000000` */
function utcNow(): string {
  return `${new Date().toISOString().replace("T", " ").slice(0, 23)}000`;
}

/** Writes `MLmodel` again, with the logged model that the files belong to. */
export function rewriteIdentity(folder: string, model: ModelMetadata, modelId: string): ModelMetadata {
  const changed = { ...model, modelId };
  writeFileSync(join(folder, mlmodelFile), mlmodelText(changed));
  return changed;
}
