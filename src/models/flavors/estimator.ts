/** Estimators of `labbook/ml`: kept as JSON with NumPy arrays, and as ONNX where they have such a form. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AnyEstimator } from "../../ml/estimator.js";
import { estimatorType } from "../../ml/estimators.js";
import { loadEstimator, saveEstimator } from "../../ml/saved.js";
import { fileOf } from "../file_of.js";
import { matrixOf } from "../input_matrix.js";
import type { Kind, Opened, SavedKind } from "../kind.js";
import { onnxModel } from "../onnx/onnx_model.js";

const data = "estimator";
const onnxFile = "model.onnx";

export const estimatorKind: Kind = {
  takes: (model) => typeof model === "object" && model !== null && estimatorType(model) !== null,

  async save(model, folder): Promise<SavedKind> {
    await saveEstimator(model as AnyEstimator, join(folder, data));
    const bytes = await onnxModel(model);
    if (bytes === null) return { flavors: {}, files: { data }, pip: [] };
    // Beside MLmodel, where MLflow's wrapper looks for the flavor's settings.
    writeFileSync(join(folder, onnxFile), bytes);
    const onnx = { data: onnxFile, onnx_version: "1.16.0", providers: ["CPUExecutionProvider"], code: null };
    return {
      flavors: { onnx, python_function: { loader_module: "mlflow.onnx", data: onnxFile } },
      files: { data, model_class: estimatorType(model) },
      pip: ["onnx>=1.14", "onnxruntime>=1.15"],
    };
  },

  opened: (model) => openedOf(model as AnyEstimator),

  async load(folder, files) {
    return openedOf(await loadEstimator(fileOf(folder, files["data"], "estimator")));
  },
};

function openedOf(native: AnyEstimator): Opened {
  return { native, predict: (input) => native.predict(matrixOf(input)) };
}
