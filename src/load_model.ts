/** Model URI → model. */
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FolderArtifacts } from "./artifacts/folder.js";
import { localFolder } from "./artifacts/open.js";
import { checkPath } from "./artifacts/place.js";
import { type Located, locate, type Stores } from "./registry/artifact_uri.js";
import { TrackingError } from "./errors.js";
import { type HowToPredict, predictionTexts } from "./models/how_to_predict.js";
import { mlmodelFile, mlmodelOf } from "./models/mlmodel_text.js";
import type { LoadedModel } from "./models/model.js";
import { type ModelInfo, modelInfoOf } from "./models/model_info.js";
import { openModel } from "./models/open_model.js";
import { getRegistryUri, storeAt } from "./tracking_uri.js";

/**
 * Loads a model that labbook logged, or one of Python's flavors xgboost (as JSON or UBJ) and onnx:
 * `models:/taxi/Production`, `models:/taxi/1`, `models:/taxi@champion`, `models:/m-<id>`, `runs:/<run id>/model`, an
 * artifact URI or a local folder. Code that goes with a model is run: load models of people you trust.
 * @example const model = await loadModel("models:/nyc-taxi-regressor/Production"); await model.predict(X)
 */
export async function loadModel<Prediction = number>(modelUri: string): Promise<LoadedModel<Prediction>> {
  return (await loadModelFrom(modelUri, storesInUse())) as LoadedModel<never> as unknown as LoadedModel<Prediction>;
}

/** What `MLmodel` says of a model, which is not loaded. */
export function getModelInfo(modelUri: string): Promise<ModelInfo> {
  return modelInfoFrom(modelUri, storesInUse());
}

/**
 * How to predict with a model, as code in TypeScript and Python (null where Python cannot load it), and as commands that
 * serve it and ask it over HTTP.
 * @example console.log((await howToPredict("models:/taxi@champion")).python)
 */
export async function howToPredict(modelUri: string): Promise<HowToPredict> {
  return predictionTexts(modelUri, await getModelInfo(modelUri));
}

/** What the function `getModelInfo` does, in these stores. */
export async function modelInfoFrom(modelUri: string, stores: Stores): Promise<ModelInfo> {
  const located = await locate(withoutSlash(modelUri), stores);
  const path = located.path === "" ? mlmodelFile : `${located.path}/${mlmodelFile}`;
  try {
    const text = Buffer.from(await located.artifacts.read(path)).toString("utf8");
    return modelInfoOf(modelUri, mlmodelOf(text, `the MLmodel file of ${modelUri}`));
  } catch (error) {
    throw isMissing(error) ? await noModel(modelUri, located, error) : error;
  }
}

/** `models:/taxi/1/` means the same as `models:/taxi/1`. */
function withoutSlash(modelUri: string): string {
  return modelUri.replace(/(?<=.)\/+$/, "");
}

/** What the function `loadModel` does, in these stores. */
export async function loadModelFrom(modelUri: string, stores: Stores): Promise<LoadedModel<never>> {
  const located = await locate(withoutSlash(modelUri), stores);
  const { root, artifacts, path } = located;
  if (artifacts instanceof FolderArtifacts) {
    if (path !== "") checkPath(path);
    return await openModel(join(localFolder(root), path), modelUri);
  }
  const temporary = await mkdtemp(join(tmpdir(), "labbook-model-"));
  let isKept = false;
  try {
    const folder = await artifacts.download(path, join(temporary, "model")).catch(async (error: unknown) => {
      throw isMissing(error) ? await noModel(modelUri, located, error) : error;
    });
    const model = await openModel(folder, modelUri);
    isKept = model.metadata.flavors["typescript"]?.["entry"] !== undefined; // its code may read its files later
    if (isKept) removeAtExit(temporary);
    return model;
  } finally {
    if (!isKept) remove(temporary);
  }
}

/** Opened when they are needed: a local folder needs none. */
function storesInUse(): Stores {
  return {
    get tracking() {
      return storeAt();
    },
    get registry() {
      return storeAt(getRegistryUri());
    },
  };
}

const keptUntilExit = new Set<string>();

/** By one listener: many make Node warn of a leak. */
function removeAtExit(folder: string): void {
  if (keptUntilExit.size === 0) process.once("exit", () => keptUntilExit.forEach(remove));
  keptUntilExit.add(folder);
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

function isMissing(error: unknown): boolean {
  return error instanceof TrackingError && error.code === "RESOURCE_DOES_NOT_EXIST";
}

async function noModel(uri: string, { artifacts, path }: Located, cause: unknown): Promise<TrackingError> {
  const there = (await artifacts.list(path)).map((file) => file.path.slice(file.path.lastIndexOf("/") + 1));
  const seen = there.length === 0 ? "nothing is there" : `it holds ${there.slice(0, 10).join(", ")}`;
  return new TrackingError(
    "RESOURCE_DOES_NOT_EXIST",
    `there is no MLmodel file at ${uri} (${seen}), so it is no model`,
    {
      cause,
      remedy: "give the URI that logModel gave",
    },
  );
}
