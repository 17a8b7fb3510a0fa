/** `mlflow.xgboost`: what Python's MLflow has under this name. */
export { autolog } from "./autolog/xgboost.js";
export { loadModel } from "./load_model.js";
export { logModel } from "./log_model.js";
export { saveModel } from "./models/save_model.js";
