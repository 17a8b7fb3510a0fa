/** Files of older MLflows: read as they are, and upgraded to what MLflow 2.18 makes of them. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import Sqlite from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { openStore } from "../../src/store/open.js";
import { upgradeFile } from "../../src/store/sqlite/upgrade.js";
import { contents, edited, sha256, stored } from "./stored.js";

const folder = resolve("test/fixtures/old_stores");
const releases = readdirSync(folder)
  .filter((name) => !name.includes("upgraded"))
  .map((name) => name.replace(".sql", ""));

it("knows stores of seven releases", () => {
  expect(releases).toEqual(["1.15.0", "1.26.1", "1.30.1", "2.12.2", "2.16.2", "2.3.2", "2.9.2"]);
});

describe.each(releases)("a store of MLflow %s", (release) => {
  it("is upgraded to what MLflow 2.18 makes of it: text of every table and index, and every row", async () => {
    const path = stored(`old_stores/${release}`);
    const before = contents(path);
    const done = await upgradeFile(path);
    const expected = contents(stored(`old_stores/${release}-upgraded`));
    expect(contents(path)).toEqual(expected);
    expect(Object.keys(expected)).toHaveLength(20);
    expect(done.to).toBe("0584bdc529eb");
    expect(basename(done.backup!)).toMatch(new RegExp(`^mlflow\\.db\\.${done.from}\\.\\d{8}-\\d{6}\\.backup$`));
    expect(contents(done.backup!)).toEqual(before);
    expect(readdirSync(dirname(path)).sort()).toEqual(["mlflow.db", basename(done.backup!)]);
    const db = new Sqlite(path);
    expect(db.pragma("integrity_check", { simple: true })).toBe("ok");
    expect(db.pragma("foreign_key_check")).toEqual([]);
    db.close();
    expect(await upgradeFile(path)).toEqual({ from: "0584bdc529eb", to: "0584bdc529eb", backup: null });
  });

  it("is read without an upgrade as it is read after one, and stays byte for byte as it was", async () => {
    const path = stored(`old_stores/${release}`);
    const before = sha256(path);
    const old = openStore(`sqlite:///${path}`);
    const upgraded = openStore(`sqlite:///${stored(`old_stores/${release}-upgraded`)}`);
    const experiments = (await old.searchExperiments({ viewType: "ALL" })).items;
    expect(experiments).toEqual((await upgraded.searchExperiments({ viewType: "ALL" })).items);
    expect(experiments.map((one) => one.name).sort()).toEqual(["Default", "Taxi", "after a gap", "gone", "taxi"]);
    const query = { experimentIds: experiments.map((one) => one.experimentId), viewType: "ALL" as const };
    const runs = (await old.searchRuns(query)).items;
    expect(runs).toEqual((await upgraded.searchRuns(query)).items);
    expect(runs).toHaveLength(8);
    const { runId } = runs[0]!.info;
    expect(await old.getMetricHistory(runId, "rmse")).toEqual(await upgraded.getMetricHistory(runId, "rmse"));
    const best = await old.searchRuns({ ...query, filter: "metrics.rmse < 9 AND params.lr = '0.1'" });
    expect(best.items).toHaveLength(1);
    for (const write of [old.createExperiment("new"), old.logBatch(runId, { tags: [{ key: "a", value: "b" }] })]) {
      await expect(write).rejects.toMatchObject({
        code: "PERMISSION_DENIED",
        message: expect.stringMatching(
          /is of an older MLflow \(revision \w+, before 2\.18\) and is only read; `labbook db upgrade .*` makes a backup and brings it up to date$/,
        ) as unknown,
      });
    }
    await old.close();
    await upgraded.close();
    expect(sha256(path)).toBe(before);
    expect(readdirSync(dirname(path))).toEqual(["mlflow.db"]);
  });
});

describe("an upgrade", () => {
  it("is seen by a store that had the file open, which then writes", async () => {
    const path = stored("old_stores/1.15.0");
    const store = openStore(`sqlite:///${path}`);
    await expect(store.createExperiment("new")).rejects.toThrow("labbook db upgrade");
    await upgradeFile(path);
    expect(await store.createExperiment("new")).toBe("78");
    await store.close();
  });

  it("keeps indices and tables of others, and the rows that refer to a replaced table", async () => {
    const path = stored("old_stores/1.15.0");
    edited(
      path,
      `CREATE INDEX mine ON tags (value);
       CREATE TABLE notes (run_uuid TEXT REFERENCES runs (run_uuid) ON DELETE CASCADE, note TEXT);
       INSERT INTO notes SELECT run_uuid, 'mine' FROM runs`,
    );
    await upgradeFile(path);
    const after = contents(path) as { objects: { name: string }[]; notes: string[] };
    expect(after.notes).toHaveLength(8);
    expect(after.objects.map((object) => object.name)).toContain("mine");
  });

  it.each([
    ["CREATE VIEW best AS SELECT * FROM runs", "its view best stands on MLflow's tables"],
    [
      "CREATE TRIGGER t AFTER INSERT ON tags BEGIN DELETE FROM params; END",
      "its trigger t stands on MLflow's tables, which an upgrade replaces; drop the trigger, upgrade, and make it again",
    ],
    ["CREATE TABLE labbook_new_datasets (x)", 'table "labbook_new_datasets" already exists'],
  ])("that cannot be made whole is not made at all: %s", async (sql, message) => {
    const path = stored("old_stores/2.3.2");
    edited(path, sql);
    const before = sha256(path);
    await expect(upgradeFile(path)).rejects.toThrow(message);
    expect(sha256(path)).toBe(before);
    expect(readdirSync(dirname(path))).toEqual(["mlflow.db"]);
  });

  it("never writes over a backup that is there", async () => {
    const path = stored("old_stores/2.9.2");
    const now = Date.now();
    const names = [0, 1, 2, 3].map((second) => {
      const time = new Date(now + second * 1000).toISOString().slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-");
      return `${path}.acf3f17fdcc7.${time}.backup`;
    });
    for (const name of names) writeFileSync(name, "mine");
    const before = sha256(path);
    await expect(upgradeFile(path)).rejects.toThrow("backup");
    expect(names.map((name) => readFileSync(name, "utf8"))).toEqual(["mine", "mine", "mine", "mine"]);
    expect(sha256(path)).toBe(before);
  });
});

it("of MLflow's own is followed by a store that had the file open: workspaces, steps and logged models", async () => {
  const path = stored("schemas/2.18.0");
  const store = openStore(`sqlite:///${path}`);
  const { runId } = (await store.createRun({ experimentId: "0" })).info;
  await store.createRegisteredModel("before");
  const other = new Sqlite(path);
  other.pragma("foreign_keys = OFF");
  const names = other.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all() as string[];
  const runs = other.prepare("SELECT * FROM runs").raw().all() as unknown[][];
  const later = readFileSync(resolve("test/fixtures/schemas/3.17.2.sql"), "utf8").replace(/^BEGIN TRANSACTION;/, "");
  other.exec(`BEGIN; ${names.map((name) => `DROP TABLE ${name};`).join(" ")} ${later}`);
  other.prepare(`INSERT INTO runs VALUES (${runs[0]!.map(() => "?").join(", ")})`).run(...runs[0]!);
  other.exec("INSERT INTO registered_models (workspace, name) VALUES ('other', 'theirs'), ('default', 'before')");
  for (const value of ["1", "2"]) await store.setRegisteredModelTag("before", "k", value);
  expect((await store.searchRegisteredModels()).items.map((model) => [model.name, model.tags])).toEqual([
    ["before", { k: "2" }],
  ]);
  const { modelId } = await store.createLoggedModel({ experimentId: "0", sourceRunId: runId });
  await store.logOutputs(runId, [{ modelId, step: 3 }]);
  expect(other.prepare("SELECT model_id FROM logged_models").pluck().all()).toEqual([modelId]);
  expect(other.prepare("SELECT destination_id, step FROM inputs").raw().all()).toEqual([[modelId, 3]]);
  expect((await store.getRun(runId)).outputs.models).toEqual([{ modelId, step: 3 }]);
  other.close();
  await store.close();
});
