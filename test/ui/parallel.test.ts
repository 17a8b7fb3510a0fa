import { describe, expect, it } from "vitest";
import type { CellValue } from "../../src/protocol/page.js";
import { maskOf } from "../../src/ui/runs/brush.js";
import { shortenedApart } from "../../src/plots/short_text.js";
import { axesOf, axisSetupsOf, besideTexts, labelsOf } from "../../src/ui/charts/parallel/axes.js";
import {
  categoryToggled,
  edited,
  isPlaceChosen,
  placeToggled,
  segmentsOf,
} from "../../src/ui/charts/parallel/brushing.js";
import { layoutOf, linesOf, placeY, shareAt, yOf } from "../../src/ui/charts/parallel/layout.js";
import { lineColors } from "../../src/ui/charts/parallel/line_colors.js";
import { nearestLine } from "../../src/ui/charts/parallel/nearest_line.js";
import { addLines, inksOf, paint, rasterOf } from "../../src/ui/charts/parallel/raster.js";
import type { AxisSetup } from "../../src/ui/charts/setup.js";

const columns: Readonly<Record<string, readonly CellValue[]>> = {
  "params.lr": ["0.001", "0.01", "0.1", null, "1"],
  "params.alpha": ["0", "0.01", "0.1", "1", "10"],
  "params.loss": ["squared-error-a", "squared-error-b", "poisson", null, "poisson"],
  "metrics.rmse": [6, 7, "NaN", 8, "Infinity"],
};
const column = (field: string): readonly CellValue[] | undefined => columns[field];
const axis = (field: string, rest: Omit<AxisSetup, "field"> = {}) => axesOf([{ field, ...rest }], column)[0]!;
const chosen = (...brushes: Parameters<typeof maskOf>[0]) => [...maskOf(brushes, 5, column)];

describe("axes of parallel coordinates", () => {
  it("give every run a place: on the scale, or beside it by the reason", () => {
    const lr = axis("params.lr");
    expect(
      [lr.scale.kind, ...lr.shares].map((share) => (typeof share === "number" ? Number(share.toFixed(3)) : share)),
    ).toEqual(["log", 0, 0.333, 0.667, NaN, 1]);
    expect([[...lr.beside], lr.places]).toEqual([
      [0, 0, 0, 1, 0],
      [{ reason: "missing", text: "∅", count: 1, values: [] }],
    ]);
    const rmse = axis("metrics.rmse");
    expect(rmse.places.map(({ text, values }) => [text, ...values])).toEqual([
      ["NaN", "NaN"],
      ["∞", "Infinity"],
    ]);
    expect(axis("params.alpha", { scale: "log" }).places[0]).toMatchObject({ text: "≤ 0", count: 1 });
    expect(besideTexts([lr, rmse, axis("params.alpha", { scale: "log" })])).toEqual([
      "1 run lacks lr: shown at ∅",
      "1 run has NaN as rmse: shown below the scale",
      "1 run has ∞ as rmse: shown below the scale",
      "1 run has alpha ≤ 0: shown below the logarithmic scale",
    ]);
  });

  it("keep many numbers numeric when a text is among them", () => {
    const values = [...Array.from({ length: 20 }, (_, index) => String(index)), "None"];
    const [mixed] = axesOf([{ field: "params.depth" }], () => values);
    expect([mixed!.scale.kind, mixed!.places]).toEqual([
      "linear",
      [{ reason: "text", text: "None", count: 1, values: ["None"] }],
    ]);
    expect(axesOf([{ field: "params.depth" }], () => ["1", "2", "None"])[0]!.scale.kind).toBe("category");
  });

  it("open with what varies, params before metrics", () => {
    const field = (name: string, more: object = {}) => ({
      name,
      kind: name.startsWith("params") ? ("param" as const) : ("metric" as const),
      key: name,
      runs: 5,
      varies: true,
      numeric: true,
      opening: true,
      ...more,
    });
    const many = Array.from({ length: 20 }, (_, index) => `id-${index}`);
    const fields = [
      field("metrics.rmse"),
      field("params.lr"),
      field("params.seed", { varies: false }),
      field("params.id", { numeric: false, values: many }),
    ];
    expect(axisSetupsOf({ kind: "parallel" }, fields)).toEqual([{ field: "params.lr" }, { field: "metrics.rmse" }]);
    expect(axisSetupsOf({ kind: "parallel", axes: [] }, fields)).toEqual([]);
    const twice = [{ field: "params.lr" }, { field: "params.lr", inverted: true }]; // an address that someone edited
    expect(axisSetupsOf({ kind: "parallel", axes: twice }, fields)).toEqual([{ field: "params.lr" }]);
    const alike = [
      field("params.base_score", { values: ["0.5"] }),
      field("params.loss", { numeric: false, values: ["l1", "l2"], opening: false }),
      field("metrics.one", { min: 3, max: 3 }),
      field("metrics.two", { min: 3, max: 4 }),
    ];
    const opened = axisSetupsOf({ kind: "parallel" }, alike).map((axis) => axis.field);
    expect(opened).toEqual(["params.loss", "params.base_score", "metrics.one", "metrics.two"]);
    const sparse = [field("metrics.rmse"), field("metrics.training", { runs: 2 }), field("params.few", { runs: 1 })];
    const all = Array.from({ length: 7 }, (_, index) => field(`params.${index}`));
    const full = axisSetupsOf({ kind: "parallel" }, [...sparse, ...all]).map((axis) => axis.field);
    expect(full).toEqual([...all.map(({ name }) => name), "metrics.training", "metrics.rmse"]);
  });

  it("write times to the second where minutes do not tell them apart", () => {
    const times = [0, 20, 40, 60].map((seconds) => Date.UTC(2026, 10, 25, 9, 3, seconds));
    const [started] = axesOf([{ field: "start_time" }], () => times);
    const texts = started!.scale.ticks.map(({ text }) => text);
    expect(texts.every((text) => text.includes(":"))).toBe(true);
    expect(texts.length).toBeGreaterThan(2);
  });

  it("never show two names alike", () => {
    expect(labelsOf(["params.lr", "metrics.lr", "min.rmse", "start_time"])).toEqual([
      "params.lr",
      "metrics.lr",
      "rmse (min)",
      "Started",
    ]);
    expect(shortenedApart(["regression-squared-error", "poisson"], 12)).toEqual(["regre…-error", "poisson"]);
    expect(shortenedApart(["regression-a-error", "regression-b-error"], 12)).toEqual([
      "regression-a-error",
      "regression-b-error",
    ]);
  });
});

