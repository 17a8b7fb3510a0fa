import { describe, expect, it } from "vitest";
import { groupLines } from "../../src/ui/charts/group_line.js";
import { linesOf } from "../../src/ui/charts/line.js";
import { runGroups } from "../../src/ui/charts/run_groups.js";
import { palette } from "../../src/ui/runs/run_color.js";

const plain = { keys: ["rmse"], smoothing: 0, logX: false, logY: false };
const seriesOf = (runId: string, x: readonly number[], values: readonly (number | string)[]) => {
  const finite = values.map((value) => (typeof value === "number" ? value : null));
  return { runId, key: "rmse", points: x.length, x, last: values, min: finite, max: finite };
};
const lines = linesOf(
  [
    seriesOf("a", [0, 1, 2], [6, 4, 2]),
    seriesOf("b", [0, 2, 4], [10, 6, "NaN"]),
    seriesOf("c", [0, 1], [1, 1]),
    seriesOf("alone", [0], [5]),
  ],
  () => ({ name: "", color: "#000000" }),
  plain,
);
const groups = new Map(
  [..."abc"].map((runId) => [runId, { id: runId === "c" ? "2" : "1", name: "lasso", color: "#3b7dd8" }]),
);
const means = (band: "range" | "deviation", smoothing = 0) =>
  groupLines(lines, (runId) => groups.get(runId), { band, smoothing });

describe("mean lines of groups", () => {
  it("take each run between its points, never beyond its ends, and shade from the least to the greatest", () => {
    const [first, second, ...none] = means("range");
    expect(first).toMatchObject({ runId: "1", name: "lasso", color: "#3b7dd8", runs: 2, x: [0, 1, 2, 4], lost: [4] });
    expect(first!.raw).toEqual([8, 6, 4, null]);
    expect([first!.min, first!.max]).toEqual([
      [6, 4, 2, null],
      [10, 8, 6, null],
    ]);
    expect(second).toMatchObject({ runId: "2", runs: 1, raw: [1, 1] });
    expect(none).toEqual([]);
  });

  it("shade one sample deviation where that is asked, and are smoothed as lines are", () => {
    const [first] = means("deviation", 0.5);
    expect(first!.max.map((value) => value?.toFixed(3))).toEqual(["10.828", "8.828", "6.828", undefined]);
    expect(first!.raw).toEqual([8, 6, 4, null]);
    expect(first!.shown[1]).toBeCloseTo((8 * 0.25 + 6 * 0.5) / 0.75, 10);
  });
});

describe("groups of runs", () => {
  const columns: Readonly<Record<string, readonly (string | null)[]>> = {
    "params.model": ["ridge", "lasso", null, "lasso"],
    "params.depth": ["10", "9", "9", "9"],
  };

  it("have each a colour that stays, whatever else there is", () => {
    const found = runGroups(4, ["params.model"], (field) => columns[field])!;
    expect(found.groups.map(({ name, runs }) => [name, runs])).toEqual([
      ["lasso", 2],
      ["none", 1],
      ["ridge", 1],
    ]);
    expect(found.of).toEqual([2, 0, 1, 0]);
    expect(new Set(found.groups.map(({ color }) => color)).size).toBe(3);
    const fewer = runGroups(1, ["params.model"], (field) => columns[field])!;
    expect(fewer.groups).toEqual([{ ...found.groups[2], runs: 1 }]);
    expect(palette).toContain(fewer.groups[0]!.color);
  });

  it("may be of several fields, and wait for their columns", () => {
    const found = runGroups(4, ["params.depth", "params.model"], (field) => columns[field])!;
    expect(found.label).toBe("depth, model");
    expect(found.groups.map(({ name }) => name)).toEqual(["10, ridge", "9, lasso", "9, none"]);
    expect(runGroups(4, ["params.depth", "tags.x"], (field) => columns[field])).toBeUndefined();
    expect(runGroups(4, [], (field) => columns[field])).toBeUndefined();
  });
});
