/**
 * The messages of MLflow's REST API: field name → type, as its protocol buffers declare them.
 * Source: the descriptors of MLflow 3 (`service`, `model_registry` and `mlflow_artifacts`), fields that no client of
 * tracking, registry or artifacts sends or reads left out.
 */

/** Enums as name → number; JSON carries the name, and takes the number too. */
export const enums = {
  RunStatus: { RUNNING: 1, SCHEDULED: 2, FINISHED: 3, FAILED: 4, KILLED: 5 },
  ViewType: { ACTIVE_ONLY: 1, DELETED_ONLY: 2, ALL: 3 },
  LoggedModelStatus: {
    LOGGED_MODEL_STATUS_UNSPECIFIED: 0,
    LOGGED_MODEL_PENDING: 1,
    LOGGED_MODEL_READY: 2,
    LOGGED_MODEL_UPLOAD_FAILED: 3,
  },
  ModelVersionStatus: { PENDING_REGISTRATION: 1, FAILED_REGISTRATION: 2, READY: 3 },
} as const;

const runId = { run_id: "string" } as const;
const runIdOrUuid = { run_id: "string", run_uuid: "string" } as const;
const pair = { key: "string", value: "string" } as const;
const nameOnly = { name: "string" } as const;
const nameAndVersion = { name: "string", version: "string" } as const;
const experimentId = { experiment_id: "string" } as const;
const modelId = { model_id: "string" } as const;
const metric = {
  key: "string",
  value: "double",
  timestamp: "whole",
  step: "whole",
  dataset_name: "string",
  dataset_digest: "string",
  model_id: "string",
  run_id: "string",
} as const;
const modelVersion = { model_version: "ModelVersion" } as const;
const registeredModel = { registered_model: "RegisteredModel" } as const;

/**
 * `T[]` is repeated, `map` is text → text. `whole` is an int64 that drops the fraction of a number: clients log
 * `time.time() * 1000`. `text` is a string that takes numbers and truth values too. MLflow would drop such values without
 * a word, and all that comes after them.
 */
