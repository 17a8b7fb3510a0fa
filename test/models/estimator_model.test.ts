/** Estimators and pipelines of `labbook/ml` as models. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadModel, saveModel } from "labbook";
import { DictVectorizer, LogisticRegression, makePipeline, Pipeline, Ridge, SparseMatrix } from "labbook/ml";
import { expect, it } from "vitest";
import { tempFolder } from "../temp.js";

const X = [
  [1, 0.5],
  [2, 1],
  [3, -1],
  [4, 2],
];
const y = [1, 2, 3, 5];

it("keeps an estimator with an ONNX form beside it, and predicts from rows, names and matrices", async () => {
  const path = join(tempFolder(), "model");
  const ridge = new Ridge({ alpha: 0.1 }).fit(X, y);
  const expected = [...ridge.predict(X)];
  const { flavors, signature } = await saveModel(ridge, path, { inputExample: X.slice(0, 2) });
  expect(flavors).toMatchObject({
    onnx: { data: "model.onnx", providers: ["CPUExecutionProvider"] },
    python_function: { loader_module: "mlflow.onnx", data: "model.onnx", env: { virtualenv: "python_env.yaml" } },
    typescript: { kind: "estimator", data: "estimator", model_class: "Ridge" },
  });
  expect(signature).toEqual({
    inputs: [{ type: "tensor", "tensor-spec": { dtype: "float64", shape: [-1, 2] } }],
    outputs: [{ type: "tensor", "tensor-spec": { dtype: "float64", shape: [-1] } }],
    params: null,
  });
  expect(readFileSync(join(path, "requirements.txt"), "utf8")).toBe("mlflow>=2.12\nonnx>=1.14\nonnxruntime>=1.15\n");
  const loaded = await loadModel(path);
  expect(loaded.native).toBeInstanceOf(Ridge);
  expect((loaded.native as Ridge).parameters).toEqual(ridge.parameters);
  expect(await loaded.predict(X)).toEqual(expected);
  expect(await loaded.predict(SparseMatrix.fromDense(X))).toEqual(expected);
  expect(await loaded.predict(X.map(([a, b]) => ({ a, b })))).toEqual(expected);
  await expect(loaded.predict([[1, 2, 3]])).rejects.toThrow("row 0 has 3 values, the model takes 2 (shape (-1, 2))");
});

it("keeps a classifier with its classes, whose predictions are names", async () => {
  const path = join(tempFolder(), "model");
  const model = new LogisticRegression().fit(X, ["low", "low", "high", "high"]);
  const rows = X.map(([length, width]) => ({ length, width }));
  const { signature } = await saveModel(model, path, { inputExample: rows });
  expect(signature?.outputs).toEqual([{ type: "string", required: true }]);
  const loaded = await loadModel<string>(path);
  expect(await loaded.predict(rows.map(({ length, width }) => ({ width, length })))).toEqual(model.predict(X));
});

it("keeps a pipeline, which predicts from records and from what has been through the vectorizer", async () => {
  const path = join(tempFolder(), "model");
  const records = [
    { PU_DO: "1_2", trip_distance: 1 },
    { PU_DO: "2_2", trip_distance: 2 },
    { PU_DO: "1_2", trip_distance: 3 },
  ];
  const pipeline = makePipeline(new DictVectorizer(), new Ridge()).fit(records, [1, 3, 4]);
  const expected = [...pipeline.predict(records)];
  const { flavors, signature } = await saveModel(pipeline, path, { inputExample: records });
  expect(flavors["python_function"]).toMatchObject({ loader_module: "labbook_pipeline", code: "code" });
  expect(flavors["typescript"]).toMatchObject({
    kind: "pipeline",
    vectorizer: "vectorizer.json",
    model: { kind: "estimator", data: "estimator" },
  });
  expect(JSON.parse(readFileSync(join(path, "vectorizer.json"), "utf8"))).toMatchObject({
    featureNames: ["PU_DO=1_2", "PU_DO=2_2", "trip_distance"],
  });
  expect(existsSync(join(path, "code", "labbook_pipeline.py"))).toBe(true);
  expect(signature?.inputs).toEqual([
    { type: "string", name: "PU_DO", required: true },
    { type: "double", name: "trip_distance", required: true },
  ]);
  const loaded = await loadModel(path);
  expect(loaded.native).toBeInstanceOf(Pipeline);
  expect(await loaded.predict(records)).toEqual(expected);
  expect(await loaded.predict([{ PU_DO: "9_9", trip_distance: 2 }])).toEqual([
    ...pipeline.predict([{ PU_DO: "9_9", trip_distance: 2 }]),
  ]);
  await expect(loaded.predict([{ trip_distance: 2 }])).rejects.toThrow("Model is missing inputs ['PU_DO']");
  // A matrix has as many columns as the vectorizer names, not as the signature.
  expect(await loaded.predict(pipeline.vectorizer.transform(records))).toEqual(expected);
});
