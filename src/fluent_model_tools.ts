/** `mlflow.models`: what Python's MLflow has under this name. */
export { getModelInfo } from "./load_model.js";
export { inferSignature } from "./models/signature.js";
