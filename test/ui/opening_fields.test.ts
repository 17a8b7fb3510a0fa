import { expect, it } from "vitest";
import type { FieldSummary } from "../../src/protocol/page.js";
import { openingFields } from "../../src/ui/runs/columns.js";

const field = (name: string, runs: number): FieldSummary => ({
  name,
  kind: name.startsWith("metrics.") ? "metric" : "param",
  key: name.slice(name.indexOf(".") + 1),
  runs,
  varies: true,
  numeric: true,
  opening: true,
});

it("opens a table with what most runs have, metrics before params, what few have after it", () => {
  const fields = [
    field("metrics.best_score", 1),
    field("metrics.loss", 6),
    field("metrics.rmse", 11),
    field("params.alpha", 2),
    field("params.max_depth", 9),
    { ...field("metrics.hidden", 11), opening: false },
  ];
  expect(openingFields(fields, 1)).toEqual([
    "start_time",
    "duration",
    "metrics.loss",
    "metrics.rmse",
    "metrics.best_score",
    "params.max_depth",
    "params.alpha",
  ]);
});
