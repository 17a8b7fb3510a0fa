import { describe, expect, it } from "vitest";
import { filterOf, joinFilters, maskOf } from "../../src/ui/runs/brush.js";

describe("brushes", () => {
  const columns = { "metrics.rmse": [6, 7, null, "NaN"], "params.alpha": ["0.1", "0.01", "none", ""] } as const;
  const mask = (...brushes: Parameters<typeof maskOf>[0]) => [
    ...maskOf(brushes, 4, (field) => columns[field as keyof typeof columns]),
  ];

  it("choose runs by ranges, values and what is missing, all brushes together", () => {
    expect(mask({ field: "metrics.rmse", ranges: [[6, 6.5]] })).toEqual([1, 0, 0, 0]);
    expect(mask({ field: "metrics.rmse", ranges: [[6, 7]], missing: true })).toEqual([1, 1, 1, 0]);
    expect(mask({ field: "params.alpha", values: ["none"], ranges: [[0.05, 1]] })).toEqual([1, 0, 1, 0]);
    expect(mask({ field: "metrics.rmse", ranges: [[6, 7]] }, { field: "params.alpha", ranges: [[0, 0.05]] })).toEqual([
      0, 1, 0, 0,
    ]);
    expect(mask({ field: "params.gone", values: ["x"] })).toEqual([1, 1, 1, 1]);
  });

  it("are filter text", () => {
    expect(filterOf([{ field: "metrics.rmse", ranges: [[6, 7]] }])).toBe("(metrics.rmse >= 6 AND metrics.rmse <= 7)");
    expect(filterOf([{ field: "params.learning rate", values: ["it's"], missing: true }])).toBe(
      '(params.`learning rate` = "it\'s" OR params.`learning rate` IS NULL)',
    );
    const metric = { field: "metrics.rmse" } as const;
    expect(filterOf([{ ...metric, values: ["NaN", "Infinity", "-Infinity", "6.5"], missing: true }])).toBe(
      "((metrics.rmse != 0 AND NOT (metrics.rmse < 0 OR metrics.rmse > 0)) OR metrics.rmse > 1e307 OR metrics.rmse < -1e307 OR metrics.rmse = 6.5 OR NOT (metrics.rmse = 0 OR metrics.rmse != 0))",
    );
    expect(filterOf([{ field: "params.note", values: [`it's "odd"`] }])).toBe(`params.note LIKE 'it_s "odd"'`);
    expect(joinFilters("a OR b", "c")).toBe("(a OR b) AND c");
  });

  it("are no filter text of columns that the grammar has no word for: such a filter would refuse the whole table", () => {
    expect(filterOf([{ field: "duration", ranges: [[0, 1000]] }])).toBe("");
    expect(
      filterOf([
        { field: "min.rmse", ranges: [[0, 1]] },
        { field: "attributes_like", values: ["x"] },
        { field: "status", values: ["FINISHED"] },
      ]),
    ).toBe("attributes.status = 'FINISHED'");
  });
});
