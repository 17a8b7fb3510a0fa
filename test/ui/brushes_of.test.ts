import { expect, it } from "vitest";
import { brushesOf } from "../../src/ui/charts/brushes_of.js";
import { maskOf } from "../../src/ui/runs/brush.js";

it("makes brushes of runs that were chosen on a chart, and they choose these runs", () => {
  const columns = { "metrics.rmse": [6, 7, null, "NaN", 9], "params.alpha": ["0.1", "0.01", "none", "", "5"] } as const;
  const column = (field: string) => columns[field as keyof typeof columns];
  const brushes = brushesOf(["metrics.rmse", "params.alpha", "params.gone"], [0, 2, 3], { column });
  expect(brushes).toEqual([
    { field: "metrics.rmse", ranges: [[6, 6]], missing: true },
    { field: "params.alpha", ranges: [[0.1, 0.1]], values: ["none", ""] },
  ]);
  expect([...maskOf(brushes, 5, column)]).toEqual([1, 0, 1, 0, 0]);
  expect(brushesOf(["metrics.rmse"], [3], { column })).toEqual([]); // NaN alone: there is no filter for it
});
