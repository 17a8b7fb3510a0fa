"""Prints what MLflow finds in a store, as JSON: runs, latest metrics, params, tags, inputs, models and versions.

usage: read_store.py SQLITE_URI
"""
import json
import math
import sys

from mlflow.entities import ViewType
from mlflow.tracking import MlflowClient


def main():
    client = MlflowClient(sys.argv[1], sys.argv[1])
    experiments = client.search_experiments(view_type=ViewType.ALL)
    runs = client.search_runs([one.experiment_id for one in experiments], run_view_type=ViewType.ALL)
    found = {
        "experiments": {one.name: [one.experiment_id, one.lifecycle_stage, one.tags] for one in experiments},
        "runs": {run.info.run_id: run_facts(client, run) for run in runs},
        "versions": {f"{one.name}/{one.version}": [one.current_stage, one.source, one.run_id, one.tags]
                     for one in client.search_model_versions()},
        "aliases": {model.name: {alias: str(version) for alias, version in model.aliases.items()}
                    for model in client.search_registered_models()},
    }
    print(json.dumps(found))


def run_facts(client, run):
    return {
        "name": run.info.run_name,
        "status": run.info.status,
        "stage": run.info.lifecycle_stage,
        "times": [run.info.start_time, run.info.end_time],
        "params": run.data.params,
        "tags": run.data.tags,
        "metrics": {key: None if math.isnan(value) else value for key, value in run.data.metrics.items()},
        "points": {key: len(client.get_metric_history(run.info.run_id, key)) for key in run.data.metrics},
        "datasets": [[one.dataset.name, one.dataset.digest, {tag.key: tag.value for tag in one.tags}]
                     for one in run.inputs.dataset_inputs],
    }


main()
