/** Forests and boosting: whole trees against scikit-learn's (test/fixtures/trees.json), seeds, rows and columns drawn. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type EstimatorParameter,
  ExtraTreesRegressor,
  GradientBoostingRegressor,
  loadEstimator,
  meanSquaredError,
  RandomForestRegressor,
  r2Score,
  saveEstimator,
  SparseMatrix,
} from "labbook/ml";
import { afterEach, beforeEach, describe, expect, it, type Mock, vi } from "vitest";
import { tempFolder } from "../temp.js";

interface ForestFigures {
  parameters: Record<string, EstimatorParameter>;
  tree: { columns: number[]; right: number[]; values: number[] };
  predictions: number[];
  importances: number[];
}

interface BoostingFigures extends Omit<ForestFigures, "tree"> {
  train_scores: number[];
  first_stages: number[][];
}

const fixture = JSON.parse(readFileSync(fileURLToPath(new URL("../fixtures/trees.json", import.meta.url)), "utf8")) as {
  x: number[][];
  y: number[];
  forests: Record<string, ForestFigures>;
  bagged: Record<string, Pick<ForestFigures, "parameters" | "predictions"> & { oob_score?: number }>;
  boostings: Record<string, BoostingFigures>;
};
const { x, y } = fixture;
const forms = [
  ["dense rows", x],
  ["a sparse matrix", SparseMatrix.fromDense(x)],
] as const;

const camel = (parameters: object) =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, value]: [string, EstimatorParameter]) => [
      name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );

function expectClose(actual: ArrayLike<number>, expected: readonly number[], within: number): void {
  expect(actual.length).toBe(expected.length);
  const far = expected.findIndex((value, at) => !(Math.abs(actual[at]! - value) <= within));
  if (far >= 0) expect(`at ${far}: ${actual[far]}`).toBe(`at ${far}: ${expected[far]}`);
}

let warn: Mock<typeof console.warn>;
beforeEach(() => {
  warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe.each(forms)("on %s", (_, matrix) => {
  it.each(Object.entries(fixture.forests))("a tree is scikit-learn's (%s)", async (name, figures) => {
    const model = new RandomForestRegressor({ nEstimators: 1, bootstrap: false, ...camel(figures.parameters) });
    await model.fit(matrix, y);
    expectClose(model.predict(matrix), figures.predictions, 1e-12);
    expectClose(model.featureImportances, figures.importances, 1e-12);
    const [tree] = model.trees;
    expect(tree!.leafCount).toBe(figures.tree.columns.filter((column) => column < 0).length);
    if (name === "leaves") return; // scikit-learn numbers the nodes of such trees in the order of their making
    expect([...tree!.columns]).toEqual(figures.tree.columns);
    expect([...tree!.rightChildren]).toEqual(figures.tree.right.map((right) => Math.max(right, 0)));
    expectClose(tree!.values, figures.tree.values, 1e-12);
  });

  it.each(Object.entries(fixture.boostings))("boosting is scikit-learn's (%s)", (_, figures) => {
    const model = new GradientBoostingRegressor(camel(figures.parameters)).fit(matrix, y);
    expectClose(model.predict(matrix), figures.predictions, 1e-10);
    expectClose(model.featureImportances, figures.importances, 1e-10);
    expectClose(model.trainScores, figures.train_scores, 1e-10);
    const stages = [...model.stagedPredict(matrix)];
    expect(stages).toHaveLength(figures.train_scores.length);
    figures.first_stages.forEach((stage, at) => expectClose(stages[at]!.slice(0, 5), stage, 1e-10));
    expect(stages.at(-1)).toEqual(model.predict(matrix));
  });
});

/** Rows of every kind: equal values, zeros, values below zero, flags, and a target without ties. */
function madeUp(rowCount: number, seed: number): { rows: number[][]; target: number[] } {
  let state = seed;
  const draw = () => (state = (state * 48271) % 2147483647) / 2147483647;
  const rows = Array.from({ length: rowCount }, () => [
    Math.round(draw() * 1000) / 8,
    draw() < 0.2 ? Math.round((draw() - 0.5) * 16) : 0,
    draw() < 0.3 ? 1 : 0,
    draw() < 0.1 ? -1 : 0,
    draw() < 0.05 ? 1 : 0,
    draw() ** 8 * 1e5,
    7,
  ]);
  return { rows, target: rows.map(([a, b, c, d]) => a! / 50 + b! + 3 * c! - d! + draw()) };
}

