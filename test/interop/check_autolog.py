"""Python's MLflow sees what labbook's autologging logged, and predicts with the models.

usage: check_autolog.py MLFLOW_DB EXPECTED_JSON [--models]
EXPECTED_JSON: run id -> {params, metrics, artifacts, datasets, importances, rows, names, predictions}. With --models each model is loaded
by mlflow.pyfunc, which needs xgboost and onnxruntime. Prints the number of runs that were compared.
"""
import json
import sys

import mlflow
import numpy as np
import pandas as pd
from mlflow.tracking import MlflowClient

db, expected = sys.argv[1], json.load(open(sys.argv[2], encoding="utf-8"))
mlflow.set_tracking_uri(f"sqlite:///{db}")
client = MlflowClient()
for run_id, ours in expected.items():
    run = client.get_run(run_id)
    assert run.info.status == "FINISHED", run.info.status
    assert run.data.params == ours["params"], run.data.params
    assert run.data.metrics == ours["metrics"], run.data.metrics
    assert sorted(f.path for f in client.list_artifacts(run_id)) == ours["artifacts"]
    assert [(d.dataset.name, d.tags[0].value) for d in run.inputs.dataset_inputs] == [tuple(d) for d in ours["datasets"]]
    for name, scores in ours["importances"].items():
        assert mlflow.artifacts.load_dict(f"{run.info.artifact_uri}/{name}.json") == scores
    history = json.loads(run.data.tags["mlflow.log-model.history"])
    assert [(entry["run_id"], entry["artifact_path"]) for entry in history] == [(run_id, "model")]
    if "--models" not in sys.argv:
        continue
    model = mlflow.pyfunc.load_model(f"runs:/{run_id}/model")
    assert model.metadata.signature is not None and model.metadata.saved_input_example_info is not None
    rows = np.array(ours["rows"], dtype=np.float64)
    found = model.predict(rows if ours["names"] is None else pd.DataFrame(rows, columns=ours["names"]))
    if isinstance(found, dict):  # ONNX: by output name
        found = found["variable"]
    np.testing.assert_allclose(np.asarray(found).reshape(-1), ours["predictions"], atol=1e-4)
print(len(expected))
