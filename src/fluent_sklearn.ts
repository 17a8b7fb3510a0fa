/** `mlflow.sklearn`, for lines that are ported from Python: here the estimators are those of `labbook/ml`. */
export { autolog } from "./autolog/ml.js";
export { loadModel } from "./load_model.js";
export { logModel } from "./log_model.js";
export { saveModel } from "./models/save_model.js";
