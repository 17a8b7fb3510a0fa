/** The course's notebooks with quick parameters, one after the other, and their models in Python. Run by run.sh. */
import { execFileSync } from "node:child_process";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { loadModel, MlflowClient, setTrackingUri } from "labbook";
import { DictVectorizer, readParquet, rootMeanSquaredError, type SparseMatrix } from "labbook/ml";
import { expect, it, onTestFinished } from "vitest";
import { expectCourse, expectRuns, runsIn } from "../notebooks/duration_checks.js";
import { execute } from "../notebooks/executed.js";
import { suiteFolder, tempFolder } from "../temp.js";
import { startMlflow } from "./mlflow_server.js";

interface Trip {
  lpep_pickup_datetime: Date;
  lpep_dropoff_datetime: Date;
  PULocationID: number;
  DOLocationID: number;
  trip_distance: number;
}

const cwd = suiteFolder();
const minutes = 240_000;

it("runs duration-prediction", { timeout: minutes }, async () => {
  const executed = await execute("duration-prediction", cwd, { maxEvals: 2, numBoostRound: 30, nEstimators: 2 });
  expectCourse(executed);
  await expectRuns(cwd, 2, 30);
  expect(executed.peakBytes).toBeGreaterThan(0);
  expect(executed.peakBytes).toBeLessThan(700 * 2 ** 20);
  const last = Number(executed.lines("const courseParams").at(-1));
  expect(Number(executed.lines("const reloaded").at(-1))).toBe(last);
  for (const name of ["RandomForestRegressor", "ExtraTreesRegressor"]) {
    const shown = new RegExp(`${name} +RMSE ([\\d.]+) minutes`).exec(executed.lines("const others").join("\n"))!;
    expect(Number(shown[1])).toBeGreaterThan(6.95);
    expect(Number(shown[1])).toBeLessThan(7.4);
  }
});

it("runs model-registry on its runs", { timeout: minutes }, async () => {
  const { lines } = await execute("model-registry", cwd);
  expect(lines("for (const version of await client.getLatestVersions")).toEqual([
    "version 1: Staging",
    "version 2: Production",
  ]);
  expect(lines("updateModelVersion")[0]).toMatch(
    /^'?The model version 1 was transitioned to Staging on \d{4}-\d\d-\d\d'?$/,
  );
  const shown = lines("const inProduction").join(" ");
  const [production, staging] = [...shown.matchAll(/rmse: ([\d.]+)/g)].map((match) => Number(match[1]));

  await setTrackingUri(`sqlite:///${cwd}/mlflow.db`);
  const client = new MlflowClient();
  const [one, two] = [
    await client.getModelVersion("nyc-taxi-regressor", 1),
    await client.getModelVersion("nyc-taxi-regressor", 2),
  ];
  const { X, y } = await january2023(one.runId!);
  const rmseOf = async (uri: string) => rootMeanSquaredError(y, await (await loadModel(uri)).predict(X));
  expect([await rmseOf("models:/nyc-taxi-regressor/2"), await rmseOf("models:/nyc-taxi-regressor/1")]).toEqual([
    production,
    staging,
  ]);
  const firstIsBetter = staging! < production!;
  expect([one.currentStage, two.currentStage]).toEqual(
    firstIsBetter ? ["Production", "Archived"] : ["Staging", "Production"],
  );
  const champion = await client.getModelVersionByAlias("nyc-taxi-regressor", "champion");
  expect(champion.version).toBe(firstIsBetter ? one.version : two.version);
  const better = Math.min(production!, staging!);
  expect(await rmseOf("models:/nyc-taxi-regressor/Production")).toBe(better);
  expect(await rmseOf("models:/nyc-taxi-regressor@champion")).toBe(better);
});

