/**
 * One benchmark of machine learning in a process of its own: `node ml_work.ts NAME REPEATS FOLDER` prints its figures as
 * JSON. `ml_peer.py` does the same work with Python's libraries.
 */
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  DictVectorizer,
  ExtraTreesRegressor,
  type FeatureRecord,
  GradientBoostingRegressor,
  Lasso,
  LinearRegression,
  LinearSVR,
  RandomForestRegressor,
  readCsv,
  readParquet,
  Ridge,
  rootMeanSquaredError,
  type SparseMatrix,
} from "labbook/ml";
import { Booster, DMatrix, train } from "labbook/xgboost";

/** What is measured, when all that it needs is there. */
interface Work {
  run(): unknown;
  /** How good the last result is, so that both sides can be seen to do the same. */
  rmse?(result: never): number;
}

interface Ride {
  lpep_pickup_datetime: Date;
  lpep_dropoff_datetime: Date;
  PULocationID: string | number;
  DOLocationID: string | number;
  trip_distance: number;
}

interface Taxi {
  x: SparseMatrix;
  y: readonly number[];
  xValid: SparseMatrix;
  yValid: readonly number[];
}

interface Regressor {
  fit(matrix: SparseMatrix, target: readonly number[]): unknown;
  predict(matrix: SparseMatrix): ArrayLike<number>;
}

const columns = [
  ...(["lpep_pickup_datetime", "lpep_dropoff_datetime"] as const),
  ...(["PULocationID", "DOLocationID", "trip_distance"] as const),
];
const [name, repeats, folder] = [process.argv[2]!, Number(process.argv[3]), process.argv[4]!];

/** The best that the course's search found. */
const bestParams = {
  learning_rate: 0.09585355369315604,
  max_depth: 30,
  min_child_weight: 1.060597050922164,
  objective: "reg:squarederror",
  reg_alpha: 0.018060244040060163,
  reg_lambda: 0.011658731377413597,
  seed: 42,
  base_score: 0.5,
};

const works: Record<string, () => Work | Promise<Work>> = {
  parquet: () => ({ run: () => readMonth("2021-01") }),
  csv: () => ({
    run: async () => filtered(await readCsv<Ride>(join(folder, "month.csv"), { columns, dtype: zones })),
  }),
  vectorize: async () => {
    const records = await featuresOf("2021-01");
    return { run: () => new DictVectorizer().fitTransform(records.features) };
  },
  linearRegression: () => fitting(() => new LinearRegression()),
  ridge: () => fitting(() => new Ridge()),
  lasso: () => fitting(() => new Lasso({ alpha: 0.01 })),
  linearSvr: () => fitting(() => new LinearSVR({ randomState: 0 })),
  exact: () => boosting("exact"),
  hist: () => boosting("hist"),
  predict: async () => {
    const booster = Booster.load(join(folder, "model.json"));
    const { xValid, yValid } = await taxi();
    // A matrix each time: XGBoost keeps the predictions for one that it has seen.
    return {
      run: () => booster.predict(new DMatrix(xValid)),
      rmse: (predicted: number[]) => rootMeanSquaredError(yValid, predicted),
    };
  },
  load: () => ({ run: () => Booster.load(join(folder, "big.json")) }),
  gradientBoosting: () => fitting(() => new GradientBoostingRegressor({ randomState: 0 })),
  randomForest: () => fitting(() => new RandomForestRegressor({ nEstimators: 10, randomState: 0 })),
  extraTrees: () => fitting(() => new ExtraTreesRegressor({ nEstimators: 10, randomState: 0 })),
  files: () => ({ run: makeFiles }),
};

const zones = { PULocationID: "string", DOLocationID: "string" } as const;

async function readMonth(month: string) {
  const path = resolve(import.meta.dirname, `../notebooks/data/green_tripdata_${month}.parquet`);
  return filtered(await readParquet<Ride>(path, { columns }));
}

function filtered(rides: Awaited<ReturnType<typeof readParquet<Ride>>>) {
  return rides
    .with("duration", (ride) => (ride.lpep_dropoff_datetime.getTime() - ride.lpep_pickup_datetime.getTime()) / 60_000)
    .filter((ride) => ride.duration >= 1 && ride.duration <= 60)
    .with("PULocationID", (ride) => String(ride.PULocationID))
    .with("DOLocationID", (ride) => String(ride.DOLocationID));
}

async function featuresOf(month: string): Promise<{ features: FeatureRecord[]; durations: readonly number[] }> {
  const rides = await readMonth(month);
  const features = rides.with("PU_DO", (ride) => `${ride.PULocationID}_${ride.DOLocationID}`);
  return { features: features.records(["PU_DO", "trip_distance"]), durations: rides.column("duration") };
}

async function taxi(): Promise<Taxi> {
  const [first, second] = [await featuresOf("2021-01"), await featuresOf("2021-02")];
  const vectorizer = new DictVectorizer();
  const x = vectorizer.fitTransform(first.features);
  return { x, y: first.durations, xValid: vectorizer.transform(second.features), yValid: second.durations };
}

async function fitting(make: () => Regressor): Promise<Work> {
  const { x, y, xValid, yValid } = await taxi();
  const run = async () => {
    const model = make();
    await model.fit(x, y);
    return model;
  };
  return { run, rmse: (model: Regressor) => rootMeanSquaredError(yValid, model.predict(xValid)) };
}

async function boosting(method: string): Promise<Work> {
  const { x, y, xValid, yValid } = await taxi();
  const evalsResult: Record<string, Record<string, number[]>> = {};
  const run = async () => {
    const [dtrain, dvalid] = [new DMatrix(x, { label: y }), new DMatrix(xValid, { label: yValid })];
    const evals = [[dvalid, "validation"]] as const;
    const options = { numBoostRound: 100, evals, evalsResult, verboseEval: false };
    return await train({ ...bestParams, tree_method: method }, dtrain, options);
  };
  return { run, rmse: () => evalsResult["validation"]!["rmse"]!.at(-1)! };
}

/** What other benchmarks of both sides read: a month as CSV, a model of 100 deep trees, and its trees again and again. */
async function makeFiles(): Promise<void> {
  const path = resolve(import.meta.dirname, "../notebooks/data/green_tripdata_2021-01.parquet");
  const month = await readParquet(path);
  writeFileSync(join(folder, "month.csv"), month.toCsv().replaceAll(/T(\d\d:\d\d:\d\d)\.000Z/g, " $1"));
  const work = await boosting("exact");
  const booster = (await work.run()) as Booster;
  booster.saveModel(join(folder, "model.json"));
  const copies = Math.round(15e6 / booster.saveRaw("json").length);
  const trees = Array.from({ length: copies }, () => booster.model.trees).flat();
  new Booster({ ...booster.model, trees }).saveModel(join(folder, "big.json"));
}

async function measure(): Promise<object> {
  const work = await works[name]!();
  const walls: number[] = [];
  const cpus: number[] = [];
  let result: unknown;
  for (let index = 0; index < repeats; index++) {
    const [start, before] = [performance.now(), process.cpuUsage()];
    result = await work.run();
    walls.push((performance.now() - start) / 1000);
    const { user, system } = process.cpuUsage(before);
    cpus.push((user + system) / 1e6);
  }
  const peakMb = process.resourceUsage().maxRSS / 1024;
  return { wallS: median(walls), cpuS: median(cpus), peakMb, rmse: work.rmse?.(result as never) ?? null };
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

console.log(JSON.stringify(await measure()));
