/** Autologging of XGBoost's trainer. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as mlflow from "labbook";
import * as xgb from "labbook/xgboost";
import { pendingCalls } from "../../src/pending.js";
import { trackToTemporary } from "./tracked.js";

const rows = Array.from({ length: 80 }, (_, row) => [(row * 7) % 11, ((row * 13) % 17) / 10, row % 3]);
const label = rows.map(([a, b, c]) => a! * b! - c!);
const featureNames = ["a", "b", "c"];
const dtrain = new xgb.DMatrix(rows.slice(0, 60), { label: label.slice(0, 60), featureNames });
const dvalid = new xgb.DMatrix(rows.slice(60), { label: label.slice(60), featureNames });
const options = {
  numBoostRound: 30,
  evals: [[dvalid, "validation"]],
  earlyStoppingRounds: 2,
  verboseEval: false,
} as const;

beforeEach(trackToTemporary);
afterEach(() => mlflow.autolog({ disable: true }));

describe("xgboost.autolog", () => {
  it("logs all params, each round, the best one, what it was trained on, and a model that loads", async () => {
    xgb.autolog({ importanceTypes: ["weight", "total_gain"] });
    const history: xgb.EvalsLog<number> = {};
    const params = { max_depth: 3, learningRate: 0.5, tree_method: "exact", eval_metric: ["mae", "rmse"] };
    const booster = await xgb.train(params, dtrain, { ...options, evalsResult: history });
    const [run, ...others] = await mlflow.searchRuns();
    expect([run!.info.status, others]).toEqual(["FINISHED", []]);
    expect(run!.data.params).toEqual({
      max_depth: "3",
      learning_rate: "0.5",
      tree_method: "exact",
      eval_metric: "['mae', 'rmse']",
      booster: "gbtree",
      objective: "reg:squarederror",
      base_score: "None",
      max_leaves: "0",
      grow_policy: "depthwise",
      min_child_weight: "1",
      gamma: "0",
      alpha: "0",
      lambda: "1",
      max_delta_step: "0",
      subsample: "1",
      colsample_bytree: "1",
      colsample_bylevel: "1",
      colsample_bynode: "1",
      scale_pos_weight: "1",
      seed: "0",
      num_boost_round: "30",
      early_stopping_rounds: "2",
      maximize: "None",
      verbose_eval: "False",
    });
    const rmse = history["validation"]!["rmse"]!;
    const best = booster.bestIteration!;
    const points = await new mlflow.MlflowClient().getMetricHistory(run!.info.runId, "validation-rmse");
    expect(points.map(({ step, value }) => [step, value])).toEqual(
      [...rmse, rmse[best]].map((value, at) => [at, value]),
    );
    expect(run!.data.metrics).toMatchObject({ best_iteration: best, stopped_iteration: rmse.length - 1 });
    expect(run!.data.metrics["validation-mae"]).toBe(history["validation"]!["mae"]![best]);
    expect(run!.inputs.datasets.map(({ dataset }) => dataset.name)).toEqual(["dataset", "validation"]);
    expect((await new mlflow.MlflowClient().listArtifacts(run!.info.runId)).map(({ path }) => path)).toEqual([
      "feature_importance_total_gain.json",
      "feature_importance_total_gain.svg",
      "feature_importance_weight.json",
      "feature_importance_weight.svg",
      "model",
    ]);
    const loaded = await mlflow.loadModel(`runs:/${run!.info.runId}/model`);
    expect(await loaded.predict([{ a: 1, b: 0.5, c: 2 }])).toEqual([...booster.predict([[1, 0.5, 2]])]);
    expect(loaded.metadata.signature!.inputs!.map((column) => column.name)).toEqual(featureNames);
    expect(loaded.metadata.flavors["xgboost"]).toMatchObject({ model_format: "ubj" });
  });

  it("keeps trainings beside each other apart, and puts each where withRun says", async () => {
    mlflow.xgboost.autolog({ logModels: false });
    const seeds = [1, 2, 3];
    await Promise.all([
      ...seeds.map((seed) => xgb.train({ seed }, dtrain, options)),
      mlflow.withRun({ runName: "scoped" }, () => xgb.train({ seed: 4 }, dtrain, options)),
    ]);
    const runs = await mlflow.searchRuns();
    expect(runs.map(({ data }) => data.params["seed"]).sort()).toEqual(["1", "2", "3", "4"]);
    expect(runs.find(({ info }) => info.runName === "scoped")!.data.params["seed"]).toBe("4");
  });

  it("marks the run of an interrupted training as KILLED, with its rounds and without a model", async () => {
    xgb.autolog();
    const sharedFlag = Int32Array.of(0);
    const stop = () => {
      throw Object.assign(new Error("interrupted"), { name: "KeyboardInterrupt" });
    };
    vi.stubGlobal("__labbook", { sharedFlag, stop, interruptListeners: new Set() });
    const callbacks = [
      { afterIteration: (_: unknown, round: number) => ((sharedFlag[0] = round === 4 ? 1 : 0), false) },
    ];
    await expect(xgb.train({}, dtrain, { ...options, callbacks })).rejects.toThrow("interrupted");
    vi.unstubAllGlobals();
    await pendingCalls.settle(null);
    const [run] = await mlflow.searchRuns();
    expect(run!.info.status).toBe("KILLED");
    const points = await new mlflow.MlflowClient().getMetricHistory(run!.info.runId, "validation-rmse");
    expect(points).toHaveLength(5);
    expect(await new mlflow.MlflowClient().listArtifacts(run!.info.runId)).toEqual([]);
  });
});
