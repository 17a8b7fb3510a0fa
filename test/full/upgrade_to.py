"""Upgrades a store to one revision of MLflow's chain, as `mlflow db upgrade` does to the last.

usage: upgrade_to.py SQLITE_URI REVISION
"""
import sys

from alembic import command
from mlflow.store.db.utils import _get_alembic_config

command.upgrade(_get_alembic_config(sys.argv[1]), sys.argv[2])
