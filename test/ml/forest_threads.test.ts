/** Forests in threads: these run what `npm run build` made, as a thread begins with a file of it. */
import { fileURLToPath } from "node:url";
import type * as ml from "labbook/ml";
import { expect, it } from "vitest";
import type { ForestProblem } from "../../src/ml/trees/forest_tree.js";
import type * as forests from "../../src/ml/trees/grow_forest.js";
import type * as preparation from "../../src/ml/trees/tree_columns.js";

const built = async <T>(path: string) =>
  (await import(fileURLToPath(new URL(`../../dist/src/ml/${path}`, import.meta.url)))) as T;
const { ExtraTreesRegressor, RandomForestRegressor, SparseMatrix: Matrix } = await built<typeof ml>("index.js");

/** One column of many values and one of 400 flags in each row. */
function trips(rowCount: number): { matrix: ml.SparseMatrix; target: number[] } {
  const zones = Array.from({ length: rowCount }, (_, row) => (row * 7919) % 400);
  const miles = zones.map((zone, row) => ((row * 104729) % 1009) / 100 + (zone % 5));
  const matrix = new Matrix({
    rowCount,
    columnCount: 401,
    rowStarts: Int32Array.from({ length: rowCount + 1 }, (_, row) => 2 * row),
    columns: Int32Array.from(zones.flatMap((zone) => [zone, 400])),
    values: Float64Array.from(miles.flatMap((value) => [1, value])),
  });
  return { matrix, target: miles.map((value, row) => 2 * value + (zones[row]! % 7)) };
}

it.each([
  ["RandomForestRegressor", RandomForestRegressor],
  ["ExtraTreesRegressor", ExtraTreesRegressor],
])("%s is the same with one thread and with three", async (_, Forest) => {
  const { matrix, target } = trips(30_000);
  const fit = async (nJobs: number) =>
    (await new Forest({ nEstimators: 12, maxDepth: 6, randomState: 4, nJobs }).fit(matrix, target)).state();
  expect(await fit(3)).toEqual(await fit(1));
});

it("a thread that fails is an error, and the others end", async () => {
  const { growForest } = await built<typeof forests>("trees/grow_forest.js");
  const { treeColumns } = await built<typeof preparation>("trees/tree_columns.js");
  const { matrix, target } = trips(50_000);
  const problem: ForestProblem = {
    columns: { ...treeColumns(matrix), rowFlagStarts: null as unknown as Int32Array },
    target: Float64Array.from(target),
    splitter: "best",
    limits: {
      maxDepth: 3,
      minSamplesSplit: 2,
      minSamplesLeaf: 1,
      minWeightLeaf: 0,
      minImpurityDecrease: 0,
      maxLeafNodes: Infinity,
      maxFeatures: 401,
    },
    drawCount: null,
    seeds: Array.from({ length: 10 }, (_, seed) => seed),
  };
  await expect(growForest(problem, 2, () => undefined)).rejects.toThrow(/a thread that grew trees ended: .*null/);
});
