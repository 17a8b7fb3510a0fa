/** How a training of many rounds is logged, whoever trains: told by hand as a trainer tells it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import * as mlflow from "labbook";
import { Booster } from "labbook/xgboost";
import { pendingCalls } from "../../src/pending.js";
import { beginTraining, type TrainingEnd } from "../../src/training.js";
import { tempFolder } from "../temp.js";
import { trackToTemporary } from "./tracked.js";

beforeEach(async () => {
  await trackToTemporary();
  mlflow.xgboost.autolog({ logModels: false, importanceTypes: ["gain"] });
});
afterEach(() => mlflow.autolog({ disable: true }));

const example = { columnNames: ["a"], rows: [[1], [2]], rowCount: 2, columnCount: 1 };
const start = {
  library: "xgboost",
  name: "train",
  params: { max_depth: 3, eta: 0.3, maximize: null, verbose_eval: true },
  example: () => example,
  evals: [{ name: "validation", example: () => ({ ...example, rowCount: 1, rows: [[3]] }) }],
} as const;
const end: TrainingEnd = { model: { predict: () => [1] }, metrics: {}, interrupted: false };

async function logged(): Promise<{
  run: mlflow.Run;
  points: (key: string) => Promise<readonly (readonly number[])[]>;
}> {
  await pendingCalls.settle(null);
  const [run, ...others] = await mlflow.searchRuns();
  expect(others).toEqual([]);
  const history = (key: string) => new mlflow.MlflowClient().getMetricHistory(run!.info.runId, key);
  return { run: run!, points: async (key) => (await history(key)).map(({ step, value }) => [step, value]) };
}

it("logs params, each round, and the best round once more one step after the last", async () => {
  const training = beginTraining(start);
  [3, 1, 2].forEach((rmse, round) =>
    training.round(round, { "validation-rmse": rmse, "validation-ndcg@3": rmse / 10 }),
  );
  await training.end({ ...end, metrics: { best_iteration: 1, best_score: 1, stopped_iteration: 2 } });
  const { run, points } = await logged();
  expect(run.info.status).toBe("FINISHED");
  expect(run.data.params).toEqual({ max_depth: "3", eta: "0.3", maximize: "None", verbose_eval: "True" });
  expect(await points("validation-rmse")).toEqual([
    [0, 3],
    [1, 1],
    [2, 2],
    [3, 1],
  ]);
  expect(await points("validation-ndcg_at_3")).toHaveLength(4);
  expect(run.data.metrics).toMatchObject({ best_iteration: 1, best_score: 1, stopped_iteration: 2 });
  expect(run.data.tags).toMatchObject({ "mlflow.autologging": "xgboost" });
  expect(run.inputs.datasets.map(({ dataset, tags }) => [dataset.name, tags["mlflow.data.context"]])).toEqual([
    ["dataset", "train"],
    ["validation", "eval"],
  ]);
});

it("writes rounds while the training goes on, many at a time", async () => {
  const training = beginTraining(start);
  const scores = (round: number) => ({ "validation-rmse": 1000 - round, "validation-mae": round, "train-rmse": 0 });
  for (let round = 0; round < 1000; round++) training.round(round, scores(round));
  await pendingCalls.settle(null);
  expect((await (await logged()).points("validation-rmse")).length).toBeGreaterThan(600);
  training.round(1000, scores(1000));
  await training.end(end);
  const { run, points } = await logged();
  expect(await points("validation-rmse")).toHaveLength(1001);
  expect(run.data.metrics["validation-rmse"]).toBe(0);
});

it("says once what cannot be logged of all rounds, and logs the rest", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const training = beginTraining(start);
  for (let round = 0; round < 2000; round++) training.round(round, { "validation-$": round });
  await training.end({ ...end, metrics: { best_score: 1 } });
  const { run } = await logged();
  expect([run.info.status, run.data.metrics]).toEqual(["FINISHED", { best_score: 1 }]);
  expect(warn.mock.calls.map(([text]) => String(text).slice(0, 100))).toEqual([
    'autolog: the metrics of a training could not be logged: Invalid value "validation-$" for parameter \'',
  ]);
  warn.mockRestore();
});

it("keeps what an interrupted or failed training had", async () => {
  const interrupted = beginTraining(start);
  interrupted.round(0, { "validation-rmse": 5 });
  await interrupted.end({ ...end, interrupted: true });
  const { run } = await logged();
  expect([run.info.status, run.data.metrics]).toEqual(["KILLED", { "validation-rmse": 5 }]);
  await mlflow.deleteRun(run.info.runId);
  const failed = beginTraining(start);
  failed.round(0, { "validation-rmse": 6 });
  await failed.failed(new Error("no memory"));
  const { info, data } = (await logged()).run;
  expect([info.status, data.metrics]).toEqual(["FAILED", { "validation-rmse": 6 }]);
});

it("writes the importance types that were asked for, as JSON and as a picture of the greatest", async () => {
  const booster = Booster.load("test/fixtures/xgboost-small.json");
  await beginTraining(start).end({ ...end, model: booster });
  const { run } = await logged();
  const client = new mlflow.MlflowClient();
  expect((await client.listArtifacts(run.info.runId)).map(({ path }) => path)).toEqual([
    "feature_importance_gain.json",
    "feature_importance_gain.svg",
  ]);
  const folder = await client.downloadArtifacts(run.info.runId, "", tempFolder());
  const gains = booster.getScore({ importanceType: "gain" });
  expect(JSON.parse(readFileSync(join(folder, "feature_importance_gain.json"), "utf8"))).toEqual(gains);
  const greatest = Object.entries(gains).sort(([, a], [, b]) => b - a)[0]![0];
  const labels = readFileSync(join(folder, "feature_importance_gain.svg"), "utf8").match(/(?<=>)[^<>]+(?=<\/text>)/g)!;
  expect(labels.slice(0, 2)).toEqual(["Feature importance (gain)", greatest]);
});
