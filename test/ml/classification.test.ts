/** Logistic regression and metrics of classification against scikit-learn's (test/fixtures/classification.json). */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  accuracyScore,
  f1Score,
  loadEstimator,
  logLoss,
  LogisticRegression,
  precisionScore,
  recallScore,
  rocAucScore,
  saveEstimator,
} from "labbook/ml";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { listenToTraining, type TrainingEnd } from "../../src/training.js";
import { tempFolder } from "../temp.js";

interface Expected {
  settings: Record<string, number | boolean>;
  classes: string[];
  n_iter: number;
  coef: number[][];
  intercept: number[];
  probabilities: number[][];
  accuracy: number;
  log_loss: number;
  roc_auc: number;
  [score: string]: unknown;
}

const fixture = JSON.parse(readFileSync(new URL("../fixtures/classification.json", import.meta.url), "utf8")) as {
  shown: number[];
  iris: Expected[];
  binary: Expected;
};
const flowers = readFileSync(new URL("../../notebooks/data/iris.csv", import.meta.url), "utf8")
  .trim()
  .split("\n");
const cells = flowers.slice(1).map((line) => line.split(","));
const x = cells.map((row) => row.slice(0, 4).map(Number));
const species = cells.map((row) => row[4]!);

const camelCase: Record<string, string> = { fit_intercept: "fitIntercept", max_iter: "maxIter" };
const made = ({ settings }: Expected) =>
  new LogisticRegression(
    Object.fromEntries(Object.entries(settings).map(([key, value]) => [camelCase[key] ?? key, value])),
  );

function silently<T>(act: () => T): { result: T; said: string[] } {
  const warn = vi.spyOn(console, "warn").mockReturnValue(undefined);
  onTestFinished(() => warn.mockRestore());
  return { result: act(), said: warn.mock.calls.map(([text]) => String(text)) };
}

function near(actual: ArrayLike<number>, expected: ArrayLike<number>, digits: number) {
  expect(actual).toHaveLength(expected.length);
  Array.from(expected).forEach((value, index) => expect(actual[index]).toBeCloseTo(value, digits));
}

describe.each([
  ...fixture.iris.map((expected) => ({ expected, x, y: species })),
  { expected: fixture.binary, x: x.slice(50), y: species.slice(50) },
])("logistic regression with $expected.settings on $expected.classes", ({ expected, x, y }) => {
  it("comes to scikit-learn's classes, weights, probabilities and scores", () => {
    const { result: model, said } = silently(() => made(expected).fit(x, y));
    // Past a hundred rounds rounding has changed the way.
    const exact = expected.n_iter < 100;
    if (exact) expect(model.iterations).toBe(expected.n_iter);
    expect(said).toHaveLength(expected.settings["C"] === 1 ? 1 : 0);
    expect(model.converged).toBe(said.length === 0);
    expect(model.classes).toEqual(expected.classes);
    const digits = exact ? 6 : 1;
    model.coefficients.forEach((row, at) => near(row, expected.coef[at]!, digits));
    near(model.intercepts, expected.intercept, digits);
    const probabilities = model.predictProba(x);
    const shown = fixture.shown.filter((row) => row < y.length);
    shown.forEach((row, at) => near(probabilities[row]!, expected.probabilities[at]!, exact ? 7 : 3));
    const predicted = model.predict(x);
    expect(model.score(x, y)).toBeCloseTo(expected.accuracy, 12);
    expect(logLoss(y, probabilities)).toBeCloseTo(expected.log_loss, exact ? 8 : 4);
    expect(rocAucScore(y, probabilities, model.classes)).toBeCloseTo(expected.roc_auc, 12);
    for (const average of ["macro", "weighted", "micro"] as const) {
      expect(precisionScore(y, predicted, { average })).toBeCloseTo(expected[`precision_${average}`] as number, 12);
      expect(recallScore(y, predicted, { average })).toBeCloseTo(expected[`recall_${average}`] as number, 12);
      expect(f1Score(y, predicted, { average })).toBeCloseTo(expected[`f1_${average}`] as number, 12);
    }
  });
});

