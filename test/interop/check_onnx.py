"""onnxruntime predicts what labbook predicts.

usage: check_onnx.py FOLDER
FOLDER holds a NAME.onnx per model, X.{starts,columns,values}.npy (rows of a sparse matrix) with X.json (its shape), and
NAME.npy: labbook's predictions; for a classifier NAME.npy holds the probabilities and NAME.json the labels. Prints JSON:
NAME -> the largest difference. Fails for a model that onnx's checker refuses.
"""
import json
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime

folder = Path(sys.argv[1])
rows, columns = json.loads((folder / "X.json").read_text())
starts, indices, values = (np.load(folder / f"X.{part}.npy") for part in ("starts", "columns", "values"))
X = np.zeros((rows, columns), np.float32)
for row in range(rows):
    X[row, indices[starts[row]:starts[row + 1]]] = values[starts[row]:starts[row + 1]]

differences = {}
for path in sorted(folder.glob("*.onnx")):
    onnx.checker.check_model(str(path), full_check=True)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    expected = np.load(path.with_suffix(".npy"))
    if path.stem.endswith("-missing"):  # what is not stored is missing, as XGBoost has it
        stored = np.zeros((rows, columns), bool)
        for row in range(rows):
            stored[row, indices[starts[row]:starts[row + 1]]] = True
        found = session.run(None, {"X": np.where(stored, X, np.float32("nan"))})
    else:
        found = session.run(None, {"X": X})
    if len(found) == 2:
        labels = json.loads(path.with_suffix(".json").read_text())
        assert found[0].tolist() == labels, (path.stem, found[0][:5], labels[:5])
        found = found[1:]
    differences[path.stem] = float(np.abs(found[0].reshape(-1) - expected).max())
print(json.dumps(differences))
