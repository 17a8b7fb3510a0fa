import { expect, it } from "vitest";
import { searchOf, viewOf } from "../../src/ui/runs/view.js";

it("reads a view from an address, and leaves what has another shape as it opens", () => {
  const whole = {
    filter: "metrics.rmse < 7",
    orderBy: ["metrics.val loss DESC", "start_time ASC"],
    columns: ["params.alpha", "min.rmse", "git_commit"],
    brushes: [{ field: "metrics.rmse", ranges: [[6, 6.5]], missing: true }],
  };
  expect(searchOf(viewOf(whole))).toEqual(whole);
  expect(viewOf(whole).brushes).toBe(whole.brushes);
  const broken = {
    filter: 5,
    stage: "gone",
    shown: true,
    differing: "yes",
    widths: [1],
    orderBy: "metrics.rmse",
    columns: ["nonsense", "params.alpha", 3],
    groupBy: ["metrics", "tags.model"],
    pinned: [null, "r1"],
    brushes: [
      {},
      null,
      { field: "metrics.rmse", ranges: [1] },
      { field: "nonsense" },
      { field: "tags.a", values: ["b"] },
    ],
    charts: [7, { kind: "bar" }],
  };
  expect(searchOf(viewOf(broken))).toEqual({
    columns: ["params.alpha"],
    groupBy: ["tags.model"],
    pinned: ["r1"],
    brushes: [{ field: "tags.a", values: ["b"] }],
    charts: [{ kind: "bar" }],
  });
});
