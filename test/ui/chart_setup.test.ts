/** What charts open with: set-ups of addresses, and the columns that tell most. */
import { expect, it } from "vitest";
import type { FieldSummary } from "../../src/protocol/page.js";
import { metricsOf } from "../../src/ui/charts/choices.js";
import { readSetup } from "../../src/ui/charts/setup.js";
import { exactTime, isoTime } from "../../src/ui/parts/time.js";
import { readableTime } from "../../src/plots/run_fields.js";

it.each([
  [
    { kind: "lines", keys: 5, smoothing: "much", logY: true },
    { kind: "lines", logY: true },
  ],
  [{ kind: "lines", keys: ["a", 1], x: "day" }, { kind: "lines" }],
  [{ kind: "parallel", axes: [5] }, { kind: "parallel" }],
  [
    { kind: "parallel", axes: [{ field: "metrics.a", inverted: true }] },
    { kind: "parallel", axes: [{ field: "metrics.a", inverted: true }] },
  ],
  [
    { kind: "scatter", x: {}, y: "metrics.a", color: 3 },
    { kind: "scatter", y: "metrics.a" },
  ],
  [{ kind: "__proto__" }, undefined],
  [{ kind: "pie" }, undefined],
  [{}, undefined],
])("reads the chart %j of an address as %j", (given, expected) => {
  expect(readSetup(given)).toEqual(expected);
});

function metric(key: string, runs: number, [min, max]: readonly [number, number]): FieldSummary {
  const varies = min !== max || runs < 100;
  return { name: `metrics.${key}`, kind: "metric", key, runs, varies, numeric: true, min, max, opening: true };
}

it("takes for the objective what the table is sorted by, else a metric that differs and that most runs have", () => {
  const fields = [metric("constant", 100, [1, 1]), metric("rare", 2, [0, 9]), metric("rmse", 90, [6, 12])];
  const keys = (sortedBy?: string): string[] => metricsOf(fields, sortedBy).map(({ key }) => key);
  expect(keys()).toEqual(["rmse", "rare", "constant"]);
  expect(keys("metrics.rare")).toEqual(["rare", "rmse", "constant"]);
  expect(keys("params.alpha")).toEqual(["rmse", "rare", "constant"]);
});

it("shows times beyond the calendar as the numbers that they are", () => {
  expect([exactTime(9e15), isoTime(9e15), readableTime(9e15)]).toEqual([
    "9000000000000000 ms",
    "9000000000000000",
    "9000000000000000 ms",
  ]);
  expect(isoTime(0)).toBe("1970-01-01T00:00:00.000Z");
});
