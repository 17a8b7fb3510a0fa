/** Every operation by id, with MLflow's names. The fluent functions are shorter; this one is explicit. */
import { isAbsolute, resolve } from "node:path";
import { exists, locate, loggedModelOf } from "./registry/artifact_uri.js";
import { downloadInto } from "./client/download.js";
import { ModelVersionClient } from "./client/model_versions.js";
import type { ModelVersion } from "./entities.js";
import { TrackingError } from "./errors.js";
import { findModelVersion } from "./registry/find_version.js";
import { isModelUri, isRunUri, parseModelUri, parseRunUri } from "./registry/model_uri.js";
import type { ParamValue } from "./param_value.js";

export type { NewExperiment } from "./client/experiments.js";
export { type BatchInput, batchOf, type MetricOptions, type NewRun } from "./client/runs.js";

export interface UriDownload {
  /** `runs:/<id>/path`, `models:/name/1`, `models:/name@alias`, another artifact URI or a path. */
  artifactUri?: string;
  /** Instead of a URI: a run … */
  runId?: string;
  /** … and a path of it; default: everything. */
  artifactPath?: string;
  /** A folder, made where it is missing; default: a new one in the system's folder for temporary files. */
  dstPath?: string;
}

/**
 * A client of one tracking store and its model registry. Errors are `TrackingError`s with MLflow's codes.
 *
 * Arguments are in the order of Python's `MlflowClient`. What Python users pass as keywords comes as an object at the end;
 * methods of registered models and versions, whose calls in Python are mostly by keyword, take either Python's order or
 * one object with all of it: `client.setRegisteredModelAlias("taxi", "champion", 3)`,
 * `client.setRegisteredModelAlias({ name: "taxi", alias: "champion", version: 3 })`.
 * @example const client = new MlflowClient("sqlite:///mlflow.db");
 */
export class MlflowClient extends ModelVersionClient {
  /** `trackingUri` defaults to the one in use, `registryUri` to `trackingUri`. A file that does not exist is made. */
  constructor(
    ...args:
      | readonly [trackingUri?: string, registryUri?: string]
      | readonly [uris: { trackingUri?: string; registryUri?: string }]
  ) {
    const [first, second] = args;
    const uris = typeof first === "object" ? first : { trackingUri: first, registryUri: second };
    super(uris.trackingUri, uris.registryUri);
  }

  /** What the function `registerModel` does, in this client's stores. */
  async registerModel(registration: {
    modelUri: string;
    name: string;
    tags?: { readonly [key: string]: ParamValue | undefined };
    awaitRegistrationForSeconds?: number;
  }): Promise<ModelVersion> {
    const { modelUri, name, tags = {}, awaitRegistrationForSeconds: awaitCreationFor = 300 } = registration;
    const origin = await this.#originOf(modelUri);
    await this.makeSureOf(name);
    return await this.createModelVersion({ name, ...origin, tags, awaitCreationFor });
  }

  /** What the function `downloadArtifacts` does, in this client's stores. */
  async downloadFrom({ artifactUri, runId, artifactPath = "", dstPath }: UriDownload): Promise<string> {
    if ((artifactUri === undefined) === (runId === undefined) || (runId === undefined && artifactPath !== "")) {
      throw new TrackingError(
        "INVALID_PARAMETER_VALUE",
        `downloadArtifacts needs either artifactUri (given: ${artifactUri}) or runId (given: ${runId}), to which artifactPath belongs`,
      );
    }
    if (artifactUri === undefined) return await downloadInto(await this.artifactsOf(runId!), artifactPath, dstPath);
    const { artifacts, path } = await locate(artifactUri, this.#stores);
    return await downloadInto(artifacts, path, dstPath, path.slice(path.lastIndexOf("/") + 1));
  }

  get #stores() {
    return { tracking: this.store, registry: this.registry };
  }

  /** Where a version's files are and what made them; checked before anything is registered. */
  async #originOf(uri: string): Promise<{ source: string; runId?: string; modelId?: string }> {
    if (isRunUri(uri)) return await this.#originInRun(uri);
    if (isModelUri(uri)) {
      const parsed = parseModelUri(uri);
      if (parsed.kind === "model") return await this.#originOfModel(parsed.modelId);
      const { name, version, runId } = await findModelVersion(this.registry, uri);
      return { source: `models:/${name}/${version}`, ...(runId !== "" && { runId }) };
    }
    const isPath = !/^[a-z][a-z0-9+.-]+:/i.test(uri);
    return { source: isPath && !isAbsolute(uri) ? resolve(uri) : uri };
  }

  async #originInRun(uri: string): Promise<{ source: string; runId: string; modelId?: string }> {
    const { runId, path } = parseRunUri(uri);
    const { artifactUri } = (await this.store.getRun(runId)).info;
    const source = path === "" ? artifactUri : `${artifactUri.replace(/\/$/, "")}/${path}`;
    if (path === "" || (await exists(this.artifactsAt(artifactUri), path))) return { source, runId };
    const model = await loggedModelOf(runId, path, this.#stores);
    if (model !== undefined) return { source: `models:/${model.modelId}`, runId, modelId: model.modelId };
    throw new TrackingError("NOT_FOUND", `run ${runId} has neither an artifact nor a logged model '${path}'`, {
      remedy: `log the model first; listArtifacts("${runId}") shows what there is`,
    });
  }

  async #originOfModel(modelId: string): Promise<{ source: string; runId?: string; modelId: string }> {
    const { sourceRunId } = await this.store.getLoggedModel(modelId);
    return { source: `models:/${modelId}`, modelId, ...(sourceRunId !== null && { runId: sourceRunId }) };
  }
}