describe("logistic regression", () => {
  it("takes numbers as classes, and comes back from a folder", async () => {
    const y = species.map((name) => ["virginica", "versicolor", "setosa"].indexOf(name) - 1);
    const model = new LogisticRegression({ C: 100 }).fit(x, y);
    expect(model.classes).toEqual([-1, 0, 1]);
    expect(model.predict(x).slice(0, 2)).toEqual([1, 1]);
    const folder = join(tempFolder(), "iris");
    await saveEstimator(model, folder);
    const copy = await loadEstimator<LogisticRegression>(folder);
    expect(copy.predictProba(x)).toEqual(model.predictProba(x));
    expect(copy.classes).toEqual([-1, 0, 1]);
  });

  it("separates classes without end when nothing holds it back, and says so", () => {
    const { result: model, said } = silently(() =>
      new LogisticRegression({ penalty: null, maxIter: 3 }).fit([[-2], [-1], [1], [2]], ["a", "a", "b", "b"]),
    );
    expect(model.score([[-1], [1]], ["a", "b"])).toBe(1);
    expect(said).toEqual([`ConvergenceWarning: ${model.convergenceWarning}`]);
    expect(model.convergenceWarning).toContain("lbfgs did not converge after 3 iterations (maxIter=3)");
  });

  it("tells autologging MLflow's scores", () => {
    const ends: TrainingEnd[] = [];
    listenToTraining("ml", () => ({ end: (end) => void ends.push(end), failed: () => undefined }));
    onTestFinished(() => listenToTraining("ml", null));
    const expected = fixture.iris[0]!;
    made(expected).fit(x, species);
    expect(ends[0]!.metrics).toEqual({
      training_precision_score: expect.closeTo(expected["precision_weighted"] as number, 12) as number,
      training_recall_score: expect.closeTo(expected["recall_weighted"] as number, 12) as number,
      training_f1_score: expect.closeTo(expected["f1_weighted"] as number, 12) as number,
      training_accuracy_score: expected.accuracy,
      training_log_loss: expect.closeTo(expected.log_loss, 8) as number,
      training_roc_auc: expect.closeTo(expected.roc_auc, 12) as number,
      training_score: expected.accuracy,
    });
  });

  it.each([
    ["one class", ["a", "a"], `y has one class only, "a"; give rows of at least two classes`],
    ["mixed kinds", ["a", 1], "y[1] is 1; give labels that are all numbers or all strings"],
    ["a missing label", ["a", null], "y[1] is null; give labels"],
    ["NaN", [1, NaN], "y[1] is null; give labels"],
    ["too few", ["a"], "X has 2 rows and y 1 values"],
  ])("refuses %s", (_, y, message) => {
    expect(() => new LogisticRegression().fit([[1], [2]], y as string[])).toThrow(message);
  });

  it.each([
    [{ C: 0 }, "C is 0; it must be a number above 0"],
    [{ penalty: "l1" }, `penalty is 'l1'; it must be one of "l2", null`],
    [{ classWeight: "balanced" }, "LogisticRegression here does not have scikit-learn's option 'classWeight'"],
  ])("refuses %j", (options, message) => {
    expect(() => new LogisticRegression(options as object)).toThrow(message);
  });
});

describe("metrics of classification", () => {
  it("count one class where there are two", () => {
    const [actual, predicted] = [
      [1, 1, 0, 0, 1],
      [1, 0, 0, 1, 1],
    ];
    expect(accuracyScore(actual, predicted)).toBe(0.6);
    expect(precisionScore(actual, predicted)).toBeCloseTo(2 / 3, 12);
    expect(recallScore(actual, predicted, { posLabel: 0 })).toBe(0.5);
    expect(f1Score(actual, predicted)).toBeCloseTo(2 / 3, 12);
    expect(precisionScore([0, 1], [0, 0])).toBe(0);
  });

  it.each([
    ["labels of different length", () => accuracyScore([1], []), "1 actual and 0 predicted labels"],
    ["no class to count", () => f1Score(["a", "b"], ["a", "b"]), `there are the labels "a", "b", and posLabel is 1`],
    [
      "probabilities of other classes",
      () => logLoss(["a", "b"], [[1], [1]]),
      "1 probabilities per label for 2 labels (a, b)",
    ],
  ])("refuse %s", (_, act, message) => {
    expect(act).toThrow(message);
  });
});
