"""Writes to a store that labbook writes to at the same time.

usage: two_writers.py SQLITE_URI SHARED_RUN_ID COUNT
Opening it, MLflow 3 upgrades the file. Prints the id of its own run.
"""
import os
import sys
import time

from mlflow.entities import Metric, Param
from mlflow.tracking import MlflowClient


def main():
    uri, shared, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    client = MlflowClient(uri, uri)
    run_id = client.create_run("0", run_name="python").info.run_id
    for n in range(count):
        now = int(time.time() * 1000)
        client.log_batch(run_id, metrics=[Metric(f"m{key}", n, now, n) for key in range(20)], params=[Param(f"p{n}", "v")])
        client.log_metric(shared, "both", n, timestamp=os.getpid(), step=n)
        if n % 10 == 0:
            client.create_experiment(f"python {n}")
    client.create_registered_model("python")
    print(run_id)


main()
