"""The work of bench/tracking.ts with MLflow's own client on SQLite. Prints medians in milliseconds as JSON."""
import json
import os
import statistics
import sys
import tempfile
import time

from mlflow.entities import Metric, Param, RunTag
from mlflow.tracking import MlflowClient

folder = tempfile.mkdtemp()
os.chdir(folder)
client = MlflowClient(f"sqlite:///{folder}/mlflow.db")


def median_ms(repeat, work):
    times = []
    for index in range(repeat):
        start = time.perf_counter()
        work(index)
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def fill(experiment):
    now = int(time.time() * 1000)
    for index in range(2000):
        run = client.create_run(experiment).info.run_id
        client.log_batch(
            run,
            metrics=[Metric(f"metric_{key}", (index * 7919 + key) % 1000 / 1000, now, 0) for key in range(10)],
            params=[Param(f"param_{key}", str(index * key)) for key in range(10)],
            tags=[RunTag(f"tag_{key}", f"value {index % 5}") for key in range(5)],
        )


experiment = client.create_experiment("bench")
run = client.create_run(experiment).info.run_id
client.log_metric(run, "warm", 1)
now = int(time.time() * 1000)
figures = {
    "logMetric": median_ms(200, lambda step: client.log_metric(run, "loss", step / 7, step=step)),
    "logBatch1000": median_ms(
        5, lambda turn: client.log_batch(run, metrics=[Metric(f"m{turn}", step / 7, now, step) for step in range(1000)])
    ),
    "createRun": median_ms(50, lambda _: client.create_run(experiment)),
}
searched = client.create_experiment("search")
fill(searched)
figures["search1000of2000"] = median_ms(5, lambda _: client.search_runs([searched], max_results=1000))
figures["searchFilteredSorted"] = median_ms(
    5,
    lambda _: client.search_runs(
        [searched],
        "metrics.metric_1 > 0.5 and params.param_1 != '7'",
        max_results=1000,
        order_by=["metrics.metric_0 ASC"],
    ),
)
json.dump(figures, sys.stdout)
