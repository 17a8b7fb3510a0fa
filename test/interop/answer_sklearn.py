"""Answers questions with scikit-learn, NumPy and pandas: a list of {"ask": ..., ...} as JSON on stdin, answers on stdout."""
import json
import sys
import warnings

import numpy as np
import pandas as pd
from sklearn import linear_model, metrics, svm
from sklearn.feature_extraction import DictVectorizer
from sklearn.model_selection import train_test_split

warnings.simplefilter("ignore")


def split(count, options):
    return train_test_split(list(range(count)), **options)


def metric(name, actual, predicted, weights):
    return getattr(metrics, name)(actual, predicted, **({} if weights is None else {"sample_weight": weights}))


def fit(name, settings, records, target, dense):
    """Sparse from records, or dense rows."""
    x = np.array(dense) if dense is not None else DictVectorizer().fit_transform(records)
    if dense is None:
        x.indices, x.indptr = x.indices.astype(np.int32), x.indptr.astype(np.int32)
    model = getattr(linear_model, name, None) or getattr(svm, name)
    model = model(**settings).fit(x, target)
    answer = {"coef": np.ravel(model.coef_), "intercept": np.ravel(model.intercept_), "predicted": model.predict(x).tolist(),
              "score": model.score(x, target)}
    if hasattr(model, "predict_proba"):
        answer["probabilities"] = model.predict_proba(x).ravel()
    if getattr(model, "n_iter_", None) is not None:
        answer["n_iter"] = int(np.ravel(model.n_iter_)[0])
    return {key: value.tolist() if isinstance(value, np.ndarray) else value for key, value in answer.items()}


def npy(path):
    array = np.load(path)
    return [str(array.dtype), array.tolist()]


def described(path):
    frame = pd.read_csv(path)
    return json.loads(frame.describe().to_json(double_precision=15))


def grouped(path, key, value):
    groups = pd.read_csv(path).groupby(key)[value].agg(["size", "count", "sum", "mean", "median", "std", "min", "max", "nunique"])
    return json.loads(groups.reset_index().to_json(orient="records", double_precision=15))


answers = {"split": split, "metric": metric, "fit": fit, "npy": npy, "described": described, "grouped": grouped}
json.dump([answers[question.pop("ask")](**question) for question in json.load(sys.stdin)], sys.stdout)
