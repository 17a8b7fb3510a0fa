"""Python's MLflow reads what labbook wrote.

usage: check_mlflow.py MLFLOW_DB RUNS_JSON
RUNS_JSON is what `labbook runs --json` printed for the same file. Prints what was compared; exits 1 on any difference.
"""
import json
import math
import os
import sys
import tempfile

import mlflow
from mlflow.tracking import MlflowClient

failures = []


def check(what, found, expected):
    if found != expected:
        failures.append(f"{what}: MLflow says {found!r}, labbook says {expected!r}")


def same_run(client, ours):
    run = client.get_run(ours["info"]["runId"])
    name = run.info.run_id[:8]
    check(f"{name} name", run.info.run_name, ours["info"]["runName"])
    check(f"{name} status", run.info.status, ours["info"]["status"])
    check(f"{name} start", run.info.start_time, ours["info"]["startTimeMs"])
    check(f"{name} end", run.info.end_time, ours["info"]["endTimeMs"])
    check(f"{name} params", run.data.params, ours["data"]["params"])
    check(f"{name} metrics", run.data.metrics, ours["data"]["metrics"])
    check(f"{name} tags", run.data.tags, ours["data"]["tags"])
    for point in ours["data"]["latestMetrics"]:
        history = client.get_metric_history(run.info.run_id, point["key"])
        latest = max(history, key=lambda metric: (metric.step, metric.timestamp, metric.value))
        check(f"{name} history of {point['key']}", (latest.value, latest.step, latest.timestamp),
              (point["value"], point["step"], point["timestampMs"]))


def snapshot_is_whole(client, run_id):
    names = {os.path.basename(item.path) for item in client.list_artifacts(run_id, "notebook")}
    for wanted in ("executions.jsonl", "environment.json"):
        if wanted not in names:
            failures.append(f"{run_id[:8]}: artifact notebook/{wanted} is missing, there are {sorted(names)}")
    if not any(name.endswith(".ipynb") for name in names):
        failures.append(f"{run_id[:8]}: no notebook among {sorted(names)}")
        return
    with tempfile.TemporaryDirectory() as folder:
        local = client.download_artifacts(run_id, "notebook", folder)
        with open(os.path.join(local, "executions.jsonl"), encoding="utf-8") as lines:
            entries = [json.loads(line) for line in lines]
        if not any(item["runId"] == run_id for entry in entries for item in entry["logged"]):
            failures.append(f"{run_id[:8]}: its ledger has no cell that logged to it")
        notebook = next(name for name in os.listdir(local) if name.endswith(".ipynb"))
        with open(os.path.join(local, notebook), encoding="utf-8") as file:
            if json.load(file)["nbformat"] != 4:
                failures.append(f"{run_id[:8]}: {notebook} is not nbformat 4")


def main():
    path, runs_json = sys.argv[1:]
    with open(runs_json, encoding="utf-8") as file:
        ours = json.load(file)
    client = MlflowClient(f"sqlite:///{os.path.abspath(path)}")
    experiment_ids = [experiment.experiment_id for experiment in client.search_experiments()]
    found = client.search_runs(experiment_ids, max_results=1000)
    check("run ids", sorted(run.info.run_id for run in found), sorted(run["info"]["runId"] for run in ours))
    if len(ours) < 5:
        failures.append(f"only {len(ours)} runs to compare")
    for run in ours:
        same_run(client, run)
        snapshot_is_whole(client, run["info"]["runId"])
    best = client.search_runs(experiment_ids, "metrics.rmse < 7.8 and tags.developer != ''", order_by=["metrics.rmse ASC"])
    expected = sorted(
        (run["data"]["metrics"]["rmse"] for run in ours if run["data"]["metrics"].get("rmse", math.inf) < 7.8
         and run["data"]["tags"].get("developer", "") != ""))
    check("rmse below 7.8, in order", [run.data.metrics["rmse"] for run in best], expected)
    if not expected:
        failures.append("no run has an rmse below 7.8 and a developer")
    print(f"MLflow {mlflow.__version__}: {len(ours)} runs, {len(best)} found by filter, {len(failures)} differences")
    for failure in failures:
        print("  " + failure)
    sys.exit(1 if failures else 0)


main()
