/** Artifact URI → the folder of artifacts it is in, and the path there. */
import type { ArtifactStore } from "../artifacts/artifacts.js";
import { openArtifacts } from "../artifacts/open.js";
import { isRemote } from "../artifacts/remote_folder.js";
import type { LoggedModel, ModelVersion } from "../entities.js";
import { TrackingError } from "../errors.js";
import { findModelVersion } from "./find_version.js";
import { isModelUri, isRunUri, parseModelUri, parseRunUri } from "./model_uri.js";
import type { ModelRegistry } from "../store/registry.js";
import type { TrackingStore } from "../store/store.js";

export interface Stores {
  readonly tracking: TrackingStore;
  readonly registry: ModelRegistry;
  /** Opens the folder at an artifact URI; default: as a client of the tracking store does. */
  readonly open?: (root: string) => OpenedFolder;
}

export interface OpenedFolder {
  readonly store: ArtifactStore;
  /** Path of the folder in `store`, "" or with a slash at its end. */
  readonly prefix: string;
}

export interface Located {
  /** The URI of the folder. */
  readonly root: string;
  readonly artifacts: ArtifactStore;
  /** Within `artifacts`; "" for all of it. */
  readonly path: string;
}

/**
 * Finds what `runs:/<id>/path`, `models:/name/1`, `models:/name@alias`, `models:/name/Production`, `models:/m-<id>` (each
 * also with a path behind), another artifact URI or a plain path names.
 */
export async function locate(uri: string, stores: Stores): Promise<Located> {
  if (isRunUri(uri)) return await inRun(uri, stores);
  if (isModelUri(uri)) return await inModel(uri, stores);
  const [, root = ".", path = ""] = /^(?:(.*)\/)?([^/]+)\/*$/.exec(uri) ?? [];
  return folder(root === "" ? "/" : root, path, stores);
}

/** The logged model that a run made under this name, the one of the highest step; undefined if none. */
export async function loggedModelOf(
  runId: string,
  name: string,
  { tracking }: Stores,
): Promise<LoggedModel | undefined> {
  const { outputs } = await tracking.getRun(runId);
  for (const output of outputs.models.toSorted((a, b) => b.step - a.step)) {
    const model = await tracking.getLoggedModel(output.modelId);
    if (model.name === name) return model;
  }
  return undefined;
}

/** A path of a run is in its own folder; MLflow 3 keeps a logged model beside it, under a name that reads like a path. */
async function inRun(uri: string, stores: Stores): Promise<Located> {
  const { runId, path } = parseRunUri(uri);
  const own = folder((await stores.tracking.getRun(runId)).info.artifactUri, path, stores);
  if (path === "" || (await exists(own.artifacts, own.path))) return own;
  const [name = "", ...rest] = path.split("/");
  const model = await loggedModelOf(runId, name, stores);
  return model === undefined ? own : folder(model.artifactUri, rest.join("/"), stores);
}

export async function exists(artifacts: ArtifactStore, path: string): Promise<boolean> {
  const parent = path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : undefined;
  return (await artifacts.list(parent)).some((file) => file.path === path);
}

async function inModel(uri: string, stores: Stores): Promise<Located> {
  const behind = /^(models:\/(?:[^/]*@[^/]+|m-[0-9a-f]{32}|[^/@]+\/[^/]+))\/(.+)$/i.exec(uri);
  const [model, path] = behind === null ? [uri, ""] : [behind[1]!, behind[2]!];
  const parsed = parseModelUri(model);
  if (parsed.kind === "model")
    return folder((await stores.tracking.getLoggedModel(parsed.modelId)).artifactUri, path, stores);
  return await locateVersion(await findModelVersion(stores.registry, model), path, stores);
}

/** Finds a path in the files of a version, whatever URI its source is. */
export async function locateVersion(
  { name, version }: Pick<ModelVersion, "name" | "version">,
  path: string,
  stores: Stores,
): Promise<Located> {
  const source = await stores.registry.getModelVersionDownloadUri(name, version);
  if (source === `models:/${name}/${version}`) {
    throw new TrackingError("INVALID_STATE", `version ${version} of model '${name}' names itself as its source`);
  }
  if (!isRunUri(source) && !isModelUri(source)) return folder(source, path, stores);
  return await locate(path === "" ? source : `${source.replace(/\/$/, "")}/${path}`, stores);
}

function folder(root: string, path: string, stores: Stores): Located {
  if (stores.open === undefined) {
    const artifacts = isRemote(root) ? openArtifacts(root, stores.tracking.uri) : openArtifacts(root);
    return { root, artifacts, path };
  }
  const { store, prefix } = stores.open(root);
  return { root, artifacts: store, path: (prefix + path).replace(/\/$/, "") };
}
