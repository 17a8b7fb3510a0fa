import { describe, expect, it } from "vitest";
import { linesOf, smoothed, valueAt } from "../../src/ui/charts/line.js";

const series = {
  runId: "r",
  key: "rmse",
  points: 5,
  x: [0, 1, 2, 3, 4],
  last: [4, 2, "NaN", 0, 1],
  min: [4, 2, null, 0, 1],
  max: [4, 3, null, 0, 1],
};
const look = () => ({ name: "a", color: "#112233" });
const plain = { keys: ["mae", "rmse"], smoothing: 0, logX: false, logY: false };

describe("lines of histories", () => {
  it("are broken where a value is not finite, and know where", () => {
    const [line] = linesOf([series], look, plain);
    expect(line).toMatchObject({
      name: "a",
      dash: 1,
      points: 5,
      raw: [4, 2, null, 0, 1],
      shown: [4, 2, null, 0, 1],
      lost: [2],
    });
  });

  it("leave out what has no logarithm", () => {
    const [line] = linesOf([series], look, { ...plain, logX: true, logY: true });
    expect(line).toMatchObject({ x: [1, 2, 3, 4], raw: [2, null, null, 1], max: [3, null, null, 1], lost: [2] });
  });

  it("are smoothed by a mean that does not begin at zero, over gaps, and keep the raw values", () => {
    expect(smoothed([4, 2, null, 0], 0.5)).toEqual([4, 4 / 1.5, null, 1 / 0.875]);
    expect(smoothed([7, 7, 7], 0.9)!.map((value) => value!.toFixed(9))).toEqual([
      "7.000000000",
      "7.000000000",
      "7.000000000",
    ]);
    const [line] = linesOf([series], look, { ...plain, smoothing: 0.5 });
    expect(line!.raw).toEqual([4, 2, null, 0, 1]);
    expect(valueAt(line!, 1, line!.raw)).toBe(2); // a legend tells what was logged
  });

  it("have at each x the value of the last point before it", () => {
    const [line] = linesOf([series], look, plain);
    expect([-1, 0, 0.9, 1, 2.5, 99].map((x) => valueAt(line!, x))).toEqual([null, 4, 4, 2, null, 1]);
  });
});
