/** Models trained on the taxi data, written as ONNX, predict in Python's onnxruntime what they predict here. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DictVectorizer, type Estimator, Lasso, LinearRegression, readParquet, Ridge, SparseMatrix } from "../../src/ml/index.js";
import { beforeAll, expect, it } from "vitest";
import type { NumberArray } from "../../src/ml/estimator.js";
import { encodeNpy } from "../../src/ml/npy.js";
import { onnxModel } from "../../src/models/onnx/onnx_model.js";
import { suiteFolder } from "../temp.js";

const folder = suiteFolder();
let train: { X: SparseMatrix; y: Float64Array };
let validate: SparseMatrix;

beforeAll(async () => {
  const vectorizer = new DictVectorizer();
  const records = async (month: string) => {
    const frame = await readParquet<{
      PULocationID: string;
      DOLocationID: string;
      trip_distance: number;
      duration: number;
    }>(`notebooks/data/green_tripdata_${month}.parquet`);
    return frame.records();
  };
  const features = (trips: Awaited<ReturnType<typeof records>>) =>
    trips.map(({ PULocationID, DOLocationID, trip_distance }) => ({
      PU_DO: `${PULocationID}_${DOLocationID}`,
      trip_distance,
    }));
  const trips = await records("2021-01");
  train = { X: vectorizer.fitTransform(features(trips)), y: Float64Array.from(trips, ({ duration }) => duration) };
  validate = vectorizer.transform(features((await records("2021-02")).slice(0, 1000)));
});

function write(name: string, content: NumberArray | Uint8Array | string, extension: string): void {
  const bytes = typeof content === "string" || extension === "onnx" ? content : encodeNpy(content as NumberArray);
  writeFileSync(join(folder, `${name}.${extension}`), bytes as Uint8Array | string);
}

it("regressors predict to 1e-4 what they predict here", async () => {
  write("X", JSON.stringify([validate.rowCount, validate.columnCount]), "json");
  write("X.starts", validate.rowStarts, "npy");
  write("X.columns", validate.columns, "npy");
  write("X.values", validate.values, "npy");
  const models: Estimator[] = [new LinearRegression(), new Ridge({ alpha: 0.1 }), new Lasso({ alpha: 0.01 })];
  for (const model of models) {
    await model.fit(train.X, train.y);
    write(model.constructor.name, (await onnxModel(model))!, "onnx");
    write(model.constructor.name, model.predict(validate), "npy");
  }
  const differences = pythonSays();
  expect(Object.keys(differences)).toEqual(models.map((model) => model.constructor.name).sort());
  for (const [name, difference] of Object.entries(differences)) expect.soft(difference, name).toBeLessThan(1e-4);
});

function pythonSays(): Record<string, number> {
  const python = resolve(".venv/interop/bin/python");
  return JSON.parse(execFileSync(python, ["test/interop/check_onnx.py", folder], { encoding: "utf8" }));
}