describe("brushes on axes", () => {
  it("become ranges in the data's units, exact at the ends", () => {
    const lr = axis("params.lr");
    const brush = edited(lr, undefined, { segment: { from: -0.2, to: 0.4 } })!;
    expect(brush).toEqual({ field: "params.lr", ranges: [[0.001, 0.0158]] });
    expect(chosen(brush)).toEqual([1, 1, 0, 0, 0]);
    expect(segmentsOf(lr, brush).map(({ from, to }) => [from, Number(to.toFixed(2))])).toEqual([[0, 0.4]]);
  });

  it("choose the lowest value of a logarithmic axis that also has a 0", () => {
    const values = ["0", "0.0003", "0.003", "0.03"];
    const [log] = axesOf([{ field: "params.l1", scale: "log" }], () => values);
    const brush = edited(log!, undefined, { segment: { from: 0, to: 0.6 } })!;
    expect([...maskOf([brush], 4, () => values)]).toEqual([0, 1, 1, 0]);
  });

  it("hold several ranges, moved one by one, that merge when they meet", () => {
    const alpha = axis("params.alpha");
    const two = edited(alpha, edited(alpha, undefined, { segment: { from: 0.5, to: 1 } }), {
      segment: { from: 0, to: 0.1 },
    })!;
    expect(two.ranges).toEqual([
      [0, 1],
      [5, 10],
    ]);
    expect(edited(alpha, two, { at: 0, segment: { from: 0.2, to: 0.3 } })!.ranges).toEqual([
      [2, 3],
      [5, 10],
    ]);
    expect(edited(alpha, two, { at: 0, segment: { from: 0, to: 0.7 } })!.ranges).toEqual([[0, 10]]);
    expect(edited(alpha, edited(alpha, two, { at: 0 }), { at: 0 })).toBeUndefined();
  });

  it("choose categories by dragging and one by one", () => {
    const loss = axis("params.loss");
    expect(loss.scale.categories).toEqual(["poisson", "squared-error-a", "squared-error-b"]);
    const dragged = edited(loss, undefined, { segment: { from: 0.4, to: 1.2 } })!;
    expect(dragged).toEqual({ field: "params.loss", values: ["squared-error-a", "squared-error-b"] });
    expect(chosen(dragged)).toEqual([1, 1, 0, 0, 0]);
    expect(segmentsOf(loss, dragged)).toEqual([{ from: 0.25, to: 1.25 }]);
    const one = categoryToggled(loss, dragged, "squared-error-a")!;
    expect(one.values).toEqual(["squared-error-b"]);
    expect(categoryToggled(loss, one, "squared-error-b")).toBeUndefined();
  });

  it("choose what has no place on the scale", () => {
    const rmse = axis("metrics.rmse");
    const nan = placeToggled(rmse, { field: "metrics.rmse", ranges: [[6, 7]] }, rmse.places[0]!)!;
    expect([chosen(nan), isPlaceChosen(rmse, nan, rmse.places[0]!)]).toEqual([[1, 1, 1, 0, 0], true]);
    const lr = axis("params.lr");
    const missing = placeToggled(lr, undefined, lr.places[0]!)!;
    expect([missing, chosen(missing)]).toEqual([{ field: "params.lr", missing: true }, [0, 0, 0, 1, 0]]);
    expect(placeToggled(lr, missing, lr.places[0]!)).toBeUndefined();
    const log = axis("params.alpha", { scale: "log" });
    const none = placeToggled(log, undefined, log.places[0]!)!;
    expect([chosen(none), segmentsOf(log, none), isPlaceChosen(log, none, log.places[0]!)]).toEqual([
      [1, 0, 0, 0, 0],
      [],
      true,
    ]);
    const both = edited(log, none, { segment: { from: 0.9, to: 1 } })!;
    expect(chosen(both)).toEqual([1, 0, 0, 0, 1]);
  });

  it("that filter text made are shown: values on a numeric axis, ranges on categories", () => {
    expect(segmentsOf(axis("params.alpha"), { field: "params.alpha", values: ["1"] })).toEqual([
      { from: 0.1, to: 0.1 },
    ]);
    const categories = axis("params.alpha", { scale: "category" });
    expect(segmentsOf(categories, { field: "params.alpha", ranges: [[0.01, 1]] })).toEqual([
      { from: 0.125, to: 0.875 },
    ]);
  });
});

