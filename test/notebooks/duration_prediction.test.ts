/** The course's notebook on the real data, cell by cell: the figures that the Python original gives. */
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { MlflowClient } from "labbook";
import { DictVectorizer, Lasso } from "labbook/ml";
import { expect, it } from "vitest";
import { labbook } from "../cli/cli.js";
import { tempFolder } from "../temp.js";

const root = resolve(import.meta.dirname, "../..");
const scikitLearn = JSON.parse(readFileSync(join(root, "test/fixtures/duration-models.json"), "utf8")).recipes.joined
  .models;

interface Cell {
  id: string;
  source: string | string[];
  outputs: { text?: string; data?: Record<string, string> }[];
}

it("gives the numbers of the original, tracks seven runs, and stays under 400 MB", async () => {
  const cwd = tempFolder();
  symlinkSync(join(root, "notebooks/data"), join(cwd, "data"));
  const book = JSON.parse(readFileSync(join(root, "notebooks/duration-prediction.ipynb"), "utf8"));
  const measure = {
    cell_type: "code",
    id: "memory",
    metadata: {},
    outputs: [],
    execution_count: null,
    source: "process.resourceUsage().maxRSS",
  };
  writeFileSync(join(cwd, "taxi.ipynb"), JSON.stringify({ ...book, cells: [...book.cells, measure] }));
  const { code, stderr } = await labbook(["run", "taxi.ipynb"], { cwd });
  expect([code, stderr]).toEqual([0, ""]);

  const { cells } = JSON.parse(readFileSync(join(cwd, "taxi.out.ipynb"), "utf8")) as { cells: Cell[] };
  const codeCells = cells.filter(({ outputs }) => outputs !== undefined);
  const shown = codeCells.flatMap(({ outputs }) =>
    outputs.map((output) => output.text ?? output.data?.["text/plain"] ?? ""),
  );
  expect(shown).toContain("73,908 rides to learn from, 61,921 to validate\n");
  expect(shown).toContain("SparseMatrix 73,908 × 13,221, 147,816 stored entries");
  const maxRssBytes = Number(shown.at(-1)) * 1024;
  expect(maxRssBytes).toBeGreaterThan(0);
  expect(maxRssBytes).toBeLessThan(400 * 2 ** 20);
  const last = codeCells.at(-2)!.outputs;
  expect(last[0]!.data!["text/html"]).toContain("<table>");
  expect(last[1]!.data!["text/html"]).toContain("data:image/svg+xml;base64,");

  const client = new MlflowClient(`sqlite:///${cwd}/mlflow.db`);
  const { experimentId } = (await client.getExperimentByName("nyc-taxi-experiment"))!;
  const runs = await client.searchRuns({ experimentIds: [experimentId], orderBy: ["metrics.rmse ASC"] });
  const rmse = Object.fromEntries(runs.map(({ info, data }) => [info.runName, data.metrics["rmse"]!]));
  expect(Object.keys(rmse)).toEqual([
    "ridge-0.01",
    "ridge-0.1",
    "ridge-1",
    "linear-regression",
    "lasso-0.01",
    "lasso-0.1",
    "lasso-1",
  ]);
  expect(rmse["linear-regression"]).toBeCloseTo(scikitLearn["LinearRegression()"].val_rmse, 8);
  expect(rmse["ridge-1"]).toBeCloseTo(scikitLearn["Ridge(alpha=1.0)"].val_rmse, 6);
  expect(rmse["lasso-0.1"]).toBeCloseTo(scikitLearn["Lasso(alpha=0.1)"].val_rmse, 6);
  expect(rmse["lasso-0.01"]).toBeCloseTo(scikitLearn["Lasso(alpha=0.01)"].val_rmse, 6);
  for (const { info, data } of runs) {
    expect(info.status).toBe("FINISHED");
    expect(data.tags["developer"]).toBe("cristian");
    expect(data.params["train-data-path"]).toBe("data/green_tripdata_2021-01.parquet");
  }

  const lasso = runs.find(({ info }) => info.runName === "lasso-0.01")!;
  const artifact = (path: string) => JSON.parse(readFileSync(join(lasso.info.artifactUri, path), "utf8"));
  const dv = DictVectorizer.fromJSON(artifact("preprocessor/dict_vectorizer.json"));
  const model = Lasso.fromJSON(artifact("model/lasso.json"));
  expect(dv.featureNames).toHaveLength(13_221);
  const unseen = model.predict(dv.transform([{ PU_DO: "none", trip_distance: 0 }]));
  expect(unseen[0]).toBeCloseTo(scikitLearn["Lasso(alpha=0.01)"].intercept, 4);
  const ledger = readFileSync(join(lasso.info.artifactUri, "notebook/executions.jsonl"), "utf8").trim().split("\n");
  expect(ledger.some((line) => line.includes(lasso.info.runId))).toBe(true);
});
