/** Boosters as models, ours and those that Python's MLflow logged. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { howToPredict, inferSignature, loadModel, saveModel } from "labbook";
import { DictVectorizer, makePipeline, SparseMatrix } from "labbook/ml";
import { Booster } from "labbook/xgboost";
import { expect, it } from "vitest";
import { tempFolder } from "../temp.js";
import { recordedModel, rows, runs } from "../xgboost/recorded_model.js";

const [name] = Object.keys(runs);
const recorded = recordedModel(runs[name!]!);
const expected = runs[name!]!.predictions_first50.slice(0, 3);
const example = rows.slice(0, 3);

it("keeps a booster in XGBoost's own file, under the names of its features", async () => {
  const featureNames = example[0]!.map((_, index) => `feature ${index}`);
  const booster = new Booster({ ...recorded, featureNames });
  const path = join(tempFolder(), "model");
  const { flavors, signature } = await saveModel(booster, path, { inputExample: example, modelFormat: "ubj" });
  expect(flavors).toMatchObject({
    python_function: { loader_module: "mlflow.xgboost", data: "model.ubj", python_version: "3.11.9" },
    typescript: { kind: "xgboost", data: "model.ubj" },
    xgboost: { data: "model.ubj", model_class: "xgboost.core.Booster", model_format: "ubj", code: null },
  });
  expect(signature?.inputs?.map((spec) => [spec.name, spec.type])).toEqual(featureNames.map((one) => [one, "double"]));
  expect(JSON.parse(readFileSync(join(path, "input_example.json"), "utf8"))).toMatchObject({ columns: featureNames });
  expect((await howToPredict(path)).python).toBe(`import mlflow
import pandas as pd

model = mlflow.pyfunc.load_model("${path}")
predictions = model.predict(pd.DataFrame([{${featureNames.map((one) => `"${one}": 1.0`).join(", ")}}]))

booster = mlflow.xgboost.load_model("${path}")  # the Booster itself`);
  expect(readFileSync(join(path, "requirements.txt"), "utf8")).toContain("xgboost>=1.7\n");
  const loaded = await loadModel(path);
  expect(loaded.native).toBeInstanceOf(Booster);
  expect(await loaded.predict(example)).toEqual(expected);
  const named = example.map((row) => Object.fromEntries(featureNames.map((one, index) => [one, row[index]])));
  expect(await loaded.predict(named.map((row) => ({ ...row, other: 1 })))).toEqual(expected);
});

it("finds columns by the booster's names, and refuses a row that is not like the others", async () => {
  const featureNames = example[0]!.map((_, index) => `feature ${index}`);
  const booster = new Booster({ ...recorded, featureNames });
  const [bare, tensor] = [join(tempFolder(), "model"), join(tempFolder(), "model")];
  await saveModel(booster, bare);
  await saveModel(booster, tensor, { signature: inferSignature(example, new Float32Array(3)) });
  const reversed = example.map((row) =>
    Object.fromEntries(featureNames.map((one, index) => [one, row[index]] as const).reverse()),
  );
  for (const path of [bare, tensor]) {
    const { predict } = await loadModel(path);
    expect(await predict(reversed)).toEqual(expected);
    await expect(predict([...reversed, { feature_1: 1 }])).rejects.toThrow(
      "the model has no feature 'feature_1' (row 3); did you mean 'feature 1'?",
    );
    await expect(predict([...reversed, null as never])).rejects.toThrow("row 3 is null; give a row like the first");
    await expect(predict([...reversed, example[0] as never])).rejects.toThrow("no feature '0' (row 3)");
  }
});

it("keeps an example of a matrix with what it lacks as missing values", async () => {
  const path = join(tempFolder(), "model");
  const matrix = new SparseMatrix({
    rowCount: 1,
    columnCount: recorded.featureCount,
    rowStarts: Int32Array.from([0, 1]),
    columns: Int32Array.from([1]),
    values: Float64Array.from([0]),
  });
  const recordedBooster = new Booster({ ...recorded, featureNames: null });
  const { signature } = await saveModel(recordedBooster, path, {
    inputExample: matrix,
  });
  expect(signature?.inputs).toEqual([
    { type: "tensor", "tensor-spec": { dtype: "float64", shape: [-1, recorded.featureCount] } },
  ]);
  expect(signature?.outputs).toEqual([{ type: "tensor", "tensor-spec": { dtype: "float32", shape: [-1] } }]);
  const [kept] = JSON.parse(readFileSync(join(path, "input_example.json"), "utf8")) as (number | null)[][];
  expect(kept).toEqual(Array.from({ length: recorded.featureCount }, (_, column) => (column === 1 ? 0 : null)));
  const missing = kept!.map((value) => value ?? NaN);
  expect(await (await loadModel(path)).predict([kept as number[]])).toEqual([...recordedBooster.predict([missing])]);
});

it("loads a folder that Python's MLflow wrote, which knows nothing of labbook", async () => {
  const folder = tempFolder();
  new Booster(recorded).saveModel(join(folder, "model.json"));
  writeFileSync(
    join(folder, "MLmodel"),
    `flavors:
  python_function: {data: model.json, env: {conda: conda.yaml, virtualenv: python_env.yaml}, loader_module: mlflow.xgboost, python_version: 3.11.7}
  xgboost: {code: null, data: model.json, model_class: xgboost.core.Booster, model_format: json, xgb_version: 3.2.0}
is_signature_from_type_hint: false
mlflow_version: 3.17.2
model_uuid: a37ff097659f4473bde43eab56f17fd2
prompts: null
utc_time_created: '2026-11-25 02:53:26.055203'
`,
  );
  const loaded = await loadModel(folder);
  expect(await loaded.predict(example)).toEqual(expected);
  expect(loaded.metadata).toMatchObject({
    utcTimeCreated: "2026-11-25 02:53:26.055203",
    signature: null,
    rest: { mlflow_version: "3.17.2", prompts: null, is_signature_from_type_hint: false },
  });
  writeFileSync(join(folder, "model.json"), "{");
  await expect(loadModel(folder)).rejects.toThrow(join(folder, "model.json"));
});

it("keeps a booster in a pipeline, which predicts from records", async () => {
  const records = [{ a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7, h: 8 }];
  const vectorizer = new DictVectorizer().fit(records);
  const pipeline = makePipeline(vectorizer, new Booster({ ...recorded, featureNames: vectorizer.featureNames }));
  const path = join(tempFolder(), "model");
  const { flavors } = await saveModel(pipeline, path, { inputExample: records });
  expect(flavors).toMatchObject({
    xgboost: { data: "model.json" },
    python_function: { loader_module: "labbook_pipeline" },
    typescript: { kind: "pipeline", model: { kind: "xgboost", data: "model.json" } },
  });
  expect(await (await loadModel(path)).predict(records)).toEqual([...pipeline.predict(records)]);
});
