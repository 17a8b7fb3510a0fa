/** Forests and boosting on the taxi data beside scikit-learn's figures (test/fixtures/duration-models.json), over seeds. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type * as ml from "labbook/ml";
import { beforeAll, describe, expect, it } from "vitest";

interface Trip {
  PULocationID: string;
  DOLocationID: string;
  trip_distance: number;
  duration: number;
}

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const fixture = JSON.parse(readFileSync(path("../fixtures/duration-models.json"), "utf8"));
// Threads begin with a file of the build.
const { DictVectorizer, ExtraTreesRegressor, GradientBoostingRegressor, RandomForestRegressor, ...built } =
  (await import(path("../../dist/src/ml/index.js"))) as typeof ml;

/** Means of scikit-learn 1.9.1's ExtraTreesRegressor(10): of five seeds (6.806 to 6.910), and of two (6.966, 7.032). */
const extraTreesRmse = { separate: 6.8841, joined: 6.9987 };
const seeds = [0, 1, 2, 3, 4];
let train: Trip[];
let validate: Trip[];

async function trips(month: string): Promise<Trip[]> {
  const columns = ["PULocationID", "DOLocationID", "trip_distance", "duration"] as const;
  const frame = await built.readParquet<Trip>(path(`../../notebooks/data/green_tripdata_${month}.parquet`), {
    columns,
  });
  return frame.records();
}

beforeAll(async () => {
  [train, validate] = [await trips("2021-01"), await trips("2021-02")];
});

describe.each(["separate", "joined"] as const)("the %s recipe", (recipe) => {
  const { models } = fixture.recipes[recipe];
  let x: ml.SparseMatrix;
  let xVal: ml.SparseMatrix;
  let y: number[];
  let yVal: number[];

  beforeAll(() => {
    const features = ({ PULocationID, DOLocationID, trip_distance }: Trip): ml.FeatureRecord =>
      recipe === "separate"
        ? { PULocationID, DOLocationID, trip_distance }
        : { PU_DO: `${PULocationID}_${DOLocationID}`, trip_distance };
    const vectorizer = new DictVectorizer();
    x = vectorizer.fitTransform(train.map(features));
    xVal = vectorizer.transform(validate.map(features));
    [y, yVal] = [train.map((trip) => trip.duration), validate.map((trip) => trip.duration)];
  });

  const rmse = (model: ml.Estimator) => built.rootMeanSquaredError(yVal, model.predict(xVal));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

  it("boosts as scikit-learn does, whatever the seed", () => {
    const figures = models["GradientBoostingRegressor(random_state=0)"];
    for (const randomState of [0, 1]) {
      const model = new GradientBoostingRegressor({ randomState }).fit(x, y);
      expect(Math.abs(rmse(model) - figures.val_rmse)).toBeLessThan(2e-3);
      expect(Math.abs(built.rootMeanSquaredError(y, model.predict(x)) - figures.train_rmse)).toBeLessThan(2e-3);
      expect(model.initialPrediction).toBeCloseTo(figures.init_prediction, 10);
    }
  });

  it("grows random forests as good as scikit-learn's", async () => {
    const figures = models["RandomForestRegressor(n_estimators=10)"];
    const scores: number[] = [];
    for (const randomState of seeds) {
      const model = await new RandomForestRegressor({ nEstimators: 10, randomState }).fit(x, y);
      scores.push(rmse(model));
      const leaves = mean(model.trees.map((tree) => tree.leafCount));
      const depth = mean(model.trees.map((tree) => tree.depth));
      expect(Math.abs(leaves / mean(figures.last_seed_tree_leaves) - 1)).toBeLessThan(0.01);
      expect(Math.abs(depth / mean(figures.last_seed_tree_depths) - 1)).toBeLessThan(0.05);
    }
    expect(Math.abs(mean(scores) - figures.mean)).toBeLessThan(0.03);
  });

  it("grows extremely randomised trees as good as scikit-learn's", async () => {
    const scores: number[] = [];
    for (const randomState of seeds) {
      scores.push(rmse(await new ExtraTreesRegressor({ nEstimators: 10, randomState }).fit(x, y)));
    }
    expect(Math.abs(mean(scores) - extraTreesRmse[recipe])).toBeLessThan(0.03);
  });
});
