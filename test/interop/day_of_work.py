"""A day's work of Python's MLflow against a server: fluent API, MlflowClient, datasets, log_model, registry, artifacts.

usage: day_of_work.py TRACKING_URI [--file MLFLOW_DB]
Written for MLflow 2.12 and later; what only MLflow 3 has is done where it is there. With --file, what the server wrote
is then read back from the SQLite file itself and compared with what the server says. Prints what was checked; exits 1
on any difference.
"""
import argparse
import json
import math
import os
import tempfile
import time
import uuid
import warnings

os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1")
os.environ.setdefault("MLFLOW_LOGGING_LEVEL", "ERROR")
os.environ.setdefault("MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT", "true")
warnings.filterwarnings("ignore")

import mlflow
import numpy as np
import pandas as pd
from mlflow.entities import Dataset, DatasetInput, InputTag, Metric, Param, RunTag, ViewType
from mlflow.exceptions import MlflowException
from mlflow.tracking import MlflowClient
from sklearn.linear_model import LinearRegression

version = tuple(int(part) for part in mlflow.__version__.split(".")[:2])
is_3 = version >= (3, 0)
suffix = uuid.uuid4().hex[:8]
checked = 0
failures = []


def check(what, found, expected):
    global checked
    checked += 1
    if found != expected:
        failures.append(f"{what}: found {found!r}, expected {expected!r}")


def refused(what, code, work):
    global checked
    checked += 1
    try:
        work()
    except MlflowException as error:
        if error.error_code != code:
            failures.append(f"{what}: refused with {error.error_code} ({error.message}), expected {code}")
    else:
        failures.append(f"{what}: was not refused")


def experiments(client):
    name = f"day {suffix}"
    experiment_id = client.create_experiment(name, tags={"team": "blue"})
    refused("a taken name", "RESOURCE_ALREADY_EXISTS", lambda: client.create_experiment(name))
    client.set_experiment_tag(experiment_id, "mlflow.note.content", "# Notes\nof the day")
    found = client.get_experiment(experiment_id)
    check("experiment's tags", found.tags, {"team": "blue", "mlflow.note.content": "# Notes\nof the day"})
    check("by name", client.get_experiment_by_name(name).experiment_id, experiment_id)
    check("no such name", client.get_experiment_by_name(f"nobody {suffix}"), None)
    client.rename_experiment(experiment_id, name + " renamed")
    check("renamed", client.get_experiment(experiment_id).name, name + " renamed")
    by_filter = client.search_experiments(filter_string=f"name LIKE 'day {suffix}%' AND tags.team = 'blue'")
    check("search experiments", [one.experiment_id for one in by_filter], [experiment_id])
    client.delete_experiment(experiment_id)
    check("deleted", client.get_experiment(experiment_id).lifecycle_stage, "deleted")
    deleted = client.search_experiments(view_type=ViewType.DELETED_ONLY, filter_string=f"name LIKE 'day {suffix}%'")
    check("deleted ones", [one.experiment_id for one in deleted], [experiment_id])
    client.restore_experiment(experiment_id)
    for index in range(3):
        client.create_experiment(f"page {suffix} {index}")
    first = client.search_experiments(max_results=2, filter_string=f"name LIKE 'page {suffix}%'", order_by=["name ASC"])
    rest = client.search_experiments(
        max_results=2, filter_string=f"name LIKE 'page {suffix}%'", order_by=["name ASC"], page_token=first.token
    )
    check("pages of experiments", [one.name[-1] for one in [*first, *rest]], ["0", "1", "2"])
    return experiment_id


