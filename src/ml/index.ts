/** What `import … from "labbook/ml"` gives. */
export { DictVectorizer, type FeatureRecord } from "./dict_vectorizer.js";
export { type CellValue, Frame } from "./frame.js";
export { Lasso } from "./lasso.js";
export { LinearModel, type LinearModelJson } from "./linear_model.js";
export { LinearRegression } from "./linear_regression.js";
export { meanAbsoluteError, meanSquaredError, r2Score, rootMeanSquaredError } from "./metrics.js";
export { readParquet } from "./parquet.js";
export { Ridge } from "./ridge.js";
export { SparseMatrix } from "./sparse_matrix.js";
