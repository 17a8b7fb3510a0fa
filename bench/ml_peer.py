"""The work of bench/ml_work.ts with pandas, scikit-learn and XGBoost: ml_peer.py NAME REPEATS FOLDER prints it as JSON."""
import json
import logging
import os
import resource
import statistics
import sys
import time
import warnings
from pathlib import Path

import pandas as pd

warnings.simplefilter("ignore")
logging.disable(logging.WARNING)
NAME, REPEATS, FOLDER = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
DATA = Path(__file__).parent.parent / "notebooks/data"
COLUMNS = ["lpep_pickup_datetime", "lpep_dropoff_datetime", "PULocationID", "DOLocationID", "trip_distance"]
DATES = COLUMNS[:2]
ZONES = COLUMNS[2:4]
BEST_PARAMS = {
    "learning_rate": 0.09585355369315604,
    "max_depth": 30,
    "min_child_weight": 1.060597050922164,
    "objective": "reg:squarederror",
    "reg_alpha": 0.018060244040060163,
    "reg_lambda": 0.011658731377413597,
    "seed": 42,
    "base_score": 0.5,
}


def filtered(rides):
    rides["duration"] = (rides.lpep_dropoff_datetime - rides.lpep_pickup_datetime).dt.total_seconds() / 60
    rides = rides[(rides.duration >= 1) & (rides.duration <= 60)].copy()
    rides[ZONES] = rides[ZONES].astype(str)
    return rides


def read_month(month):
    return filtered(pd.read_parquet(DATA / f"green_tripdata_{month}.parquet", columns=COLUMNS))


def features_of(month):
    rides = read_month(month)
    rides["PU_DO"] = rides["PULocationID"] + "_" + rides["DOLocationID"]
    return rides[["PU_DO", "trip_distance"]].to_dict(orient="records"), rides["duration"].values


def taxi():
    from sklearn.feature_extraction import DictVectorizer

    vectorizer = DictVectorizer()
    (train, y), (valid, y_valid) = features_of("2021-01"), features_of("2021-02")
    x, x_valid = vectorizer.fit_transform(train), vectorizer.transform(valid)
    for matrix in (x, x_valid):  # Lasso takes no wider ones
        matrix.indices, matrix.indptr = matrix.indices.astype("int32"), matrix.indptr.astype("int32")
    return x, y, x_valid, y_valid


def rmse(y, predicted):
    return float(((y - predicted) ** 2).mean() ** 0.5)


def read_csv():
    return filtered(pd.read_csv(FOLDER / "month.csv", usecols=COLUMNS, parse_dates=DATES, dtype=dict.fromkeys(ZONES, str)))


def vectorize():
    from sklearn.feature_extraction import DictVectorizer

    records, _ = features_of("2021-01")
    return lambda: DictVectorizer().fit_transform(records), None


def fitting(make):
    x, y, x_valid, y_valid = taxi()
    return lambda: make().fit(x, y), lambda model: rmse(y_valid, model.predict(x_valid))


def linear(name, **options):
    from sklearn import linear_model

    return fitting(lambda: getattr(linear_model, name)(**options))


def linear_svr():
    from sklearn.svm import LinearSVR

    return fitting(lambda: LinearSVR(random_state=0))


def ensemble(name, **options):
    from sklearn import ensemble

    return fitting(lambda: getattr(ensemble, name)(random_state=0, **options))


def boosting(method):
    import xgboost

    x, y, x_valid, y_valid = taxi()
    log = {}

    def run():
        train, valid = xgboost.DMatrix(x, label=y), xgboost.DMatrix(x_valid, label=y_valid)
        evals = [(valid, "validation")]
        params = {**BEST_PARAMS, "tree_method": method, "nthread": os.cpu_count()}
        return xgboost.train(params, train, 100, evals=evals, evals_result=log, verbose_eval=False)

    return run, lambda _: log["validation"]["rmse"][-1]


def load(name):
    import xgboost

    return xgboost.Booster(model_file=FOLDER / name)


def predict():
    import xgboost

    booster = load("model.json")
    _, _, x_valid, y_valid = taxi()
    # A matrix each time: XGBoost keeps the predictions for one that it has seen.
    return lambda: booster.predict(xgboost.DMatrix(x_valid)), lambda predicted: rmse(y_valid, predicted)


def load_big():
    import xgboost  # noqa: F401 - so that the first load does not pay for it

    return lambda: load("big.json"), None


WORKS = {
    "parquet": lambda: (lambda: read_month("2021-01"), None),
    "csv": lambda: (read_csv, None),
    "vectorize": vectorize,
    "linearRegression": lambda: linear("LinearRegression"),
    "ridge": lambda: linear("Ridge"),
    "lasso": lambda: linear("Lasso", alpha=0.01),
    "linearSvr": linear_svr,
    "exact": lambda: boosting("exact"),
    "hist": lambda: boosting("hist"),
    "predict": predict,
    "load": load_big,
    "gradientBoosting": lambda: ensemble("GradientBoostingRegressor"),
    "randomForest": lambda: ensemble("RandomForestRegressor", n_estimators=10, n_jobs=-1),
    "extraTrees": lambda: ensemble("ExtraTreesRegressor", n_estimators=10, n_jobs=-1),
}


def measure():
    run, score = WORKS[NAME]()
    walls, cpus = [], []
    for _ in range(REPEATS):
        start, before = time.perf_counter(), time.process_time()
        result = run()
        walls.append(time.perf_counter() - start)
        cpus.append(time.process_time() - before)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures = {"wallS": statistics.median(walls), "cpuS": statistics.median(cpus), "peakMb": peak}
    return {**figures, "rmse": None if score is None else score(result)}


print(json.dumps(measure()))