def fluent_run(experiment_id, folder):
    mlflow.set_experiment(experiment_id=experiment_id)
    with mlflow.start_run(run_name="parent", tags={"release": "1.0"}, description="the parent") as parent:
        mlflow.log_param("lr", 0.1)
        mlflow.log_params({"depth": 4, "Größe": "ä", "a/b c": ""})
        refused("another value of a param", "INVALID_PARAMETER_VALUE", lambda: mlflow.log_param("lr", 0.2))
        mlflow.log_metric("rmse", 7.5)
        for step in range(5):
            mlflow.log_metric("loss", 1 / (step + 1), step=step)
        mlflow.log_metrics({"nan": math.nan, "up": math.inf, "down": -math.inf}, step=3)
        mlflow.set_tags({"model": "linear", "gone": "soon"})
        mlflow.delete_tag("gone")
        mlflow.log_text("hello\nworld", "notes/hello.txt")
        mlflow.log_dict({"a": [1, 2]}, "conf/a.json")
        mlflow.log_dict({"a": [1, 2]}, "conf/a.yaml")
        mlflow.log_table({"q": ["x", "y"], "n": [1, 2]}, "table.json")
        mlflow.log_table({"q": ["z"], "n": [3]}, "table.json")
        path = os.path.join(folder, "data & more.csv")
        with open(path, "w", encoding="utf-8") as file:
            file.write("a,b\n1,2\n")
        mlflow.log_artifact(path, "data")
        mlflow.log_artifacts(folder, "all of it")
        frame = pd.DataFrame({"x": [1.0, 2.0, 3.0], "y": [2.0, 4.0, 6.0]})
        mlflow.log_input(mlflow.data.from_pandas(frame, source=path, name="toy", targets="y"), context="training")
        with mlflow.start_run(run_name="child", nested=True) as child:
            mlflow.log_metric("rmse", 8.5)
        check("child's parent", mlflow.get_run(child.info.run_id).data.tags["mlflow.parentRunId"], parent.info.run_id)
    run = mlflow.get_run(parent.info.run_id)
    check("status", run.info.status, "FINISHED")
    check("params", run.data.params, {"lr": "0.1", "depth": "4", "Größe": "ä", "a/b c": ""})
    check("loss", run.data.metrics["loss"], 0.2)
    check("nan", math.isnan(run.data.metrics["nan"]), True)
    check("infinite", (run.data.metrics["up"], run.data.metrics["down"]), (1.7976931348623157e308, -1.7976931348623157e308))
    check("tags", {key: value for key, value in run.data.tags.items() if not key.startswith("mlflow.")},
          {"release": "1.0", "model": "linear"})
    check("description", run.data.tags["mlflow.note.content"], "the parent")
    (dataset,) = run.inputs.dataset_inputs
    check("dataset", (dataset.dataset.name, dataset.dataset.source_type, [(tag.key, tag.value) for tag in dataset.tags]),
          ("toy", "local", [("mlflow.data.context", "training")]))
    check("dataset's profile", json.loads(dataset.dataset.profile), {"num_rows": 3, "num_elements": 6})
    table = mlflow.load_table("table.json", run_ids=[run.info.run_id])
    check("table", table["q"].tolist(), ["x", "y", "z"])
    return run.info.run_id


def client_run(client, experiment_id):
    run = client.create_run(experiment_id, start_time=1_700_000_000_000, tags={"k": "v"}, run_name="by client")
    run_id = run.info.run_id
    now = int(time.time() * 1000)
    client.log_batch(
        run_id,
        metrics=[Metric("many", index / 7, now + index, index) for index in range(900)],
        params=[Param(f"p{index}", str(index)) for index in range(50)],
        tags=[RunTag(f"t{index}", str(index)) for index in range(50)],
    )
    history = client.get_metric_history(run_id, "many")
    check("history", [(one.value, one.timestamp, one.step) for one in history],
          [(index / 7, now + index, index) for index in range(900)])
    check("no history", list(client.get_metric_history(run_id, "none")), [])
    refused("a name of odd signs", "INVALID_PARAMETER_VALUE", lambda: client.log_metric(run_id, "b@d!", 1))
    client.set_terminated(run_id, "FAILED", end_time=1_700_000_001_000)
    client.update_run(run_id, name="renamed")
    found = client.get_run(run_id)
    check("terminated", (found.info.status, found.info.end_time, found.info.run_name),
          ("FAILED", 1_700_000_001_000, "renamed"))
    client.delete_run(run_id)
    refused("writing to a deleted run", "INVALID_PARAMETER_VALUE", lambda: client.log_metric(run_id, "m", 1))
    client.restore_run(run_id)
    client.log_inputs(run_id, [DatasetInput(Dataset("d", "1a2b", "code", "{}", "[]", None), [InputTag("mlflow.data.context", "eval")])])
    refused("an unknown run", "RESOURCE_DOES_NOT_EXIST", lambda: client.get_run("0" * 32))
    if is_3 or version >= (2, 8):
        operation = mlflow.log_metric("later", 1.0, run_id=run_id, synchronous=False) if version >= (2, 13) else None
        if operation is not None:
            operation.wait()
            check("asynchronous metric", client.get_run(run_id).data.metrics["later"], 1.0)
    return run_id


