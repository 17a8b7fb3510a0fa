"""The same work as `bench/tracking.ts`, done by MLflow's own Python client on a SQLite file. Prints milliseconds as JSON."""
import json
import os
import sys
import tempfile
import time

os.environ.setdefault("MLFLOW_ENABLE_ASYNC_LOGGING", "false")
import mlflow  # noqa: E402
from mlflow.entities import Metric, Param, RunTag  # noqa: E402
from mlflow.tracking import MlflowClient  # noqa: E402

RUNS, PAGE = 2000, 1000


def median_ms(times):
    return sorted(times)[len(times) // 2] * 1000


def timed(repeat, work):
    times = []
    for index in range(repeat):
        start = time.perf_counter()
        work(index)
        times.append(time.perf_counter() - start)
    return median_ms(times)


def fill(client, experiment_id):
    now = int(time.time() * 1000)
    for index in range(RUNS):
        run_id = client.create_run(experiment_id).info.run_id
        client.log_batch(
            run_id,
            [Metric(f"metric_{key}", (index * 7919 + key) % 1000 / 1000, now, 0) for key in range(10)],
            [Param(f"param_{key}", str(index * key)) for key in range(10)],
            [RunTag(f"tag_{key}", f"value {index % 5}") for key in range(5)],
        )


def main():
    folder = tempfile.mkdtemp(prefix="labbook-bench-mlflow-")
    os.chdir(folder)
    client = MlflowClient(f"sqlite:///{folder}/mlflow.db")
    experiment_id = client.create_experiment("bench")
    run_id = client.create_run(experiment_id).info.run_id
    now = int(time.time() * 1000)
    client.log_metric(run_id, "warm", 1.0)
    figures = {"version": mlflow.__version__}
    figures["logMetric"] = timed(200, lambda step: client.log_metric(run_id, "loss", step / 7, step=step))
    figures["logBatch1000"] = timed(
        5, lambda turn: client.log_batch(run_id, [Metric(f"m{turn}", step / 7, now, step) for step in range(1000)])
    )
    figures["createRun"] = timed(50, lambda _: client.create_run(experiment_id))
    search_experiment = client.create_experiment("search")
    fill(client, search_experiment)
    figures["search1000of2000"] = timed(3, lambda _: client.search_runs([search_experiment], max_results=PAGE))
    figures["searchFilteredSorted"] = timed(
        3,
        lambda _: client.search_runs(
            [search_experiment],
            "metrics.metric_1 > 0.5 and params.param_1 != '7'",
            max_results=PAGE,
            order_by=["metrics.metric_0 ASC"],
        ),
    )
    json.dump(figures, sys.stdout)


main()
