import { cv, DMatrix, train, type EvalsLog } from "labbook/xgboost";
import { afterEach, describe, expect, it, vi } from "vitest";
import { smallData } from "./recorded_run.js";

afterEach(() => vi.restoreAllMocks());

const data = smallData("reg:squarederror");
const params = { max_depth: 3, tree_method: "exact" };
const [even, odd] = [0, 1].map((rest) => Array.from({ length: 250 }, (_, at) => 2 * at + rest));

describe("cv", () => {
  it("gives means and deviations over what each fold's own training gives", async () => {
    const results = await cv(params, data, { numBoostRound: 4, folds: [[even!, odd!], [odd!, even!]] }); // prettier-ignore
    const scores = await Promise.all(
      [
        [even!, odd!],
        [odd!, even!],
      ].map(async ([own, test]) => {
        const evalsResult: EvalsLog<number> = {};
        const dtrain = data.slice(own!);
        const evals = [[dtrain, "train"], [data.slice(test!), "test"]] as const; // prettier-ignore
        await train(params, dtrain, { numBoostRound: 4, evals, evalsResult, verboseEval: false });
        return evalsResult["test"]!["rmse"]!;
      }),
    );
    const means = scores[0]!.map((score, round) => (score + scores[1]![round]!) / 2);
    const deviations = scores[0]!.map((score, round) => Math.abs(score - scores[1]![round]!) / 2);
    expect(Object.keys(results)).toEqual(["train-rmse-mean", "train-rmse-std", "test-rmse-mean", "test-rmse-std"]);
    results["test-rmse-mean"]!.forEach((mean, round) => expect(mean).toBeCloseTo(means[round]!, 12));
    results["test-rmse-std"]!.forEach((std, round) => expect(std).toBeCloseTo(deviations[round]!, 12));
  });

  it("tests each row in one fold, and with the same seed in the same", async () => {
    const seen: number[] = [];
    const options = { numBoostRound: 1, nfold: 4, seed: 7, stratified: true };
    const binary = smallData("binary:logistic");
    const shares: number[] = [];
    await cv({ objective: "binary:logistic" }, binary, {
      ...options,
      customMetric: (_, own) => {
        const label = own.getLabel();
        if (own.rowCount < 200) shares.push(label.reduce((sum, value) => sum + value, 0));
        if (own.rowCount < 200) seen.push(own.rowCount);
        return ["none", 0];
      },
    });
    expect(seen).toEqual([125, 125, 125, 125]);
    expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
    const [a, again, other] = await Promise.all([7, 7, 8].map((seed) => cv(params, data, { ...options, seed })));
    expect(again).toEqual(a);
    expect(other).not.toEqual(a);
  });

  it("ends with the best round when it stops early, and prints as Python does", async () => {
    const printed: string[] = [];
    vi.spyOn(console, "log").mockImplementation((line: string) => void printed.push(line));
    const results = await cv({ max_depth: 8, eta: 0.8 }, data, {
      numBoostRound: 100,
      earlyStoppingRounds: 4,
      verboseEval: 2,
      metrics: "mae",
    });
    const scores = results["test-mae-mean"]!;
    expect(Math.min(...scores)).toBe(scores.at(-1));
    expect(scores.length).toBeLessThan(100);
    expect(printed[0]).toMatch(/^\[0\]\ttrain-mae:\d+\.\d{5}\+\d\.\d{5}\ttest-mae:\d+\.\d{5}\+\d\.\d{5}$/);
    expect(printed[1]).toMatch(/^\[2\]\t/);
  });

  it("refuses folds that cannot be", async () => {
    const two = new DMatrix([[1], [2]], { label: [1, 2] });
    await expect(cv({}, two)).rejects.toThrow("nfold is 3; it must be a whole number from 2 to the number of rows, 2");
    await expect(cv({}, two, { nfolds: 2 } as object)).rejects.toThrow("cv has no option nfolds; did you mean nfold?");
    await expect(cv({}, two, { folds: [] })).rejects.toThrow("folds is empty; give [trainRows, testRows] of each fold");
  });
});