def search(client, experiment_id, parent, by_client):
    def names(filter_string, order_by=None):
        return [run.info.run_name for run in client.search_runs([experiment_id], filter_string, order_by=order_by)]

    check("filter by metric", names("metrics.rmse > 7 and metrics.rmse < 8"), ["parent"])
    check("order by metric", names("metrics.rmse > 0", ["metrics.rmse DESC"]), ["child", "parent"])
    check("filter by param", names("params.lr = '0.1'"), ["parent"])
    check("filter by tag", names("tags.model ILIKE 'LIN%'"), ["parent"])
    check("filter by attribute", names("attributes.status = 'FAILED' and run_name != 'x'"), ["renamed"])
    check("filter by dataset", names("dataset.name = 'toy'"), ["parent"])
    check("filter by ids", sorted(names(f"run_id IN ('{parent}', '{by_client}')")), ["parent", "renamed"])
    refused("a filter with OR", "INVALID_PARAMETER_VALUE", lambda: names("metrics.rmse > 1 or metrics.rmse < 0"))
    frame = mlflow.search_runs([experiment_id], "metrics.rmse > 0", order_by=["metrics.rmse ASC"])
    check("frame", frame["metrics.rmse"].tolist(), [7.5, 8.5])
    page = client.search_runs([experiment_id], max_results=1, order_by=["start_time ASC"])
    following = client.search_runs([experiment_id], max_results=1, order_by=["start_time ASC"], page_token=page.token)
    check("pages", [page[0].info.run_id, len(following)], [by_client, 1])
    deleted = client.search_runs([experiment_id], run_view_type=ViewType.DELETED_ONLY)
    check("no deleted runs", len(deleted), 0)


def artifacts(client, run_id, folder):
    check("root of artifacts", sorted(item.path for item in client.list_artifacts(run_id)),
          sorted(["all of it", "conf", "data", "notes", "table.json"]))
    (item,) = client.list_artifacts(run_id, "data")
    check("an artifact", (item.path, item.is_dir, item.file_size), ("data/data & more.csv", False, 8))
    check("text", mlflow.artifacts.load_text(f"runs:/{run_id}/notes/hello.txt"), "hello\nworld")
    check("dict", mlflow.artifacts.load_dict(f"runs:/{run_id}/conf/a.json"), {"a": [1, 2]})
    big = os.path.join(folder, "big.bin")
    content = os.urandom(5_000_000)
    with open(big, "wb") as file:
        file.write(content)
    client.log_artifact(run_id, big, "deep/er")
    local = client.download_artifacts(run_id, "deep", tempfile.mkdtemp(dir=folder))
    with open(os.path.join(local, "er", "big.bin"), "rb") as file:
        check("five megabytes", file.read() == content, True)
    refused_missing = False
    try:
        client.download_artifacts(run_id, "not/there", folder)
    except (MlflowException, OSError):
        refused_missing = True
    check("a missing artifact", refused_missing, True)


def log_model(model, run_id_of, **options):
    if is_3:
        return mlflow.sklearn.log_model(model, name="model", **options)
    return mlflow.sklearn.log_model(model, "model", **options)


