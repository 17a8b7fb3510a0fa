/** Models in the page, without a page: what is asked, in which order versions come, how they compare. */
import { describe, expect, it } from "vitest";
import type { ModelVersion } from "../../src/entities.js";
import type { RunTable } from "../../src/protocol/page.js";
import { comparisonOf } from "../../src/ui/models/comparison.js";
import { modelFilter } from "../../src/ui/models/model_filter.js";
import { metricsOf } from "../../src/ui/models/source_run.js";
import { sortedVersions, versionOrderOf } from "../../src/ui/models/version_order.js";

function version(number: number, more: Partial<ModelVersion> = {}): ModelVersion {
  const texts = { userId: "ann", description: null, source: "s", runLink: "", statusMessage: "" } as const;
  const times = { creationTimeMs: number * 1000, lastUpdatedTimeMs: number * 1000 };
  const state = { currentStage: "None", status: "READY", tags: {}, aliases: [] } as const;
  return { name: "taxi", version: String(number), runId: `r${number}`, ...texts, ...times, ...state, ...more };
}

function runs(columns: RunTable["columns"]): RunTable {
  const runId = ["r1", "r2", "r10"];
  const each = <T>(value: T): T[] => runId.map(() => value);
  return {
    total: 3,
    all: 3,
    offset: 0,
    columns,
    runs: {
      runId,
      experimentId: each("1"),
      runName: ["deep", "shallow", "last"],
      status: each("FINISHED" as const),
      startTimeMs: each(0),
      endTimeMs: each(null),
      lifecycleStage: each("active" as const),
      parentRunId: each(null),
    },
  };
}

describe("modelFilter", () => {
  it.each([
    ["", ""],
    ["  taxi ", "name ILIKE '%taxi%'"],
    ["it's", `name ILIKE "%it's%"`],
    ["a=b", "name ILIKE '%a=b%'"],
    ["tags.team = 'x'", "tags.team = 'x'"],
    ["name LIKE 'ride%'", "name LIKE 'ride%'"],
    ["tag.`my key` != 'x'", "tag.`my key` != 'x'"],
  ])("%s → %s", (typed, filter) => expect(modelFilter(typed)).toBe(filter));
});

describe("sortedVersions", () => {
  const versions = [version(1), version(2), version(10)];
  const metrics = metricsOf(runs({ "metrics.rmse": [6.7, "NaN", 6.3], "params.alpha": ["1", "2", "3"] }));
  const order = (text: unknown) =>
    sortedVersions(versions, versionOrderOf(text), metrics).map((one) => Number(one.version));

  it("takes numbers as numbers, the newest first", () => expect(order(undefined)).toEqual([10, 2, 1]));
  it("sorts by a metric both ways, what has none last", () => {
    expect(order("metrics.rmse ASC")).toEqual([10, 1, 2]);
    expect(order("metrics.rmse DESC")).toEqual([1, 10, 2]);
  });
  it("falls back on versions where the address says nonsense", () =>
    expect(order("metrics.no DESC")).toEqual([10, 2, 1]));
});

describe("comparisonOf", () => {
  it("tells what differs: stages, params, tags that one lacks, types of inputs", () => {
    const a = version(1, { currentStage: "Production", tags: { constructor: "x" } });
    const table = runs({ "params.alpha": ["0.1", "0.1", null], "metrics.rmse": [6.7, 6.3, null] });
    const signature = (type: "double" | "long") => ({
      inputs: [{ type, name: "distance" }],
      outputs: null,
      params: null,
    });
    const sections = comparisonOf([a, version(2)], table, [signature("double"), signature("long")]);
    const rows = sections.flatMap(({ title, rows }) => rows.map((row) => ({ title, ...row })));
    expect(rows.filter(({ differs }) => differs).map(({ title, label, values }) => [title, label, ...values])).toEqual([
      ["Version", "Stage", "Production", "None"],
      ["Version", "Source run", "deep", "shallow"],
      ["Metrics of the source runs", "rmse", "6.7", "6.3"],
      ["Tags", "constructor", "x", "–"],
      ["Schema", "Input distance", "double", "long"],
    ]);
    expect(rows.find(({ label }) => label === "alpha")).toMatchObject({ values: ["0.1", "0.1"], differs: false });
  });

  it("shows in full what differs and would look the same: values that round to one text, runs of one name", () => {
    const table = runs({ "metrics.rmse": [6.30342011, 6.30342019, null] });
    const named = { ...table, runs: { ...table.runs, runName: ["deep", "deep", "deep"] } };
    const rows = comparisonOf([version(1), version(2)], named, [null, null]).flatMap((section) => section.rows);
    expect(rows.filter(({ differs }) => differs)).toEqual([
      { label: "Source run", values: ["r1", "r2"], exact: ["r1", "r2"], differs: true },
      { label: "rmse", values: ["6.30342011", "6.30342019"], exact: ["6.30342011", "6.30342019"], differs: true },
    ]);
  });
});