/** Sends the rows down the tree one by one, and checks that each leaf holds the mean of its rows. */
function checkTree(tree: RandomForestRegressor["trees"][number], rows: number[][], target: number[]): void {
  const own = new Map<number, number[]>();
  rows.forEach((row, at) => {
    let node = 0;
    while (tree.rightChildren[node] !== 0) {
      const left = Math.fround(row[tree.columns[node]!]!) <= tree.values[node]!;
      node = left ? node + 1 : tree.rightChildren[node]!;
    }
    own.set(node, [...(own.get(node) ?? []), target[at]!]);
  });
  const leaves = [...tree.columns.keys()].filter((node) => tree.columns[node] === -1);
  expect([...own.keys()].sort((a, b) => a - b)).toEqual(leaves);
  for (const [node, values] of own) {
    expect(tree.values[node]).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / values.length, 9);
  }
}

/** Σ left² / n left + Σ right² / n right of the best split of all. */
function bestScore(rows: number[][], target: number[]): number {
  const scores = rows[0]!.flatMap((_, column) => {
    const order = rows.map((row, at) => [row[column]!, target[at]!] as const).sort((a, b) => a[0] - b[0]);
    return order.slice(1).flatMap(([value], at) =>
      value > order[at]![0]
        ? [
            score(
              order.map(([, own]) => own),
              at + 1,
            ),
          ]
        : [],
    );
  });
  return Math.max(...scores);
}

function score(values: number[], leftCount: number): number {
  const sum = (part: number[]) => part.reduce((total, value) => total + value, 0);
  const [left, right] = [values.slice(0, leftCount), values.slice(leftCount)];
  return sum(left) ** 2 / left.length + sum(right) ** 2 / right.length;
}

describe.each([
  ["RandomForestRegressor", RandomForestRegressor],
  ["ExtraTreesRegressor", ExtraTreesRegressor],
] as const)("%s", (name, Forest) => {
  it.each([
    ["few rows", 60, {}],
    ["many rows", 2500, { minSamplesLeaf: 4 }],
    ["a column in two", 300, { maxFeatures: 0.5, maxDepth: 12 }],
    ["one column of all", 300, { maxFeatures: "log2" }],
    ["few leaves", 300, { maxLeafNodes: 30, minWeightFractionLeaf: 0.01 }],
  ] as const)("keeps each row in its leaf: %s", async (_, rowCount, options) => {
    const { rows, target } = madeUp(rowCount, rowCount);
    for (const matrix of [rows, SparseMatrix.fromDense(rows)]) {
      const model = new Forest({ nEstimators: 2, bootstrap: false, randomState: 3, ...options });
      await model.fit(matrix, target);
      for (const tree of model.trees) checkTree(tree, rows, target);
      const { predictions } = naive(model.trees, rows);
      expectClose(model.predict(matrix), predictions, 1e-12);
    }
  });

  it("grows until each leaf is pure", async () => {
    const { rows: others, target } = madeUp(1500, 5);
    const rows = others.map((row, at) => [...row, at % 700, at]);
    const model = await new Forest({ nEstimators: 1, bootstrap: false }).fit(rows, target);
    expectClose(model.predict(rows), target, 1e-12);
  });

  it("gives the same trees for the same seed, and others for another", async () => {
    const fit = async (randomState: number | null) =>
      (await new Forest({ nEstimators: 3, randomState }).fit(x, y)).state().arrays["values"];
    expect(await fit(5)).toEqual(await fit(5));
    expect(await fit(5)).not.toEqual(await fit(6));
    expect(await fit(null)).not.toEqual(await fit(null));
  });

  it("is kept in a folder", async () => {
    const model = await new Forest({ nEstimators: 3, bootstrap: true, oobScore: true, randomState: 1 }).fit(x, y);
    const folder = join(tempFolder(), name);
    await saveEstimator(model, folder);
    const loaded = await loadEstimator<typeof model>(folder);
    expect(loaded).toBeInstanceOf(Forest);
    expect(loaded.predict(x)).toEqual(model.predict(x));
    expect(loaded.parameters).toEqual(model.parameters);
    expect([loaded.featureImportances, loaded.oobPrediction]).toEqual([model.featureImportances, model.oobPrediction]);
    expect(loaded.oobScore).toBe(model.oobScore);
  });

  it("refuses the state of something else, and trees that run in circles", async () => {
    const state = (await new Forest({ nEstimators: 1 }).fit(x, y)).state();
    expect(() => new Forest().restore({ values: {}, arrays: {} })).toThrow(`this is no state of a ${name}: it lacks`);
    const rightChildren = (state.arrays["rightChildren"] as Int32Array).map((right, node) => (node === 0 ? 1 : right));
    const circle = { ...state, arrays: { ...state.arrays, rightChildren } };
    expect(() => new Forest().restore(circle)).toThrow("node 0 asks column");
  });

  it("says each tree that is built, when it is verbose", async () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
    await new Forest({ nEstimators: 2, verbose: 1 }).fit(x, y);
    expect(log.mock.calls).toEqual([["built tree 1 of 2"], ["built tree 2 of 2"]]);
  });
});

