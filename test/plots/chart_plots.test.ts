/** Plots of the page's charts: bars, boxes, correlations, and scatters with sizes, of runs, trials and columns. */
import { box, correlation, metricHistory, type RunColumns, runBars, scatter } from "labbook";
import { describe, expect, it } from "vitest";
import { displaySymbol, type Displayable, type MimeData } from "../../src/mime.js";
import { boxData } from "../../src/plots/box.js";
import { correlationData } from "../../src/plots/correlation.js";
import { metricHistoryData } from "../../src/plots/metric_history.js";
import { observationsOf } from "../../src/plots/observations.js";
import { runBarsData } from "../../src/plots/run_bars.js";
import { scatterData } from "../../src/plots/scatter.js";

const table: Readonly<Record<string, readonly (number | string | null)[]>> = {
  "params.model": ["lasso", "lasso", "ridge", "ridge", "lasso", null],
  "params.alpha": ["0.1", "0.2", "0.3", "0.4", "0.5", "0.6"],
  "metrics.rmse": [6, 7, 8, 9, "NaN", 11],
  "metrics.mae": [5, 4, 3, 2, 1, 0],
};
const columns: RunColumns = {
  names: ["a", "b", "c", "d", "e", "f"],
  fields: ["params.model", "params.alpha", "metrics.rmse", "metrics.mae", "tags.note"].map((name) => {
    const [kinds, key] = name.split(".") as [string, string];
    return { name, kind: kinds.slice(0, -1) as "param" | "metric" | "tag", key, varies: true };
  }),
  column: (name) => table[name],
};

async function shown(plot: Displayable): Promise<MimeData> {
  return await plot[displaySymbol]();
}

const trials = { rows: () => [1, 2, 3].map((lr) => ({ tid: lr, lr, loss: lr * lr })) };

describe("columns", () => {
  it("are observed as runs are: by key, numbers that JSON lacks included, none where they are not loaded", () => {
    const observed = observationsOf(columns);
    expect(observed.column("rmse").values).toEqual([6, 7, 8, 9, NaN, 11]);
    expect(observed.column("tags.note").values).toEqual([null, null, null, null, null, null]);
    expect(observed.metrics.map(({ label }) => label)).toEqual(["rmse", "mae"]);
    expect(() => observed.column("loss")).toThrow("there are: params.model, params.alpha, metrics.rmse");
  });
});

it("bars stand apart also where a param and a metric have one name, or names are numbers", async () => {
  const alike = ["params.7", "metrics.7", "params.08", "metrics.rmse"];
  const values = [1, 2, 3, 4, 5, 6].map((value) => [value, -value, value % 3, value]);
  const data = await shown(
    correlation(
      {
        names: values.map(String),
        fields: alike.map((name) => {
          const [kinds, key] = name.split(".") as [string, string];
          return { name, kind: kinds.slice(0, -1) as "param" | "metric", key, varies: true };
        }),
        column: (name) => values.map((row) => row[alike.indexOf(name)]!),
      },
      { metric: "metrics.rmse" },
    ),
  );
  const { data: traces, layout } = data["application/vnd.plotly.v1+json"] as {
    data: readonly { x: number[]; y: number[] }[];
    layout: { yaxis: object };
  };
  expect(traces[0]!.y).toEqual([0, 1, 2]);
  expect(traces[0]!.x.map((value) => value.toFixed(2))).toEqual(["1.00", "-1.00", "-0.24"]);
  expect(layout.yaxis).toMatchObject({ tickvals: [0, 1, 2], ticktext: ["params.7", "metrics.7", "08"] });
  expect(data["text/plain"]).toMatch(/^params.7 +1.00/m);
});

describe("scatter", () => {
  it("has dots with areas by a column, and axes by logarithms where that is asked", () => {
    const plot = scatterData(columns, { x: "alpha", y: "mae", size: "rmse", logX: true, logY: true });
    expect(plot.x.positions.map((position) => position.toFixed(3))).toEqual([
      "-1.000",
      "-0.699",
      "-0.523",
      "-0.398",
      "-0.301",
      "-0.222",
    ]);
    expect(plot.y.ticks[0]).toEqual({ position: plot.y.positions[5], text: "none" }); // 0 has no logarithm
    expect(plot.size).toEqual({ label: "rmse", values: [6, 7, 8, 9, NaN, 11] });
  });

  it("draws the smallest and greatest dots 5 and 24 px wide", async () => {
    const data = await shown(scatter(columns, { x: "alpha", y: "mae", size: "rmse" }));
    const figure = data["application/vnd.plotly.v1+json"] as { data: { marker: { size: number[] } }[] };
    expect(figure.data[0]!.marker.size.map(Math.round)).toEqual([5, 12, 16, 19, 5, 24]);
  });
});

