/** A transfer that is killed goes on where it stopped, and makes nothing twice. `test/full` does it more often. */
import { expect, it } from "vitest";
import { openStore } from "../../src/store/open.js";
import { serve } from "../server/serving.js";
import { suiteFolder, tempFolder } from "../temp.js";
import { killedExport, largeStore } from "./interrupted.js";
import { rowsOf, valueIn } from "./rows.js";

process.env["XDG_STATE_HOME"] = suiteFolder();

it("goes on in a SQLite file by way of a folder", async () => {
  const folder = tempFolder();
  const source = await largeStore(folder, 20);
  await killedExport(source, `${folder}/out`, 1, 500);
  await killedExport(`${folder}/out`, `sqlite:///${folder}/copy.db`, 1, 500);
  expect(rowsOf(`sqlite:///${folder}/copy.db`)).toEqual(rowsOf(source));
});

it("goes on on a server", async () => {
  const folder = tempFolder();
  const source = await largeStore(folder, 40);
  const { url, folder: served } = await serve();
  await killedExport(source, url, 2, 600);
  const there = `sqlite:///${served}/mlflow.db`;
  expect(valueIn(there, "SELECT count(*) FROM runs")).toBe(40);
  expect(valueIn(there, "SELECT count(*) FROM metrics")).toBe(40_000);
  expect(valueIn(there, "SELECT count(DISTINCT value) FROM tags WHERE key = 'labbook.sourceRunId'")).toBe(40);
  expect(valueIn(there, "SELECT count(*) FROM experiments")).toBe(2);
  expect(valueIn(there, "SELECT count(*) FROM model_versions")).toBe(1);
  const store = openStore(url);
  const { items } = await store.searchRuns({ experimentIds: ["1"], filter: "status = 'FINISHED'" });
  expect(items).toHaveLength(40);
  await store.close();
});
