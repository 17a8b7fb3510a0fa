/** The long form of test/exchange/interrupted.test.ts: transfers that are killed many times at random moments. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { rowsOf, valueIn } from "../exchange/rows.js";
import { killedExport, largeStore } from "../exchange/interrupted.js";
import { serve } from "../server/serving.js";
import { suiteFolder, tempFolder } from "../temp.js";

process.env["XDG_STATE_HOME"] = suiteFolder();

it.each([1, 2, 3])("loses and doubles nothing between file, folder and file (%i)", async () => {
  const folder = tempFolder();
  const source = await largeStore(folder, 150);
  const copy = `sqlite:///${folder}/copy.db`;
  const killed =
    (await killedExport(source, `${folder}/out`, 12, 1200)) + (await killedExport(`${folder}/out`, copy, 12, 1200));
  expect(killed).toBeGreaterThan(0);
  expect(rowsOf(copy)).toEqual(rowsOf(source));
  const runId = String(valueIn(copy, "SELECT run_uuid FROM runs WHERE name = 'run 149'"));
  const place = String(valueIn(copy, "SELECT artifact_uri FROM runs WHERE run_uuid = ?", runId));
  expect(readFileSync(`${place}/model/weights`)).toEqual(Buffer.alloc(200_000, 149));
});

it.each([1, 2])("loses and doubles nothing on a server (%i)", async () => {
  const folder = tempFolder();
  const source = await largeStore(folder, 150);
  const { url, folder: served } = await serve();
  expect(await killedExport(source, url, 20, 2000)).toBeGreaterThan(0);
  const there = `sqlite:///${served}/mlflow.db`;
  for (const table of ["metrics", "params"]) {
    const sql = `SELECT count(*) FROM ${table}`;
    expect(valueIn(there, sql)).toBe(valueIn(source, sql));
  }
  expect(valueIn(there, "SELECT count(DISTINCT value) FROM tags WHERE key = 'labbook.sourceRunId'")).toBe(150);
  expect(valueIn(there, "SELECT count(*) FROM runs WHERE status = 'FINISHED'")).toBe(150);
});
