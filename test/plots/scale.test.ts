import { describe, expect, it } from "vitest";
import { rgbAt } from "../../src/plots/color_scale.js";
import { besideOf, naturalKind, numericKind, scaleOf } from "../../src/plots/scale.js";

describe("scales", () => {
  it("are chosen by the values", () => {
    expect(naturalKind([1, "2.5", null, NaN])).toBe("linear");
    expect(naturalKind(["0.001", "1"])).toBe("log");
    expect(naturalKind([3, "None"])).toBe("category");
    expect(naturalKind([null, Infinity])).toBe("category");
    expect(numericKind([3, "None", 400])).toBe("log");
  });

  it("place numbers and find them again", () => {
    const linear = scaleOf([2, 10, null, "x"], "linear");
    expect([linear.min, linear.max, linear.position("6"), linear.valueAt(6)]).toEqual([2, 10, 6, 6]);
    const log = scaleOf([0.01, 100, 0, -3], "log");
    expect([log.min, log.max, log.position(1), log.valueAt(1)]).toEqual([-2, 2, 0, 10]);
    expect(log.ticks.map((tick) => tick.text)).toEqual(["0.01", "0.1", "1", "10", "100"]);
  });

  it("have ticks on a logarithmic axis that spans less than a power of ten", () => {
    expect(scaleOf([2, 7], "log").ticks.map((tick) => tick.text)).toEqual(["2", "5"]);
    expect(scaleOf([21, 38], "log").ticks.map((tick) => tick.text)).toEqual(["25", "30", "35"]);
  });

  it("place by rank, equal values in the middle of their ranks", () => {
    const ranks = scaleOf([1, 5, 5, 1000, 40], "percentile");
    expect([1, 5, 40, 1000].map((value) => ranks.position(value))).toEqual([0, 0.375, 0.75, 1]);
    expect([0, 0.25, 0.875].map((share) => ranks.valueAt(share))).toEqual([1, 5, 520]);
    expect(ranks.ticks.map((tick) => tick.text)).toEqual(["1", "5", "40", "1\u202f000"]);
    expect(scaleOf([7], "percentile").position(7)).toBe(0.5);
  });

  it("give each category a place, also when names begin alike", () => {
    const names = ["regression-squared-a", "regression-squared-b", "10", "9"];
    const scale = scaleOf([...names, null, ...names], "category");
    expect(scale.categories).toEqual(["9", "10", "regression-squared-a", "regression-squared-b"]);
    expect(scale.position("regression-squared-b")).toBe(3);
    expect(scale.valueAt(0.6)).toBe("10");
  });

  it("say why a value has no place on them", () => {
    expect(
      ["NaN", "nan", "Infinity", -Infinity, Number.MAX_VALUE, null, "None", ""].map((v) => besideOf("linear", v)),
    ).toEqual(["NaN", "NaN", "Infinity", "-Infinity", "Infinity", "missing", "text", "text"]);
    expect([0, -2].map((value) => besideOf("log", value))).toEqual(["nonpositive", "nonpositive"]);
    expect([null, "Infinity", NaN, 0].map((value) => scaleOf([1, 2, 0], "log").position(value))).toEqual([
      NaN,
      NaN,
      NaN,
      NaN,
    ]);
    expect(scaleOf(["a", null], "linear").kind).toBe("category");
  });
});

it("colours between the steps of the scale", () => {
  expect(rgbAt(0)).toEqual([0x44, 0x01, 0x54]);
  expect(rgbAt(1 / 14)).toEqual([69, 26, 105]);
  expect(rgbAt(7)).toEqual([0xd8, 0xc8, 0x1c]);
});
