import { expect, it, onTestFinished } from "vitest";
import { RunSource } from "../../src/server/page/runs/source.js";
import { runTable } from "../../src/server/page/runs/table.js";
import { openStore } from "../../src/store/open.js";
import { tempFolder } from "../temp.js";

it("has at the top one run of each circle of parents, and those without", async () => {
  const folder = tempFolder();
  const store = openStore(`sqlite:///${folder}/mlflow.db`, { artifactRoot: folder });
  onTestFinished(() => store.close());
  const experimentId = await store.createExperiment("taxi");
  const ids: string[] = [];
  for (let index = 0; index < 7; index++) {
    ids.push((await store.createRun({ experimentId, startTimeMs: 100 - index })).info.runId);
  }
  // 0 → 1 → 2 → 0, 3 → 0, 4 → 4, 5 → 6
  for (const [run, parent] of Object.entries([1, 2, 0, 0, 4, 6])) {
    await store.logBatch(ids[Number(run)]!, { tags: [{ key: "mlflow.parentRunId", value: ids[parent]! }] });
  }
  const source = new RunSource(store, store.columns!);
  const table = await runTable({ experimentIds: [experimentId], limit: 10, fields: [], roots: true }, source);
  expect(table.runs.runId.map((runId) => ids.indexOf(runId))).toEqual([2, 4, 6]);
  expect([table.rootTotal, table.runs.children]).toEqual([3, [1, 0, 1]]);
});
