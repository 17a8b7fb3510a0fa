import { describe, expect, it } from "vitest";
import { Lasso, Ridge } from "labbook/ml";
import { onnxModel } from "../../../src/models/onnx/onnx_model.js";
import { roundedDown } from "../../../src/models/onnx/trees.js";
import { readOnnx } from "./read_onnx.js";

const X = [
  [1, 0, 3],
  [2, 1, 0],
  [3, 0, 1],
  [4, 1, 5],
];
const y = [2, 3, 6, 7];

describe("onnxModel", () => {
  it.each([new Ridge({ alpha: 0.5 }), new Lasso({ alpha: 0.1 })])("writes a linear model: %s", async (model) => {
    model.fit(X, y);
    const { nodes, ...rest } = readOnnx((await onnxModel(model))!);
    expect(rest).toEqual({
      irVersion: 8,
      opsets: { "": 15, "ai.onnx.ml": 3 },
      inputs: ["X: 1[N,3]"],
      outputs: ["variable: 1[N,1]"],
    });
    expect(nodes).toEqual([
      {
        ...{ opType: "LinearRegressor", domain: "ai.onnx.ml", input: ["X"], output: ["variable"] },
        attributes: {
          coefficients: [...Float32Array.from(model.coefficients)],
          intercepts: [Math.fround(model.intercept)],
          targets: 1,
        },
      },
    ]);
  });

  it("gives null for what has no such form", async () => {
    expect(await onnxModel({ predict: () => [1] })).toBeNull();
  });
});

it("rounds thresholds so that float32 inputs fall on the side where they fell before", () => {
  const thresholds = [0.1, -0.1, 0.3, 1 + 2 ** -30, -1 - 2 ** -30, 1e-50, -1e-50, 0, 16777217, 0.5];
  for (const threshold of thresholds) {
    const rounded = roundedDown(threshold);
    expect(Math.fround(rounded)).toBe(rounded);
    const near = Math.fround(threshold);
    const bits = new Int32Array(Float32Array.of(near).buffer)[0]!;
    const neighbours = [-2, -1, 0, 1, 2].map((step) => new Float32Array(Int32Array.of(bits + step).buffer)[0]!);
    for (const value of neighbours.filter((one) => !Number.isNaN(one))) {
      expect([threshold, value, value <= rounded]).toEqual([threshold, value, value <= threshold]);
    }
  }
});
