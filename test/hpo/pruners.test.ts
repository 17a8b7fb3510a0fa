import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  fmin,
  hp,
  hyperbandPruner,
  medianPruner,
  percentilePruner,
  type Pruner,
  pruningCallback,
  rand,
  STATUS_OK,
  successiveHalvingPruner,
  TrialPruned,
  Trials,
} from "labbook/hpo";
import { DMatrix, train } from "labbook/xgboost";

interface Case {
  readonly pruner: "median" | "percentile" | "halving";
  readonly options: Readonly<Record<string, number>>;
  readonly trials: readonly { steps: readonly number[]; values: readonly (number | "NaN")[]; pruned: boolean }[];
}

const { cases } = JSON.parse(readFileSync(new URL("../fixtures/optuna-pruners.json", import.meta.url), "utf8")) as {
  cases: readonly Case[];
};

function prunerOf({ pruner, options }: Case): Pruner {
  const camel = Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
  if (pruner === "median") return medianPruner(camel);
  if (pruner === "percentile") return percentilePruner(camel as { percentile: number });
  return successiveHalvingPruner(camel);
}

const space = { x: hp.uniform("x", 0, 1) };
const quiet = { track: false, verbose: false, algo: rand.suggest } as const;

describe("pruners", () => {
  it.each(cases)("stop what Optuna's stop, at the same step: $pruner $options", async (one) => {
    const trials = new Trials();
    await fmin(
      (_, trial) => {
        const { steps, values } = one.trials[trial.tid]!;
        for (const [index, step] of steps.entries()) {
          trial.report(Number(values[index]), step);
          if (trial.shouldPrune()) throw new TrialPruned();
        }
        return { loss: 0, status: STATUS_OK };
      },
      space,
      { ...quiet, maxEvals: one.trials.length, pruner: prunerOf(one), trials, returnArgmin: false },
    );
    const ends = trials.trials.map(({ reports, result }) => [reports.length, result["pruned"] === true]);
    expect(ends).toEqual(one.trials.map(({ steps, pruned }) => [steps.length, pruned]));
  });

  it("of Hyperband give every bracket its trials, the earliest to stop the most", async () => {
    const trials = new Trials();
    const maxResource = 9;
    await fmin(
      ({ x }, trial) => {
        for (let step = 1; step <= maxResource; step++) {
          trial.report(x, step);
          if (trial.shouldPrune()) throw new TrialPruned();
        }
        return x;
      },
      space,
      { ...quiet, maxEvals: 90, rstate: 1, pruner: hyperbandPruner({ maxResource }), trials },
    );
    const stopped = (step: number) =>
      trials.trials.filter(({ reports, result }) => result["pruned"] === true && reports.length === step).length;
    expect(stopped(1)).toBeGreaterThan(stopped(3));
    expect(stopped(3)).toBeGreaterThan(0);
    expect([2, 4, 5, 6, 7, 8].map(stopped)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(trials.bestTrial.reports).toHaveLength(maxResource);
  });

  it("refuse options that cannot be", () => {
    expect(() => medianPruner({ intervalSteps: 0 })).toThrow("intervalSteps is 0; give a whole number of at least 1");
    expect(() => percentilePruner({ percentile: 101 })).toThrow("percentile is 101; give a number from 0 to 100");
    expect(() => successiveHalvingPruner({ reductionFactor: 1 })).toThrow(
      "reductionFactor is 1; give a whole number of at least 2",
    );
    expect(() => hyperbandPruner({ maxResource: 3, minResource: 5 })).toThrow("maxResource is 3, below minResource 5");
  });
});

describe("pruningCallback", () => {
  const X = Array.from({ length: 40 }, (_, row) => [row % 7, row % 5]);
  const y = X.map(([a, b]) => a! * b! - a!);
  const data = new DMatrix(X, { label: y });

  it("reports a metric of each round, and stops the training when the pruner says so", async () => {
    const trials = new Trials();
    await fmin(
      async ({ eta }, trial) => {
        const callbacks = [pruningCallback(trial, "train-rmse")];
        const evalsResult: Record<string, Record<string, number[]>> = {};
        const options = { numBoostRound: 5, evals: [[data, "train"]] as const, verboseEval: false };
        await train({ eta }, data, { ...options, callbacks, evalsResult });
        expect(trials.trials[trial.tid]!.reports.map(({ value }) => value)).toEqual(evalsResult["train"]!["rmse"]);
        return evalsResult["train"]!["rmse"]!.at(-1)!;
      },
      { eta: hp.uniform("eta", 0, 1) },
      {
        ...quiet,
        maxEvals: 3,
        pruner: medianPruner({ nStartupTrials: 1 }),
        trials,
        pointsToEvaluate: [{ eta: 0.3 }, { eta: 0.01 }, { eta: 0.9 }],
      },
    );
    expect(trials.trials.map(({ reports }) => reports.length)).toEqual([5, 1, 5]);
    expect(trials.rows().map(({ status }) => status)).toEqual(["ok", "pruned", "ok"]);
  });

  it("reports the negative of what is better when it is more, and the mean of folds", async () => {
    const trials = new Trials();
    await fmin(
      (_, trial) => {
        const callback = pruningCallback(trial, "test-auc", { maximize: true });
        callback.afterIteration(null, 7, { test: { auc: [[0.5, 0.1]] } });
        return 0;
      },
      space,
      { ...quiet, maxEvals: 1, trials },
    );
    expect(trials.trials[0]!.reports).toEqual([{ step: 7, value: -0.5 }]);
  });

  it("says which metrics there are", async () => {
    const evaluated = (log: object) =>
      fmin(
        (_, trial) => {
          pruningCallback(trial, "valid-rmse").afterIteration(null, 0, log as never);
          return 0;
        },
        space,
        { ...quiet, maxEvals: 1 },
      );
    await expect(evaluated({ validation: { rmse: [1] } })).rejects.toThrow(
      "no round was evaluated as 'valid-rmse'; there are validation-rmse",
    );
    await expect(evaluated({})).rejects.toThrow('give data to evaluate: evals: [[dvalid, "validation"]]');
  });
});

describe("a trial", () => {
  it("ignores a second report of a step, and refuses steps that are none", async () => {
    const trials = new Trials();
    await fmin(
      ({ x }, trial) => {
        trial.report(1, 0);
        trial.report(2, 0);
        expect(() => trial.report(1, -1)).toThrow("the step of a report is -1; give a whole number from 0 on");
        expect(() => trial.report(1, 0.5)).toThrow("the step of a report is 0.5");
        expect(trial.shouldPrune()).toBe(false);
        expect(trial.runId).toBeNull();
        expect(trial.point).toEqual({ x });
        return x;
      },
      space,
      { ...quiet, maxEvals: 1, trials },
    );
    expect(trials.trials[0]!.reports).toEqual([{ step: 0, value: 1 }]);
  });
});
