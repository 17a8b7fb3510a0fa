/**
 * What an experiment, run or model is called wherever it goes, so that a transfer knows again what it brought before. A
 * store that keeps ids and times needs no mark; elsewhere a tag names the original.
 */
import type { Experiment, LoggedModel, RegisteredModel, Run } from "../entities.js";
import { originTags } from "../store/import_target.js";

/** Id and time of making: another experiment with both the same is the same one. */
export function experimentOrigin({ experimentId, creationTimeMs, tags }: Experiment): string {
  return tags[originTags.experiment] ?? `${experimentId}@${creationTimeMs ?? "?"}`;
}

export function runOrigin({ info, data }: Run): string {
  return data.tags[originTags.run] ?? info.runId;
}

export function loggedModelOrigin({ modelId, tags }: LoggedModel): string {
  return tags[originTags.loggedModel] ?? modelId;
}

export function registeredModelOrigin({ name, creationTimeMs, tags }: RegisteredModel): string {
  return tags[originTags.registeredModel] ?? `${name}@${creationTimeMs}`;
}

/** The tags without the one that names the original, which is what they come home to. */
export function homeTags(tags: Readonly<Record<string, string>>, tag: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => key !== tag));
}
