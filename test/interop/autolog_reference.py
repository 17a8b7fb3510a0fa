"""Trains by Python's XGBoost with mlflow.xgboost.autolog and says what was logged.

usage: autolog_reference.py FOLDER
FOLDER/training.json: {params, rounds, early_stopping_rounds, train: {rows, label}, validate: {rows, label}, names}. Prints JSON:
{params, metrics: key -> [[step, value]], tags, artifacts, datasets}.
"""
import json
import sys

import mlflow
import numpy as np
import xgboost
from mlflow.tracking import MlflowClient

folder = sys.argv[1]
mlflow.set_tracking_uri(f"sqlite:///{folder}/reference.db")
experiment_id = mlflow.create_experiment("reference", artifact_location=f"file://{folder}/reference")
mlflow.set_experiment("reference")
mlflow.xgboost.autolog()
given = json.load(open(f"{folder}/training.json", encoding="utf-8"))
train, validate = (
    xgboost.DMatrix(np.array(given[part]["rows"]), label=given[part]["label"], feature_names=given["names"])
    for part in ("train", "validate")
)
xgboost.train(
    given["params"],
    train,
    num_boost_round=given["rounds"],
    evals=[(validate, "validation")],
    early_stopping_rounds=given["early_stopping_rounds"],
    verbose_eval=False,
)
client = MlflowClient()
[run] = client.search_runs([experiment_id])
history = lambda key: [[m.step, m.value] for m in client.get_metric_history(run.info.run_id, key)]
print(
    json.dumps(
        {
            "params": run.data.params,
            "metrics": {key: history(key) for key in run.data.metrics},
            "tags": sorted(key for key in run.data.tags),
            "artifacts": sorted(f.path for f in client.list_artifacts(run.info.run_id)),
            "datasets": [[d.dataset.name, d.tags[0].value] for d in run.inputs.dataset_inputs],
        }
    )
)
