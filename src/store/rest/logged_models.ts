/** Logged models on a server of MLflow 3. */
import type { LoggedModel, LoggedModelStatus, Page } from "../../entities.js";
import { TrackingError } from "../../errors.js";
import { loggedModelOf, loggedModelStatusMessage } from "../../protocol/logged_model.js";
import type { CreateLoggedModelOptions, SearchLoggedModelsQuery } from "../store.js";
import type { Calls } from "./calls.js";

export async function createLoggedModel(calls: Calls, options: CreateLoggedModelOptions): Promise<LoggedModel> {
  const { model = {} } = await calls.call("createLoggedModel", {
    experiment_id: options.experimentId,
    name: options.name,
    model_type: options.modelType,
    source_run_id: options.sourceRunId,
    params: options.params,
    tags: options.tags,
  });
  return loggedModelOf(model);
}

export async function getLoggedModel(calls: Calls, modelId: string): Promise<LoggedModel> {
  const { model = {} } = await calls.call("getLoggedModel", { model_id: modelId });
  return loggedModelOf(model);
}

export async function finalizeLoggedModel(
  calls: Calls,
  modelId: string,
  status: LoggedModelStatus,
): Promise<LoggedModel> {
  const message = { model_id: modelId, status: loggedModelStatusMessage(status) };
  const { model = {} } = await calls.call("finalizeLoggedModel", message);
  return loggedModelOf(model);
}

export async function searchLoggedModels(calls: Calls, query: SearchLoggedModelsQuery): Promise<Page<LoggedModel>> {
  const answer = await calls.call("searchLoggedModels", {
    experiment_ids: query.experimentIds,
    filter: query.filter,
    datasets: query.datasets?.map(({ name, digest }) => ({ dataset_name: name, dataset_digest: digest })),
    max_results: query.maxResults,
    order_by: query.orderBy?.map(({ fieldName, ascending, datasetName, datasetDigest }) => ({
      field_name: fieldName,
      ascending,
      dataset_name: datasetName,
      dataset_digest: datasetDigest,
    })),
    page_token: query.pageToken,
  });
  return { items: (answer.models ?? []).map(loggedModelOf), nextPageToken: answer.next_page_token || undefined };
}

/** Says of a server without logged models what it lacks, instead of that an endpoint is missing. */
export async function withLoggedModels<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof TrackingError) || error.code !== "ENDPOINT_NOT_FOUND") throw error;
    throw new TrackingError("FEATURE_DISABLED", "this server has no logged models: it is older than MLflow 3", {
      cause: error,
      remedy: "log the model as an artifact of a run, or use a newer server",
    });
  }
}
