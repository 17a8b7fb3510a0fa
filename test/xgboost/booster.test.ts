/** Boosters against the figures of Python's XGBoost 3.2 in `test/fixtures`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { SparseMatrix } from "labbook/ml";
import { Booster, DMatrix } from "labbook/xgboost";
import { describe, expect, it } from "vitest";
import { displaySymbol } from "../../src/mime.js";
import { tempFolder } from "../temp.js";
import { recordedModel, rows, runs } from "./recorded_model.js";

const first50 = rows.slice(0, 50);

function booster(name: string): Booster {
  return new Booster(recordedModel(runs[name]!));
}

/** Only the present entries stored, zeros among them. */
function sparse(dense: readonly (readonly number[])[]): SparseMatrix {
  const stored = dense.flatMap((row) =>
    row.flatMap((value, column) => (Number.isNaN(value) ? [] : [{ value, column }])),
  );
  let end = 0;
  const counts = dense.map((row) => (end += row.filter((value) => !Number.isNaN(value)).length));
  return new SparseMatrix({
    rowCount: dense.length,
    columnCount: 8,
    rowStarts: Int32Array.from([0, ...counts]),
    columns: Int32Array.from(stored, ({ column }) => column),
    values: Float64Array.from(stored, ({ value }) => value),
  });
}

describe.each(Object.keys(runs))("the recorded run %s", (name) => {
  const run = runs[name]!;
  const model = booster(name);

  it("predicts to the last float32 bit, dense and sparse", () => {
    expect(Array.from(model.predict(first50))).toEqual(run.predictions_first50);
    expect(Array.from(model.predict(sparse(first50)))).toEqual(run.predictions_first50);
    const fewest = first50.map((row) => row.map((value, column) => (column < 5 ? NaN : value)));
    expect(model.predict(sparse(fewest))).toEqual(model.predict([...fewest, first50[0]!]).slice(0, 50));
    expect(Array.from(model.predict(new DMatrix(first50), { outputMargin: true }))).toEqual(run.margins_first50);
    expect(model.predict(rows).reduce((sum, value) => sum + value, 0)).toBe(run.prediction_sum);
  });

  it("finds each row's leaves", () => {
    const leaves = model.predict(first50, { predLeaf: true });
    expect(leaves.map((row) => Array.from(row))).toEqual(run.leaf_index_first50);
  });

  it("tells the importance of its features", () => {
    expect(model.getScore({ importanceType: "gain" })).toEqual(run.gain_importance);
    expect(model.getFscore()).toEqual(run.weight_importance);
  });

  it("dumps its trees", () => {
    const dump = model.getDump({ dumpFormat: "json", withStats: true }).map((text) => JSON.parse(text) as unknown);
    expect(dump).toEqual(run.dump);
  });
});

