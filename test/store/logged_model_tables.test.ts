/** Logged models in a file older than MLflow 3: kept in tables of ours, which move into MLflow's when it has migrated the file. */
import { readFileSync } from "node:fs";
import Sqlite from "better-sqlite3";
import { expect, it } from "vitest";
import { openStore } from "../../src/store/open.js";
import type { Store } from "../../src/store/store.js";
import { tempFolder } from "../temp.js";

/** What MLflow 3.1's migration does to the tables that matter here. */
function migrate(path: string): void {
  const schema = readFileSync("test/fixtures/schemas/3.1.4.sql", "utf8");
  const made = schema.match(/CREATE (?:TABLE|INDEX) \w*logged_model[^;]*;/g)!;
  const db = new Sqlite(path);
  db.exec("ALTER TABLE inputs ADD COLUMN step BIGINT DEFAULT '0' NOT NULL");
  for (const statement of made) db.exec(statement);
  db.exec("UPDATE alembic_version SET version_num = 'bda7b8c39065'");
  db.close();
}

function tablesOfOurs(path: string): unknown[] {
  const db = new Sqlite(path, { readonly: true });
  expect(db.pragma("foreign_key_check")).toEqual([]);
  const names = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'labbook%' ORDER BY 1");
  const found = names.pluck().all();
  db.close();
  return found;
}

/** A run that made one model and measured it, and a deleted model. */
async function filled(store: Store) {
  const experimentId = await store.createExperiment("models");
  const { runId } = (await store.createRun({ experimentId })).info;
  const { modelId } = await store.createLoggedModel({
    experimentId,
    name: "net",
    params: [{ key: "p", value: "1" }],
    tags: [{ key: "t", value: "x" }],
  });
  const gone = await store.createLoggedModel({ experimentId });
  await store.deleteLoggedModel(gone.modelId);
  await store.logBatch(runId, { metrics: [{ key: "acc", value: 0.5, timestampMs: 5, step: 3, modelId }] });
  await store.logOutputs(runId, [{ modelId, step: 7 }]);
  return { experimentId, runId, modelId };
}

const ours = [
  "labbook_input_steps",
  "labbook_leases",
  "labbook_logged_model_metrics",
  "labbook_logged_model_params",
  "labbook_logged_model_tags",
  "labbook_logged_models",
];

it("makes the tables on first use and moves their rows when MLflow has migrated the file", async () => {
  const path = `${tempFolder()}/mlflow.db`;
  const uri = `sqlite:///${path}`;
  const store = openStore(uri);
  expect(tablesOfOurs(path)).toEqual(["labbook_leases"]);
  const { runId, modelId } = await filled(store);
  expect(tablesOfOurs(path)).toEqual(ours);
  const before = { run: await store.getRun(runId), model: await store.getLoggedModel(modelId) };
  await store.close();
  migrate(path);

  const reader = openStore(uri, { readOnly: true });
  expect(await reader.getLoggedModel(modelId)).toEqual(before.model);
  expect(await reader.getRun(runId)).toEqual(before.run);
  await reader.close();
  expect(tablesOfOurs(path)).toEqual(ours);

  const after = openStore(uri);
  expect(tablesOfOurs(path)).toEqual(["labbook_leases"]);
  expect(await after.getLoggedModel(modelId)).toEqual(before.model);
  expect(await after.getRun(runId)).toEqual(before.run);
  await after.close();
});

it("goes on when MLflow migrates the file while it is open", async () => {
  const path = `${tempFolder()}/mlflow.db`;
  const store = openStore(`sqlite:///${path}`);
  const { experimentId, runId, modelId } = await filled(store);
  const before = { run: await store.getRun(runId), model: await store.getLoggedModel(modelId) };
  migrate(path);
  expect(await store.getLoggedModel(modelId)).toEqual(before.model);
  expect(await store.getRun(runId)).toEqual(before.run);
  await store.createLoggedModel({ experimentId, name: "late" });
  expect(tablesOfOurs(path)).toEqual(["labbook_leases"]);
  const found = await store.searchLoggedModels({ experimentIds: [experimentId], orderBy: [{ fieldName: "name" }] });
  expect(found.items.map((model) => model.name)).toEqual(["late", "net"]);
  expect(await store.getRun(runId)).toEqual(before.run);
  await store.close();
});

it("leaves behind what belongs to a run that was removed for good, which MLflow's tables cannot hold", async () => {
  const path = `${tempFolder()}/mlflow.db`;
  const store = openStore(`sqlite:///${path}`);
  const { runId, modelId } = await filled(store);
  await store.close();
  const db = new Sqlite(path);
  for (const table of ["metrics", "latest_metrics", "tags", "runs"]) {
    db.prepare(`DELETE FROM ${table} WHERE run_uuid = ?`).run(runId);
  }
  db.close();
  migrate(path);
  const after = openStore(`sqlite:///${path}`);
  expect(await after.getLoggedModel(modelId)).toMatchObject({ name: "net", metrics: [], params: { p: "1" } });
  expect(tablesOfOurs(path)).toEqual(["labbook_leases"]);
  await after.close();
});
