/** Plots of a search: what they show of runs and trials, and the pictures. */
import { contour, optimizationHistory, paramImportance, parallelCoordinates, scatter } from "labbook";
import { describe, expect, it } from "vitest";
import { barsSvg } from "../../src/plots/bars_svg.js";
import type { Run } from "../../src/entities.js";
import { displaySymbol, type Displayable, type MimeData } from "../../src/mime.js";
import { contourData } from "../../src/plots/contour.js";
import { optimizationHistoryData } from "../../src/plots/optimization_history.js";
import { paramImportanceData } from "../../src/plots/param_importance.js";
import { scatterData } from "../../src/plots/scatter.js";

/** A bowl over `lr`, which decides, and `depth`, which hardly does; `seed` is noise. */
function trialRows(count: number) {
  return Array.from({ length: count }, (_, tid) => {
    const lr = 10 ** (-3 + 3 * ((tid * 0.618034) % 1));
    const depth = 2 + ((tid * 7) % 19);
    return {
      tid,
      status: "ok",
      lr,
      depth,
      seed: (tid * 13) % 17,
      kind: tid % 2 === 0 ? "even" : "odd",
      loss: (Math.log10(lr) + 1.5) ** 2 + 0.0005 * depth,
    };
  });
}

const trials = { rows: () => trialRows(60) };

function run(name: string, startTimeMs: number, params: Record<string, string>, rmse: number | null): Run {
  const info = {
    runId: name.padEnd(32, "0"),
    runName: name,
    experimentId: "1",
    userId: "",
    status: "FINISHED",
    startTimeMs,
    endTimeMs: startTimeMs + 1,
    artifactUri: "",
    lifecycleStage: "active",
  } as const;
  const metrics: Record<string, number> = rmse === null ? {} : { rmse };
  return {
    info,
    data: { params, metrics, tags: { model: "xgboost" }, latestMetrics: [] },
    inputs: { datasets: [], models: [] },
    outputs: { models: [] },
  };
}

const runs = [
  run("late", 3, { depth: "9", lr: "0.1" }, 6.4),
  run("first", 1, { depth: "4", lr: "0.001" }, 7.5),
  run("failed", 2, { depth: "30", lr: "0.9" }, null),
];

async function shown(plot: Displayable): Promise<MimeData> {
  return await plot[displaySymbol]();
}

