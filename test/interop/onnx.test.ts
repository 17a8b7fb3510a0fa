/** Models trained here and written as ONNX predict in Python's onnxruntime what they predict here. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, expect, it } from "vitest";
import {
  type Classifier,
  DictVectorizer,
  ExtraTreesRegressor,
  GradientBoostingRegressor,
  RandomForestRegressor,
  type Estimator,
  Lasso,
  LinearRegression,
  LinearSVR,
  LogisticRegression,
  readParquet,
  Ridge,
  SparseMatrix,
} from "../../src/ml/index.js";
import { encodeNpy } from "../../src/ml/npy.js";
import { onnxModel } from "../../src/models/onnx/onnx_model.js";
import { Booster } from "../../src/xgboost/booster.js";
import { tempFolder } from "../temp.js";

interface Trip {
  PULocationID: string;
  DOLocationID: string;
  trip_distance: number;
  duration: number;
}

let train: { X: SparseMatrix; y: Float64Array };
let validate: SparseMatrix;

beforeAll(async () => {
  const trips = async (month: string) =>
    (await readParquet<Trip>(`notebooks/data/green_tripdata_${month}.parquet`)).records();
  const features = (month: readonly Trip[]) =>
    month.map(({ PULocationID, DOLocationID, trip_distance }) => ({
      PU_DO: `${PULocationID}_${DOLocationID}`,
      trip_distance,
    }));
  const vectorizer = new DictVectorizer();
  const january = await trips("2021-01");
  train = { X: vectorizer.fitTransform(features(january)), y: Float64Array.from(january, ({ duration }) => duration) };
  validate = vectorizer.transform(features((await trips("2021-02")).slice(0, 1000)));
});

it.each<Estimator>([
  new LinearRegression(),
  new Ridge({ alpha: 0.1 }),
  new Lasso({ alpha: 0.01 }),
  new LinearSVR({ maxIter: 50 }),
  new GradientBoostingRegressor(),
  new RandomForestRegressor({ nEstimators: 3, randomState: 1 }),
  new ExtraTreesRegressor({ nEstimators: 3, randomState: 1 }), // some 9,000 levels deep
])("%s on the taxi data", async (model) => {
  await model.fit(train.X, train.y);
  const folder = writtenRows(validate);
  writeFileSync(join(folder, "model.onnx"), (await onnxModel(model))!);
  writeFileSync(join(folder, "model.npy"), encodeNpy(model.predict(validate)));
  expect(largestDifference(folder)).toBeLessThan(1e-4);
});

it.each<[string, (species: string) => number | string]>([
  ["three classes", (species) => species],
  ["two classes with numbers", (species) => (species === "setosa" ? -1 : 1)],
])("LogisticRegression on iris, %s: labels and probabilities", async (_, label) => {
  const [, ...lines] = readFileSync("notebooks/data/iris.csv", "utf8").trim().split("\n");
  const cells = lines.map((line) => line.split(","));
  const X = SparseMatrix.fromDense(cells.map((row) => row.slice(0, 4).map(Number)));
  const model: Classifier = new LogisticRegression({ maxIter: 1000 });
  await model.fit(
    X,
    cells.map((row) => label(row[4]!)),
  );
  const folder = writtenRows(X);
  writeFileSync(join(folder, "model.onnx"), (await onnxModel(model))!);
  writeFileSync(join(folder, "model.json"), JSON.stringify(model.predict(X)));
  writeFileSync(
    join(folder, "model.npy"),
    encodeNpy(Float64Array.from(model.predictProba(X).flatMap((row) => [...row]))),
  );
  expect(largestDifference(folder)).toBeLessThan(1e-5);
});

it("a Booster, with values that are missing", async () => {
  const booster = Booster.load("test/fixtures/xgboost-small.json");
  const rows = Array.from({ length: 300 }, (_, row) =>
    Array.from({ length: booster.numFeatures() }, (_, at) =>
      (row + at) % 4 === 0 ? 0 : ((row * 7 + at * 13) % 50) / 10 - 2,
    ),
  );
  const X = SparseMatrix.fromDense(rows); // its zeros are not stored
  const folder = writtenRows(X);
  writeFileSync(join(folder, "model.onnx"), (await onnxModel(booster))!);
  writeFileSync(join(folder, "model.npy"), encodeNpy(Float64Array.from(booster.predict(X))));
  expect(largestDifference(folder, "missing")).toBeLessThan(1e-5);
});

function writtenRows(matrix: SparseMatrix): string {
  const folder = tempFolder();
  writeFileSync(join(folder, "X.json"), JSON.stringify([matrix.rowCount, matrix.columnCount]));
  writeFileSync(join(folder, "X.starts.npy"), encodeNpy(matrix.rowStarts));
  writeFileSync(join(folder, "X.columns.npy"), encodeNpy(matrix.columns));
  writeFileSync(join(folder, "X.values.npy"), encodeNpy(matrix.values));
  return folder;
}

function largestDifference(folder: string, ...more: string[]): number {
  const python = resolve(".venv/interop/bin/python");
  return Number(
    execFileSync(python, ["test/interop/check_onnx.py", folder, ...more], { encoding: "utf8", stdio: "pipe" }),
  );
}