describe("lines of parallel coordinates", () => {
  const axes = axesOf([{ field: "params.lr" }, { field: "metrics.rmse", inverted: true }], column);
  const layout = layoutOf(axes, 640, 400);
  const lines = linesOf(axes, layout);

  it("cross axes where their values are", () => {
    expect([layout.xs, layout.top, layout.bottom]).toEqual([[56, 556], 12, 344]);
    expect([lines[0]![0], lines[0]![4], lines[0]![3]]).toEqual([344, 12, placeY(layout, 0)]);
    expect([lines[1]![0], lines[1]![3], lines[1]![4]]).toEqual([12, 344, placeY(layout, 1)]);
    expect(shareAt(layout, axes[1]!, yOf(layout, axes[1]!, 0.3))).toBeCloseTo(0.3);
    expect(layoutOf(axes, 100, 400).width).toBe(244);
    const lone = layoutOf(axes.slice(0, 1), 640, 400);
    expect([lone.xs, linesOf(axes.slice(0, 1), lone).map((heights) => heights[4])]).toEqual([
      [56, 556],
      [12, 12],
    ]);
  });

  it("are found by the pointer between axes, unless they are not drawn", () => {
    const at = (x: number, y: number, isDrawn = (_: number): boolean => true) =>
      nearestLine(layout, lines, isDrawn, x, y);
    expect(at(60, 341)).toBe(0);
    expect(at(60, 341, (run) => run !== 0)).toBe(-1);
    expect(at(306, (344 + 12) / 2)).toBe(0);
    expect(at(10, 344)).toBe(-1);
  });

  it("become an image with a line's colour, denser where more cross", () => {
    const raster = rasterOf(20, 10);
    const pixels = new Uint8ClampedArray(20 * 10 * 4);
    const buckets = Uint8Array.of(0, 1, 2);
    const inks = inksOf([
      [200, 100, 0],
      [0, 100, 200],
      [0, 0, 0],
    ]);
    const add = (run: number, xs: readonly number[], ...heights: readonly number[]): void => {
      const across = heights.map((height) => Float32Array.of(height, height, height));
      addLines({ raster, xs, lines: across, scale: 1, buckets, inks }, Uint32Array.of(run), 0, 1);
      paint(raster, pixels, 0.5);
    };
    const pixel = (x: number, y: number): number[] => [...pixels.slice((y * 20 + x) * 4, (y * 20 + x) * 4 + 4)];
    add(0, [0, 20], 4.5, 4.5);
    expect([pixel(3, 4), pixel(3, 5)]).toEqual([
      [200, 100, 0, 128],
      [0, 0, 0, 0],
    ]);
    add(1, [0, 20], 4.5, 4.5);
    expect(pixel(3, 4)).toEqual([100, 100, 100, 191]);
    paint(raster, pixels, 0.5, [1, 2, 3]);
    expect(pixel(3, 4)).toEqual([1, 2, 3, 191]);
    add(2, [5, 6], 1, 9);
    expect(Array.from({ length: 8 }, (_, y) => pixel(4, y + 1)[3]! + pixel(5, y + 1)[3]! > 60)).toEqual(
      Array(8).fill(true),
    );
    add(2, [0, 20], 8.25, 8.25);
    expect([pixel(9, 7), pixel(9, 8)]).toEqual([
      [0, 0, 0, 41],
      [0, 0, 0, 103],
    ]);
    add(0, [0, 20], -50, 400); // outside: at its edges
  });

  it.each([1.5, 1.5625, 1.6875, 1.8125, 1.9375, 2.0625, 2.4375])(
    "keep their colour where 50,000 of the brightest cross at %s",
    (height) => {
      const raster = rasterOf(4, 4);
      const heights = new Float32Array(50_000).fill(height);
      const runs = Uint32Array.from(heights.keys());
      const inks = inksOf([[255, 255, 255]]);
      const drawing = {
        raster,
        xs: [0, 2],
        lines: [heights, heights],
        scale: 1,
        buckets: new Uint8Array(50_000),
        inks,
      };
      addLines(drawing, runs, 0, runs.length);
      const pixels = new Uint8ClampedArray(4 * 4 * 4);
      paint(raster, pixels, 0.012);
      const drawn = [16, 32].map((at) => [...pixels.slice(at, at + 4)]).filter(([, , , alpha]) => alpha !== 0);
      for (const color of drawn) expect(Math.min(...color), color.join(" ")).toBeGreaterThan(230);
      expect(drawn.length).toBeGreaterThan(0);
    },
  );
});