function svgOf(data: MimeData): string {
  const source = /base64,([^"]+)"/.exec(data["text/html"] as string)![1]!;
  return Buffer.from(source, "base64").toString();
}

describe("importance of params", () => {
  it("gives most to the param that decides and nothing to noise", () => {
    const { params, metric, count } = paramImportanceData(trials);
    expect([metric, count, params[0]!.label]).toEqual(["loss", 60, "lr"]);
    const shares = Object.fromEntries(params.map(({ label, share }) => [label, share]));
    expect(shares["lr"]).toBeGreaterThan(0.9);
    expect(shares["seed"]).toBeLessThan(0.1);
    expect(shares["kind"]).toBeLessThan(0.1);
  });

  it("reads text params by group", () => {
    const rows = trialRows(40).map((row) => ({
      ...row,
      loss: row.kind === "odd" ? 1 + row.seed / 100 : row.seed / 100,
    }));
    const { params } = paramImportanceData({ rows: () => rows });
    expect(params[0]!.label).toBe("kind");
    expect(params[0]!.share).toBeGreaterThan(0.7);
  });

  it("says what is missing instead of guessing from a few runs", async () => {
    expect(await shown(paramImportance(runs))).toEqual({
      "text/plain": "nothing to plot: importance needs 5 runs with a rmse and a param that varies (there are 2 runs)",
    });
  });
});

describe("the history of a search", () => {
  it("orders runs by their start and keeps the best so far over failures", () => {
    const { names, values, best } = optimizationHistoryData(runs);
    expect([names, values, best]).toEqual([
      ["first", "failed", "late"],
      [7.5, NaN, 6.4],
      [7.5, 7.5, 6.4],
    ]);
    expect(optimizationHistoryData(runs, { maximize: true }).best).toEqual([7.5, 7.5, 7.5]);
  });

  it("draws a dot per trial that has a loss", async () => {
    const data = await shown(optimizationHistory(runs));
    expect(svgOf(data).match(/<circle/g)).toHaveLength(2);
    expect((data["text/plain"] as string).split("\n").slice(2)).toEqual([
      "first    7.5          7.5",
      "failed     –          7.5",
      "late     6.4          6.4",
    ]);
  });
});

describe("scatter and contour", () => {
  it("finds columns by their name alone, on a log axis where values span it", () => {
    const { x, y, color } = scatterData(trials, { x: "lr", y: "depth" });
    expect(x.positions[0]).toBeCloseTo(-3, 10);
    expect(y.positions.slice(0, 3)).toEqual([2, 9, 16]);
    expect(color!.label).toBe("loss");
  });

  it("has no line where a logarithm is 0", async () => {
    const data = await shown(scatter(trials, { x: "lr", y: "depth" }));
    const { layout } = data["application/vnd.plotly.v1+json"] as { layout: Record<string, { zeroline?: boolean }> };
    expect([layout["xaxis"]!.zeroline, layout["yaxis"]!.zeroline]).toEqual([false, undefined]);
  });

  it("names the nearest column for a wrong one", () => {
    expect(() => scatterData(trials, { x: "lrr", y: "depth" })).toThrow(
      "no param or metric 'lrr' in what is plotted; did you mean lr?",
    );
    expect(() => scatterData(runs, { x: "tree", y: "depth" })).toThrow(
      "no param or metric 'tree' in what is plotted; there are: params.depth, params.lr, metrics.rmse",
    );
    expect(() => contour(trials, { x: "lr", y: "lr" })).toThrow("x and y are both 'lr'; a contour needs two columns");
  });

  it("draws a surface that meets its points and is lowest where the loss is", () => {
    const plot = contourData(trials, { x: "lr", y: "depth" });
    const column = (lr: number) => Math.floor(((Math.log10(lr) - plot.x.min) / (plot.x.max - plot.x.min)) * 60);
    const middle = plot.grid[20]!;
    const lowest = middle.indexOf(Math.min(...middle));
    expect(Math.abs(lowest - column(10 ** -1.5))).toBeLessThan(8);
    expect(Math.max(...plot.grid.flat())).toBeLessThanOrEqual(Math.max(...plot.points.map(({ z }) => z)));
    expect(plot.range.high).toBeLessThan(Math.max(...plot.points.map(({ z }) => z)));
  });

  it("leaves out runs without a height and draws dots alone for fewer than three", async () => {
    const data = await shown(contour(runs, { x: "depth", y: "lr" }));
    expect(svgOf(data).match(/<circle/g)).toHaveLength(2);
    const figure = data["application/vnd.plotly.v1+json"] as { data: { type: string }[] };
    expect(figure.data.map(({ type }) => type)).toEqual(["scatter"]);
    expect(data["text/plain"]).toContain("late       9    0.1   6.4");
  });

  it("escapes what people call their runs and params", async () => {
    const data = await shown(scatter([run('<i>"&', 1, { "<b>": "1", c: "2" }, 1)], { x: "<b>", y: "c" }));
    expect(data["text/html"]).not.toContain("<b>");
    expect(svgOf(data)).toContain("&lt;b&gt;");
  });
});

it("draws trials as parallel coordinates, coloured by the loss", async () => {
  const data = await shown(parallelCoordinates(trials));
  expect(svgOf(data)).toContain("60 runs, coloured by loss");
  expect(data["text/plain"]).toMatch(/^name +lr +depth +seed +kind +loss\n/);
});

describe("plots of hostile data", () => {
  const svgOf = async (plot: Displayable) => {
    const html = (await shown(plot))["text/html"] as string;
    return Buffer.from(/base64,([^"]*)/.exec(html)![1]!, "base64").toString();
  };
  const rowsOf = (count: number, row: (index: number) => object) => ({
    rows: () => Array.from({ length: count }, (_, tid) => ({ tid, status: "ok", ...row(tid) })),
  });

  it("have no control characters, which would break the picture", async () => {
    const coloured = rowsOf(6, (x) => ({ kind: `\u001b[31m${x % 2}\u0000`, x, loss: x }));
    for (const plot of [scatter(coloured, { x: "kind", y: "x" }), parallelCoordinates(coloured)]) {
      const svg = await svgOf(plot);
      expect(svg).toContain("\ufffd[31m1\ufffd");
      expect(svg).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
    }
  });

  it("are drawn with numbers near the end of doubles", async () => {
    const huge = rowsOf(9, (x) => ({ x: (x - 4) * 4e307, y: x, loss: (x - 4) * 4e307 }));
    for (const plot of [contour(huge, { x: "x", y: "y" }), optimizationHistory(huge), parallelCoordinates(huge)]) {
      expect(await svgOf(plot)).not.toMatch(/"[^"]*(NaN|Infinity|undefined)[^"]*"/);
    }
  });

  it("surfaces lie between the nearest of many trials", () => {
    const many = rowsOf(1500, (x) => ({ x: (x * 0.618034) % 1, y: (x * 0.754877) % 1, loss: x % 100 }));
    const { grid, points } = contourData(many, { x: "x", y: "y" });
    const [column, row] = [17, 23];
    const near = points
      .map(({ x, y, z }) => ({ z, away: Math.hypot(x - (column + 0.5) / 60, y - (row + 0.5) / 40) }))
      .sort((a, b) => a.away - b.away)
      .slice(0, 11);
    expect(grid[row]![column]!).toBeGreaterThanOrEqual(Math.min(...near.map(({ z }) => z)));
    expect(grid[row]![column]!).toBeLessThanOrEqual(Math.max(...near.map(({ z }) => z)));
  });

  it("keep numbers beside a text in their order, and tell ticks apart", () => {
    const mixed = rowsOf(4, (x) => ({ depth: ["None", "10", "9", "None"][x], far: 1e9 + x / 4, loss: x * 1e-6 }));
    const { x, y } = scatterData(mixed, { x: "depth", y: "far" });
    expect(x.ticks.map(({ text }) => text)).toEqual(["9", "10", "None"]);
    expect(y.ticks.map(({ text }) => text)).toEqual(["1000000000", "1000000000.2", "1000000000.4", "1000000000.6"]);
    expect(scatterData(mixed, { x: "loss", y: "far" }).x.ticks.map(({ text }) => text)).toContain("3e-6");
  });

  it("bars of importance are shares of one", async () => {
    const noise = rowsOf(40, (x) => ({ a: (x * 7) % 11, b: x, loss: (x * 13) % 17 }));
    const { params } = paramImportanceData(noise);
    const widths = [...(await svgOf(paramImportance(noise))).matchAll(/x="170"[^>]*width="([\d.]+)"/g)];
    expect(widths.map((width) => Number(width[1]))).toEqual(
      params.map(({ share }) => Number(Math.max(1, share * 400).toFixed(1))),
    );
  });
});

it("leaves room for the numbers beside the bars", () => {
  const text = "40 865 920.75";
  const svg = barsSvg("total gain", [{ label: "trip_distance", value: 1, text }]);
  const [, width, start] = / width="(\d+)".*<text x="([\d.]+)"[^>]*>40 865/.exec(svg)!;
  expect(Number(start) + 7 * text.length).toBeLessThan(Number(width));
});
