/** Experiments on a server. */
import type { Experiment, Page } from "../../entities.js";
import { experimentOf } from "../../protocol/experiment.js";
import { checkExperimentName } from "../../validate.js";
import type { CreateExperimentOptions, SearchExperimentsQuery } from "../store.js";
import type { Calls } from "./calls.js";

/** Over the wire there is no default; this is MLflow's own client's. */
const defaultPageSize = 1000;

export async function createExperiment(
  calls: Calls,
  name: string,
  { artifactLocation, tags }: CreateExperimentOptions,
): Promise<string> {
  checkExperimentName(name);
  const answer = await calls.call("createExperiment", { name, artifact_location: artifactLocation, tags });
  return answer.experiment_id ?? "";
}

export async function getExperiment(calls: Calls, experimentId: string): Promise<Experiment> {
  const { experiment = {} } = await calls.call("getExperiment", { experiment_id: experimentId });
  return experimentOf(experiment);
}

export async function getExperimentByName(calls: Calls, name: string): Promise<Experiment> {
  const { experiment = {} } = await calls.call("getExperimentByName", { experiment_name: name });
  return experimentOf(experiment);
}

export async function searchExperiments(calls: Calls, query: SearchExperimentsQuery): Promise<Page<Experiment>> {
  const answer = await calls.call("searchExperiments", {
    max_results: query.maxResults ?? defaultPageSize,
    page_token: query.pageToken,
    filter: query.filter,
    order_by: query.orderBy,
    view_type: query.viewType,
  });
  return { items: (answer.experiments ?? []).map(experimentOf), nextPageToken: answer.next_page_token || undefined };
}
