/** What any execution of the main notebook must show, quick or whole. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { MlflowClient, type Run } from "labbook";
import { expect } from "vitest";
import { fixture } from "../xgboost/recorded_run.js";
import type { Executed } from "./executed.js";

const path = join(import.meta.dirname, "../fixtures/duration-models.json");
const scikitLearn = JSON.parse(readFileSync(path, "utf8")).recipes.joined.models;

/** The runs of the notebook's experiment in this folder, the first one first. */
export async function runsIn(cwd: string): Promise<Run[]> {
  const client = new MlflowClient(`sqlite:///${cwd}/mlflow.db`);
  const { experimentId } = (await client.getExperimentByName("nyc-taxi-experiment"))!;
  return await client.searchRuns({ experimentIds: experimentId, orderBy: ["start_time ASC"] });
}

/** The models that do not depend on the parameters of the notebook, its data and its plots. */
export function expectCourse({ outputs, lines }: Executed): void {
  expect(lines("const train = await")[0]).toBe("73,908 rides to learn from, 61,921 to validate");
  expect(lines("const dv = new")).toEqual(["SparseMatrix 73,908 × 13,221, 147,816 stored entries"]);
  expect(Number(lines("const linear = new")[0])).toBeCloseTo(scikitLearn["LinearRegression()"].val_rmse, 7);
  expect(Number(lines("const lasso = new").at(-1))).toBeCloseTo(scikitLearn["Lasso(alpha=0.1)"].val_rmse, 6);
  const boosting = /GradientBoostingRegressor +RMSE ([\d.]+) minutes/.exec(lines("const others").join("\n"))!;
  const { val_rmse } = scikitLearn["GradientBoostingRegressor(random_state=0)"];
  expect(Math.abs(Number(boosting[1]) - val_rmse)).toBeLessThan(2e-3);
  expect(lines("const others").join("\n")).toContain("ConvergenceWarning: Liblinear failed to converge");
  for (const plot of ["parallelCoordinates", "scatter", "contour", "optimizationHistory", "xgb.plotImportance"]) {
    const { data } = outputs(`${plot}(`).at(-1)!;
    expect(Object.keys(data!)).toContain("application/vnd.plotly.v1+json");
    expect(data!["text/html"]).toContain("data:image/svg+xml;base64,");
  }
}

export async function expectRuns(cwd: string, maxEvals: number, numBoostRound: number): Promise<void> {
  const runs = await runsIn(cwd);
  const trials = runs.filter(({ data }) => data.tags["model"] === "xgboost");
  expect(trials).toHaveLength(maxEvals);
  for (const { data } of trials) {
    expect(Number(data.params["max_depth"])).toBeGreaterThanOrEqual(4);
    expect(data.metrics["rmse"]).toBeLessThan(13);
  }
  const others = runs.filter((run) => !trials.includes(run));
  const names = ["RandomForestRegressor", "GradientBoostingRegressor", "ExtraTreesRegressor", "LinearSVR"];
  expect(others.map(({ info }) => info.runName)).toEqual(["lasso", "xgboost-best", ...names]);
  for (const { info, data } of runs) {
    expect([info.status, data.tags["developer"]]).toEqual(["FINISHED", "cristian"]);
    expect(existsSync(join(info.artifactUri, "notebook/executions.jsonl"))).toBe(true);
    expect(existsSync(join(info.artifactUri, "notebook/duration-prediction.ipynb"))).toBe(true);
  }
  for (const { info } of others.slice(1)) {
    expect(existsSync(join(info.artifactUri, "preprocessor/dict_vectorizer.json"))).toBe(true);
    expect(existsSync(join(info.artifactUri, "model/MLmodel"))).toBe(true);
  }
  expect(others[0]!.data.params).toMatchObject({
    alpha: "0.1",
    "train-data-path": "data/green_tripdata_2021-01.parquet",
  });

  const { info, data } = others[1]!;
  expect(data.params).toMatchObject({ max_depth: "30", learning_rate: "0.09585355369315604" });
  const history = await new MlflowClient(`sqlite:///${cwd}/mlflow.db`).getMetricHistory(info.runId, "validation-rmse");
  const scores = history.filter(({ step }) => step < Math.min(numBoostRound, 50)).map(({ value }) => value);
  const recorded = fixture.duration.runs.exact.validation_rmse_0_49.slice(0, numBoostRound);
  expect(scores.slice(0, recorded.length)).toEqual(recorded.map((score) => expect.closeTo(score, 9)));
}