describe("colours of lines", () => {
  const own = ["#ff0000", "#00ff00", "#ff0000", "#0000ff", "#ff0000"];
  const colorsBy = (field: string, reversed = false) => {
    const { buckets, colors, legend } = lineColors(own, column, field, reversed, false);
    return { run: [...buckets].map((bucket) => colors[bucket]!.join(" ")), legend };
  };

  it("follow a number's share, grey where there is none", () => {
    const { run, legend } = colorsBy("metrics.rmse");
    expect(run).toEqual(["68 1 84", "35 146 138", "140 149 159", "216 200 28", "140 149 159"]);
    expect(legend).toMatchObject({ kind: "scale", label: "rmse", low: "6", high: "8" });
    expect(colorsBy("metrics.rmse", true).run[0]).toBe("216 200 28");
    const durations = [1000, 125_000, 60_000, 1500, 2000];
    const { legend: ofDuration } = lineColors(own, () => durations, "duration", false, false);
    expect(ofDuration).toMatchObject({ label: "Duration", low: "1.0 s", high: "2 min 5 s" });
  });

  it("are one for each of few texts, or the run's own", () => {
    expect(new Set(colorsBy("params.loss").run).size).toBe(4);
    expect(colorsBy("params.loss").legend).toMatchObject({ kind: "categories" });
    expect(colorsBy("run").run).toEqual(["255 0 0", "0 255 0", "255 0 0", "0 0 255", "255 0 0"]);
  });
});
