/** Boosters of `labbook/xgboost`, and those that Python's MLflow logged: XGBoost's own JSON or UBJ file. */
import { join } from "node:path";
import { Booster } from "../../xgboost/booster.js";
import { fileOf } from "../file_of.js";
import { matrixOf } from "../input_matrix.js";
import type { Kind, Opened, SavedKind } from "../kind.js";

/** Files are written in the form of this version. */
const xgboostVersion = "3.2.0";
/** XGBoost reads our files from 1.7 on, with base scores by class from 3.1 on. */
const requirement = ({ model }: Booster) => (model.classBaseScores === undefined ? "xgboost>=1.7" : "xgboost>=3.1");

export const xgboostKind: Kind = {
  takes: (model) => model instanceof Booster,

  columns: (model) => ({ names: (model as Booster).featureNames, absent: NaN }),

  save(model, folder, { modelFormat }): Promise<SavedKind> {
    const data = `model.${modelFormat}`;
    (model as Booster).saveModel(join(folder, data));
    const booster = {
      data,
      model_class: "xgboost.core.Booster",
      model_format: modelFormat,
      xgb_version: xgboostVersion,
      code: null,
    };
    return Promise.resolve({
      flavors: { xgboost: booster, python_function: { loader_module: "mlflow.xgboost", data } },
      files: { data },
      pip: [requirement(model as Booster)],
    });
  },

  opened: (model) => openedOf(model as Booster),

  load(folder, { data, model_class }) {
    const booster = Booster.load(fileOf(folder, data, "booster"));
    return Promise.resolve(openedOf(booster, typeof model_class === "string" ? model_class : undefined));
  },
};

/** A class of XGBoost's scikit-learn interface predicts with the best round, and a classifier predicts classes. */
function openedOf(native: Booster, modelClass = ""): Opened {
  const { bestIteration } = native;
  const isWrapped = modelClass.startsWith("xgboost.sklearn.");
  const options = isWrapped && bestIteration !== null ? { iterationRange: [0, bestIteration + 1] as const } : {};
  return {
    native,
    columnNames: native.featureNames,
    predict: (input) => {
      const matrix = matrixOf(input, native.featureNames);
      const rowCount = "rowCount" in matrix ? matrix.rowCount : matrix.length;
      const predicted = byRow(native.predict(matrix, options), rowCount);
      return isWrapped && modelClass.endsWith("Classifier")
        ? Array.from<number | number[], number>(predicted, classOf)
        : predicted;
    },
  };
}

function classOf(prediction: number | number[]): number {
  if (typeof prediction === "number") return prediction > 0.5 ? 1 : 0;
  return prediction.indexOf(Math.max(...prediction));
}

/** With several classes a list per row. */
function byRow(values: Float32Array, rowCount: number): Float32Array | number[][] {
  const width = values.length / Math.max(rowCount, 1);
  if (width <= 1) return values;
  return Array.from({ length: rowCount }, (_, row) => Array.from(values.subarray(row * width, (row + 1) * width)));
}
