/** `mlflow.sklearn`, for lines that are ported from Python: here the estimators are those of `labbook/ml`. */
export { autolog } from "./autolog/ml.js";
