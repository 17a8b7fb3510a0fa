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
      readFilter("runs", "metrics.rmse <= .5e1 and tags.mlflow.source.name != \"a'b\" AND run_id not in ('x','y')"),
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
    [
      "(metrics.a = 1)",
      "Invalid clause(s) in filter string: '(metrics.a = 1)'; a key such as metrics.rmse is expected instead of ( @0",
    ],
    [
      "constructor.a = 1",
      "Invalid entity type 'constructor'. Valid values are ['metric', 'parameter', 'tag', 'attribute', 'dataset'] @0",
    ],
    [
      "foo.a = 1",
      "Invalid entity type 'foo'. Valid values are ['metric', 'parameter', 'tag', 'attribute', 'dataset'] @0",
    ],
    [
      "rmse < 1",
      "Invalid attribute key 'rmse' specified. Valid keys are '{'Created', 'Run Name', 'Run name', 'artifact_uri', 'created', 'end_time', 'run name', 'run_id', 'run_name', 'start_time', 'status', 'user_id'}'; a metric is metrics.rmse, a param params.rmse @0",
    ],
    [
      "params.a = 1",
      "Expected a quoted string value for parameter (e.g. 'my-value'). Got value 1; params.a is compared with one quoted text @11",
    ],
    ["metrics.a", "Invalid clause(s) in filter string: 'metrics.a'; the comparison has no operator @9"],
    ["metrics.a =", "Invalid clause(s) in filter string: 'metrics.a', '='; the comparison has no value @11"],
    ["metrics.a LIKE 1", "Invalid comparator 'LIKE' not one of '{'!=', '<', '<=', '=', '>', '>='} @10"],
    ["params.a > 'x'", "Invalid comparator '>' not one of '{'!=', '=', 'ILIKE', 'IS NOT NULL', 'IS NULL', 'LIKE'}' @9"],
    [
      "metrics.a = 'x'",
      "Expected numeric value type for metric. Found 'x'; metrics.a is compared with a number without quotes @12",
    ],
    [
      "start_time > '1'",
      "Expected numeric value type for numeric attribute: start_time. Found '1'; start_time is compared with a number without quotes @13",
    ],
    [
      "run_id IN ()",
      "While parsing a list in the query, expected a non-empty list of string values, but got empty list; run_id is compared with a list of quoted texts: ('a', 'b') @10",
    ],
    [
      "run_id IN (1,2)",
      "While parsing a list in the query, expected string value, punctuation, or whitespace, but got different type in list: (1, 2); run_id is compared with a list of quoted texts: ('a', 'b') @10",
    ],
    ["metrics.a IS NULL", "IS NULL / IS NOT NULL is only supported for tags and params, not for 'metric' 'a' @10"],
    [
      "status IN ('a')",
      "Only ['run_id'] attributes support comparison with a list of quoted string values; status is compared with one quoted text @10",
    ],
    [
      "params.a = 'x",
      "Invalid clause(s) in filter string: 'params.a', '=', ''', 'x'; the text that begins with ' has no end @11",
    ],
    [
      "params.a = b",
      "Parameter value is either not quoted or unidentified quote types used for string value b. Use either single or double quotes; params.a is compared with one quoted text @11",
    ],
    [
      "params.a ; 1",
      "Search filter contained multiple expression 'params.a ; 1'. Provide AND-ed expression list; unexpected ';' @9",
    ],
    ["datasets.size = 'x'", "Invalid dataset key 'size' specified. Valid keys are '{'context', 'digest', 'name'}' @0"],
    [
      "run_id IN 'a'",
      "Invalid clause(s) in filter string: 'run_id', 'IN', ''a''; IN takes a list such as ('a', 'b') @10",
    ],
    ["run_id IN ('a'", "Invalid clause(s) in filter string: 'run_id', 'IN', '(', ''a''; the list has no closing ) @14"],
  ])("that is wrong says what and where: %s", (filter, expected) => {
    expect(fault(filter)).toBe(expected);
  });

  it.each([
    ["registered_models", "name > 'a'", "Invalid comparator for attribute: >"],
    ["registered_models", "tags.a > 'a'", "Invalid comparator for tag: >"],
    [
      "registered_models",
      "name = 5",
      "Expected a quoted string value or a list of quoted string values for attributes. Got value 5",
    ],
    ["registered_models", "foo = 'x'", "Invalid attribute key 'foo' specified. Valid keys are '{'name'}'"],
    [
      "registered_models",
      "last_updated_timestamp > 0",
      "Invalid attribute key 'last_updated_timestamp' specified. Valid keys are '{'name'}'",
    ],
    [
      "registered_models",
      "metrics.a > 1",
      "Invalid entity type 'metrics'. Valid entity types are ('attribute', 'tag', 'tags')",
    ],
    ["registered_models", "tags.a IS NULL", "IS NULL / IS NOT NULL is not supported for registered model search."],
    ["registered_models", "name = 'a' OR name = 'b'", "Invalid clause(s) in filter string: OR"],
    ["model_versions", "tags.a IS NOT NULL", "IS NULL / IS NOT NULL is not supported for model version search."],
    [
      "model_versions",
      "current_stage = 'None'",
      "Invalid attribute key 'current_stage' specified. Valid keys are '{'name', 'run_id', 'source_path', 'version_number'}'",
    ],
    ["model_versions", "version_number = 1.5", "Invalid value for numeric attribute 'version_number': 1.5"],
    ["model_versions", "version_number = 'x'", "Invalid value for numeric attribute 'version_number': 'x'"],
    ["model_versions", "version_number LIKE '1'", "Invalid comparator for attribute version_number: LIKE"],
    [
      "model_versions",
      "source_path IN ('a')",
      "Only ['name', 'run_id'] attributes support comparison with a list of quoted string values.",
    ],
    ["experiments", "name > 'a'", "Invalid comparator '>' not one of '{'!=', '=', 'ILIKE', 'IN', 'LIKE', 'NOT IN'}'"],
    [
      "experiments",
      "attr.name = 'a'",
      "Invalid entity type 'attr'. Valid entity types are ('attribute', 'attributes', 'tag', 'tags')",
    ],
    ["experiments", "name = 5", "Expected a quoted string value for attributes. Got value 5"],
  ] as const)("of %s that is wrong is refused in MLflow's words: %s", (kind, filter, message) => {
    expect(() => readFilter(kind, filter)).toThrow(expect.objectContaining({ bare: message }) as Error);
  });

  it("of versions takes a number in quotes", () => {
    expect(readFilter("model_versions", "version_number = '2'")).toEqual([
      { entity: "attribute", key: "version_number", operator: "=", value: 2 },
    ]);
  });

  it.each([
    ["metrics.a == 1", "Invalid comparator '==' not one of '{'!=', '<', '<=', '=', '>', '>='}"],
    ["0.5 < metrics.a", "Invalid comparison clause. Expected 'Identifier' found '0.5'"],
    ["NOT metrics.a > 0.5", "Invalid clause(s) in filter string: 'NOT'"],
    ["metrics.a > 0.5, metrics.a < 1", "Invalid clause(s) in filter string: 'metrics.a > 0.5, metrics.a < 1'"],
    ["metrics.a BETWEEN 0 AND 1", "Invalid clause(s) in filter string: 'metrics.a', 'BETWEEN', '0', '1'"],
    ["metrics.a > 0.5 -- note", "Invalid clause(s) in filter string: '-- note'"],
    ["hello world", "Invalid clause(s) in filter string: 'hello world'"],
    ["   ", "Invalid filter '   '. Could not be parsed."],
    ["metrics.a <> 1", "Invalid comparator '<>' not one of '{'!=', '<', '<=', '=', '>', '>='}"],
    ["params.1 = 'x'", "Invalid clause(s) in filter string: 'params'"],
    ["params.a-b = 'x'", "Invalid comparison clause. Expected 'Identifier' found 'params.a-b'"],
    ["metrics.a/b > 1", "Invalid comparison clause. Expected 'Identifier' found 'metrics.a/b'"],
  ])("that is wrong is called so in MLflow's words: %s", (filter, expected) => {
    expect(() => readFilter("runs", filter)).toThrow(expect.objectContaining({ bare: expected }) as Error);
  });

  it.each([
    ["tags.note = 'it''s'", { entity: "tag", key: "note", operator: "=", value: "it''s" }],
    ["metrics.'val loss' = 1", { entity: "metric", key: "val loss", operator: "=", value: 1 }],
    ["AND params.a = '' AND AND", { entity: "param", key: "a", operator: "=", value: "" }],
  ])("takes quotes within quotes, and ANDs too many: %s", (filter, expected) => {
    expect(readFilter("runs", filter)).toEqual([expected]);
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

  it.each([
    [
      "runs",
      "foo",
      "Invalid attribute key 'foo' specified. Valid keys are '{'Created', 'artifact_uri', 'created', 'end_time', 'run_id', 'run_name', 'start_time', 'status', 'user_id'}'",
    ],
    ["runs", "metrics.a UP", "Invalid ordering key in order_by clause 'metrics.a UP'."],
    ["runs", "metrics.a ASC DESC", "Invalid order_by clause 'metrics.a ASC DESC'. Could not be parsed."],
    ["runs", "metrics.a, b", "Invalid order_by clause 'metrics.a, b'. Could not be parsed."],
    ["runs", "datasets.name", "Invalid identifier type 'dataset'"],
    ["experiments", "tags.a", "Invalid order_by entity: tag"],
    [
      "registered_models",
      "creation_timestamp",
      "Invalid order by key 'creation_timestamp' specified. Valid keys are '{'name', 'timestamp'}'",
    ],
    [
      "model_versions",
      "foo",
      "Invalid attribute key 'foo' specified. Valid keys are '{'creation_timestamp', 'last_updated_timestamp', 'name', 'version_number'}'",
    ],
  ] as const)("of %s that is wrong is refused in MLflow's words: %s", (kind, term, message) => {
    expect(() => readOrder(kind, [term])).toThrow(expect.objectContaining({ bare: message }) as Error);
  });

  it("names each key once", () => {
    expect(() => readOrder("registered_models", ["timestamp", "last_updated_timestamp DESC"])).toThrow(
      "`order_by` contains duplicate fields: ['timestamp', 'last_updated_timestamp DESC']; name each once",
    );
  });

  it.each(["metrics.a UP", "metrics.a DESC, b", "", "datasets.name"])("refuses %j", (term) => {
    expect(() => readOrder("runs", [term])).toThrow(FilterError);
  });
});
