import { describe, expect, it, vi } from "vitest";
import {
  ExtraTreesRegressor,
  GradientBoostingRegressor,
  Lasso,
  LinearSVR,
  LogisticRegression,
  RandomForestRegressor,
  Ridge,
} from "labbook/ml";
import { Booster } from "labbook/xgboost";
import { onnxModel } from "../../../src/models/onnx/onnx_model.js";
import { roundedDown } from "../../../src/models/onnx/trees.js";
import { ensembleOutput, readOnnx } from "./read_onnx.js";

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
      expect(outputs).toEqual([
        `label: ${type === "string" ? 8 : 7}[N]`,
        ...model.classes.map((label) => `probability_${label}: 1[N,1]`),
      ]);
      const weights = [...Float32Array.from(model.coefficients[0]!)];
      const intercept = Math.fround(model.intercepts[0]!);
      expect(nodes.slice(1).map(({ opType, output }) => [opType, output[0]])).toEqual([
        ["Constant", "class_0"],
        ["Gather", `probability_${model.classes[0]}`],
        ["Constant", "class_1"],
        ["Gather", `probability_${model.classes[1]}`],
      ]);
      expect(nodes.slice(0, 1).map(({ opType, output, attributes }) => ({ opType, output, attributes }))).toEqual([
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

  const rows = Array.from({ length: 60 }, (_, row) => [(row * 7) % 11, ((row * 13) % 17) / 10, row % 3]);
  const target = rows.map(([a, b, c]) => a! * b! - c!);

  it.each([
    new GradientBoostingRegressor({ nEstimators: 10, learningRate: 0.3 }),
    new RandomForestRegressor({ nEstimators: 5, randomState: 1 }),
    new ExtraTreesRegressor({ nEstimators: 5, randomState: 1 }),
  ])("writes trees: %s", async (model) => {
    await model.fit(rows, target);
    const { nodes, inputs, outputs } = readOnnx((await onnxModel(model))!);
    expect([inputs, outputs]).toEqual([["X: 1[N,3]"], ["variable: 1[N,1]"]]);
    expect(nodes.map(({ opType }) => opType)).toEqual(["TreeEnsembleRegressor", "Identity"]);
    const predicted = model.predict(rows);
    rows.forEach((row, at) => {
      expect(ensembleOutput(nodes, Float32Array.from(row))).toBeCloseTo(predicted[at]!, 4);
    });
  });

  it("writes a booster, whose missing values go where they went in training", async () => {
    const booster = Booster.load("test/fixtures/xgboost-small.json");
    const { nodes } = readOnnx((await onnxModel(booster))!);
    const some = Array.from({ length: 40 }, (_, row) =>
      Array.from({ length: booster.numFeatures() }, (_, at) =>
        (row + at) % 3 === 0 ? NaN : ((row * 7 + at * 13) % 50) / 10 - 2,
      ),
    );
    const predicted = booster.predict(some);
    some.forEach((row, at) => {
      expect(ensembleOutput(nodes, Float32Array.from(row))).toBeCloseTo(predicted[at]!, 4);
    });
  });

  /** A forest of one tree of these nodes. */
  function forestOf(columns: Int32Array, rightChildren: Int32Array, values: Float64Array): RandomForestRegressor {
    return new RandomForestRegressor({ nEstimators: 1 }).restore({
      values: { columnCount: 1, oobScore: null },
      arrays: {
        ...{ treeStarts: Int32Array.of(0, columns.length), columns, rightChildren, values },
        importances: Float64Array.of(1),
      },
    });
  }

  it("cuts deep trees in pieces, which runtimes read by recursion", async () => {
    const depth = 1200; // a chain: a row of x goes down to level ⌈x⌉ and gives 10 times that
    const numbers = Array.from({ length: 2 * depth + 1 }, (_, node) => node);
    const isSplit = (node: number) => node % 2 === 0 && node < 2 * depth;
    const model = forestOf(
      Int32Array.from(numbers, (node) => (isSplit(node) ? 0 : -1)),
      Int32Array.from(numbers, (node) => (isSplit(node) ? node + 2 : 0)),
      Float64Array.from(numbers, (node) => (isSplit(node) ? node / 2 : 10 * Math.floor(node / 2))),
    );
    const { nodes } = readOnnx((await onnxModel(model))!);
    expect(nodes.filter(({ opType }) => opType === "TreeEnsembleRegressor")).toHaveLength(3);
    for (const x of [0, 0.5, 499, 500, 501, 999, 1000, 1001, 1199, 1500]) {
      expect([x, ensembleOutput(nodes, Float32Array.of(x))]).toEqual([x, model.predict([[x]])[0]]);
    }
  });

  it("gives null, and says why, for more nodes than runtimes could hold", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const count = 5_000_001;
    const model = forestOf(new Int32Array(count).fill(-1), new Int32Array(count), new Float64Array(count));
    expect(await onnxModel(model)).toBeNull();
    expect(warn.mock.calls).toEqual([
      [
        "this RandomForestRegressor gets no ONNX form, so Python cannot load it: its trees have 5000001 nodes, at most 5000000 do; set maxDepth, minSamplesLeaf or fewer trees",
      ],
    ]);
    warn.mockRestore();
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
