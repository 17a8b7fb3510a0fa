/** Autologging to a server, where what is logged is gathered and sent by and by. */
import { afterEach, expect, it } from "vitest";
import * as mlflow from "labbook";
import * as ml from "labbook/ml";
import * as xgb from "labbook/xgboost";
import { pendingCalls } from "../../src/pending.js";
import { serve } from "../server/serving.js";

const X = Array.from({ length: 40 }, (_, row) => [(row * 7) % 11, row % 3]);
const y = X.map(([a, b]) => a! - b!);

afterEach(() => mlflow.autolog({ disable: true }));

it("logs runs, rounds, models and importances to a server as to a file", async () => {
  await mlflow.setTrackingUri((await serve()).url);
  mlflow.autolog();
  new ml.Ridge({ alpha: 0.5 }).fit(X, y);
  const dtrain = new xgb.DMatrix(X, { label: y });
  const history: xgb.EvalsLog<number> = {};
  const booster = await xgb.train({ max_depth: 2 }, dtrain, {
    ...{ numBoostRound: 20, evals: [[dtrain, "train"]], verboseEval: false, evalsResult: history },
  });
  await pendingCalls.settle(null);
  const runs = await mlflow.searchRuns({ orderBy: ["attributes.start_time ASC"] });
  expect(runs.map(({ info, data }) => [info.status, data.tags["mlflow.autologging"]])).toEqual([
    ["FINISHED", "ml"],
    ["FINISHED", "xgboost"],
  ]);
  const { runId } = runs[1]!.info;
  const points = await new mlflow.MlflowClient().getMetricHistory(runId, "train-rmse");
  expect(points.map(({ value }) => value)).toEqual(history["train"]!["rmse"]);
  const loaded = await mlflow.loadModel(`runs:/${runId}/model`);
  expect(await loaded.predict(X)).toEqual([...booster.predict(X)]);
  expect((await new mlflow.MlflowClient().listArtifacts(runId)).map(({ path }) => path)).toEqual([
    "feature_importance_weight.json",
    "feature_importance_weight.svg",
    "model",
  ]);
});
