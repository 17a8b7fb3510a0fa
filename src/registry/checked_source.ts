/** The source of a version that a client of a server asks for: followed where it names another version, and checked. */
import { checkHost, type HostPolicy } from "../artifacts/host_policy.js";
import { staysInside } from "../artifacts/place.js";
import type { Tag } from "../entities.js";
import { invalid, TrackingError } from "../errors.js";
import type { ModelRegistry } from "../store/registry.js";
import type { TrackingStore } from "../store/store.js";
import { findSourceVersion } from "./find_version.js";
import { isModelUri } from "./model_uri.js";
import {
  checkVersionSource,
  isLocalSource,
  isRooted,
  localPath,
  localRefused,
  type SourceRoots,
  type VersionSource,
} from "./version_source.js";

export interface SourceStores {
  readonly tracking: Pick<TrackingStore, "getRun" | "getLoggedModel">;
  readonly registry: Pick<
    ModelRegistry,
    "getRegisteredModel" | "getModelVersion" | "getModelVersionByAlias" | "getLatestVersions"
  >;
  readonly hosts: HostPolicy;
}

/** What prompts, which have no files, are registered with. */
const promptSources: readonly string[] = ["dummy-source", "prompt-template"];

/**
 * The source, run and logged model to make a version of. Throws INVALID_PARAMETER_VALUE for what `checkVersionSource` refuses,
 * for links that lead out of the run's artifacts, for hosts that are not the server's own, and for prompts as sources.
 */
export async function checkedSource(
  stores: SourceStores,
  request: VersionSource & { readonly tags?: readonly Tag[] | undefined },
): Promise<VersionSource> {
  const { source } = request;
  if (isPromptTagged(request.tags)) {
    if (promptSources.includes(source)) return { source, runId: request.runId };
    throw invalid(`Invalid prompt source: '${source}'. Prompt sources must use an MLflow placeholder.`);
  }
  checkHost("source", source, stores.hosts);
  const followed = await lineage(stores, request);
  const roots = isRooted(source) ? await rootsOf(stores.tracking, followed) : {};
  checkVersionSource(followed, roots);
  if (isLocalSource(source)) {
    const root = followed.modelId ? roots.model : roots.run;
    if (await staysInside(localPath(root!)!, localPath(source)!)) return followed;
    throw localRefused(source, followed.modelId ? "model_id" : "run_id");
  }
  return followed;
}

function isPromptTagged(tags: readonly Tag[] = []): boolean {
  const last = tags.filter((tag) => tag.key === "mlflow.prompt.is_prompt").at(-1);
  return last?.value.toLowerCase() === "true";
}

/** A source that is another version stands for it: its number, its run and its logged model. */
async function lineage({ registry }: SourceStores, request: VersionSource): Promise<VersionSource> {
  const { source, runId, modelId } = request;
  if (!isModelUri(source)) return { source, runId, modelId };
  if (/^models:\/\//i.test(source)) {
    throw invalid(
      `Invalid model version source: '${source}'. Registered model sources must use the active model registry.`,
    );
  }
  const version = await findSourceVersion(registry, source);
  if (version === undefined) return { source, runId, modelId };
  const differs = (given: string | undefined, own: string) => given !== undefined && given !== own;
  if (differs(runId, version.runId) || differs(modelId, version.modelId ?? "")) {
    throw invalid(
      `Invalid model version source: '${source}'. The run_id and model_id request parameters must match the referenced ` +
        "model version.",
    );
  }
  return {
    source: `models:/${version.name}/${version.version}`,
    runId: runId ?? version.runId,
    modelId: modelId ?? version.modelId,
  };
}

async function rootsOf(tracking: SourceStores["tracking"], request: VersionSource): Promise<SourceRoots> {
  const { runId, modelId } = request;
  return {
    run: runId ? await unlessMissing(async () => (await tracking.getRun(runId)).info.artifactUri) : undefined,
    model: modelId ? await unlessMissing(async () => (await tracking.getLoggedModel(modelId)).artifactUri) : undefined,
  };
}

async function unlessMissing(read: () => Promise<string>): Promise<string | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof TrackingError && error.code === "RESOURCE_DOES_NOT_EXIST") return undefined;
    throw error;
  }
}
