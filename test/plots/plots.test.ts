import { describe, expect, it } from "vitest";
import type { Run } from "../../src/entities.js";
import { parallelCoordinatesData, renderParallelCoordinates } from "../../src/plots/parallel_coordinates.js";
import { plainText, renderRunsTable, runsTableData } from "../../src/plots/runs_table.js";

function run(name: string, params: Record<string, string>, metrics: Record<string, number>): Run {
  const runId = name.padEnd(32, "0");
  const info = {
    runId,
    runName: name,
    experimentId: "1",
    userId: "",
    status: "FINISHED",
    startTimeMs: 1_700_000_000_000,
    endTimeMs: 1_700_000_065_000,
    artifactUri: "",
    lifecycleStage: "active",
  } as const;
  return {
    info,
    data: { params, metrics, tags: {}, latestMetrics: [] },
    inputs: { datasets: [], models: [] },
    outputs: { models: [] },
  };
}

const runs = [
  run("a<b", { alpha: "0.001", model: "lasso", same: "1" }, { rmse: 7.758714812 }),
  run("two", { alpha: "1", model: "ridge", same: "1" }, { rmse: 7.7, extra: NaN }),
  run("three", { model: "linear", same: "1" }, {}),
];

describe("the table of runs", () => {
  it("shows metrics, and params that vary", () => {
    const table = runsTableData(runs, { orderBy: ["metrics.rmse ASC"] });
    expect(table.columns.map((column) => `${column.title}${column.sorted ?? ""}`)).toEqual([
      "run",
      "status",
      "start (UTC)",
      "duration",
      "extra",
      "rmseASC",
      "alpha",
      "model",
    ]);
    expect(table.rows[0]!.cells).toEqual([
      "a<b",
      "FINISHED",
      "2023-11-14 22:13",
      "1 min 5 s",
      "–",
      "7.75871",
      "0.001",
      "lasso",
    ]);
    expect(table.rows[0]!.link).toBe(`http://127.0.0.1:5000/#/experiments/1/runs/${runs[0]!.info.runId}`);
  });

  it("tells a metric or param from the attribute of the same name", () => {
    const named = [run("a", { start_time: "dawn", status: "warm" }, { duration: 3 })];
    const table = runsTableData(named, {
      columns: ["params.start_time", "params.status", "metrics.duration", "status"],
    });
    expect(table.columns.map(({ title }) => title).slice(4)).toEqual(["start_time", "status", "duration"]);
    expect(table.rows[0]!.cells.slice(1)).toEqual(["FINISHED", "2023-11-14 22:13", "1 min 5 s", "dawn", "warm", "3"]);
  });

  it("takes names that every object knows for what they are: names", () => {
    const table = runsTableData([run("a", { constructor: "x" }, { toString: 2 }), run("b", {}, {})], {});
    expect(table.columns.map(({ title }) => title).slice(4)).toEqual(["toString", "constructor"]);
    expect(table.rows.map(({ cells }) => cells.slice(4))).toEqual([
      ["2", "x"],
      ["–", "–"],
    ]);
  });

  it("cuts a param of many digits, and keeps all of them in the cell's title", () => {
    const digits = { rate: "0.09585355369315604", small: "1.5e-7", version: "1.10.12345678", depth: "30" };
    const { data } = renderRunsTable(runsTableData([run("a", digits, {})], {}));
    expect(data["text/plain"]).toContain("30  0.0958536  1.5e-7  1.10.12345678");
    expect(data["text/html"]).toContain('title="0.09585355369315604">0.0958536</td>');
  });

  it("is HTML without script, and aligned text", () => {
    const { data } = renderRunsTable(
      runsTableData(runs, { columns: ["params.alpha", "metrics.rmse"], orderBy: ["metrics.rmse"] }),
    );
    const html = data["text/html"] as string;
    expect(html).toContain("a&lt;b</a>");
    expect(html).toContain("rmse ▲");
    expect(html).not.toContain("<script");
    expect((data["text/plain"] as string).split("\n")).toEqual([
      "run    status    start (UTC)       duration   alpha     rmse",
      "─────  ────────  ────────────────  ─────────  ─────  ───────",
      "a<b    FINISHED  2023-11-14 22:13  1 min 5 s  0.001  7.75871",
      "two    FINISHED  2023-11-14 22:13  1 min 5 s      1      7.7",
      "three  FINISHED  2023-11-14 22:13  1 min 5 s      –        –",
    ]);
  });

  it("of thousands of runs stays small", () => {
    const many = Array.from({ length: 5000 }, (_, index) =>
      run(`r${index}`, { alpha: String(index) }, { rmse: index }),
    );
    const { data } = renderRunsTable(runsTableData(many, {}));
    expect(JSON.stringify(data).length).toBeLessThan(150_000);
    expect(data["text/html"]).toContain("200 of 5,000 runs");
    expect(plainText(runsTableData([], {}))).toBe("no runs");
  });

  it("refuses a column that is none", () => {
    expect(() => runsTableData(runs, { columns: ["rmse"] })).toThrow("'rmse' is no column of a run; write metrics.KEY");
  });
});

