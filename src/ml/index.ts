/** What `import … from "labbook/ml"` gives. */
export { autolog } from "../autolog/ml.js";
export type { MlAutologOptions } from "../autolog/options.js";
export { accuracyScore, type AverageOptions, f1Score, logLoss, precisionScore, recallScore } from "./classification.js";
export { type CsvOptions, readCsv } from "./csv.js";
export type { CsvType } from "./csv_column.js";
export { DictVectorizer, type FeatureRecord, type FeatureRecords, type FeatureValue } from "./dict_vectorizer.js";
export type { AnyEstimator, Classifier, Estimator, EstimatorParameter, FittedState, Label } from "./estimator.js";
export type { ColumnType } from "./column_type.js";
export type { Aggregation, ArqueroTable, JoinKind } from "./columns.js";
export { type Aggregations, type CellValue, Frame, type Groups } from "./frame.js";
export { ExtraTreesRegressor, type ExtraTreesRegressorParameters } from "./extra_trees_regressor.js";
export { GradientBoostingRegressor, type GradientBoostingRegressorParameters } from "./gradient_boosting_regressor.js";
export { Lasso, type LassoParameters } from "./lasso.js";
export { LinearModel, type LinearModelJson } from "./linear_model.js";
export { LinearRegression, type LinearRegressionParameters } from "./linear_regression.js";
export { LinearSVR, type LinearSvrParameters } from "./linear_svr.js";
export { LogisticRegression, type LogisticRegressionParameters } from "./logistic_regression.js";
export type { MatrixLike } from "./matrix.js";
export {
  maxError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  medianAbsoluteError,
  type MetricOptions,
  r2Score,
  rootMeanSquaredError,
} from "./metrics.js";
export { readParquet } from "./parquet.js";
export { makePipeline, type MatrixModel, Pipeline } from "./pipeline.js";
export { RandomForestRegressor, type RandomForestRegressorParameters } from "./random_forest_regressor.js";
export { Ridge, type RidgeParameters } from "./ridge.js";
export { rocAucScore } from "./roc_auc.js";
export { loadEstimator, saveEstimator } from "./saved.js";
export { trainTestSplit, type Part, type SplitOptions, type Splittable } from "./train_test_split.js";
export { SparseMatrix, type SparseParts } from "./sparse_matrix.js";
export type { RegressionTree, TreeNodes } from "./trees/regression_tree.js";
