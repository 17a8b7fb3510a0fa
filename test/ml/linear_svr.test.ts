/** LinearSVR against scikit-learn's optimum on a small set (test/fixtures/classification.json, made by make_classification.py). */
import { readFileSync } from "node:fs";
import { LinearSVR, type LinearSvrParameters } from "labbook/ml";
import { describe, expect, it, onTestFinished, vi } from "vitest";

interface Expected {
  settings: Record<string, number | string | boolean>;
  coef: number[];
  intercept: number;
  objective: number;
}

const fixture = JSON.parse(readFileSync(new URL("../fixtures/classification.json", import.meta.url), "utf8")) as {
  svr: Expected[];
};

const x = Array.from({ length: 60 }, (_, row) =>
  Array.from({ length: 5 }, (_, column) => ((row * (column + 3)) % 17) / 8 - 1),
);
const y = x.map(([a, b, c], row) => 3 * a! - 2 * b! + 0.5 * c! + ((row * 29) % 13) / 13 + (row % 10 === 0 ? 4 : 0));

const camelCase: Record<string, string> = { fit_intercept: "fitIntercept", intercept_scaling: "interceptScaling" };

function objective(model: LinearSVR): number {
  const { epsilon, C, loss, interceptScaling } = model.parameters;
  const cost = (error: number) => (loss === "epsilon_insensitive" ? error : error ** 2);
  const predicted = model.predict(x);
  const errors = y.map((value, row) => cost(Math.max(Math.abs(value - predicted[row]!) - epsilon, 0)));
  const squares = [...model.coefficients, model.intercept / interceptScaling].reduce((sum, w) => sum + w * w, 0);
  return 0.5 * squares + C * errors.reduce((sum, error) => sum + error, 0);
}

describe.each(fixture.svr)("LinearSVR with $settings", ({ settings, coef, intercept, objective: least }) => {
  it.each([0, 1])("comes to scikit-learn's optimum from seed %i", (randomState) => {
    const options: Partial<LinearSvrParameters> = Object.fromEntries(
      Object.entries(settings).map(([name, value]) => [camelCase[name] ?? name, value]),
    );
    const model = new LinearSVR({ ...options, randomState, tol: 1e-10, maxIter: 1_000_000 }).fit(x, y);
    expect(model.converged).toBe(true);
    expect(objective(model) / least).toBeCloseTo(1, 8);
    coef.forEach((value, column) => expect(model.coefficients[column]).toBeCloseTo(value, 4));
    expect(model.intercept).toBeCloseTo(intercept, 4);
  });
});

describe("LinearSVR", () => {
  it("repeats itself with a seed, and warns where it stops too early", () => {
    const warn = vi.spyOn(console, "warn").mockReturnValue(undefined);
    onTestFinished(() => warn.mockRestore());
    const fit = (randomState: number | null) => new LinearSVR({ randomState, maxIter: 2 }).fit(x, y).coefficients;
    expect(fit(7)).toEqual(fit(7));
    expect(fit(8)).not.toEqual(fit(7));
    expect(fit(null)).not.toEqual(fit(null));
    expect(warn).toHaveBeenCalledTimes(6);
    expect(warn.mock.calls[0]).toEqual([
      "ConvergenceWarning: Liblinear failed to converge, increase maxIter or scale the features.",
    ]);
  });

  it("leaves rows and columns of zeros alone", () => {
    const zeros = new LinearSVR({ randomState: 0, fitIntercept: false, loss: "squared_epsilon_insensitive" });
    expect([
      ...zeros.fit(
        [
          [0, 0],
          [0, 2],
        ],
        [5, 4],
      ).coefficients,
    ]).toEqual([0, expect.closeTo(1.7777, 3)]);
    const nothing = new LinearSVR({ randomState: 0, fitIntercept: false }).fit([[0]], [5]);
    expect([nothing.coefficients[0], nothing.converged]).toEqual([0, true]);
  });

  it.each([
    [{ dual: false }, `dual is false; it must be one of "auto", true`],
    [{ loss: "hinge" }, "loss is 'hinge'; it must be one of"],
    [{ randomState: -1 }, "randomState is -1; it must be a whole number of at least 0"],
    [{ c: 1 }, "LinearSVR has no option 'c'; did you mean 'C'?"],
  ])("refuses %j", (options, message) => {
    expect(() => new LinearSVR(options as object)).toThrow(message);
  });
});
