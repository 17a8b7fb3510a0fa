"""Random small trainings by Python's xgboost, as JSON on standard output: data, parameters, model, metrics per round.

train_xgboost.py COUNT
"""
import json
import sys

import numpy as np
import xgboost as xgb

ROUNDS = 8
OFTEN_SET = {
    "min_child_weight": [0, 1, 3.7],
    "gamma": [0.1, 2.0],
    "reg_alpha": [0.05, 1.3],
    "reg_lambda": [0, 0.0117, 2.5],
    "max_delta_step": [0.3],
    "scale_pos_weight": [2.5],
    "base_score": [0.3],
    "max_bin": [4, 16, 64],
}


def column(random, rows):
    """Continuous, few levels, one-hot, half missing, or mostly missing with explicit zeros."""
    kind = random.integers(0, 5)
    if kind == 0:
        return random.normal(size=rows)
    if kind == 1:
        return random.integers(-3, 4, size=rows).astype(float)
    if kind == 2:
        return np.where(random.random(rows) < 0.2, 1, np.nan)
    if kind == 3:
        return np.where(random.random(rows) < 0.6, np.round(random.normal(size=rows) * 2, 1), np.nan)
    return np.where(random.random(rows) < 0.1, random.integers(0, 3, size=rows), np.nan)


def parameters(random, objective):
    params = {
        "objective": objective,
        "tree_method": str(random.choice(["exact", "hist"])),
        "eta": float(random.choice([0.1, 0.3, 1.0])),
        "max_depth": int(random.integers(1, 9)),
        "nthread": 1,
    }
    for name, values in OFTEN_SET.items():
        if random.random() < 0.3:
            params[name] = int(random.choice(values)) if name == "max_bin" else float(random.choice(values))
    if params["tree_method"] == "hist" and random.random() < 0.3:
        params |= {"grow_policy": "lossguide", "max_leaves": int(random.integers(2, 20))}
        if random.random() < 0.5:
            params["max_depth"] = 0
    regression = objective == "reg:squarederror"
    params["eval_metric"] = ["rmse", "mae", "rmsle", "mape"] if regression else ["logloss", "error", "auc", "error@0.3"]
    return params


def training(seed):
    random = np.random.default_rng(seed)
    rows = int(random.integers(30, 400))
    x = np.column_stack([column(random, rows) for _ in range(random.integers(1, 7))]).astype(np.float32)
    y = np.nan_to_num(x).sum(1) + np.sin(3 * np.nan_to_num(x[:, 0])) + random.normal(size=rows) * 0.3
    objective = str(random.choice(["reg:squarederror", "binary:logistic", "reg:logistic", "binary:logitraw"], p=[0.5, 0.3, 0.1, 0.1]))
    if objective == "reg:logistic":
        y = 1 / (1 + np.exp(-y))
    elif objective != "reg:squarederror":
        y = (y > np.median(y)).astype(float)
    weight = random.random(rows) * 2 + 0.1 if random.random() < 0.3 else None
    params = parameters(random, objective)
    data = xgb.DMatrix(x, label=y, weight=weight)
    log = {}
    model = xgb.train(params, data, ROUNDS, evals=[(data, "train")], evals_result=log, verbose_eval=False)
    return {
        "seed": seed,
        "rounds": ROUNDS,
        "params": params,
        "x": [[None if np.isnan(value) else float(value) for value in row] for row in x],
        "y": y.tolist(),
        "weight": None if weight is None else weight.tolist(),
        "model": json.loads(model.save_raw("json")),
        "metrics": {name: [None if not np.isfinite(v) else v for v in values] for name, values in log["train"].items()},
    }


json.dump([training(seed) for seed in range(int(sys.argv[1]))], sys.stdout)
