import { describe, expect, it } from "vitest";
import { Lasso, LinearSVR, LogisticRegression, Ridge } from "labbook/ml";
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
  const linear = [new Ridge({ alpha: 0.5 }), new Lasso({ alpha: 0.1 }), new LinearSVR({ maxIter: 10_000 })];

  it.each(linear)("writes a linear model: %s", async (model) => {
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

  it.each([
    [["no", "yes", "no", "yes"], { classlabels_strings: ["no", "yes"] }, "string"],
    [[7, -1, 7, -1], { classlabels_ints: [-1, 7] }, "int64"],
  ] as const)(
    "writes a classifier of two classes, whose first has the opposite margin: %j",
    async (labels, named, type) => {
      const model = new LogisticRegression().fit(X, labels);
      const { nodes, outputs } = readOnnx((await onnxModel(model))!);
      expect(outputs).toEqual([`label: ${type === "string" ? 8 : 7}[N]`, "probabilities: 1[N,2]"]);
      const weights = [...Float32Array.from(model.coefficients[0]!)];
      const intercept = Math.fround(model.intercepts[0]!);
      expect(nodes.map(({ opType, output, attributes }) => ({ opType, output, attributes }))).toEqual([
        {
          opType: "LinearClassifier",
          output: ["label", "probabilities"],
          attributes: {
            coefficients: [...weights.map((weight) => -weight), ...weights],
            intercepts: [-intercept, intercept],
            ...named,
            multi_class: 0,
            post_transform: "LOGISTIC",
          },
        },
      ]);
    },
  );

  it("writes a classifier of more classes with the coefficients of each", async () => {
    const model = new LogisticRegression().fit(X, ["a", "b", "c", "a"]);
    const [{ attributes } = expect.fail("no node")] = readOnnx((await onnxModel(model))!).nodes;
    expect(attributes).toMatchObject({
      classlabels_strings: ["a", "b", "c"],
      multi_class: 1,
      post_transform: "SOFTMAX",
    });
    expect(attributes["coefficients"]).toEqual(model.coefficients.flatMap((row) => [...Float32Array.from(row)]));
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