export const messages = {
  Empty: {},

  Experiment: {
    experiment_id: "string",
    name: "string",
    artifact_location: "string",
    lifecycle_stage: "string",
    last_update_time: "int64",
    creation_time: "int64",
    tags: "ExperimentTag[]",
    workspace: "string",
  },
  ExperimentTag: pair,
  CreateExperiment: { name: "string", artifact_location: "string", tags: "ExperimentTag[]" },
  "CreateExperiment.Response": experimentId,
  SearchExperiments: {
    max_results: "int64",
    page_token: "string",
    filter: "string",
    order_by: "string[]",
    view_type: "ViewType",
  },
  "SearchExperiments.Response": { experiments: "Experiment[]", next_page_token: "string" },
  GetExperiment: experimentId,
  "GetExperiment.Response": { experiment: "Experiment" },
  GetExperimentByName: { experiment_name: "string" },
  DeleteExperiment: experimentId,
  RestoreExperiment: experimentId,
  UpdateExperiment: { experiment_id: "string", new_name: "string" },
  SetExperimentTag: { experiment_id: "string", key: "string", value: "string" },
  DeleteExperimentTag: { experiment_id: "string", key: "string" },
  SearchDatasets: { experiment_ids: "string[]" },
  "SearchDatasets.Response": { dataset_summaries: "DatasetSummary[]" },
  DatasetSummary: { experiment_id: "string", name: "string", digest: "string", context: "string" },

  Run: { info: "RunInfo", data: "RunData", inputs: "RunInputs", outputs: "RunOutputs" },
  RunInfo: {
    run_id: "string",
    run_uuid: "string",
    run_name: "string",
    experiment_id: "string",
    user_id: "string",
    status: "RunStatus",
    start_time: "int64",
    end_time: "int64",
    artifact_uri: "string",
    lifecycle_stage: "string",
  },
  RunData: { metrics: "Metric[]", params: "Param[]", tags: "RunTag[]" },
  Metric: metric,
  Param: pair,
  RunTag: pair,
  RunInputs: { dataset_inputs: "DatasetInput[]", model_inputs: "ModelInput[]" },
  DatasetInput: { tags: "InputTag[]", dataset: "Dataset" },
  InputTag: pair,
  Dataset: {
    name: "string",
    digest: "string",
    source_type: "string",
    source: "string",
    schema: "string",
    profile: "string",
  },
  ModelInput: modelId,
  RunOutputs: { model_outputs: "ModelOutput[]" },
  ModelOutput: { model_id: "string", step: "int64" },
  CreateRun: {
    experiment_id: "string",
    user_id: "string",
    run_name: "string",
    start_time: "int64",
    tags: "RunTag[]",
  },
  "CreateRun.Response": { run: "Run" },
  GetRun: runIdOrUuid,
  "GetRun.Response": { run: "Run" },
  UpdateRun: { ...runIdOrUuid, status: "RunStatus", end_time: "int64", run_name: "string" },
  "UpdateRun.Response": { run_info: "RunInfo" },
  DeleteRun: runId,
  RestoreRun: runId,
  SearchRuns: {
    experiment_ids: "string[]",
    filter: "string",
    run_view_type: "ViewType",
    max_results: "int32",
    order_by: "string[]",
    page_token: "string",
  },
  "SearchRuns.Response": { runs: "Run[]", next_page_token: "string" },
  LogMetric: {
    ...runIdOrUuid,
    key: "string",
    value: "double",
    timestamp: "whole",
    step: "whole",
    model_id: "string",
    dataset_name: "string",
    dataset_digest: "string",
  },
  LogParam: { ...runIdOrUuid, ...pair },
  SetTag: { ...runIdOrUuid, ...pair },
  DeleteTag: { run_id: "string", key: "string" },
  LogBatch: { run_id: "string", metrics: "Metric[]", params: "LogBatch.Pair[]", tags: "LogBatch.Pair[]" },
  "LogBatch.Pair": { key: "string", value: "text" },
  LogModel: { run_id: "string", model_json: "string" },
  LogInputs: { run_id: "string", datasets: "DatasetInput[]", models: "ModelInput[]" },
  LogOutputs: { run_id: "string", models: "ModelOutput[]" },

  GetMetricHistory: { ...runIdOrUuid, metric_key: "string", page_token: "string", max_results: "int32" },
  "GetMetricHistory.Response": { metrics: "Metric[]", next_page_token: "string" },
  GetMetricHistoryBulkInterval: {
    run_ids: "string[]",
    metric_key: "string",
    start_step: "int32",
    end_step: "int32",
    max_results: "int32",
  },
  "GetMetricHistoryBulkInterval.Response": { metrics: "MetricWithRunId[]" },
  MetricWithRunId: { key: "string", value: "double", timestamp: "int64", step: "int64", run_id: "string" },

  ListArtifacts: { ...runIdOrUuid, path: "string", page_token: "string" },
  "ListArtifacts.Response": { root_uri: "string", files: "FileInfo[]", next_page_token: "string" },
  FileInfo: { path: "string", is_dir: "bool", file_size: "int64" },
  CreatePresignedUploadUrl: { run_id: "string", path: "string", expiration: "int64", model_id: "string" },
  "CreatePresignedUploadUrl.Response": { presigned_url: "string", headers: "map" },
  CreatePresignedDownloadUrl: { run_id: "string", path: "string", expiration: "int64" },
  "CreatePresignedDownloadUrl.Response": { presigned_url: "string", headers: "map", file_size: "int64" },

  LoggedModel: { info: "LoggedModelInfo", data: "LoggedModelData" },
  LoggedModelInfo: {
    model_id: "string",
    experiment_id: "string",
    name: "string",
    creation_timestamp_ms: "int64",
    last_updated_timestamp_ms: "int64",
    artifact_uri: "string",
    status: "LoggedModelStatus",
    model_type: "string",
    source_run_id: "string",
    status_message: "string",
    tags: "LoggedModelTag[]",
    registrations: "LoggedModelRegistrationInfo[]",
  },
  LoggedModelData: { params: "LoggedModelParameter[]", metrics: "Metric[]" },
  LoggedModelParameter: pair,
  LoggedModelTag: pair,
  LoggedModelRegistrationInfo: nameAndVersion,
  CreateLoggedModel: {
    experiment_id: "string",
    name: "string",
    model_type: "string",
    source_run_id: "string",
    params: "LoggedModelParameter[]",
    tags: "LoggedModelTag[]",
  },
  "LoggedModel.Response": { model: "LoggedModel" },
  FinalizeLoggedModel: { model_id: "string", status: "LoggedModelStatus" },
  GetLoggedModel: modelId,
  DeleteLoggedModel: modelId,
  SearchLoggedModels: {
    experiment_ids: "string[]",
    filter: "string",
    datasets: "SearchLoggedModels.Dataset[]",
    max_results: "int32",
    order_by: "SearchLoggedModels.OrderBy[]",
    page_token: "string",
  },
  "SearchLoggedModels.Dataset": { dataset_name: "string", dataset_digest: "string" },
  "SearchLoggedModels.OrderBy": {
    field_name: "string",
    ascending: "bool",
    dataset_name: "string",
    dataset_digest: "string",
  },
  "SearchLoggedModels.Response": { models: "LoggedModel[]", next_page_token: "string" },
  SetLoggedModelTags: { model_id: "string", tags: "LoggedModelTag[]" },
  DeleteLoggedModelTag: { model_id: "string", tag_key: "string" },
  ListLoggedModelArtifacts: { model_id: "string", artifact_directory_path: "string", page_token: "string" },
  LogLoggedModelParams: { model_id: "string", params: "LoggedModelParameter[]" },

  RegisteredModel: {
    name: "string",
    creation_timestamp: "int64",
    last_updated_timestamp: "int64",
    user_id: "string",
    description: "string",
    latest_versions: "ModelVersion[]",
    tags: "RegisteredModelTag[]",
    aliases: "RegisteredModelAlias[]",
  },
  RegisteredModelTag: pair,
  RegisteredModelAlias: { alias: "string", version: "string" },
  "RegisteredModel.Response": registeredModel,
  CreateRegisteredModel: { name: "string", tags: "RegisteredModelTag[]", description: "string" },
  RenameRegisteredModel: { name: "string", new_name: "string" },
  UpdateRegisteredModel: { name: "string", description: "string" },
  DeleteRegisteredModel: nameOnly,
  GetRegisteredModel: nameOnly,
  SearchModels: { filter: "string", max_results: "int64", order_by: "string[]", page_token: "string" },
  "SearchRegisteredModels.Response": { registered_models: "RegisteredModel[]", next_page_token: "string" },
  GetLatestVersions: { name: "string", stages: "string[]" },
  "GetLatestVersions.Response": { model_versions: "ModelVersion[]" },
  SetRegisteredModelTag: { name: "string", key: "string", value: "string" },
  DeleteRegisteredModelTag: { name: "string", key: "string" },
  SetRegisteredModelAlias: { name: "string", alias: "string", version: "string" },
  RegisteredModelAliasName: { name: "string", alias: "string" },

  ModelVersion: {
    name: "string",
    version: "string",
    creation_timestamp: "int64",
    last_updated_timestamp: "int64",
    user_id: "string",
    current_stage: "string",
    description: "string",
    source: "string",
    run_id: "string",
    status: "ModelVersionStatus",
    status_message: "string",
    tags: "ModelVersionTag[]",
    run_link: "string",
    aliases: "string[]",
    model_id: "string",
    model_params: "ModelParam[]",
    model_metrics: "Metric[]",
  },
  ModelVersionTag: pair,
  ModelParam: { name: "string", value: "string" },
  "ModelVersion.Response": modelVersion,
  CreateModelVersion: {
    name: "string",
    source: "string",
    run_id: "string",
    tags: "ModelVersionTag[]",
    run_link: "string",
    description: "string",
    model_id: "string",
  },
  UpdateModelVersion: { ...nameAndVersion, description: "string" },
  TransitionModelVersionStage: { ...nameAndVersion, stage: "string", archive_existing_versions: "bool" },
  ModelVersionName: nameAndVersion,
  "SearchModelVersions.Response": { model_versions: "ModelVersion[]", next_page_token: "string" },
  "GetModelVersionDownloadUri.Response": { artifact_uri: "string" },
  SetModelVersionTag: { ...nameAndVersion, ...pair },
  DeleteModelVersionTag: { ...nameAndVersion, key: "string" },

  /** Of the artifact proxy, `mlflow-artifacts`. */
  "artifacts.ListArtifacts": { path: "string" },
  "artifacts.ListArtifacts.Response": { files: "FileInfo[]" },
  "artifacts.CreateMultipartUpload": { path: "string", num_parts: "int64" },
  "artifacts.CreateMultipartUpload.Response": { upload_id: "string", credentials: "artifacts.Credential[]" },
  "artifacts.Credential": { url: "string", part_number: "int64", headers: "map" },
  "artifacts.CompleteMultipartUpload": { path: "string", upload_id: "string", parts: "artifacts.Part[]" },
  "artifacts.Part": { part_number: "int64", etag: "string", url: "string" },
  "artifacts.AbortMultipartUpload": { path: "string", upload_id: "string" },
  "artifacts.GetPresignedDownloadUrl.Response": { url: "string", headers: "map", file_size: "int64" },
} as const satisfies Record<string, Readonly<Record<string, string>>>;

type Enums = typeof enums;
type Messages = typeof messages;

export type MessageName = keyof Messages;

/** A bigint only where a double would lose digits. */
export type Int64 = number | bigint;

type Value<T> = T extends `${infer E}[]`
  ? readonly Value<E>[]
  : T extends "string" | "text"
    ? string
    : T extends "int64" | "whole"
      ? Int64
      : T extends "int32" | "double"
        ? number
        : T extends "bool"
          ? boolean
          : T extends "map"
            ? Readonly<Record<string, string>>
            : T extends keyof Enums
              ? keyof Enums[T]
              : T extends MessageName
                ? Message<T>
                : never;

/** A message as an object with the wire's names; a field that is not there is not set. */
export type Message<N extends MessageName> = { readonly [F in keyof Messages[N]]?: Value<Messages[N][F]> | undefined };
