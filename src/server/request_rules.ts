/** What each endpoint asks of its request before the store sees it: MLflow's own list, in its order. */
import type { EndpointName } from "../protocol/endpoints.js";
import {
  array,
  atMost,
  atMostItems,
  bool,
  floatlike,
  intlike,
  itemsHave,
  required,
  type Rules,
  string,
  strings,
  within,
} from "./rules.js";

const need = [required, string];
const runId = { run_id: need };
const experimentId = { experiment_id: need };
const name = { name: [string, required] };
const version = { ...name, version: [string, required] };
const keyAndValue = { key: need, value: [string] };
const list = (limit: number): Rules => ({
  filter: [string],
  max_results: [intlike, atMost(limit)],
  order_by: [array, strings],
  page_token: [string],
});

export const requestRules: Readonly<Record<EndpointName, Rules>> = {
  createExperiment: { name: need, artifact_location: [string], tags: [array] },
  searchExperiments: {
    view_type: [intlike],
    max_results: [intlike],
    order_by: [array],
    filter: [string],
    page_token: [string],
  },
  getExperiment: experimentId,
  getExperimentByName: { experiment_name: need },
  deleteExperiment: experimentId,
  restoreExperiment: experimentId,
  updateExperiment: { ...experimentId, new_name: [string, required] },
  setExperimentTag: { ...experimentId, ...keyAndValue },
  deleteExperimentTag: { ...experimentId, key: need },
  searchDatasets: {},

  createRun: { experiment_id: [string], start_time: [intlike], run_name: [string] },
  getRun: runId,
  updateRun: { ...runId, end_time: [intlike], status: [string], run_name: [string] },
  deleteRun: runId,
  restoreRun: runId,
  searchRuns: {
    experiment_ids: [array],
    filter: [string],
    max_results: [intlike, atMost(50_000)],
    order_by: [array, strings],
  },
  logMetric: {
    ...runId,
    key: need,
    value: [required, floatlike],
    timestamp: [intlike, required],
    step: [intlike],
    model_id: [string],
    dataset_name: [string],
    dataset_digest: [string],
  },
  logParam: { ...runId, ...keyAndValue },
  setTag: { ...runId, ...keyAndValue },
  deleteTag: { ...runId, key: need },
  logBatch: {
    run_id: [string, required],
    metrics: [array, itemsHave("key", "value", "timestamp")],
    params: [array, itemsHave("key")],
    tags: [array, itemsHave("key")],
  },
  logModel: { run_id: [string, required], model_json: [string, required] },
  logInputs: { ...runId, datasets: [array], models: [array] },
  logOutputs: { ...runId, models: [required, array] },

  getMetricHistory: { run_id: [string, required], metric_key: [string, required], page_token: [string] },
  getMetricHistoryBulkInterval: {
    run_ids: [
      required,
      array,
      strings,
      atMostItems(
        100,
        (count) => `GetMetricHistoryBulkInterval request must specify at most 100 run_ids. Received ${count} run_ids.`,
      ),
    ],
    metric_key: need,
    start_step: [intlike],
    end_step: [intlike],
    max_results: [intlike, within(1, 2500)],
  },

  listArtifacts: { run_id: [string, required], path: [string], page_token: [string] },
  createPresignedUploadUrl: { run_id: [string], model_id: [string], path: need, expiration: [intlike] },
  createPresignedDownloadUrl: { ...runId, path: need, expiration: [intlike] },

  createLoggedModel: {
    experiment_id: [string, required],
    name: [string],
    model_type: [string],
    source_run_id: [string],
    params: [array],
    tags: [array],
  },
  searchLoggedModels: {
    experiment_ids: [array, strings, required],
    filter: [string],
    datasets: [array],
    max_results: [intlike],
    order_by: [array],
    page_token: [string],
  },
  getLoggedModel: {},
  finalizeLoggedModel: { model_id: [string, required], status: [intlike, required] },
  deleteLoggedModel: {},
  setLoggedModelTags: { tags: [array] },
  deleteLoggedModelTag: {},
  listLoggedModelArtifacts: { artifact_directory_path: [string] },
  logLoggedModelParams: { model_id: [string, required], params: [array] },

  createRegisteredModel: { ...name, tags: [array], description: [string] },
  renameRegisteredModel: { ...name, new_name: [string, required] },
  updateRegisteredModel: { ...name, description: [string] },
  deleteRegisteredModel: name,
  getRegisteredModel: name,
  searchRegisteredModels: list(1000),
  getLatestVersions: { ...name, stages: [array, strings] },
  setRegisteredModelTag: { ...name, key: [string, required], value: [string] },
  deleteRegisteredModelTag: { ...name, key: [string, required] },
  setRegisteredModelAlias: { ...name, alias: [string, required], version: [string, required] },
  deleteRegisteredModelAlias: { ...name, alias: [string, required] },
  getModelVersionByAlias: { ...name, alias: [string, required] },

  createModelVersion: {
    ...name,
    source: [string, required],
    run_id: [string],
    tags: [array],
    run_link: [string],
    description: [string],
    model_id: [string],
  },
  getModelVersion: version,
  getModelVersionDownloadUri: {},
  updateModelVersion: { ...version, description: [string] },
  deleteModelVersion: version,
  searchModelVersions: list(200_000),
  transitionModelVersionStage: { ...version, stage: [string, required], archive_existing_versions: [bool] },
  setModelVersionTag: { ...version, key: [string, required], value: [string] },
  deleteModelVersionTag: { ...version, key: [string, required] },
};
