/** `mlflow.pyfunc`, for lines that are ported from Python: here any model is logged and loaded by one function. */
export { loadModel } from "./load_model.js";
export { logModel } from "./log_model.js";
export { saveModel } from "./models/save_model.js";
