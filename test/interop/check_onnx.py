"""onnxruntime predicts what labbook predicts.

usage: check_onnx.py FOLDER [missing]
FOLDER holds model.onnx, the rows of a sparse matrix (X.json: its shape; X.starts, X.columns, X.values.npy) and labbook's
predictions model.npy; of a classifier these are the probabilities, and model.json holds the labels. What is not stored is
0, or NaN with `missing`. Prints the largest difference; fails for a model that onnx's checker refuses and for other labels.
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
X = np.full((rows, columns), np.nan if "missing" in sys.argv else 0, np.float32)
for row in range(rows):
    X[row, indices[starts[row]:starts[row + 1]]] = values[starts[row]:starts[row + 1]]

path = str(folder / "model.onnx")
onnx.checker.check_model(path, full_check=True)
first, *others = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"]).run(None, {"X": X})
if others:
    assert first.tolist() == json.loads((folder / "model.json").read_text())
predicted = np.hstack(others) if others else first
print(np.abs(predicted.reshape(-1) - np.load(folder / "model.npy")).max())
