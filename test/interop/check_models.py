"""Models that labbook logged, in Python's MLflow; and one that Python logs for labbook.

usage: check_models.py predict [--tracking-uri URI] MODEL ROWS ...   predictions of each model as a list of JSON lists
       check_models.py seen TRACKING_URI RUN_ID                      what a client of this MLflow sees of a run's models
       check_models.py log TRACKING_URI                              logs two boosters; their URIs and predictions as JSON
MODEL is a URI; ROWS is a JSON file of records, or of lists of numbers.
"""
import json
import logging
import sys
import warnings

import mlflow

warnings.simplefilter("ignore")
logging.disable(logging.WARNING)


def rows_of(path):
    import numpy as np
    import pandas as pd

    rows = json.load(open(path))
    if isinstance(rows[0], dict):
        frame = pd.DataFrame(rows)  # MLflow does not take whole numbers for a column of doubles
        return frame.astype({name: float for name in frame.columns if frame[name].dtype.kind in "iO" and not isinstance(frame[name][0], str)})
    return np.array([[np.nan if value is None else value for value in row] for row in rows], dtype=np.float64)


def listed(predictions):
    import pandas as pd

    if isinstance(predictions, dict):  # of an ONNX model, for an array
        predictions = next(iter(predictions.values()))
    if isinstance(predictions, pd.DataFrame):  # of an ONNX model, for a frame
        predictions = predictions.iloc[:, 0].to_numpy()
    return [value if isinstance(value, str) else float(value) for value in predictions.reshape(-1).tolist()]


def predict(arguments):
    answers = []
    for uri, path in zip(arguments[::2], arguments[1::2]):
        model = mlflow.pyfunc.load_model(uri)
        rows = rows_of(path)
        answers.append(listed(model.predict(rows)))
        if "xgboost" in model.metadata.flavors and "labbook_pipeline" not in str(model.metadata.flavors):
            import xgboost

            booster = mlflow.xgboost.load_model(uri)
            assert listed(booster.predict(xgboost.DMatrix(rows))) == answers[-1]
        assert model.metadata.flavors["typescript"]["labbook_version"]
    print(json.dumps(answers))


def seen(tracking_uri, run_id):
    client = mlflow.MlflowClient(tracking_uri)
    mlflow.set_tracking_uri(tracking_uri)
    run = client.get_run(run_id)
    history = json.loads(run.data.tags["mlflow.log-model.history"])
    info = mlflow.models.get_model_info(f"runs:/{run_id}/model")
    version = client.get_model_version("taxi", "1")
    answer = {
        "history": [[entry["artifact_path"], sorted(entry["flavors"])] for entry in history],
        "files": sorted({file.path for file in client.list_artifacts(run_id, "model")}),
        "signature": str(info.signature.inputs),
        "version": [version.run_id == run_id, version.status],
        "metrics": [point.value for point in client.get_metric_history(run_id, "rmse")],
    }
    if hasattr(client, "get_logged_model"):
        outputs = run.outputs.model_outputs
        model = client.get_logged_model(outputs[0].model_id)
        answer["logged"] = {
            "count": len(outputs),
            "name": model.name,
            "status": str(model.status),
            "params": model.params,
            "metrics": [[metric.key, metric.value] for metric in model.metrics],
            "files": len(client.list_logged_model_artifacts(model.model_id)),
            "same": mlflow.models.get_model_info(f"models:/{model.model_id}").model_id == model.model_id,
        }
    print(json.dumps(answer))


def log(tracking_uri):
    import numpy as np
    import pandas as pd
    import xgboost

    mlflow.set_tracking_uri(tracking_uri)
    rng = np.random.default_rng(7)
    frame = pd.DataFrame(rng.random((200, 3)), columns=["a", "b", "c"])
    frame.loc[::7, "b"] = np.nan
    booster = xgboost.train({"max_depth": 4}, xgboost.DMatrix(frame, label=frame.a - frame.c), 20)
    uris = []
    for model_format in ("json", "ubj"):
        with mlflow.start_run():
            info = mlflow.xgboost.log_model(
                booster, name="model", model_format=model_format, input_example=frame.head(5), registered_model_name="python"
            )
            uris += [info.model_uri, f"runs:/{info.run_id}/model"]
    early = xgboost.XGBClassifier(n_estimators=50, max_depth=3, early_stopping_rounds=2, random_state=1)
    labels = (frame.a > frame.c).astype(int)
    early.fit(frame[:100], labels[:100], eval_set=[(frame[100:], labels[100:])], verbose=False)
    with mlflow.start_run():
        classifier = mlflow.xgboost.log_model(early, name="model", signature=False).model_uri
    rows = json.loads(frame.to_json(orient="records"))
    classes = mlflow.pyfunc.load_model(classifier).predict(frame).tolist()
    print(json.dumps({"classifier": classifier, "classes": classes, "uris": uris, "rows": rows, "predictions": listed(booster.predict(xgboost.DMatrix(frame)))}))


command, *rest = sys.argv[1:]
if rest[:1] == ["--tracking-uri"]:
    mlflow.set_tracking_uri(rest[1])
    rest = rest[2:]
{"predict": predict, "seen": lambda args: seen(*args), "log": lambda args: log(*args)}[command](rest)
