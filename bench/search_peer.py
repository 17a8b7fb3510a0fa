"""Milliseconds of one suggestion with six parameters, the mean from 200 trials to 300, for what is installed."""
import json
import logging
import time
import warnings

warnings.simplefilter("ignore")
logging.disable(logging.WARNING)
NAMES = [f"x{i}" for i in range(6)]


def loss(params):
    return sum((params[name] - 0.1 * i) ** 2 for i, name in enumerate(NAMES))


def by_hyperopt():
    import numpy as np
    from hyperopt import Trials, fmin, hp, tpe

    space = {name: hp.uniform(name, 0, 1) for name in NAMES}
    trials = Trials()
    options = dict(trials=trials, rstate=np.random.default_rng(0), verbose=False, show_progressbar=False)
    fmin(loss, space, tpe.suggest, 200, **options)
    start = time.perf_counter()
    fmin(loss, space, tpe.suggest, 300, **options)
    return (time.perf_counter() - start) * 10


def by_optuna():
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=0))

    def objective(trial):
        return loss({name: trial.suggest_float(name, 0, 1) for name in NAMES})

    study.optimize(objective, n_trials=200)
    start = time.perf_counter()
    study.optimize(objective, n_trials=100)
    return (time.perf_counter() - start) * 10


figures = {}
for label, measure in (("hyperopt", by_hyperopt), ("optuna", by_optuna)):
    try:
        figures[label] = measure()
    except ImportError:
        pass
print(json.dumps(figures))
