import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  DictVectorizer,
  Lasso,
  LinearRegression,
  meanAbsoluteError,
  meanSquaredError,
  r2Score,
  readParquet,
  Ridge,
  rootMeanSquaredError,
  SparseMatrix,
} from "labbook/ml";
import { describe, expect, it } from "vitest";
import { tempFolder } from "../temp.js";

const data = resolve(import.meta.dirname, "../../notebooks/data");

describe("Parquet", () => {
  it("reads the raw months, with dates, numbers and missing values", async () => {
    const trips = await readParquet(join(data, "green_tripdata_2023-01.parquet"));
    expect(trips.rowCount).toBe(68_211);
    expect(trips.row(0)).toMatchObject({
      VendorID: 2,
      lpep_pickup_datetime: new Date("2023-01-01T00:26:10Z"),
      PULocationID: 166,
      trip_distance: 2.58,
      ehail_fee: null,
    });
  });

  it("explains a file that is missing or no Parquet, and a column that is not there", async () => {
    await expect(readParquet("nowhere.parquet")).rejects.toThrow("there is no file 'nowhere.parquet'");
    const path = join(tempFolder(), "text.parquet");
    writeFileSync(path, "this is not the format you are looking for");
    await expect(readParquet(path)).rejects.toThrow(`cannot read '${path}' as Parquet`);
    const columns = ["fare"];
    await expect(readParquet(join(data, "green_tripdata_2021-01.parquet"), { columns })).rejects.toThrow(
      "has no column 'fare'; there are: VendorID",
    );
  });

  it("filters rides of 1 to 60 minutes out of the raw months", async () => {
    const trips = await readParquet<{ lpep_pickup_datetime: Date; lpep_dropoff_datetime: Date }>(
      join(data, "green_tripdata_2023-01.parquet"),
      { columns: ["lpep_pickup_datetime", "lpep_dropoff_datetime"] },
    );
    const minutes = trips
      .with("minutes", (trip) => (trip.lpep_dropoff_datetime.getTime() - trip.lpep_pickup_datetime.getTime()) / 60_000)
      .filter((trip) => trip.minutes >= 1 && trip.minutes <= 60);
    expect(minutes.rowCount).toBe(65_946);
    expect(Math.min(...minutes.column("minutes"))).toBe(1);
  });
});

describe("small models", () => {
  const x = SparseMatrix.fromDense([
    [0, 1],
    [1, 0],
    [2, 1],
    [3, 3],
  ]);
  const y = [1, 3, 5, 9]; // 2 x0 + x1/3 + …

  it("find an exact linear relation", () => {
    const exact = [0, 1, 2, 3].map((_, row) => 2 * row + 1 + 0.5 * [1, 0, 1, 3][row]!);
    const model = new LinearRegression({ tol: 1e-12 }).fit(x, exact);
    expect([...model.coefficients, model.intercept].map((value) => Number(value.toFixed(6)))).toEqual([2, 0.5, 1]);
    expect(rootMeanSquaredError(exact, model.predict(x))).toBeLessThan(1e-9);
  });

  it("shrink with their penalty", () => {
    const sizes = [0, 1, 100].map((alpha) => Math.hypot(...new Ridge({ alpha, tol: 1e-10 }).fit(x, y).coefficients));
    expect(sizes[0]).toBeGreaterThan(sizes[1]!);
    expect(sizes[1]).toBeGreaterThan(sizes[2]!);
    expect(new Lasso({ alpha: 100 }).fit(x, y).nonzeroCount).toBe(0);
    expect(new Lasso({ alpha: 100 }).fit(x, y).predict(x)).toEqual(new Float64Array(4).fill(4.5));
  });

  it("come back from JSON and predict the same", () => {
    const model = new Ridge({ alpha: 0.5 }).fit(x, y);
    const copy = Ridge.fromJSON(JSON.parse(JSON.stringify(model)));
    expect(copy.predict(x)).toEqual(model.predict(x));
    const vectorizer = new DictVectorizer().fit([
      { zone: "b", km: 3 },
      { zone: "a", km: 1 },
    ]);
    const restored = DictVectorizer.fromJSON(JSON.parse(JSON.stringify(vectorizer)));
    expect(restored.featureNames).toEqual(["km", "zone=a", "zone=b"]);
    expect([...restored.transform([{ zone: "a", km: 0, other: "x" }]).columns]).toEqual([0, 1]);
  });

  it.each([
    ["rows without targets", () => new Ridge().fit(x, [1, 2]), "X has 4 rows and y 2 values"],
    ["a target that is missing", () => new Lasso().fit(x, [1, 2, null as never, 4]), "y[2] is null"],
    ["a target that is text", () => new Ridge().fit(x, [1, "2" as never, 3, 4]), 'y[1] is "2"'],
    ["a target that is no number", () => new Lasso().fit(x, [1, 2, NaN, 4]), "y[2] is NaN"],
    [
      "a feature that is no number",
      () => new Ridge().fit(SparseMatrix.fromDense([[1], [NaN]]), [1, 2]),
      "X has NaN in row 1, column 0",
    ],
    ["rows of unequal length", () => SparseMatrix.fromDense([[1, 2], [3]]), "row 1 has 1 values, row 0 has 2"],
    ["prediction before fit", () => new Ridge().predict(x), "this Ridge is not fitted yet"],
    [
      "other columns",
      () => new Ridge().fit(x, y).predict(SparseMatrix.fromDense([[1]])),
      "X has 1 columns, the model was fitted on 2",
    ],
    ["a negative alpha", () => new Lasso({ alpha: -1 }), "alpha is -1; it must be a number of at least 0"],
    ["transform before fit", () => new DictVectorizer().transform([]), "this DictVectorizer has no features yet"],
    ["metrics of different length", () => r2Score([1, 2], [1]), "2 actual and 1 predicted values"],
  ])("refuse %s", (_, act, message) => {
    expect(act).toThrow(message);
  });
});

it("metrics have scikit-learn's definitions", () => {
  const [actual, predicted] = [
    [3, -0.5, 2, 7],
    [2.5, 0, 2, 8],
  ];
  expect(meanSquaredError(actual, predicted)).toBe(0.375);
  expect(meanAbsoluteError(actual, predicted)).toBe(0.5);
  expect(r2Score(actual, predicted)).toBeCloseTo(0.9486081370449679, 14);
  expect([r2Score([1, 1], [1, 1]), r2Score([1, 1], [1, 2])]).toEqual([1, 0]);
});
