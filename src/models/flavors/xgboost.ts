/** Boosters of `labbook/xgboost`, and those that Python's MLflow logged: XGBoost's own JSON or UBJ file. */
import { join } from "node:path";
import { TrackingError } from "../../errors.js";
import { nearest } from "../../nearest.js";
import { Booster } from "../../xgboost/booster.js";
import { isRecords } from "../checked_input.js";
import { matrixOf } from "../input_matrix.js";
import type { Kind, Opened, SavedKind } from "../kind.js";
import type { NamedRows } from "../model.js";

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
    const booster = Booster.load(join(folder, String(data)));
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
    predict: (input) => {
      if (isRecords(input)) checkNames(input, native);
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

/** Python's XGBoost refuses other names too; those that a row lacks are missing values. */
function checkNames(rows: NamedRows, { featureNames }: Booster): void {
  if (featureNames === null) return;
  const known = new Set(featureNames);
  const name = Object.keys(rows[0] ?? {}).find((one) => !known.has(one));
  if (name === undefined) return;
  const near = nearest(name, featureNames);
  throw new TrackingError("INVALID_PARAMETER_VALUE", `the model has no feature '${name}'`, {
    remedy: near === null ? `it has: ${featureNames.slice(0, 10).join(", ")}` : `did you mean '${near}'?`,
  });
}

/** With several classes a list per row. */
function byRow(values: Float32Array, rowCount: number): Float32Array | number[][] {
  const width = values.length / Math.max(rowCount, 1);
  if (width <= 1) return values;
  return Array.from({ length: rowCount }, (_, row) => Array.from(values.subarray(row * width, (row + 1) * width)));
}
