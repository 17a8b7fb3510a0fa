import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FilterError } from "../../src/errors.js";
import { readFilter, readOrder } from "../../src/search/check.js";

function fault(filter: string): string {
  try {
    readFilter("runs", filter);
  } catch (error) {
    const [message, , caret] = (error as FilterError).message.split("\n");
    return `${message} @${caret!.indexOf("^") - 2}`;
  }
  return "no fault";
}

describe("a filter", () => {
  it("is a list of conditions", () => {
    expect(
      readFilter("runs", "metrics.rmse <= .5e1 and tags.mlflow.source.name <> \"a'b\" AND run_id not in ('x','y')"),
    ).toEqual([
      { entity: "metric", key: "rmse", operator: "<=", value: 5 },
      { entity: "tag", key: "mlflow.source.name", operator: "!=", value: "a'b" },
      { entity: "attribute", key: "run_id", operator: "NOT IN", value: ["x", "y"] },
    ]);
    expect(readFilter("runs", "datasets.context = 'train'")).toEqual([
      { entity: "dataset", key: "context", operator: "=", value: "train" },
    ]);
    expect(readFilter("runs", undefined)).toEqual([]);
  });

  it.each([
    [
      "metrics.a = 1 OR metrics.b = 2",
      "Invalid clause(s) in filter string: 'OR'; comparisons are joined by AND only @14",
    ],
    ["(metrics.a = 1)", "Invalid clause(s) in filter string: '('; a key such as metrics.rmse is expected here @0"],
    [
      "constructor.a = 1",
      "Invalid entity type 'constructor'. Valid values are ['metric', 'param', 'tag', 'attribute', 'dataset'] @0",
    ],
    ["foo.a = 1", "Invalid entity type 'foo'. Valid values are ['metric', 'param', 'tag', 'attribute', 'dataset'] @0"],
    [
      "rmse < 1",
      "Invalid attribute key 'rmse' specified. Valid keys are {'run_id', 'run_name', 'user_id', 'status', 'artifact_uri', 'start_time', 'end_time'}; a metric is metrics.rmse, a param params.rmse @0",
    ],
    ["params.a = 1", "params.a is compared with a quoted text (e.g. 'my-value'), got 1 @11"],
    ["metrics.a", "the comparison has no operator @9"],
    ["metrics.a =", "the comparison has no value @11"],
    ["metrics.a LIKE 'x'", "metrics.a cannot be compared by LIKE; it takes > >= = != < <= @10"],
    [
      "metrics.a IS NULL",
      "IS NULL / IS NOT NULL is only supported for tags and params, not for 'metric' 'metrics.a' @10",
    ],
    [
      "status IN ('a')",
      "Only ['run_id'] attributes support comparison with a list of quoted string values, not status @7",
    ],
    ["params.a = 'x", "the text that begins with ' has no end @11"],
    ["params.a = b", "a number or a quoted text (e.g. 'my-value') is expected, got b @11"],
    ["params.a ; 1", "unexpected ';' @9"],
    ["datasets.size = 'x'", "Invalid dataset key 'size' specified. Valid keys are {'name', 'digest', 'context'} @0"],
    ["run_id IN 'a'", "IN takes a list such as ('a', 'b') @10"],
    ["run_id IN ('a'", "the list has no closing ) @14"],
  ])("that is wrong says what and where: %s", (filter, expected) => {
    expect(fault(filter)).toBe(expected);
  });

  it("never fails but with a FilterError", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (filter) => {
        try {
          readFilter("runs", filter);
        } catch (error) {
          expect(error).toBeInstanceOf(FilterError);
        }
      }),
    );
  });

  it("keeps any value that is quoted", () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !text.includes("'")),
        (value) => {
          expect(readFilter("runs", `params.p = '${value}'`)).toEqual([
            { entity: "param", key: "p", operator: "=", value },
          ]);
        },
      ),
    );
  });
});

describe("an order", () => {
  it("names a key and a direction", () => {
    expect(readOrder("runs", ["metrics.`a b` desc", "Created"])).toEqual([
      { entity: "metric", key: "a b", descending: true },
      { entity: "attribute", key: "start_time", descending: false },
    ]);
  });

  it.each(["metrics.a UP", "metrics.a DESC, b", "", "datasets.name"])("refuses %j", (term) => {
    expect(() => readOrder("runs", [term])).toThrow(FilterError);
  });
});
