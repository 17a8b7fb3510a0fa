/** The models of the taxi notebook against scikit-learn's figures for the same data (test/fixtures/duration-models.json). */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  DictVectorizer,
  type FeatureRecord,
  GradientBoostingRegressor,
  Lasso,
  LinearRegression,
  readParquet,
  Ridge,
  rootMeanSquaredError,
} from "labbook/ml";
import { beforeAll, describe, expect, it } from "vitest";

interface Trip {
  PULocationID: string;
  DOLocationID: string;
  trip_distance: number;
  duration: number;
}

interface Expected {
  val_rmse: number;
  train_rmse: number;
  intercept: number;
  coef_l2_norm: number;
  nonzero_coef: number;
  first10_val_predictions?: number[];
  objective?: number;
  dual_gap?: number;
  nonzero?: [string, number][];
}

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const fixture = JSON.parse(readFileSync(path("../fixtures/duration-models.json"), "utf8"));

async function trips(month: string) {
  return await readParquet<Trip>(path(`../../notebooks/data/green_tripdata_${month}.parquet`), {
    columns: ["PULocationID", "DOLocationID", "trip_distance", "duration"],
  });
}

const recipes: Record<"separate" | "joined", (trip: Trip) => FeatureRecord> = {
  separate: ({ PULocationID, DOLocationID, trip_distance }: Trip) => ({ PULocationID, DOLocationID, trip_distance }),
  joined: ({ PULocationID, DOLocationID, trip_distance }: Trip) => ({
    PU_DO: `${PULocationID}_${DOLocationID}`,
    trip_distance,
  }),
};

let train: Trip[];
let validate: Trip[];

beforeAll(async () => {
  [train, validate] = [(await trips("2021-01")).records(), (await trips("2021-02")).records()];
});

describe.each(["separate", "joined"] as const)("the %s recipe", (recipe) => {
  const expected = fixture.recipes[recipe];
  let problem: ReturnType<typeof vectorized>;
  const vectorized = () => {
    const vectorizer = new DictVectorizer();
    const x = vectorizer.fitTransform(train.map(recipes[recipe]));
    const xVal = vectorizer.transform(validate.map(recipes[recipe]));
    return { vectorizer, x, xVal, y: train.map((trip) => trip.duration), yVal: validate.map((trip) => trip.duration) };
  };

  beforeAll(() => {
    problem = vectorized();
  });

  it("makes scikit-learn's matrix", () => {
    const { vectorizer, x, xVal } = problem;
    expect([x.rowCount, x.columnCount]).toEqual(expected.train.shape);
    expect([xVal.rowCount, xVal.columnCount]).toEqual(expected.validate.shape);
    expect([x.storedCount, xVal.storedCount]).toEqual([expected.train.nnz, expected.validate.nnz]);
    expect(vectorizer.featureNames.slice(0, 20)).toEqual(expected.feature_names_first20);
    expect(vectorizer.featureNames.slice(-5)).toEqual(expected.feature_names_last5);
    const first = x.rowStarts[1]!;
    expect([...x.columns.slice(0, first)]).toEqual(expected.train.row0_indices);
    expect([...x.values.slice(0, first)]).toEqual(expected.train.row0_values);
    expect(x.values.filter((value) => value === 0)).toHaveLength(expected.train.explicit_zeros);
    expect(x.values.reduce((total, value) => total + value, 0)).toBeCloseTo(expected.train.sum, 4);
  });

  it.each([
    ["LinearRegression()", () => new LinearRegression(), 8],
    ["LinearRegression(tol=1e-08)", () => new LinearRegression({ tol: 1e-8 }), 3],
    ["LinearRegression(tol=1e-12)", () => new LinearRegression({ tol: 1e-12 }), 6],
    ["Ridge(alpha=1.0)", () => new Ridge(), 6],
  ] as const)("fits %s as scikit-learn does", (name, make, digits) => {
    const figures: Expected = expected.models[name];
    const { x, xVal, y, yVal } = problem;
    const model = make().fit(x, y);
    const predicted = model.predict(xVal);
    expect(rootMeanSquaredError(yVal, predicted)).toBeCloseTo(figures.val_rmse, digits);
    expect(rootMeanSquaredError(y, model.predict(x))).toBeCloseTo(figures.train_rmse, digits);
    expect(model.intercept).toBeCloseTo(figures.intercept, Math.min(digits - 1, 6));
    figures.first10_val_predictions?.forEach((value, row) => expect(predicted[row]).toBeCloseTo(value, 6));
    expect(Math.hypot(...model.coefficients) / figures.coef_l2_norm).toBeCloseTo(1, digits - 2);
  });

  it("boosts as scikit-learn does, stage by stage", () => {
    const figures = expected.models["GradientBoostingRegressor(random_state=0)"];
    const { x, xVal, y, yVal } = problem;
    const model = new GradientBoostingRegressor({ nEstimators: 20, randomState: 0 }).fit(x, y);
    const stages = Array.from(model.stagedPredict(xVal), (predicted) => rootMeanSquaredError(yVal, predicted));
    const staged: number[] = figures.staged_val_rmse_first20;
    expect(stages).toHaveLength(staged.length);
    staged.forEach((rmse, stage) => expect(Math.abs(stages[stage]! - rmse)).toBeLessThan(2e-3));
  });

  it.each([0.1, 0.01])("fits Lasso(alpha=%f) as scikit-learn does", (alpha) => {
    const figures: Expected = expected.models[`Lasso(alpha=${alpha})`];
    const { vectorizer, x, xVal, y, yVal } = problem;
    const model = new Lasso({ alpha }).fit(x, y);
    const rmse = rootMeanSquaredError(yVal, model.predict(xVal));
    const objective = rootMeanSquaredError(y, model.predict(x)) ** 2 / 2 + alpha * norm1(model.coefficients);
    expect(Math.abs(objective - figures.objective!)).toBeLessThan(Math.abs(figures.dual_gap!) + 1e-6);
    if (recipe === "separate" && alpha === 0.01) {
      expect(Math.abs(rmse - figures.val_rmse)).toBeLessThan(1e-2);
      return;
    }
    expect(rmse).toBeCloseTo(figures.val_rmse, 6);
    const names = [...model.coefficients].flatMap((value, column) =>
      value === 0 ? [] : [vectorizer.featureNames[column]!],
    );
    expect(names).toEqual(figures.nonzero!.map(([name]) => name));
  });
});

function norm1(values: Float64Array): number {
  return values.reduce((total, value) => total + Math.abs(value), 0);
}
