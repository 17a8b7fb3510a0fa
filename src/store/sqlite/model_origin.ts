/** Where a new version comes from, when it is another version or a logged model. */
import type { LoggedModel, ModelVersion, Tag } from "../../entities.js";
import { TrackingError } from "../../errors.js";
import { findSourceVersion, type VersionLookup } from "../../registry/find_version.js";
import { isModelUri, parseModelUri } from "../../registry/model_uri.js";
import { pythonJson } from "../../python_text.js";
import type { CreateModelVersionOptions, ModelRegistry } from "../registry.js";
import type { TrackingStore } from "../store.js";

/** The half of a store that tracks, as far as versions come from it. */
export type LoggedModels = Pick<TrackingStore, "getLoggedModel" | "setLoggedModelTags">;
type Registry = VersionLookup & Pick<ModelRegistry, "getRegisteredModel" | "getModelVersionDownloadUri">;

export interface Origin {
  /** With the run that made the model, and with a source that names one version. */
  readonly options: CreateModelVersionOptions;
  /** Where the files are. */
  readonly location: string;
  readonly model?: LoggedModel;
}

const versionsTag = "mlflow.modelVersions";

export function needsOrigin(options: CreateModelVersionOptions): boolean {
  return isModelUri(options.source) || (options.modelId ?? "") !== "";
}

export async function originOf(
  registry: Registry,
  models: LoggedModels,
  options: CreateModelVersionOptions,
): Promise<Origin> {
  const { source } = options;
  const version = isModelUri(source) ? await findSourceVersion(registry, source) : undefined;
  if (version !== undefined) return versionOrigin(registry, models, options, version);
  const parsed = isModelUri(source) ? parseModelUri(source) : undefined;
  const named = parsed?.kind === "model" ? parsed.modelId : undefined;
  const modelId = options.modelId || named;
  if (modelId === undefined || (named !== undefined && named !== modelId)) {
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `Invalid model version source: '${source}'. The model_id request parameter must identify the resource ` +
        "that contains the source.",
    );
  }
  const model = await models.getLoggedModel(modelId);
  return {
    options: withRun(options, model.sourceRunId ?? undefined),
    location: named === undefined ? source : model.artifactUri,
    model,
  };
}

async function versionOrigin(
  registry: Registry,
  models: LoggedModels,
  options: CreateModelVersionOptions,
  version: ModelVersion,
): Promise<Origin> {
  const origin = {
    options: { ...withRun(options, version.runId), source: `models:/${version.name}/${version.version}` },
    location: await registry.getModelVersionDownloadUri(version.name, version.version),
  };
  return options.modelId ? { ...origin, model: await models.getLoggedModel(options.modelId) } : origin;
}

function withRun(options: CreateModelVersionOptions, runId: string | undefined): CreateModelVersionOptions {
  return options.runId || runId === undefined ? options : { ...options, runId };
}

/** What is written on a logged model once a version was made of it, as MLflow does, so that its page shows its versions. */
export function noteOfVersion(model: LoggedModel, version: ModelVersion): Tag {
  const entry = pythonJson({ name: version.name, version: Number(version.version) });
  const earlier = /^\s*\[(.*\S.*)\]\s*$/s.exec(model.tags[versionsTag] ?? "")?.[1];
  return { key: versionsTag, value: earlier === undefined ? `[${entry}]` : `[${earlier}, ${entry}]` };
}