def models(client, experiment_id):
    x, y = pd.DataFrame({"x": [1.0, 2.0, 3.0]}), np.array([2.0, 4.0, 6.0])
    name = f"taxi {suffix}"
    mlflow.set_experiment(experiment_id=experiment_id)
    with mlflow.start_run(run_name="trained") as run:
        model = LinearRegression().fit(x, y)
        signature = mlflow.models.infer_signature(x, y)
        info = log_model(model, run.info.run_id, signature=signature, input_example=x[:1])
    if is_3:
        check("outputs", [one.model_id for one in client.get_run(run.info.run_id).outputs.model_outputs], [info.model_id])
    check("loaded by its URI", mlflow.sklearn.load_model(info.model_uri).predict(x).round(6).tolist(), [2.0, 4.0, 6.0])
    check("loaded as pyfunc", mlflow.pyfunc.load_model(info.model_uri).predict(x).round(6).tolist(), [2.0, 4.0, 6.0])
    uri = info.model_uri if is_3 else f"runs:/{run.info.run_id}/model"
    first = mlflow.register_model(uri, name, tags={"how": "by hand"})
    check("first version", (str(first.version), first.status), ("1", "READY"))
    check("its run", client.get_model_version(name, "1").run_id, run.info.run_id)
    with mlflow.start_run(run_name="trained again"):
        log_model(model, None, registered_model_name=name)
    check("versions", sorted(str(one.version) for one in client.search_model_versions(f"name = '{name}'")), ["1", "2"])
    client.update_registered_model(name, "durations of trips")
    client.set_registered_model_tag(name, "task", "regression")
    client.update_model_version(name, "1", "the first")
    client.set_model_version_tag(name, "1", "checked", "yes")
    client.set_registered_model_alias(name, "champion", "1")
    staged = client.transition_model_version_stage(name, "1", "Staging")
    check("stage", staged.current_stage, "Staging")
    client.transition_model_version_stage(name, "2", "Production")
    client.transition_model_version_stage(name, "1", "Production", archive_existing_versions=True)
    check("stages", [client.get_model_version(name, number).current_stage for number in ("1", "2")], ["Production", "Archived"])
    check("latest versions", sorted((one.current_stage, str(one.version)) for one in client.get_latest_versions(name)),
          [("Archived", "2"), ("Production", "1")])
    found = client.get_registered_model(name)
    check("registered model", (found.description, found.tags, {key: str(value) for key, value in found.aliases.items()}),
          ("durations of trips", {"task": "regression"}, {"champion": "1"}))
    check("version", (client.get_model_version(name, "1").description, client.get_model_version(name, "1").tags),
          ("the first", {"how": "by hand", "checked": "yes"}))
    for place in ("1", "Production", "latest"):
        loaded = mlflow.pyfunc.load_model(f"models:/{name}/{place}")
        check(f"models:/…/{place}", loaded.predict(x).round(6).tolist(), [2.0, 4.0, 6.0])
    by_alias = mlflow.sklearn.load_model(f"models:/{name}@champion")
    check("models:/…@champion", by_alias.predict(x).round(6).tolist(), [2.0, 4.0, 6.0])
    check("alias", str(client.get_model_version_by_alias(name, "champion").version), "1")
    copy = client.copy_model_version(f"models:/{name}/1", f"copy {suffix}")
    check("copied", (copy.name, str(copy.version)), (f"copy {suffix}", "1"))
    check("copy loads", mlflow.pyfunc.load_model(f"models:/copy {suffix}/1").predict(x).round(6).tolist(), [2.0, 4.0, 6.0])
    check("search models", [one.name for one in client.search_registered_models(f"name LIKE 'taxi {suffix}%'")], [name])
    check("search by tag", [one.name for one in client.search_registered_models(f"tags.task = 'regression' AND name LIKE '%{suffix}'")], [name])
    by_run = client.search_model_versions(f"run_id = '{run.info.run_id}'")
    check("versions of a run", sorted(one.name for one in by_run), sorted([name, f"copy {suffix}"]))
    client.delete_model_version_tag(name, "1", "checked")
    client.delete_registered_model_tag(name, "task")
    client.delete_registered_model_alias(name, "champion")
    refused("an unknown alias", "INVALID_PARAMETER_VALUE", lambda: client.get_model_version_by_alias(name, "champion"))
    client.delete_model_version(name, "2")
    refused("a deleted version", "RESOURCE_DOES_NOT_EXIST", lambda: client.get_model_version(name, "2"))
    client.rename_registered_model(f"copy {suffix}", f"renamed {suffix}")
    check("renamed model", client.get_model_version(f"renamed {suffix}", "1").name, f"renamed {suffix}")
    client.delete_registered_model(f"renamed {suffix}")
    refused("a deleted model", "RESOURCE_DOES_NOT_EXIST", lambda: client.get_registered_model(f"renamed {suffix}"))
    if not is_3:
        history = json.loads(client.get_run(run.info.run_id).data.tags["mlflow.log-model.history"])
        check("model history", [one["artifact_path"] for one in history], ["model"])


