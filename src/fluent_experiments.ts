/** Experiments, with MLflow's names in camelCase. */
import { experimentInUse } from "./active_experiment.js";
import { type ExperimentSearch } from "./client/search.js";
import { type NewExperiment, MlflowClient } from "./client.js";
import type { Experiment } from "./entities.js";
import type { PagedList } from "./paged_list.js";
import { pairsOf, type ParamValue, textOf } from "./param_value.js";
import { storeAt } from "./tracking_uri.js";

/** Returns the id of the new experiment; RESOURCE_ALREADY_EXISTS when the name is taken. */
export async function createExperiment(name: string, options: NewExperiment = {}): Promise<string> {
  return await new MlflowClient().createExperiment(name, options);
}

export async function getExperiment(experimentId: string): Promise<Experiment> {
  return await storeAt().getExperiment(experimentId);
}

/** null when there is none of that name. */
export async function getExperimentByName(name: string): Promise<Experiment | null> {
  return await new MlflowClient().getExperimentByName(name);
}

/** The experiments that match, newest first unless ordered. */
export function searchExperiments(query: ExperimentSearch = {}): Promise<PagedList<Experiment>> {
  return new MlflowClient().searchExperiments(query);
}

/** MLflow 1's name for `searchExperiments`. */
export function listExperiments(query: ExperimentSearch = {}): Promise<PagedList<Experiment>> {
  return searchExperiments(query);
}

export async function deleteExperiment(experimentId: string): Promise<void> {
  await storeAt().deleteExperiment(experimentId);
}

export async function restoreExperiment(experimentId: string): Promise<void> {
  await storeAt().restoreExperiment(experimentId);
}

/** Sets a tag of the experiment in use. */
export async function setExperimentTag(key: string, value: ParamValue): Promise<void> {
  await storeAt().setExperimentTag((await experimentInUse()).experimentId, key, textOf(value));
}

export async function setExperimentTags(tags: { readonly [key: string]: ParamValue | undefined }): Promise<void> {
  const { experimentId } = await experimentInUse();
  for (const { key, value } of pairsOf(tags)) await storeAt().setExperimentTag(experimentId, key, value);
}
