/** The first rounds on the taxi data; test/full has all of them. */
import { type DMatrix, type EvalsLog, train } from "labbook/xgboost";
import { beforeAll, expect, it } from "vitest";
import { fixture, largestDifference } from "./recorded_run.js";
import { bestParams, taxiData } from "./taxi.js";

let data: { dtrain: DMatrix; dvalid: DMatrix };

beforeAll(async () => {
  data = await taxiData();
});

it.each(["exact", "hist"] as const)(
  "validates each %s round on the taxi data as XGBoost does, to the last digits",
  async (method) => {
    const evalsResult: EvalsLog<number> = {};
    await train({ ...bestParams, tree_method: method }, data.dtrain, {
      numBoostRound: 4,
      evals: [[data.dvalid, "validation"]],
      evalsResult,
      verboseEval: false,
    });
    const recorded = fixture.duration.runs[method].validation_rmse_0_49.slice(0, 4);
    expect(largestDifference(evalsResult["validation"]!["rmse"]!, recorded)).toBeLessThan(1e-12);
  },
);
