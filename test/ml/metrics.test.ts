/** Metrics of regression against scikit-learn's (test/fixtures/metrics.json). */
import { readFileSync } from "node:fs";
import * as ml from "labbook/ml";
import { describe, expect, it, onTestFinished, vi } from "vitest";

type Numbers = (number | string)[];

interface Case {
  y_true: Numbers;
  y_pred: Numbers;
  sample_weight?: number[];
  metrics: Record<string, number | string>;
  warnings?: string[];
}

const fixture = JSON.parse(readFileSync(new URL("../fixtures/metrics.json", import.meta.url), "utf8")) as {
  cases: Record<string, Case>;
  errors: Record<string, { y_true: Numbers; y_pred: Numbers }>;
};

const metrics = {
  mean_squared_error: ml.meanSquaredError,
  root_mean_squared_error: ml.rootMeanSquaredError,
  mean_absolute_error: ml.meanAbsoluteError,
  r2_score: ml.r2Score,
  max_error: ml.maxError,
  median_absolute_error: ml.medianAbsoluteError,
  mean_absolute_percentage_error: ml.meanAbsolutePercentageError,
} as const;

describe.each(Object.entries(fixture.cases))(
  "%s",
  (_, { y_true, y_pred, sample_weight, metrics: expected, warnings }) => {
    it.each(Object.entries(metrics))("%s is scikit-learn's", (name, metric) => {
      const warn = vi.spyOn(console, "warn").mockReturnValue(undefined);
      onTestFinished(() => warn.mockRestore());
      const value = metric(y_true.map(Number), y_pred.map(Number), { sampleWeight: sample_weight });
      const wanted = Number(expected[name]);
      if (Number.isNaN(wanted)) expect(value).toBeNaN();
      else expect(Math.abs(value - wanted)).toBeLessThanOrEqual(1e-12 * Math.abs(wanted));
      const said = warn.mock.calls.map(([text]) => `${name}: ${text}`);
      expect(said).toEqual((warnings ?? []).filter((text) => text.startsWith(`${name}:`)));
    });
  },
);

it.each([
  ["length mismatch", "2 actual and 1 predicted values"],
  ["empty", "0 actual and 0 predicted values"],
  ["nan in target", "actual[1] is NaN; leave such values out"],
  ["infinite prediction", "predicted[1] is Infinity; leave such values out"],
])("%s is an error, as in scikit-learn", (name, message) => {
  const { y_true, y_pred } = fixture.errors[name]!;
  for (const metric of Object.values(metrics)) {
    expect(() => metric(y_true.map(Number), y_pred.map(Number))).toThrow(message);
  }
});

it("the median of weighted errors is the middle of the weight", () => {
  const median = (errors: number[], sampleWeight: number[]) =>
    ml.medianAbsoluteError(
      errors,
      errors.map(() => 0),
      { sampleWeight },
    );
  expect(median([1, 2, 10], [1, 1, 5])).toBe(10);
  expect(median([1, 2, 10], [5, 1, 1])).toBe(1);
  expect(() => median([1, 2], [1])).toThrow("1 sample weights for 2 values");
});
