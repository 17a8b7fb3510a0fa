/** What `import * as mlflow from "labbook"` gives. */
export { experimentInUse, setExperiment } from "./active_experiment.js";
export { type BatchInput, type MetricOptions, MlflowClient, type NewExperiment, type NewRun } from "./client.js";
export type {
  Batch,
  Experiment,
  FileInfo,
  LifecycleStage,
  Metric,
  Param,
  Run,
  RunData,
  RunInfo,
  RunStatus,
  Tag,
  ViewType,
} from "./entities.js";
export { type ErrorCode, FilterError, TrackingError } from "./errors.js";
export * from "./fluent.js";
export * from "./fluent_experiments.js";
export * from "./fluent_runs.js";
export { escapeHtml } from "./html.js";
export { type Displayable, displaySymbol, type MimeBundle, type MimeData } from "./mime.js";
export type { ParamValue } from "./param_value.js";
export {
  parallelCoordinates,
  parallelCoordinatesData,
  type ParallelCoordinatesOptions,
  renderParallelCoordinates,
} from "./plots/parallel_coordinates.js";
export { readableDuration } from "./plots/run_fields.js";
export { renderRunInfo } from "./plots/run_info.js";
export { renderRunsTable, runsTable, runsTableData, type RunsTableOptions } from "./plots/runs_table.js";
export type { Table, TableData } from "./run_artifacts.js";
export { RunList } from "./run_list.js";
export { type Tracked, type TrackOptions, track } from "./track.js";
export { getTrackingUri, readableUri, setTrackingUri } from "./tracking_uri.js";