describe("bars of runs", () => {
  it("keep the order, and say who lacks the metric", async () => {
    expect(runBarsData(columns, { metric: "rmse" }).bars.flatMap(({ indices }) => indices)).toEqual([0, 1, 2, 3, 5]);
    const data = await shown(runBars(columns, { metric: "rmse" }));
    expect(data["text/plain"]).toBe("run  rmse\n───  ────\na       6\nb       7\nc       8\nd       9\nf      11");
    expect(JSON.stringify(data["application/vnd.plotly.v1+json"])).toContain("rmse, 5 runs (1 without it)");
  });

  it("of many runs are the first hundred", () => {
    const many = { rows: () => Array.from({ length: 150 }, (_, tid) => ({ tid, loss: tid })) };
    const plot = runBarsData(many);
    expect([plot.bars.length, plot.count]).toEqual([100, 150]);
  });

  it("of a column's values are means, with their deviations as whiskers", async () => {
    const data = await shown(runBars(columns, { metric: "rmse", by: "model" }));
    expect((data["text/plain"] as string).split("\n").slice(2)).toEqual([
      "lasso  6.5 ± 0.707107 (2)",
      "none               11 (1)",
      "ridge  8.5 ± 0.707107 (2)",
    ]);
    const { data: traces, layout } = data["application/vnd.plotly.v1+json"] as {
      data: { x: number[]; error_x: { array: number[] } }[];
      layout: { title: { text: string } };
    };
    expect(traces[0]!.x).toEqual([6.5, 11, 8.5]);
    expect(traces[0]!.error_x.array.map((value) => value.toFixed(4))).toEqual(["0.7071", "0.0000", "0.7071"]);
    expect(layout.title.text).toBe("mean rmse by model ± std, 5 runs (1 without it)");
  });
});

describe("boxes", () => {
  it("are quartiles of the metric for each value", async () => {
    const plot = boxData(columns, { metric: "rmse", by: "model" });
    expect(plot.groups.map(({ label, quartiles }) => [label, ...quartiles])).toEqual([
      ["lasso", 6, 6.25, 6.5, 6.75, 7],
      ["none", 11, 11, 11, 11, 11],
      ["ridge", 8, 8.25, 8.5, 8.75, 9],
    ]);
    const data = await shown(box(columns, { metric: "rmse", by: "model" }));
    expect((data["text/plain"] as string).split("\n")[2]).toBe("lasso     2    6  6.25     6.5  6.75    7");
    expect(data["text/html"]).toContain('alt="rmse by model, 5 runs"');
  });

  it("of trials are one when nothing divides them", () => {
    expect(boxData(trials).groups.map(({ label, values }) => [label, values])).toEqual([["all runs", [1, 4, 9]]]);
  });
});

describe("correlation", () => {
  it("is that of ranks, of runs that have both, strongest first; texts have none", async () => {
    expect(correlationData(columns, { metric: "rmse" })).toEqual({
      metric: "rmse",
      count: 5,
      columns: [
        { label: "alpha", value: 1, runs: 5 },
        { label: "mae", value: -1, runs: 5 },
      ],
    });
    const data = await shown(correlation(columns, { metric: "rmse" }));
    expect((data["text/plain"] as string).split("\n").slice(2)).toEqual([
      "alpha          1.00     5",
      "mae           -1.00     5",
    ]);
  });

  it("is not guessed from a few runs", async () => {
    const data = await shown(correlation(trials));
    expect(data["text/plain"]).toBe(
      "nothing to plot: correlation needs 5 runs with a loss and another number that varies (there are 3 runs)",
    );
  });
});

describe("metric history", () => {
  const points = (values: readonly number[]) =>
    values.map((value, step) => ({ value, step, timestampMs: 1_700_000_000_000 + 500 * step }));

  it("is a line per history, broken where a value is not finite", async () => {
    const data = await shown(
      metricHistory([
        { name: "a", points: points([3, NaN, 1]) },
        { name: "none", points: [] },
      ]),
    );
    const figure = data["application/vnd.plotly.v1+json"] as { data: { name: string; x: number[]; y: unknown[] }[] };
    expect(figure.data.map(({ name, x, y }) => [name, x, y])).toEqual([["a", [0, 1, 2], [3, null, 1]]]);
    expect((data["text/plain"] as string).split("\n")[2]).toBe("a          3      3     1      1");
    const svg = Buffer.from(/base64,([^"]*)/.exec(data["text/html"] as string)![1]!, "base64").toString();
    expect(svg.match(/<circle/g)).toHaveLength(2); // points that no line leads to
  });

  it("counts time from the first point, or shows the clock's", () => {
    const history = [{ name: "a", points: points([3, 2, 1]) }];
    expect(metricHistoryData(history, { x: "relative" }).lines[0]!.at.map(({ x }) => x)).toEqual([0, 0.5, 1]);
    expect(metricHistoryData(history, { x: "time" }).x.ticks[0]!.text).toMatch(/^11-14 22:13$/);
  });

  it("keeps the peaks and gaps of long ones", () => {
    const values = Array.from({ length: 30_000 }, (_, at) => (at === 12_345 ? 99 : at === 20_000 ? NaN : Math.sin(at)));
    const [line] = metricHistoryData([{ name: "long", points: points(values) }]).lines;
    expect(line!.at.length).toBeLessThanOrEqual(1000);
    expect([line!.points, Math.max(...line!.at.map(({ y }) => y ?? 0))]).toEqual([30_000, 99]);
    expect(line!.at.filter(({ y }) => y === null).map(({ x }) => x)).toEqual([20_000]);
  });
});
