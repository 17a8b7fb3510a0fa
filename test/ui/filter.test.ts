import { describe, expect, it } from "vitest";
import type { FieldSummary } from "../../src/protocol/page.js";
import { conditionsOf, groupFilter, withAttribute } from "../../src/ui/runs/conditions.js";
import { suggestionsFor } from "../../src/ui/runs/filter_completion.js";
import { faultIn } from "../../src/ui/runs/filter_fault.js";

const field = (name: string, more: Partial<FieldSummary> = {}): FieldSummary => {
  const kind = name.startsWith("metrics.") ? "metric" : name.startsWith("params.") ? "param" : "tag";
  return { name, kind, key: name.split(".")[1]!, runs: 3, varies: true, numeric: false, opening: true, ...more };
};
const fields = [
  field("metrics.rmse", { min: 5.5, max: 9 }),
  field("metrics.val rmse"),
  field("params.alpha", { numeric: true, values: ["0.1", "0.01"] }),
  field("params.model", { values: ["lasso", "it's"] }),
  field("tags.team"),
];
const texts = (before: string) => suggestionsFor(before, fields).list.map(({ text }) => text);

describe("completion of filters", () => {
  it("finds fields by any part of their name, quoted where they must be", () => {
    expect(texts("rms")).toEqual(["metrics.rmse ", "metrics.`val rmse` "]);
    expect(suggestionsFor("metrics.rmse < 6 AND val", fields)).toEqual({
      from: 21,
      list: [{ label: "metrics.val rmse", text: "metrics.`val rmse` ", group: "Metrics" }],
    });
    expect(texts("params.`mo")).toEqual(["params.model "]);
    expect(texts("(NOT te")).toEqual(["tags.team "]);
  });

  it("goes on with operators, values and words", () => {
    expect(texts("metrics.rmse ")).toEqual([">", ">=", "=", "!=", "<", "<="].map((one) => `${one} `));
    expect(texts("tags.team ")).toContain("IS NOT NULL ");
    expect(texts("metrics.`val rmse` ")).toContain("< ");
    expect(texts("metrics.rmse < ")).toEqual(["5.5 ", "9 "]);
    expect(texts("metrics.rmse < 5")).toEqual([]);
    expect(texts("params.alpha >= ")).toEqual(["0.1 ", "0.01 "]);
    expect(texts("params.model = ")).toEqual(["'lasso' ", '"it\'s" ']);
    expect(texts("params.model = 'la")).toEqual(["'lasso' "]);
    expect(texts("attributes.status = ")).toContain("'RUNNING' ");
    expect(texts("metrics.rmse < 6 ")).toEqual(["AND ", "OR "]);
    expect(texts("tags.team IS ")).toEqual(["NULL ", "NOT NULL "]);
    expect(texts("tags.team IS NULL ")).toEqual(["AND ", "OR "]);
  });
});

describe("filters by clicks", () => {
  it("say what a value is", () => {
    expect(conditionsOf("params.alpha", "0.1").map(({ text }) => text)).toEqual([
      "params.alpha = '0.1'",
      "params.alpha != '0.1'",
      "params.alpha >= 0.1",
      "params.alpha <= 0.1",
    ]);
    expect(conditionsOf("tags.team", null).map(({ text }) => text)).toEqual([
      "tags.team IS NULL",
      "tags.team IS NOT NULL",
    ]);
    expect(conditionsOf("duration", 5)).toEqual([]);
    expect(conditionsOf("source_name", "a.ipynb")[0]!.text).toBe("tags.`mlflow.source.name` = 'a.ipynb'");
    expect(conditionsOf("metrics.rmse", null).map(({ text }) => text)).toEqual([
      "NOT (metrics.rmse = 0 OR metrics.rmse != 0)",
      "(metrics.rmse = 0 OR metrics.rmse != 0)",
    ]);
    expect(conditionsOf("start_time", 5).map(({ label }) => label)).toEqual(["Then or later", "Then or earlier"]);
    expect(groupFilter(["source_name", "user_id"], [null, null])).toBe(
      "tags.`mlflow.source.name` IS NULL AND NOT (attributes.user_id LIKE '_%')",
    );
    expect(groupFilter(["params.model", "tags.team"], ["it's", null])).toBe(
      'params.model = "it\'s" AND tags.team IS NULL',
    );
  });

  it("replace what they say about a time, and nothing else", () => {
    const filter = "metrics.rmse < 7 AND attributes.start_time >= 5 AND attributes.start_time <= 9";
    expect(withAttribute(filter, "start_time", ["attributes.start_time >= 8"])).toBe(
      "metrics.rmse < 7 AND attributes.start_time >= 8",
    );
    expect(withAttribute("attributes.status = 'FAILED' AND tags.a = '1'", "status", [])).toBe("tags.a = '1'");
    expect(withAttribute("tags.a = '1' OR tags.b = '2'", "status", ["attributes.status = 'FAILED'"])).toBe(
      "(tags.a = '1' OR tags.b = '2') AND attributes.status = 'FAILED'",
    );
  });

  it("are read by the server's own rules, which say where they are wrong", () => {
    expect(faultIn("(metrics.rmse < 6 OR params.alpha >= 0.1) AND NOT tags.a = 'b'")).toBeUndefined();
    expect(faultIn("metrics.rmse < 6 ANDD tags.a = 'b'")).toEqual({
      message: "AND or OR is expected instead of ANDD",
      position: 17,
      length: 4,
    });
  });
});
