/** What a training tells those who listen: autologging. */
import { DMatrix, train } from "labbook/xgboost";
import { afterEach, expect, it } from "vitest";
import { listenToTraining, type TrainingEnd, type TrainingStart } from "../../src/training.js";

afterEach(() => listenToTraining("xgboost", null));

const dtrain = new DMatrix([[1, NaN], [2, 0], [3, 1], [4, NaN]], { label: [1, 2, 3, 4], featureNames: ["length", "width"] }); // prettier-ignore

function listen() {
  const told = {
    starts: [] as TrainingStart[],
    rounds: [] as unknown[],
    ends: [] as TrainingEnd[],
    failures: [] as unknown[],
  };
  listenToTraining("xgboost", (start) => {
    told.starts.push(start);
    return {
      round: (round, metrics) => void told.rounds.push([round, Object.keys(metrics)]),
      end: (end) => void told.ends.push(end),
      failed: (error) => void told.failures.push(error),
    };
  });
  return told;
}

it("tells all params with what holds for those not given, the rounds and the best one", async () => {
  const told = listen();
  const booster = await train({ learningRate: 0.5, eval_metric: ["mae", "rmse"], minChildWeight: 0 }, dtrain, {
    numBoostRound: 3,
    evals: [[dtrain, "train"]],
    earlyStoppingRounds: 2,
    verboseEval: false,
  });
  expect(told.starts[0]!.params).toEqual({
    learning_rate: 0.5,
    eval_metric: "['mae', 'rmse']",
    min_child_weight: 0,
    ...{ booster: "gbtree", objective: "reg:squarederror", base_score: null, tree_method: "hist" },
    ...{ gamma: 0, max_depth: 6, max_delta_step: 0, subsample: 1, colsample_bytree: 1, colsample_bylevel: 1 },
    ...{ colsample_bynode: 1, lambda: 1, alpha: 0, scale_pos_weight: 1, max_bin: 256, grow_policy: "depthwise" },
    ...{ max_leaves: 0, seed: 0 },
    ...{ num_boost_round: 3, maximize: null, early_stopping_rounds: 2, verbose_eval: false },
  });
  expect(told.starts[0]!.example()).toEqual({
    columnNames: ["length", "width"],
    rows: [[1, NaN], [2, 0], [3, 1], [4, NaN]], // prettier-ignore
    rowCount: 4,
    columnCount: 2,
  });
  expect(told.rounds).toEqual([0, 1, 2].map((round) => [round, ["train-mae", "train-rmse"]]));
  const [end] = told.ends;
  expect(end).toMatchObject({ model: booster, interrupted: false });
  expect(end!.metrics).toEqual({ best_iteration: 2, best_score: booster.bestScore, stopped_iteration: 2 });
});

it("tells a failure and an interrupt apart", async () => {
  const told = listen();
  const failure = new Error("no more");
  const failing = (error: Error) => ({ afterIteration: () => { throw error; } }); // prettier-ignore
  await expect(train({}, dtrain, { callbacks: [failing(failure)] })).rejects.toBe(failure);
  expect([told.failures, told.ends]).toEqual([[failure], []]);
  const interrupt = Object.assign(new Error("interrupted"), { name: "KeyboardInterrupt" });
  await expect(train({}, dtrain, { callbacks: [failing(interrupt)] })).rejects.toBe(interrupt);
  expect(told.ends.map(({ interrupted }) => interrupted)).toEqual([true]);
});
