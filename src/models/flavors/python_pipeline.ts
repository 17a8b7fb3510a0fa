/** The Python module that goes with a pipeline, by which `mlflow.pyfunc.load_model` loads it. */

const text = `"""Loads a pipeline that labbook logged: a dictionary vectorizer, and a model of XGBoost or in ONNX's form."""
import json
import os

import numpy as np
import pandas as pd
import yaml
from scipy.sparse import csr_matrix

BATCH_VALUES = 20_000_000


class Pipeline:
    def __init__(self, feature_names, predict_matrix):
        self.feature_names = feature_names
        self.columns = {name: column for column, name in enumerate(feature_names)}
        self.predict_matrix = predict_matrix

    def transform(self, records):
        """A row per record: 1 for the feature "name=text", the number itself for "name"; others are left out."""
        starts, columns, values = [0], [], []
        for record in records:
            row = {}
            for name, value in record.items():
                is_text = isinstance(value, str)
                column = self.columns.get(f"{name}={value}" if is_text else name)
                if column is not None:
                    row[column] = 1.0 if is_text else float(value)
            for column in sorted(row):
                columns.append(column)
                values.append(row[column])
            starts.append(len(columns))
        shape = (len(starts) - 1, len(self.feature_names))
        return csr_matrix((np.array(values, dtype=np.float64), columns, starts), shape=shape)

    def predict(self, model_input, params=None):
        if isinstance(model_input, pd.DataFrame):
            model_input = model_input.to_dict("records")
        return self.predict_matrix(self.transform(model_input))


def _xgboost_predict(path):
    import xgboost

    booster = xgboost.Booster()
    booster.load_model(path)

    def predict(matrix):
        return booster.predict(xgboost.DMatrix(matrix, feature_names=booster.feature_names))

    return predict


def _onnx_predict(path):
    import onnxruntime

    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    output = session.get_outputs()[0].name

    def predict(matrix):
        rows = max(1, BATCH_VALUES // max(1, matrix.shape[1]))
        parts = [
            session.run([output], {name: matrix[at : at + rows].toarray().astype(np.float32)})[0].reshape(-1)
            for at in range(0, matrix.shape[0], rows)
        ]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32)

    return predict


def _load_pyfunc(path):
    with open(os.path.join(path, "MLmodel"), encoding="utf-8") as file:
        flavors = yaml.safe_load(file)["flavors"]
    with open(os.path.join(path, flavors["typescript"]["vectorizer"]), encoding="utf-8") as file:
        feature_names = json.load(file)["featureNames"]
    if "xgboost" in flavors:
        predict = _xgboost_predict(os.path.join(path, flavors["xgboost"]["data"]))
    else:
        predict = _onnx_predict(os.path.join(path, flavors["onnx"]["data"]))
    return Pipeline(feature_names, predict)
`;

export const pythonPipeline = { module: "labbook_pipeline", text } as const;
