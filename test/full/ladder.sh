#!/usr/bin/env bash
# The releases of MLflow that the ladder climbs, each in an environment of its own under .venv/ladder-<release>.
# usage: ladder.sh environments              makes those that are not there
#        ladder.sh schemas                   writes test/fixtures/schemas/<release>.sql: a new file of labbook's after each upgrade
#        ladder.sh read RELEASE DATABASE     prints what that release finds in it
#        ladder.sh upgrade-to RELEASE DATABASE REVISION
#        ladder.sh upgrade RELEASE DATABASE  runs that release's `mlflow db upgrade`
set -euo pipefail
cd "$(dirname "$0")/../.."
releases=$(node -p 'require("./test/full/ladder.json").map((step) => step.release).join(" ")')

case "$1" in
environments)
  mkdir -p .venv
  if command -v flock >/dev/null; then # two files of tests may ask at once
    exec 9>.venv/ladder.lock
    flock 9
  fi
  for release in $releases; do
    folder=.venv/ladder-$release
    [ -f "$folder/.complete" ] && continue
    python3 -m venv --clear "$folder"
    # SQLAlchemy 2.1 breaks the releases up to 3.8.1
    "$folder/bin/pip" install --quiet --disable-pip-version-check "mlflow-skinny==$release" "sqlalchemy<2.1" alembic pandas Flask graphene
    touch "$folder/.complete"
  done
  ;;
schemas)
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  mkdir -p test/fixtures/schemas
  for release in $releases; do
    node --input-type=module -e "
      import { openStore } from '$PWD/dist/src/store/open.js';
      await openStore('sqlite:///$work/$release.db', { artifactRoot: '/data/mlruns' }).close();"
    "$0" upgrade "$release" "$work/$release.db"
    python3 -c 'import sqlite3, sys; print("\n".join(sqlite3.connect(sys.argv[1]).iterdump()))' "$work/$release.db" \
      >"test/fixtures/schemas/$release.sql"
  done
  ;;
read)
  PYTHONWARNINGS=ignore ".venv/ladder-$2/bin/python" test/full/read_store.py "sqlite:///$(realpath "$3")"
  ;;
upgrade-to)
  PYTHONWARNINGS=ignore ".venv/ladder-$2/bin/python" test/full/upgrade_to.py "sqlite:///$(realpath "$3")" "$4"
  ;;
upgrade)
  PYTHONWARNINGS=ignore ".venv/ladder-$2/bin/python" -m mlflow db upgrade "sqlite:///$(realpath "$3")"
  ;;
esac