describe("prediction", () => {
  it("uses the rounds that are asked for", () => {
    const model = booster("exact-depth3");
    const first = model.predict(first50, { iterationRange: [0, 2] });
    expect(model.slice(0, 2).predict(first50)).toEqual(first);
    expect(model.slice(0, 2).numBoostedRounds()).toBe(2);
    expect(model.predict(first50, { iterationRange: [0, 0] })).toEqual(model.predict(first50));
    expect(() => model.predict(first50, { iterationRange: [0, 6] })).toThrow(
      "rounds 0 to 6 are not there; the model has 5, so give [start, end] within [0, 5] (end 0: all)",
    );
  });

  it("starts from the rows' own margins where there are some", () => {
    const model = booster("logistic-exact-depth3");
    const plain = model.predict(first50, { outputMargin: true });
    const moved = new DMatrix(first50, { baseMargin: new Float32Array(50).fill(2) });
    const margins = model.predict(moved, { outputMargin: true });
    margins.forEach((margin, row) => expect(margin - plain[row]!).toBeCloseTo(2, 5));
  });

  it("refuses other columns than those it was trained on", () => {
    const model = booster("exact-depth3");
    expect(() => model.predict([[1, 2]])).toThrow(
      "Feature shape mismatch, expected: 8, got 2; give the columns that the model was trained on, in their order",
    );
    const names = ["a", "b", "c", "d", "e", "f", "g", "h"];
    const named = new Booster({ ...recordedModel(runs["exact-depth3"]!), featureNames: names });
    const expected =
      "data did not contain feature names, but the following fields are expected: a, b, c, d, e, f, g, h";
    expect(() => named.predict(new DMatrix(first50))).toThrow(expected);
    expect(() => named.predict(new DMatrix(first50, { featureNames: [...names.slice(0, 6), "x", "g"] }))).toThrow(
      'feature_names mismatch: column 6 is "x", the model\'s is "g"; expected h in input data; training data did not have the following fields: x',
    );
    expect(named.predict(new DMatrix(first50), { validateFeatures: false })).toEqual(model.predict(first50));
    expect(named.predict(first50)).toEqual(model.predict(first50));
  });

  it("tells what each feature adds: Shapley values, which with the bias sum up to the margin", () => {
    const model = booster("logistic-exact-regularised");
    const margins = model.predict(first50, { outputMargin: true });
    model.predict(first50, { predContribs: true }).forEach((row, at) => {
      expect(row).toHaveLength(9);
      expect(row.reduce((sum, value) => sum + value, 0)).toBeCloseTo(margins[at]!, 4);
    });
    // 10 rows: feature 0 below 1 (4 rows): 1; else feature 1 below 1 (3 rows): 2, else (3 rows): 6
    const tree = {
      leftChildren: Int32Array.of(1, -1, 3, -1, -1),
      rightChildren: Int32Array.of(2, -1, 4, -1, -1),
      parents: Int32Array.of(2147483647, 0, 0, 2, 2),
      splitIndices: Int32Array.of(0, 0, 1, 0, 0),
      splitConditions: Float32Array.of(1, 1, 1, 2, 6),
      defaultLeft: new Uint8Array(5),
      lossChanges: new Float32Array(5),
      sumHessian: Float32Array.of(10, 4, 6, 3, 3),
      baseWeights: new Float32Array(5),
    };
    const small = { ...recordedModel(runs["exact-depth1"]!), trees: [tree], featureCount: 2, baseScore: 0 };
    const [shares] = new Booster(small).predict([[2, 2]], { predContribs: true });
    // v() = 2.8, v(0) = 4, v(1) = 0.4 · 1 + 0.6 · 6 = 4, v(0, 1) = 6
    expect(Array.from(shares!)).toEqual(
      [(4 - 2.8 + 6 - 4) / 2, (4 - 2.8 + 6 - 4) / 2, 2.8].map((v) => expect.closeTo(v, 5)),
    );
  });

  it("names the nearest option for one that it does not have", () => {
    const model = booster("exact-depth3");
    expect(() => model.predict(first50, { outputMargins: true } as object)).toThrow(
      "predict has no option outputMargins; did you mean outputMargin?",
    );
  });

  it("goes through trees that are thousands of nodes deep", () => {
    const depth = 8000;
    const count = 2 * depth + 1;
    const at = Array.from({ length: count }, (_, node) => node);
    const inner = (node: number) => node % 2 === 0 && node < count - 1;
    const chain = {
      leftChildren: Int32Array.from(at, (node) => (inner(node) ? node + 1 : -1)),
      rightChildren: Int32Array.from(at, (node) => (inner(node) ? node + 2 : -1)),
      parents: Int32Array.from(at, (node) => (node === 0 ? 2147483647 : node - 2 + (node % 2))),
      splitIndices: new Int32Array(count),
      splitConditions: Float32Array.from(at, (node) => (inner(node) ? node / 2 : node)),
      defaultLeft: new Uint8Array(count),
      lossChanges: new Float32Array(count).fill(1),
      sumHessian: new Float32Array(count),
      baseWeights: new Float32Array(count),
    };
    const model = new Booster({ ...recordedModel(runs["exact-depth1"]!), trees: [chain] });
    const deepest = [[depth, 0, 0, 0, 0, 0, 0, 0]];
    expect(model.predict(deepest, { predLeaf: true })[0]![0]).toBe(count - 1);
    expect(model.getDump({ dumpFormat: "dot" })[0]!.match(/label="leaf=/g)).toHaveLength(depth + 1);
    expect(Booster.load(model.saveRaw()).predict(deepest)).toEqual(model.predict(deepest));
  });
});

describe("what a booster is made of", () => {
  const names = ["dist", 'a "b', "int", "ind", "e", "f", "g", "h"];
  const types = ["float", "q", "int", "i", "q", "q", "q", "q"];
  const model = new Booster({
    ...recordedModel(runs["exact-depth3"]!),
    featureNames: names,
    featureTypes: types,
    attributes: { best_iteration: "4", best_score: "7.25" },
  });

  it("is printed as Python prints it: text, with indicators and whole numbers", () => {
    expect(model.getDump({ withStats: true })[0]).toBe(
      [
        "0:[dist<7.86193848] yes=1,no=2,missing=1,gain=18918.0312,cover=500",
        "\t1:[dist<4.6204834] yes=3,no=4,missing=3,gain=2343.43555,cover=234",
        "3:[ind] yes=8,no=7,gain=1076.77686,cover=140",
        "\t\t\t7:leaf=2.65344477,cover=65",
        "\t\t\t8:leaf=0.970867634,cover=75",
        "4:[ind] yes=10,no=9,gain=1158.93652,cover=94",
        "\t\t\t9:leaf=4.66176224,cover=53",
        "\t\t\t10:leaf=2.42670202,cover=41",
        "2:[ind] yes=6,no=5,gain=3036.07812,cover=266",
        "\t\t5:[dist<11.5961914] yes=11,no=12,missing=11,gain=860.007812,cover=118",
        "\t\t\t11:leaf=6.29473734,cover=56",
        "\t\t\t12:leaf=8.39990711,cover=62",
        "\t\t6:[dist<11.6488037] yes=13,no=14,missing=13,gain=916.773438,cover=148",
        "\t\t\t13:leaf=4.41860819,cover=76",
        "\t\t\t14:leaf=6.13420391,cover=72",
        "",
      ].join("\n"),
    );
    const dumps = model.getDump();
    expect(dumps[2]!.split("\n")[1]).toBe("1:[ind] yes=4,no=3");
    expect(dumps[2]).toContain('[a \\"b<7.03039551] yes=');
    const json = JSON.parse(model.getDump({ dumpFormat: "json" })[2]!) as { children: { children: object[] }[] };
    expect(json.children[0]!.children[0]).toMatchObject({ nodeid: 3, split: 'a "b', split_condition: 7.03039551 });
  });

  it("is printed as JSON and for Graphviz", () => {
    const small = new Booster({ ...recordedModel(runs["exact-depth1"]!), featureTypes: types, featureNames: names });
    expect(small.getDump({ dumpFormat: "json", withStats: true })[0]).toBe(
      [
        '  { "nodeid": 0, "depth": 0, "split": "dist", "split_condition": 7.86193848, "yes": 1, "no": 2, "missing": 1 , "gain": 18918.0312, "cover": 500, "children": [',
        '    { "nodeid": 1, "leaf": 8.54709148 , "cover": 234 }, ',
        '    { "nodeid": 2, "leaf": 20.9241428 , "cover": 266 }',
        "  ]}",
      ].join("\n"),
    );
    expect(small.getDump({ dumpFormat: "dot" })[0]).toBe(
      [
        "digraph {",
        "    graph [ rankdir=TB ]",
        "",
        '    0 [ label="dist<7.86193848" ]',
        '    0 -> 1 [label="yes, missing" color="#0000FF"]',
        '    0 -> 2 [label="no" color="#FF0000"]',
        "",
        '    1 [ label="leaf=8.54709148" ]',
        "",
        '    2 [ label="leaf=20.9241428" ]',
        "}",
      ].join("\n"),
    );
    expect(() => small.getDump({ dumpFormat: "xml" as "json" })).toThrow(
      'there is no dump format "xml"; take one of text, json, dot',
    );
  });

  it("takes names from a feature map file", () => {
    const path = join(tempFolder(), "featmap.txt");
    writeFileSync(path, "0\tdistance\tq\n3 vendor=2 int\n");
    const text = model.getDump({ fmap: path })[0]!;
    expect(text).toContain("0:[distance<7.86193848]");
    expect(text).toContain("[vendor=2<0] yes=");
    expect(Object.keys(model.getScore({ fmap: path }))).toContain("f1");
    writeFileSync(path, "0 distance number\n");
    expect(() => model.getDump({ fmap: path })).toThrow(
      `line 1 of the feature map ${path} is "0 distance number"; write an index, a name without spaces and a type (q, i or int)`,
    );
  });

  it("is a table of nodes", () => {
    const nodes = model.treesToDataframe();
    expect(nodes).toHaveLength(75);
    expect(nodes[0]).toEqual({
      tree: 0,
      node: 0,
      id: "0-0",
      feature: "dist",
      split: Math.fround(7.8619385),
      yes: "0-1",
      no: "0-2",
      missing: "0-1",
      gain: 18918.03125,
      cover: 500,
    });
    expect(nodes[14]).toMatchObject({ id: "0-14", feature: "Leaf", split: null, gain: Math.fround(6.134204) });
  });

  it("scores by sum and mean", () => {
    const one = new Booster({ ...recordedModel(runs["exact-depth1"]!) });
    const [gain, total] = [one.getScore({ importanceType: "gain" }), one.getScore({ importanceType: "total_gain" })];
    const weight = one.getScore();
    for (const name of Object.keys(weight)) expect(gain[name]).toBe(Math.fround(total[name]! / weight[name]!));
    expect(one.getScore({ importanceType: "total_cover" })["f0"]).toBe(500 * weight["f0"]!);
    expect(() => one.getScore({ importanceType: "gains" as "gain" })).toThrow(
      'there is no importance type "gains"; did you mean gain?',
    );
  });

  it("keeps attributes, of which early stopping writes two", () => {
    expect([model.bestIteration, model.bestScore]).toEqual([4, 7.25]);
    expect(booster("exact-depth3").bestIteration).toBeNull();
    const own = booster("exact-depth3").setAttr({ note: "mine", rounds: 5 });
    expect(own.attr("rounds")).toBe("5");
    expect(own.setAttr({ note: null }).attr("note")).toBeNull();
    expect(Booster.load(own.saveRaw("json")).attributes).toEqual({ rounds: "5" });
  });

  it("shows itself", () => {
    expect(inspect(model)).toBe("Booster reg:squarederror, 5 rounds, 8 features, best iteration 4 (7.250000)");
    const shown = model[displaySymbol]();
    expect(shown["text/plain"]).toBe(
      [
        "Booster reg:squarederror, 5 rounds, 8 features, best iteration 4 (7.250000)",
        "  trees: 5 with 40 leaves",
        "  features: 8",
        "  base score: 0.5",
        "  best iteration: 4 (7.250000)",
        '  most gain: dist 71 %, ind 19 %, e 4 %, int 3 %, a "b 1 %',
      ].join("\n"),
    );
    expect(shown["text/html"]).toContain("<caption>XGBoost booster</caption>");
  });
});
