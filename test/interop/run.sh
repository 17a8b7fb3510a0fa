#!/usr/bin/env bash
# The real Python peers against our kernel, runner and store. Fails, never skips, when a peer is missing.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
export PATH="$root/node_modules/.bin:$PATH"

environment() { # NAME REQUIREMENTS: a Python environment that holds exactly these packages
  local folder=".venv/$1" wanted
  wanted=$(sha256sum "$2" | cut -c1-64)
  if [ "$(cat "$folder/.requirements" 2>/dev/null)" != "$wanted" ]; then
    python3 -m venv --clear "$folder"
    "$folder/bin/pip" install --quiet --disable-pip-version-check -r "$2"
    echo "$wanted" >"$folder/.requirements"
  fi
}

python3 -c 'import venv, ensurepip' 2>/dev/null || {
  echo "The interop checks need python3 with its venv module (on Debian: apt-get install python3 python3-venv)." >&2
  exit 1
}
environment interop test/interop/requirements.txt
environment mlflow2 test/interop/requirements-mlflow2.txt
environment mlflow2-old test/interop/requirements-mlflow2-old.txt
[ -f dist/src/cli/main.js ] || npm run build

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/story"
ln -s "$root/notebooks/data" "$work/story/data"
node src/cli/launch.cjs install --prefix "$work/prefix" >/dev/null
export JUPYTER_PATH="$work/prefix/share/jupyter" LABBOOK_STATE_DIR="$work/state" JUPYTER_RUNTIME_DIR="$work/runtime"
unset MLFLOW_TRACKING_URI

serve() { # FOLDER: our server with its files there; sets $server (its process) and $address
  (cd "$1" && exec "$root/node_modules/.bin/node" "$root/src/cli/launch.cjs" server --port 0 >"$1/server.log" 2>&1) &
  server=$!
  until address=$(grep -om1 'http://[0-9.:]*' "$1/server.log" 2>/dev/null); do # printed when it listens
    kill -0 "$server" || { cat "$1/server.log" >&2; exit 1; }
    sleep 0.1
  done
}

step() { printf '\n== %s\n' "$1"; }

step "jupyter_kernel_test 0.7.0 against our kernel"
.venv/interop/bin/python test/interop/test_kernel.py

step "nbclient and nbconvert run a notebook"
.venv/interop/bin/python test/interop/run_nbclient.py

step "JupyterLab's server and @jupyterlab/services"
node test/interop/lab_services.mjs "$root/.venv/interop" "$work"

step "labbook run drives Python's own kernel"
cat >"$work/python.ipynb" <<'NOTEBOOK'
{"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
 "cells": [{"cell_type": "code", "id": "a", "metadata": {}, "source": "print('from Python')\n6 * 7", "outputs": [], "execution_count": null}]}
NOTEBOOK
PATH="$root/.venv/interop/bin:$PATH" VIRTUAL_ENV="$root/.venv/interop" "$root/node_modules/.bin/node" src/cli/launch.cjs run "$work/python.ipynb"
grep -q '"text": "from Python\\n"' "$work/python.out.ipynb" && grep -q '"text/plain": "42"' "$work/python.out.ipynb"

step "the main notebook through labbook run"
node src/cli/launch.cjs run notebooks/duration-prediction.ipynb --cwd "$work/story" -o "$work/story/out.ipynb" \
  --tracking-uri "sqlite:///$work/story/mlflow.db" -p maxEvals=2 -p numBoostRound=30 -p nEstimators=2
node src/cli/launch.cjs runs --tracking-uri "sqlite:///$work/story/mlflow.db" --max 1000 --json >"$work/runs.json"
cp "$work/story/mlflow.db" "$work/newest.db"

step "MLflow 2.x opens mlflow.db"
.venv/mlflow2/bin/python test/interop/check_mlflow.py "$work/story/mlflow.db" "$work/runs.json"
step "the newest MLflow opens it"
.venv/interop/bin/python test/interop/check_mlflow.py "$work/newest.db" "$work/runs.json"

for client in mlflow2-old mlflow2 interop; do
  step "a day's work of Python's MLflow ($client) on our server"
  mkdir -p "$work/day-$client"
  serve "$work/day-$client"
  # MLflow 2.12 is older than the schema and reads it over the server only; the newest upgrades the file that it reads.
  file=()
  [ "$client" = mlflow2-old ] || file=(--file "$work/day-$client/mlflow.db")
  .venv/"$client"/bin/python test/interop/day_of_work.py "$address" "${file[@]}" 2>"$work/day-$client/stderr" || {
    tail -n 20 "$work/day-$client/stderr" >&2
    exit 1
  }
  kill "$server" && wait "$server"
done

step "MLflow's own web page in Chromium beside our server"
command -v chromium >/dev/null || { apt-get update -qq && apt-get install -y -qq chromium; } >/dev/null || {
  echo "The check of MLflow's page needs Chromium (on Debian: apt-get install chromium)." >&2
  exit 1
}
mkdir -p "$work/page"
serve "$work/page"
node test/interop/mlflow_page.mjs .venv/interop/lib/python3.*/site-packages/mlflow/server/js/build "$address"
kill "$server" && wait "$server"

step "our web page in Chromium"
npx vitest run --config test/page/vitest.config.ts

step "stores and notebooks on stock servers of MLflow 2.22 and the newest, through our client"
npx vitest run --config test/interop/vitest.config.ts

step "Python's MLflow and labbook write to one file at once; the newest upgrades it meanwhile"
for name in mlflow2 interop; do
  mkdir -p "$work/two-$name"
  node test/interop/two_writers.mjs "$root/.venv/$name/bin/python" "$work/two-$name"
done

printf '\ninterop: all checks passed\n'