function naive(trees: RandomForestRegressor["trees"], rows: number[][]): { predictions: number[] } {
  const predictions = rows.map((row) => {
    const values = trees.map((tree) => {
      let node = 0;
      while (tree.rightChildren[node] !== 0) {
        const left = Math.fround(row[tree.columns[node]!]!) <= tree.values[node]!;
        node = left ? node + 1 : tree.rightChildren[node]!;
      }
      return tree.values[node]!;
    });
    return values.reduce((sum, value) => sum + value, 0) / trees.length;
  });
  return { predictions };
}

describe("trees", () => {
  it.each([1, 2, 3])("take the best split of all (%i)", async (seed) => {
    const { rows, target } = madeUp(120, seed);
    const model = await new RandomForestRegressor({ nEstimators: 1, bootstrap: false, maxDepth: 1 }).fit(rows, target);
    const left = model.predict(rows).map((value) => (value === model.trees[0]!.values[1] ? 1 : 0));
    const order = [...target.keys()].sort((a, b) => left[b]! - left[a]!);
    const leftCount = left.reduce((sum, value) => sum + value, 0);
    expect(
      score(
        order.map((row) => target[row]!),
        leftCount,
      ),
    ).toBeCloseTo(bestScore(rows, target), 6);
  });

  it("part flags alike, however the threshold is drawn", async () => {
    const rows = Array.from({ length: 64 }, (_, row) => Array.from({ length: 6 }, (_, bit) => (row >> bit) & 1));
    const target = rows.map((row) => row.reduce((sum, bit, at) => sum + bit * 1.37 ** at, 0));
    const settings = { nEstimators: 1, bootstrap: false, maxDepth: 4 };
    const best = await new RandomForestRegressor(settings).fit(rows, target);
    const extra = await new ExtraTreesRegressor(settings).fit(rows, target);
    expectClose(extra.predict(rows), [...best.predict(rows)], 1e-12);
    const thresholds = extra.trees[0]!.values.filter((_, node) => extra.trees[0]!.columns[node]! >= 0);
    expect(thresholds.every((threshold) => threshold >= 0 && threshold < 1)).toBe(true);
    expect(new Set(thresholds).size).toBeGreaterThan(10);
  });

  it("draw thresholds anywhere between the least and the greatest value", async () => {
    const rows = Array.from({ length: 5000 }, (_, row) => [row === 0 ? 10 : row / 5000 - 2]);
    const target = rows.map(([value]) => value!);
    const model = await new ExtraTreesRegressor({ nEstimators: 40, maxDepth: 1, randomState: 1 }).fit(rows, target);
    const thresholds = model.trees.map((tree) => tree.values[0]!);
    const between = thresholds.filter((threshold) => threshold > -1 && threshold < 10).length;
    expect(between).toBeGreaterThan(30); // 11 of the 12 units from -2 to 10 hold no row
  });

  it("draw one of equally good columns, each as likely", async () => {
    const rows = Array.from({ length: 20 }, (_, row) => [row % 2, row % 2, row % 2]);
    const target = rows.map(([flag]) => flag!);
    const model = await new RandomForestRegressor({ nEstimators: 90, bootstrap: false, randomState: 0 }).fit(
      rows,
      target,
    );
    const counts = [0, 1, 2].map((column) => model.trees.filter((tree) => tree.columns[0] === column).length);
    expect(Math.min(...counts)).toBeGreaterThan(15);
  });

  it("skip columns that are the same in all rows, also when few are drawn", async () => {
    const rows = Array.from({ length: 40 }, (_, row) => [...Array<number>(30).fill(0), row % 8, 1]);
    const target = rows.map((row) => row[30]!);
    const settings = { nEstimators: 5, bootstrap: false, maxFeatures: "log2" } as const;
    const model = await new RandomForestRegressor(settings).fit(rows, target);
    expectClose(model.predict(rows), target, 0);
    expect([...model.featureImportances.keys()].filter((column) => model.featureImportances[column]! > 0)).toEqual([
      30,
    ]);
  });

  it.each([
    ["a constant target", [[1], [2], [3]], [4, 4, 4]],
    ["one row", [[1, 0]], [4]],
    [
      "constant columns",
      [
        [1, 0],
        [1, 0],
      ],
      [3, 5],
    ],
    ["values closer than float32 tells", [[1], [1 + 1e-9]], [3, 5]],
  ])("are one leaf for %s", async (_, rows, target) => {
    const mean = target.reduce((sum, value) => sum + value, 0) / target.length;
    const settings = { nEstimators: 2, bootstrap: false };
    for (const model of [
      await new RandomForestRegressor(settings).fit(rows, target),
      await new ExtraTreesRegressor(settings).fit(rows, target),
      new GradientBoostingRegressor({ nEstimators: 2 }).fit(rows, target),
    ]) {
      expect([...model.predict(rows)]).toEqual(target.map(() => mean));
      expect(model.trees.map((tree) => [tree.nodeCount, tree.depth])).toEqual([
        [1, 0],
        [1, 0],
      ]);
      expect(model.featureImportances.every((share) => share === 0)).toBe(true);
    }
  });

  it("compare as float32: 0.1 is not above the threshold between 0.1 and 0.2 that float32 knows", async () => {
    const model = await new RandomForestRegressor({ nEstimators: 1, bootstrap: false }).fit([[0.1], [0.2]], [1, 2]);
    expect(model.trees[0]!.values[0]).toBe(Math.fround(0.1) / 2 + Math.fround(0.2) / 2);
    expect([...model.predict([[0.1], [0.2], [-5], [5]])]).toEqual([1, 2, 1, 2]);
  });
});