def logged_models(client, experiment_id):
    mlflow.set_experiment(experiment_id=experiment_id)
    with mlflow.start_run(run_name="with a logged model") as run:
        model = mlflow.initialize_logged_model(name="agent", params={"depth": "3"}, tags={"team": "blue"}, model_type="Agent")
        check("pending", str(model.status).split(".")[-1], "PENDING")
        frame = pd.DataFrame({"x": [1.0]})
        dataset = mlflow.data.from_pandas(frame, name="eval")
        mlflow.log_metric("accuracy", 0.9, step=2, model_id=model.model_id, dataset=dataset)
        mlflow.finalize_logged_model(model.model_id, "READY")
    found = mlflow.get_logged_model(model.model_id)
    check("logged model", (found.name, str(found.status).split(".")[-1], found.params, found.tags["team"], found.model_type, found.source_run_id),
          ("agent", "READY", {"depth": "3"}, "blue", "Agent", run.info.run_id))
    check("its metric", [(one.key, one.value, one.dataset_name) for one in found.metrics], [("accuracy", 0.9, "eval")])
    client.set_logged_model_tags(model.model_id, {"stage": "try"})
    client.delete_logged_model_tag(model.model_id, "team")
    by_filter = mlflow.search_logged_models(
        [experiment_id], filter_string="params.depth = '3' AND metrics.accuracy > 0.5", output_format="list"
    )
    check("search logged models", [one.model_id for one in by_filter], [model.model_id])
    client.delete_logged_model(model.model_id)
    refused("a deleted logged model", "RESOURCE_DOES_NOT_EXIST", lambda: client.get_logged_model(model.model_id))


def autolog(client, experiment_id):
    mlflow.set_experiment(experiment_id=experiment_id)
    mlflow.sklearn.autolog(log_models=False, silent=True)
    with mlflow.start_run(run_name="autologged") as run:
        LinearRegression().fit(np.array([[1.0], [2.0], [4.0]]), np.array([1.0, 2.0, 3.0]))
    mlflow.sklearn.autolog(disable=True)
    data = client.get_run(run.info.run_id).data
    check("autologged", (data.params["fit_intercept"], "training_score" in data.metrics or "training_r2_score" in data.metrics), ("True", True))


def everything(client):
    """All that the client says of a store, as plain values, with NaN made comparable."""
    def plain(value):
        return json.loads(json.dumps(value, sort_keys=True, default=str).replace("NaN", '"NaN"'))

    said = {}
    for experiment in client.search_experiments(view_type=ViewType.ALL):
        said[f"experiment {experiment.experiment_id}"] = plain({**dict(experiment), "trace_location": None})
        for run in client.search_runs([experiment.experiment_id], run_view_type=ViewType.ALL, max_results=1000):
            # one by one: MLflow's own search leaves out which logged models a run read
            said[f"run {run.info.run_id}"] = plain(client.get_run(run.info.run_id).to_dictionary())
            for key in run.data.metrics:
                history = client.get_metric_history(run.info.run_id, key)
                said[f"history {run.info.run_id} {key}"] = plain([(one.value, one.step, one.timestamp) for one in history])
    for model in client.search_registered_models():
        said[f"model {model.name}"] = plain([model.description, model.tags, sorted((alias, int(number)) for alias, number in model.aliases.items())])
    for one in client.search_model_versions():
        said[f"version {one.name} {one.version}"] = plain(
            [one.description, one.tags, one.current_stage, one.status, one.run_id, sorted(one.aliases), one.creation_timestamp]
        )
    return said


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("tracking_uri")
    arguments.add_argument("--file")
    options = arguments.parse_args()
    mlflow.set_tracking_uri(options.tracking_uri)
    client = MlflowClient()
    with tempfile.TemporaryDirectory() as folder:
        experiment_id = experiments(client)
        parent = fluent_run(experiment_id, folder)
        by_client = client_run(client, experiment_id)
        search(client, experiment_id, parent, by_client)
        artifacts(client, parent, folder)
        models(client, experiment_id)
        autolog(client, experiment_id)
        if is_3:
            logged_models(client, experiment_id)
        if options.file is not None:
            over_http = everything(client)
            from_file = everything(MlflowClient(f"sqlite:///{os.path.abspath(options.file)}"))
            check("keys in the file", sorted(from_file), sorted(over_http))
            for key in sorted(over_http):
                check(f"in the file: {key}", from_file.get(key), over_http[key])
    print(f"MLflow {mlflow.__version__}: {checked} checks, {len(failures)} differences")
    for failure in failures:
        print("  " + failure)
    raise SystemExit(1 if failures else 0)


main()
