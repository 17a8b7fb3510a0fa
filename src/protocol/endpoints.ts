/** The endpoints of MLflow's REST API that labbook speaks, as server and as client, in one table. */
import type { MessageName } from "./messages.js";

export type Method = "GET" | "POST" | "PATCH" | "DELETE";

export interface Endpoint {
  /** The first is the one to use; the server answers all of them. */
  readonly methods: readonly Method[];
  /** Below `/api/2.0/mlflow/`; `{model_id}` stands for the field of that name. */
  readonly path: string;
  readonly request: MessageName;
  readonly response: MessageName;
  /** May be sent again after a failure in transit: doing it twice is doing it once. */
  readonly idempotent: boolean;
}

function endpoint<Request extends MessageName, Response extends MessageName>(
  methods: Method | readonly Method[],
  path: string,
  request: Request,
  response: Response,
  { idempotent = true }: { idempotent?: boolean } = {},
) {
  return { methods: typeof methods === "string" ? [methods] : methods, path, request, response, idempotent };
}

const once = { idempotent: false };

export const endpoints = {
  createExperiment: endpoint("POST", "experiments/create", "CreateExperiment", "CreateExperiment.Response", once),
  searchExperiments: endpoint(["POST", "GET"], "experiments/search", "SearchExperiments", "SearchExperiments.Response"),
  getExperiment: endpoint("GET", "experiments/get", "GetExperiment", "GetExperiment.Response"),
  getExperimentByName: endpoint("GET", "experiments/get-by-name", "GetExperimentByName", "GetExperiment.Response"),
  deleteExperiment: endpoint("POST", "experiments/delete", "DeleteExperiment", "Empty", once),
  restoreExperiment: endpoint("POST", "experiments/restore", "RestoreExperiment", "Empty", once),
  updateExperiment: endpoint("POST", "experiments/update", "UpdateExperiment", "Empty"),
  setExperimentTag: endpoint("POST", "experiments/set-experiment-tag", "SetExperimentTag", "Empty"),
  deleteExperimentTag: endpoint("POST", "experiments/delete-experiment-tag", "DeleteExperimentTag", "Empty", once),
  searchDatasets: endpoint("POST", "experiments/search-datasets", "SearchDatasets", "SearchDatasets.Response"),

  createRun: endpoint("POST", "runs/create", "CreateRun", "CreateRun.Response", once),
  getRun: endpoint("GET", "runs/get", "GetRun", "GetRun.Response"),
  updateRun: endpoint("POST", "runs/update", "UpdateRun", "UpdateRun.Response"),
  deleteRun: endpoint("POST", "runs/delete", "DeleteRun", "Empty"),
  restoreRun: endpoint("POST", "runs/restore", "RestoreRun", "Empty"),
  searchRuns: endpoint("POST", "runs/search", "SearchRuns", "SearchRuns.Response"),
  logMetric: endpoint("POST", "runs/log-metric", "LogMetric", "Empty"),
  logParam: endpoint("POST", "runs/log-parameter", "LogParam", "Empty"),
  setTag: endpoint("POST", "runs/set-tag", "SetTag", "Empty"),
  deleteTag: endpoint("POST", "runs/delete-tag", "DeleteTag", "Empty", once),
  logBatch: endpoint("POST", "runs/log-batch", "LogBatch", "Empty"),
  logModel: endpoint("POST", "runs/log-model", "LogModel", "Empty", once),
  logInputs: endpoint("POST", "runs/log-inputs", "LogInputs", "Empty", once),
  logOutputs: endpoint("POST", "runs/outputs", "LogOutputs", "Empty", once),

  getMetricHistory: endpoint("GET", "metrics/get-history", "GetMetricHistory", "GetMetricHistory.Response"),
  getMetricHistoryBulkInterval: endpoint(
    "GET",
    "metrics/get-history-bulk-interval",
    "GetMetricHistoryBulkInterval",
    "GetMetricHistoryBulkInterval.Response",
  ),

  listArtifacts: endpoint("GET", "artifacts/list", "ListArtifacts", "ListArtifacts.Response"),
  createPresignedUploadUrl: endpoint(
    "POST",
    "artifacts/presigned-upload-url",
    "CreatePresignedUploadUrl",
    "CreatePresignedUploadUrl.Response",
  ),
  createPresignedDownloadUrl: endpoint(
    "POST",
    "artifacts/presigned-download-url",
    "CreatePresignedDownloadUrl",
    "CreatePresignedDownloadUrl.Response",
  ),

  createLoggedModel: endpoint("POST", "logged-models", "CreateLoggedModel", "LoggedModel.Response", once),
  searchLoggedModels: endpoint("POST", "logged-models/search", "SearchLoggedModels", "SearchLoggedModels.Response"),
  getLoggedModel: endpoint("GET", "logged-models/{model_id}", "GetLoggedModel", "LoggedModel.Response"),
  finalizeLoggedModel: endpoint("PATCH", "logged-models/{model_id}", "FinalizeLoggedModel", "LoggedModel.Response"),
  deleteLoggedModel: endpoint("DELETE", "logged-models/{model_id}", "DeleteLoggedModel", "Empty", once),
  setLoggedModelTags: endpoint("PATCH", "logged-models/{model_id}/tags", "SetLoggedModelTags", "LoggedModel.Response"),
  deleteLoggedModelTag: endpoint(
    "DELETE",
    "logged-models/{model_id}/tags/{tag_key}",
    "DeleteLoggedModelTag",
    "Empty",
    once,
  ),
  listLoggedModelArtifacts: endpoint(
    "GET",
    "logged-models/{model_id}/artifacts/directories",
    "ListLoggedModelArtifacts",
    "ListArtifacts.Response",
  ),
  logLoggedModelParams: endpoint("POST", "logged-models/{model_id}/params", "LogLoggedModelParams", "Empty"),

  createRegisteredModel: endpoint(
    "POST",
    "registered-models/create",
    "CreateRegisteredModel",
    "RegisteredModel.Response",
    once,
  ),
  renameRegisteredModel: endpoint(
    "POST",
    "registered-models/rename",
    "RenameRegisteredModel",
    "RegisteredModel.Response",
    once,
  ),
  updateRegisteredModel: endpoint(
    "PATCH",
    "registered-models/update",
    "UpdateRegisteredModel",
    "RegisteredModel.Response",
  ),
  deleteRegisteredModel: endpoint("DELETE", "registered-models/delete", "DeleteRegisteredModel", "Empty", once),
  getRegisteredModel: endpoint("GET", "registered-models/get", "GetRegisteredModel", "RegisteredModel.Response"),
  searchRegisteredModels: endpoint(
    "GET",
    "registered-models/search",
    "SearchModels",
    "SearchRegisteredModels.Response",
  ),
  getLatestVersions: endpoint(
    ["POST", "GET"],
    "registered-models/get-latest-versions",
    "GetLatestVersions",
    "GetLatestVersions.Response",
  ),
  setRegisteredModelTag: endpoint("POST", "registered-models/set-tag", "SetRegisteredModelTag", "Empty"),
  deleteRegisteredModelTag: endpoint(
    "DELETE",
    "registered-models/delete-tag",
    "DeleteRegisteredModelTag",
    "Empty",
    once,
  ),
  setRegisteredModelAlias: endpoint("POST", "registered-models/alias", "SetRegisteredModelAlias", "Empty"),
  deleteRegisteredModelAlias: endpoint("DELETE", "registered-models/alias", "RegisteredModelAliasName", "Empty"),
  getModelVersionByAlias: endpoint(
    "GET",
    "registered-models/alias",
    "RegisteredModelAliasName",
    "ModelVersion.Response",
  ),

  createModelVersion: endpoint("POST", "model-versions/create", "CreateModelVersion", "ModelVersion.Response", once),
  getModelVersion: endpoint("GET", "model-versions/get", "ModelVersionName", "ModelVersion.Response"),
  getModelVersionDownloadUri: endpoint(
    "GET",
    "model-versions/get-download-uri",
    "ModelVersionName",
    "GetModelVersionDownloadUri.Response",
  ),
  updateModelVersion: endpoint("PATCH", "model-versions/update", "UpdateModelVersion", "ModelVersion.Response"),
  deleteModelVersion: endpoint("DELETE", "model-versions/delete", "ModelVersionName", "Empty", once),
  searchModelVersions: endpoint("GET", "model-versions/search", "SearchModels", "SearchModelVersions.Response"),
  transitionModelVersionStage: endpoint(
    "POST",
    "model-versions/transition-stage",
    "TransitionModelVersionStage",
    "ModelVersion.Response",
  ),
  setModelVersionTag: endpoint("POST", "model-versions/set-tag", "SetModelVersionTag", "Empty"),
  deleteModelVersionTag: endpoint("DELETE", "model-versions/delete-tag", "DeleteModelVersionTag", "Empty", once),
} as const satisfies Record<string, Endpoint>;

export type EndpointName = keyof typeof endpoints;
export type RequestOf<E extends EndpointName> = (typeof endpoints)[E]["request"];
export type ResponseOf<E extends EndpointName> = (typeof endpoints)[E]["response"];