it("has models that predict the same in Python", { timeout: minutes }, async () => {
  await setTrackingUri(`sqlite:///${cwd}/mlflow.db`);
  const runs = await runsIn(cwd);
  const runId = (name: string) => runs.find(({ info }) => info.runName === name)!.info.runId;
  const dv = vectorizerOf(runs.find(({ info }) => info.runName === "xgboost-best")!.info.artifactUri);
  const trips = Array.from({ length: 12 }, (_, row) => ({
    PU_DO: row === 0 ? "unseen" : dv.featureNames[row * 1000]!.replace("PU_DO=", ""),
    trip_distance: row * 0.7 + 0.1,
  }));
  const X = dv.transform(trips);
  const write = (name: string, rows: unknown) => {
    writeFileSync(join(cwd, name), JSON.stringify(rows));
    return join(cwd, name);
  };
  const dense = write("dense.json", denseRows(X, 0));
  // What a sparse matrix does not hold is missing to XGBoost, here as there.
  const named = denseRows(X, null).map((row) =>
    Object.fromEntries(row.map((value, at) => [dv.featureNames[at]!, value])),
  );
  const sparse = write("sparse.json", named);
  const cases: [uri: string, rows: string, input: SparseMatrix | typeof trips, tolerance: number][] = [
    [`runs:/${runId("lasso")}/models/lin_reg`, write("trips.json", trips), trips, 1e-4],
    [`runs:/${runId("xgboost-best")}/model`, sparse, X, 0],
    [`runs:/${runId("xgboost-best")}/models_mlflow`, sparse, X, 0],
    [`runs:/${runId("RandomForestRegressor")}/model`, dense, X, 1e-4],
    [`runs:/${runId("GradientBoostingRegressor")}/model`, dense, X, 1e-4],
    [`runs:/${runId("ExtraTreesRegressor")}/model`, dense, X, 1e-4],
    [`runs:/${runId("LinearSVR")}/model`, dense, X, 1e-2], // its predictions are in the thousands, in float32
  ];
  copyFileSync(join(cwd, "mlflow.db"), join(cwd, "newest.db")); // which the newest MLflow upgrades
  const asked = cases.flatMap(([uri, rows]) => [uri, rows]);
  const answer = execFileSync(
    resolve(".venv/interop/bin/python"),
    ["test/interop/check_models.py", "predict", "--tracking-uri", `sqlite:///${cwd}/newest.db`, ...asked],
    { encoding: "utf8", stdio: "pipe", maxBuffer: 2 ** 26, env: { ...process.env, MLFLOW_DISABLE_TELEMETRY: "true" } },
  );
  const predicted = JSON.parse(answer.trim().split("\n").at(-1)!) as number[][];
  for (const [index, [uri, , input, tolerance]] of cases.entries()) {
    const own = Array.from((await (await loadModel(uri)).predict(input)) as ArrayLike<number>);
    const apart = own.map((value, row) => Math.abs(value - predicted[index]![row]!));
    expect(Math.max(...apart), uri).toBeLessThanOrEqual(tolerance);
  }
});

it("runs model-registry alone, with small models of its own", { timeout: minutes }, async () => {
  const alone = tempFolder();
  const { lines } = await execute("model-registry", alone);
  expect((await runsIn(alone)).map(({ info }) => info.runName)).toEqual(["xgboost-small", "gradient-boosting"]);
  expect(lines("transitionModelVersionStage({ name: modelName, version: chosen").join("")).toContain("'Production'");
});

it.each(["mlflow2", "interop"])(
  "runs scenarios with the stock server of .venv/%s",
  { timeout: minutes },
  async (venv) => {
    const folder = tempFolder();
    const server = await startMlflow(resolve(".venv", venv), tempFolder());
    onTestFinished(() => server.stop());
    const { lines } = await execute("scenarios", folder, { remoteUri: server.url });
    expect(lines("console.log(`${remote.name}")).toEqual(["iris-classifier version 1: READY"]);
    const client = new MlflowClient(server.url);
    const { experimentId } = (await client.getExperimentByName("my-experiment-3"))!;
    const [run] = await client.searchRuns({ experimentIds: experimentId });
    expect([run!.info.status, run!.data.metrics["accuracy"]]).toEqual(["FINISHED", 0.96]);
    await setTrackingUri(server.url);
    const model = await loadModel<string>("models:/iris-classifier/1");
    expect(await model.predict([[6.3, 3.3, 6, 2.5]])).toEqual(["virginica"]);
  },
);

function vectorizerOf(artifacts: string): DictVectorizer {
  return DictVectorizer.fromJSON(
    JSON.parse(readFileSync(join(artifacts, "preprocessor/dict_vectorizer.json"), "utf8")),
  );
}

/** The month that the registry's notebook compares on, as its model sees it. */
async function january2023(runId: string): Promise<{ X: SparseMatrix; y: number[] }> {
  const { info } = await new MlflowClient().getRun(runId);
  const trips = (await readParquet<Trip>("notebooks/data/green_tripdata_2023-01.parquet"))
    .records()
    .map((trip) => ({
      ...trip,
      duration: (trip.lpep_dropoff_datetime.getTime() - trip.lpep_pickup_datetime.getTime()) / 60_000,
    }))
    .filter(({ duration }) => duration >= 1 && duration <= 60);
  const features = trips.map(({ PULocationID, DOLocationID, trip_distance }) => ({
    PU_DO: `${PULocationID}_${DOLocationID}`,
    trip_distance,
  }));
  return { X: vectorizerOf(info.artifactUri).transform(features), y: trips.map(({ duration }) => duration) };
}

function denseRows<Absent>(X: SparseMatrix, absent: Absent): (number | Absent)[][] {
  return Array.from({ length: X.rowCount }, (_, row) => {
    const cells = new Array<number | Absent>(X.columnCount).fill(absent);
    for (let at = X.rowStarts[row]!; at < X.rowStarts[row + 1]!; at++) cells[X.columns[at]!] = X.values[at]!;
    return cells;
  });
}
