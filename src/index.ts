/** What `import * as mlflow from "labbook"` gives. */
export { experimentInUse, setExperiment } from "./active_experiment.js";
export { autolog } from "./autolog/autolog.js";
export type { AutologOptions, MlAutologOptions, XgboostAutologOptions } from "./autolog/options.js";
export type { Call } from "./client/call.js";
export type { LoggedModelSearch, NewLoggedModel } from "./client/logged_models.js";
export type { NewModelVersion, StageName } from "./client/model_versions.js";
export type { NewRegisteredModel } from "./client/registered_models.js";
export type { RunInputsToLog } from "./client/runs.js";
export { type ExperimentSearch, type RunSearch, type Search, ViewType } from "./client/search.js";
export {
  type BatchInput,
  type MetricOptions,
  MlflowClient,
  type NewExperiment,
  type NewRun,
  type UriDownload,
} from "./client.js";
export * as data from "./dataset.js";
export type {
  Batch,
  Dataset,
  DatasetInput,
  DatasetSummary,
  Experiment,
  FileInfo,
  LifecycleStage,
  LoggedModel,
  LoggedModelStatus,
  Metric,
  ModelStage,
  ModelVersion,
  ModelVersionStatus,
  Param,
  RegisteredModel,
  Run,
  RunData,
  RunInfo,
  RunStatus,
  Tag,
} from "./entities.js";
export { type ErrorCode, FilterError, TrackingError } from "./errors.js";
export * from "./fluent.js";
export * from "./fluent_experiments.js";
export * from "./fluent_models.js";
export * from "./fluent_runs.js";
export * as models from "./fluent_model_tools.js";
export * as pyfunc from "./fluent_pyfunc.js";
export * as sklearn from "./fluent_sklearn.js";
export * as xgboost from "./fluent_xgboost.js";
export { escapeHtml } from "./html.js";
export { type Displayable, displaySymbol, type MimeBundle, type MimeData } from "./mime.js";
export type { ParamValue } from "./param_value.js";
export {
  parallelCoordinates,
  parallelCoordinatesData,
  type ParallelCoordinatesOptions,
  renderParallelCoordinates,
} from "./plots/parallel_coordinates.js";
export { box, type BoxOptions } from "./plots/box.js";
export { correlation, type CorrelationOptions } from "./plots/correlation.js";
export { contour, type ContourOptions } from "./plots/contour.js";
export { entityBundle } from "./plots/entity_view.js";
export { type History, metricHistory, type MetricHistoryOptions } from "./plots/metric_history.js";
export type { Observed, RunColumns, TrialRows } from "./plots/observations.js";
export { optimizationHistory, type OptimizationHistoryOptions } from "./plots/optimization_history.js";
export { paramImportance, type ParamImportanceOptions } from "./plots/param_importance.js";
export { readableDuration } from "./plots/run_fields.js";
export { runBars, type RunBarsOptions } from "./plots/run_bars.js";
export { renderRunInfo } from "./plots/run_info.js";
export { renderRunsTable, runsTable, runsTableData, type RunsTableOptions } from "./plots/runs_table.js";
export { scatter, type ScatterOptions } from "./plots/scatter.js";
export { getModelInfo, howToPredict, loadModel } from "./load_model.js";
export { type LogModelOptions, logModel } from "./log_model.js";
export type { FunctionModel } from "./models/flavors/function.js";
export type {
  ColumnSpec,
  ColumnType,
  LoadedModel,
  ModelInput,
  ModelMetadata,
  ModelSignature,
  ParamSpec,
  Schema,
  TensorSpec,
} from "./models/model.js";
export type { HowToPredict } from "./models/how_to_predict.js";
export type { ModelInfo } from "./models/model_info.js";
export { saveModel, type SaveOptions } from "./models/save_model.js";
export { inferSignature } from "./models/signature.js";
export { nearest } from "./nearest.js";
export { pageAddress } from "./page_process.js";
export { renderPageLink } from "./plots/page_link.js";
export type { PagedList } from "./paged_list.js";
export type { Table, TableData } from "./run_artifacts.js";
export { RunList } from "./run_list.js";
export { type Tracked, type TrackOptions, track } from "./track.js";
export { getRegistryUri, getTrackingUri, readableUri, setRegistryUri, setTrackingUri } from "./tracking_uri.js";