describe("parallel coordinates", () => {
  it("have an axis per varying param and metric, missing values included", () => {
    const plot = parallelCoordinatesData(runs);
    expect(plot.axes.map((axis) => axis.label)).toEqual(
      ["alpha", "model", "extra", "rmse"].filter((label) => plot.axes.some((axis) => axis.label === label)),
    );
    const alpha = plot.axes.find((axis) => axis.label === "alpha")!;
    expect(alpha.positions[0]).toBe(-3);
    expect(alpha.ticks[0]!.text).toBe("none");
    expect(alpha.positions[2]).toBe(alpha.min);
    expect(plot.axes[plot.colorAxis]!.label).toBe("rmse");
  });

  it("are a picture, a Plotly figure and text", () => {
    const { data } = renderParallelCoordinates(
      parallelCoordinatesData(runs, { columns: ["params.alpha", "metrics.rmse"] }),
    );
    const base64 = /base64,([^"]+)"/.exec(data["text/html"] as string)![1]!;
    const svg = Buffer.from(base64, "base64").toString();
    expect(svg.match(/<polyline/g)).toHaveLength(3);
    const figure = data["application/vnd.plotly.v1+json"] as {
      data: [{ type: string; dimensions: { label: string }[] }];
    };
    expect(figure.data[0].type).toBe("parcoords");
    expect(figure.data[0].dimensions.map((one) => one.label)).toEqual(["alpha", "rmse"]);
    expect(data["text/plain"]).toContain("a<b");
  });

  it("of thousands of runs draw a sample and say so", () => {
    const many = Array.from({ length: 5000 }, (_, index) =>
      run(`r${index}`, { alpha: String(index) }, { rmse: index }),
    );
    const html = renderParallelCoordinates(parallelCoordinatesData(many)).data["text/html"] as string;
    expect(html.length).toBeLessThan(200_000);
    expect(Buffer.from(/base64,([^"]+)"/.exec(html)![1]!, "base64").toString()).toContain(
      "5000 runs (1000 of 5000 drawn)",
    );
  });

  it("say what is lacking", () => {
    expect(renderParallelCoordinates(parallelCoordinatesData([])).data["text/plain"]).toContain("nothing to plot");
  });
});

it("draws metrics that are huge, alike or infinite", () => {
  const drawn = (values: readonly number[]) => {
    const many = values.map((value, index) => run(`r${index}`, { a: String(index) }, { m: value }));
    const bundle = renderParallelCoordinates(parallelCoordinatesData(many, { columns: ["params.a", "metrics.m"] }));
    const svg = Buffer.from(
      /base64,([A-Za-z0-9+/=]+)/.exec(String(bundle.data["text/html"]))![1]!,
      "base64",
    ).toString();
    return { svg, ticks: svg.split("<text").length };
  };
  for (const values of [
    [1e20, 1e20],
    [5, Number.MAX_VALUE],
    [-Number.MAX_VALUE, Number.MAX_VALUE, 3],
    [1e-300, 1e300],
  ]) {
    const { svg, ticks } = drawn(values);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    expect(ticks).toBeLessThan(60);
  }
});

it("marks no column for an order that a search knows and the table does not", () => {
  expect(
    runsTableData(runs, { orderBy: ["attr.start_time DESC"] }).columns.every(({ sorted }) => sorted === null),
  ).toBe(true);
});
