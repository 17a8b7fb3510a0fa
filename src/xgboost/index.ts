/** What `import … from "labbook/xgboost"` gives. */
export { autolog } from "../autolog/xgboost.js";
export type { XgboostAutologOptions } from "../autolog/options.js";
export { DMatrix, type DMatrixOptions } from "./dmatrix.js";
export { Booster, type DumpOptions, type PredictOptions } from "./booster.js";
export type { DumpFormat } from "./dump.js";
export type { ImportanceType } from "./importance.js";
export type { ModelFormat } from "./model_file.js";
export type { BoosterModel, Tree } from "./tree.js";
export type { TreeNode } from "./tree_nodes.js";
export type { CustomMetric, CustomObjective } from "./boosting.js";
export {
  type AnyEvalsLog,
  EarlyStopping,
  type EarlyStoppingOptions,
  EvaluationMonitor,
  type EvaluationMonitorOptions,
  type EvalsLog,
  LearningRateScheduler,
  type TrainingCallback,
  type TrainingModel,
} from "./callbacks.js";
export { cv, type CvOptions, type CvResults } from "./cv.js";
export type { TrainParams } from "./params.js";
export { interruptedBooster, train, type TrainOptions } from "./train.js";
export { type ImportancePlot, plotImportance, type PlotImportanceOptions } from "./plot_importance.js";
export { plotTree } from "./plot_tree.js";
export type { PlotTreeOptions } from "./tree_plot.js";