describe("bagging", () => {
  it.each(Object.entries(fixture.bagged))("draws the rows that scikit-learn draws (%s)", async (_, figures) => {
    const model = await new RandomForestRegressor(camel(figures.parameters)).fit(x, y);
    expectClose(model.predict(x), figures.predictions, 1e-12);
    if (figures.oob_score !== undefined) expect(model.oobScore).toBeCloseTo(figures.oob_score, 12);
  });

  it("leaves rows out of each tree, and scores by them", async () => {
    const model = new RandomForestRegressor({ nEstimators: 40, oobScore: true, randomState: 2 });
    await model.fit(x, y);
    expect(model.oobScore).toBe(r2Score(y, model.oobPrediction));
    expect(model.oobScore).toBeGreaterThan(0.7);
    expect(model.score(x, y)).toBeGreaterThan(model.oobScore + 0.03);
  });

  it("draws as many rows as maxSamples says", async () => {
    const leaves = async (maxSamples: number) => {
      const model = new RandomForestRegressor({ nEstimators: 4, maxSamples, randomState: 0 });
      return (await model.fit(x, y)).trees.map((tree) => tree.leafCount);
    };
    for (const count of await leaves(10)) expect(count).toBeLessThanOrEqual(10);
    for (const count of await leaves(0.5)) expect(count).toBeGreaterThan(100);
    await expect(leaves(401)).rejects.toThrow("maxSamples is 401 and X has 400 rows");
  });

  it("tells of rows that every tree drew", async () => {
    const model = await new RandomForestRegressor({ nEstimators: 1, oobScore: true, randomState: 0 }).fit(x, y);
    expect(warn.mock.calls[0]![0]).toMatch(/^2\d\d rows were drawn by every tree/);
    expect(model.oobPrediction.some((value) => value === 0)).toBe(true);
  });
});

describe("GradientBoostingRegressor", () => {
  it("stops when the rows that were kept back gain no more", () => {
    const settings = { nEstimators: 300, nIterNoChange: 5, randomState: 0 };
    const model = new GradientBoostingRegressor(settings).fit(x, y);
    expect(model.trees.length).toBeGreaterThan(10);
    expect(model.trees.length).toBeLessThan(200);
    expect(model.trainScores).toHaveLength(model.trees.length);
  });

  it("draws rows for each tree with subsample", () => {
    const fit = (randomState: number) =>
      new GradientBoostingRegressor({ nEstimators: 30, subsample: 0.5, randomState }).fit(x, y).predict(x);
    expect(fit(1)).toEqual(fit(1));
    expect(fit(1)).not.toEqual(fit(2));
    expect(meanSquaredError(y, fit(1))).toBeLessThan(
      meanSquaredError(
        y,
        y.map(() => 0),
      ) / 5,
    );
  });

  it("is kept in a folder", async () => {
    const model = new GradientBoostingRegressor({ nEstimators: 5 }).fit(x, y);
    const folder = join(tempFolder(), "gbm");
    await saveEstimator(model, folder);
    const loaded = await loadEstimator<GradientBoostingRegressor>(folder);
    expect(loaded.predict(x)).toEqual(model.predict(x));
    expect(loaded.trainScores).toEqual(model.trainScores);
    expect(loaded.initialPrediction).toBe(model.initialPrediction);
  });

  it("reports stages as scikit-learn does", () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
    new GradientBoostingRegressor({ nEstimators: 25, verbose: 1 }).fit(x, y);
    const lines = log.mock.calls.map(([line]) => String(line));
    expect(lines[0]).toBe("      Iter       Train Loss   Remaining Time");
    expect(lines.slice(1).map((line) => Number.parseInt(line, 10))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20]);
  });
});
