/** A `models:` URI → the version that it names now. */
import type { ModelVersion } from "../entities.js";
import { TrackingError } from "../errors.js";
import type { ModelRegistry } from "../store/registry.js";
import { parseModelUri } from "./model_uri.js";

export type VersionLookup = Pick<ModelRegistry, "getModelVersion" | "getModelVersionByAlias" | "getLatestVersions">;

/**
 * Reads the version that `models:/name/1`, `models:/name@alias`, `models:/name/Production` or `models:/name/latest` names.
 * Rejects with RESOURCE_DOES_NOT_EXIST where there is none (INVALID_PARAMETER_VALUE for an unknown alias, as MLflow does), and with
 * INVALID_PARAMETER_VALUE for `models:/m-<id>`, which names a logged model and no version.
 */
export async function findModelVersion(registry: VersionLookup, uri: string): Promise<ModelVersion> {
  const parsed = parseModelUri(uri);
  switch (parsed.kind) {
    case "version":
      return registry.getModelVersion(parsed.name, parsed.version);
    case "alias":
      return registry.getModelVersionByAlias(parsed.name, parsed.alias);
    case "stage":
      return newest(await registry.getLatestVersions(parsed.name, [parsed.stage]), parsed.name, parsed.stage);
    case "latest":
      return newest(await registry.getLatestVersions(parsed.name), parsed.name);
    case "model":
      throw new TrackingError(
        "INVALID_PARAMETER_VALUE",
        `${uri} names the logged model '${parsed.modelId}', not a version; write models:/name/1 or models:/name@alias`,
      );
  }
}

/**
 * The version that a `models:` URI gives as the source of another, as `findModelVersion` finds it; undefined for a logged model.
 * A prompt is INVALID_PARAMETER_VALUE: it has no files.
 */
export async function findSourceVersion(
  registry: VersionLookup & Pick<ModelRegistry, "getRegisteredModel">,
  source: string,
): Promise<ModelVersion | undefined> {
  const parsed = parseModelUri(source);
  if (parsed.kind === "model") return undefined;
  const { tags } = await registry.getRegisteredModel(parsed.name);
  if (tags["mlflow.prompt.is_prompt"]?.toLowerCase() === "true") {
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `Invalid model version source: '${source}'. Prompt versions cannot be used as model version sources.`,
    );
  }
  return findModelVersion(registry, source);
}

function newest(versions: readonly ModelVersion[], name: string, stage?: string): ModelVersion {
  const [first, ...others] = versions;
  if (first === undefined) {
    throw new TrackingError(
      "RESOURCE_DOES_NOT_EXIST",
      `No versions of model with name '${name}'${stage === undefined ? "" : ` and stage '${stage}'`} found`,
    );
  }
  return others.reduce((best, one) => (Number(one.version) > Number(best.version) ? one : best), first);
}
