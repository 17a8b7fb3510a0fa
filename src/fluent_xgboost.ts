/** `mlflow.xgboost`: what Python's MLflow has under this name. */
export { autolog } from "./autolog/xgboost.js";
