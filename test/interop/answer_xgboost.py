"""What Python's XGBoost makes of a folder: `given` models that labbook saved, or models of its own (`made`)."""
import json
import sys
import warnings
from pathlib import Path

import numpy as np
import scipy.sparse as sp
import xgboost as xgb

IMPORTANCES = ("weight", "gain", "cover", "total_gain", "total_cover")
warnings.simplefilter("ignore")


def told(model, data):
    """All that a model says, as JSON; float32 numbers become the doubles that they are."""
    predict = lambda **options: model.predict(data, **options).astype(float).ravel().tolist()
    return {
        "predictions": predict(),
        "margins": predict(output_margin=True),
        "leaves": model.predict(data, pred_leaf=True, strict_shape=True).astype(int).reshape(data.num_row(), -1)[:20].tolist(),
        "contributions": model.predict(data, pred_contribs=True, strict_shape=True).reshape(data.num_row(), -1)[:20].tolist()
        if data.num_col() < 100 else None,
        "rounds": model.num_boosted_rounds(),
        "attributes": model.attributes(),
        "scores": {name: model.get_score(importance_type=name) for name in IMPORTANCES},
    }


def dumps(model):
    return {f"{kind} {stats}": model.get_dump(dump_format=kind, with_stats=stats)
            for kind in ("text", "json", "dot") for stats in (False, True)}


def given(folder):
    """Predicts `rows.json` (CSR) with model.json and model.ubj, and saves each model again."""
    rows = json.loads((folder / "rows.json").read_text())
    matrix = sp.csr_matrix((np.array(rows["values"]), np.array(rows["columns"], np.int32), np.array(rows["rowStarts"], np.int32)),
                           shape=(rows["rowCount"], rows["columnCount"]))
    answers = {}
    for kind in ("json", "ubj"):
        model = xgb.Booster()
        model.load_model(folder / f"model.{kind}")
        model.save_model(folder / f"again.{kind}")
        answers[kind] = told(model, xgb.DMatrix(matrix, feature_names=model.feature_names, feature_types=model.feature_types))
        if rows["dumps"]:
            answers[kind]["dumps"] = dumps(model)
    (folder / "answers.json").write_text(json.dumps(answers))


def made(folder):
    """Models of all kinds on `x` (null: missing), `y` and `y_binary` of problem.json."""
    problem = json.loads((folder / "problem.json").read_text())
    x = np.array([[np.nan if value is None else value for value in row] for row in problem["x"]], np.float32)
    y, binary = np.array(problem["y"]), np.array(problem["y_binary"])
    positive, classes = np.abs(y) + 0.1, np.arange(len(y)) % 3
    names = ["dist", 'a "b"', "int", "ind", "e é", "f=1", "g/h", "z"]
    types = ["float", "q", "int", "i", "float", "q", "q", "float"]
    answers = {}

    def make(name, label, parameters, rounds=3, keep=None, **options):
        data = xgb.DMatrix(x, label=label, **options)
        if "aft" in name:
            data.set_float_info("label_lower_bound", positive)
            data.set_float_info("label_upper_bound", positive + 1)
        if "rank" in name:
            data.set_group([len(y) // 2, len(y) - len(y) // 2])
        model = xgb.train({"nthread": 1, "max_depth": 3, **parameters}, data, rounds, **(keep or {}))
        for kind in ("json", "ubj"):
            model.save_model(folder / f"{name}.{kind}")
        return model, data

    def keep(name, *arguments, **options):
        model, data = make(name, *arguments, **options)
        answers[name] = {**told(model, data), "dumps": dumps(model)}

    for objective in ("reg:squarederror", "reg:absoluteerror", "reg:pseudohubererror", "reg:squaredlogerror", "count:poisson",
                      "reg:gamma", "reg:tweedie", "survival:cox", "survival:aft"):
        keep(objective.replace(":", "-"), positive, {"objective": objective})
    for objective in ("binary:logistic", "binary:logitraw", "binary:hinge", "reg:logistic"):
        keep(objective.replace(":", "-"), binary, {"objective": objective, "scale_pos_weight": 1.5} if objective != "binary:hinge"
             else {"objective": objective})
    for objective in ("multi:softprob", "multi:softmax"):
        keep(objective.replace(":", "-"), classes, {"objective": objective, "num_class": 3})
    keep("rank-pairwise", classes, {"objective": "rank:pairwise"})
    keep("quantile", y, {"objective": "reg:quantileerror", "quantile_alpha": 0.5})
    keep("forest", y, {"num_parallel_tree": 3, "subsample": 0.5, "seed": 1})
    keep("pruned", y, {"tree_method": "exact", "max_depth": 6, "gamma": 60, "base_score": 0.5}, 5)
    keep("named", y, {}, feature_names=names, feature_types=types)
    keep("long", y, {"tree_method": "exact", "max_depth": 8, "base_score": 0.5, "eta": 0.05}, 300)
    stopped = xgb.DMatrix(x, label=y)
    keep("stopped", y, {}, 60, keep={"evals": [(stopped, "train")], "early_stopping_rounds": 5, "verbose_eval": False})
    make("dart", y, {"booster": "dart", "rate_drop": 0.5})
    make("gblinear", y, {"booster": "gblinear"})
    make("targets", np.c_[y, -y], {})
    make("vectors", np.c_[y, -y], {"multi_strategy": "multi_output_tree"})
    (folder / "answers.json").write_text(json.dumps(answers))


{"given": given, "made": made}[sys.argv[1]](Path(sys.argv[2]))
