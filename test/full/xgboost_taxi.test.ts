/** Whole trainings on the taxi data: 100 rounds by each method, and the course's 1000 with early stopping. */
import { type DMatrix, type EvalsLog, train } from "labbook/xgboost";
import { beforeAll, describe, expect, it } from "vitest";
import { fixture, largestDifference } from "../xgboost/recorded_run.js";
import { bestParams, taxiData } from "../xgboost/taxi.js";

let data: { dtrain: DMatrix; dvalid: DMatrix };

beforeAll(async () => {
  data = await taxiData();
});

describe.each(["exact", "hist"] as const)("%s on the taxi data", (method) => {
  it("validates each of 100 rounds as XGBoost 3.2 does", async () => {
    const evalsResult: EvalsLog<number> = {};
    await train({ ...bestParams, tree_method: method }, data.dtrain, {
      numBoostRound: 100,
      evals: [[data.dvalid, "validation"]],
      evalsResult,
      verboseEval: false,
    });
    const scores = evalsResult["validation"]!["rmse"]!;
    const { validation_rmse_0_49, validation_rmse_at_round_99 } = fixture.duration.runs[method];
    expect(largestDifference(scores.slice(0, 50), validation_rmse_0_49)).toBeLessThan(1e-9);
    expect(scores[99]).toBeCloseTo(validation_rmse_at_round_99, 9);
  });
});

it("ends where the course's training ended: 1000 rounds, early stopping after 50", async () => {
  const booster = await train(
    { ...bestParams, objective: "reg:linear", tree_method: "exact", verbosity: 0 },
    data.dtrain,
    {
      numBoostRound: 1000,
      evals: [[data.dvalid, "validation"]],
      earlyStoppingRounds: 50,
      verboseEval: false,
    },
  );
  expect(Math.abs(booster.bestScore! - 6.303)).toBeLessThan(0.003);
  expect(booster.numBoostedRounds()).toBeGreaterThan(900);
});
