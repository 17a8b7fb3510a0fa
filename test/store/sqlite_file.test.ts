/** The file on disk: what we make, what we refuse, and that refusing changes nothing. */
import { copyFileSync, existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import Sqlite from "better-sqlite3";
import { describe, expect, it } from "vitest";
import * as stores from "../../src/store/open.js";
import { upgradeFile } from "../../src/store/sqlite/upgrade.js";
import { tempFolder } from "../temp.js";

const openStore = async (...args: Parameters<typeof stores.openStore>) => stores.openStore(...args);
const emptyOfMlflow = resolve("test/fixtures/mlflow-2.18-empty.db");

function objects(path: string): unknown[] {
  const db = new Sqlite(path, { readonly: true });
  const rows = db
    .prepare("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE '%labbook_%' ORDER BY rowid")
    .all();
  db.close();
  return rows;
}

async function refusal(path: string): Promise<string> {
  const before = readFileSync(path);
  const error: unknown = await openStore(`sqlite:///${path}`).then(
    () => "opened",
    (reason: unknown) => reason,
  );
  expect(readFileSync(path).equals(before)).toBe(true);
  expect(readdirSync(join(path, "..")).filter((name) => /-wal|-shm|\.new/.test(name))).toEqual([]);
  return (error as Error).message;
}

function edited(change: string): string {
  const path = join(tempFolder(), "mlflow.db");
  copyFileSync(emptyOfMlflow, path);
  const db = new Sqlite(path);
  db.pragma("foreign_keys = OFF");
  db.exec(change);
  db.close();
  return path;
}

describe("a new file", () => {
  it("has the schema of MLflow 2.18, object by object, and one table of ours", async () => {
    const path = join(tempFolder(), "new.db");
    await (await openStore(`sqlite:///${path}`)).close();
    expect(objects(path)).toEqual(objects(emptyOfMlflow));
    const db = new Sqlite(path, { readonly: true });
    expect(db.prepare("SELECT version_num FROM alembic_version").pluck().all()).toEqual(["0584bdc529eb"]);
    expect(
      db.prepare("SELECT name FROM sqlite_master WHERE name LIKE 'labbook%' AND type = 'table'").pluck().all(),
    ).toEqual(["labbook_leases"]);
    expect(db.pragma("journal_mode", { simple: true })).toBe("wal");
    db.close();
  });

  it("has its artifacts beside the working directory, as an absolute path", async () => {
    const folder = tempFolder();
    const store = await openStore(`sqlite:///${folder}/new.db`);
    expect((await store.getExperiment("0")).artifactLocation).toBe(resolve("mlruns/0"));
    expect(store.uri).toBe(`sqlite:///${folder}/new.db`);
    await store.close();
  });

  it("is not made where it cannot be", async () => {
    const folder = tempFolder();
    await expect(openStore(`sqlite:///${folder}/none/x.db`)).rejects.toThrow(
      `its folder ${folder}/none does not exist; create the folder`,
    );
    await expect(openStore(`sqlite:///${folder}`)).rejects.toThrow("it is a folder; name a file");
    await expect(openStore(`sqlite:///${folder}/x.db`, { readOnly: true })).rejects.toThrow(
      `there is no tracking store ${folder}/x.db`,
    );
    expect(existsSync(`${folder}/x.db`)).toBe(false);
  });

  it("is made whole when two processes make it at once", async () => {
    const uri = `sqlite:///${tempFolder()}/both.db`;
    const stores = await Promise.all([1, 2, 3, 4].map(() => openStore(uri)));
    await Promise.all(stores.map((store, index) => store.createExperiment(`e${index}`)));
    expect((await stores[0]!.searchExperiments()).items.map((one) => one.name).sort()).toEqual([
      "Default",
      "e0",
      "e1",
      "e2",
      "e3",
    ]);
    await Promise.all(stores.map((store) => store.close()));
  });
});

describe("an existing file", () => {
  it("made by MLflow 2.18 is read and written", async () => {
    const path = edited("SELECT 1");
    const store = await openStore(`sqlite:///${path}`);
    const { runId } = (await store.createRun({ experimentId: "0" })).info;
    await store.leases.hold({
      runId,
      host: "h",
      pid: 1,
      processStartMs: 0,
      startTimeMs: 0,
      heartbeatMs: 0,
      cell: null,
      ledgerPath: null,
    });
    expect((await store.leases.all()).length).toBe(1);
    await store.close();
  });

  it("of a revision that labbook does not know, with all that it knows, is read and written", async () => {
    const path = edited("ALTER TABLE experiments ADD COLUMN workspace VARCHAR(63) DEFAULT 'default' NOT NULL");
    const db = new Sqlite(path);
    db.exec("UPDATE alembic_version SET version_num = 'eeeeeeeeeeee'");
    db.exec(
      "INSERT INTO experiments (experiment_id, name, lifecycle_stage, workspace) VALUES (9, 'theirs', 'active', 'other')",
    );
    db.close();
    const store = await openStore(`sqlite:///${path}`);
    expect(await store.createExperiment("mine")).toBe("10");
    expect((await store.searchExperiments()).items.map((one) => one.name)).toEqual(["mine", "Default"]);
    await store.close();
  });

  it("that is no database is refused", async () => {
    const path = join(tempFolder(), "notes.db");
    writeFileSync(path, "these are my notes");
    expect(await refusal(path)).toBe(
      `cannot use ${path} as a tracking store: it is not a SQLite database; name another file; this one was left as it is`,
    );
  });

  it("of another program is refused", async () => {
    const path = join(tempFolder(), "other.db");
    const db = new Sqlite(path);
    db.exec("CREATE TABLE customers (id INTEGER)");
    db.close();
    expect(await refusal(path)).toContain("it is a SQLite database, but not MLflow's (it has tables customers)");
  });

  it.each([
    [
      "its revision is unknown and a column that labbook needs is missing",
      "ALTER TABLE runs RENAME COLUMN user_id TO owner; UPDATE alembic_version SET version_num = 'ffffffffffff'",
      /revision ffffffffffff .*runs\.user_id is missing.*update labbook/,
    ],
    [
      "its revision is unknown and a column that labbook does not know must be filled",
      "DROP TABLE tags; CREATE TABLE tags (key, value, run_uuid, mood NOT NULL); UPDATE alembic_version SET version_num = 'ffffffffffff'",
      /revision ffffffffffff .*column tags\.mood is unknown and must be filled; update labbook/,
    ],
    [
      "an upgrade of it stopped half-way",
      "CREATE TABLE _alembic_tmp_runs (x)",
      /an upgrade of it stopped half-way \(table _alembic_tmp_runs\); restore the backup/,
    ],
    [
      "an upgrade of it stopped before it noted the revision",
      "ALTER TABLE inputs ADD COLUMN step BIGINT DEFAULT '0' NOT NULL",
      /stopped half-way \(inputs\.step does not belong to revision 0584bdc529eb, which it names\)/,
    ],
    [
      "it lacks what its revision has",
      "UPDATE alembic_version SET version_num = '1b5f0d9ad7c1'",
      /it says it is at MLflow's revision 1b5f0d9ad7c1 but lacks logged_models; restore it/,
    ],
    [
      "it lacks a column of its revision",
      "ALTER TABLE runs RENAME COLUMN user_id TO owner",
      /it says it is at MLflow's revision 0584bdc529eb but lacks runs\.user_id; restore it/,
    ],
    ["it names no revision", "DELETE FROM alembic_version", /it has MLflow's tables but names no MLflow revision/],
    [
      "it names two revisions",
      "INSERT INTO alembic_version VALUES ('39d1c3be5f05')",
      /it names 2 MLflow revisions \(0584bdc529eb, 39d1c3be5f05\)/,
    ],
    [
      "it is older than MLflow 1.15",
      "UPDATE alembic_version SET version_num = '84291f40a231'",
      /it is older than MLflow 1\.15 \(revision 84291f40a231\); back it up and run `mlflow db upgrade` of MLflow 2\.18/,
    ],
    [
      "a table of MLflow's is a view",
      "DROP TABLE tags; CREATE VIEW tags AS SELECT 1",
      /its tags is a view, where MLflow has a table/,
    ],
  ])("is refused when %s", async (_, sql, message) => {
    const path = edited(sql);
    expect(await refusal(path)).toMatch(message);
    await expect(upgradeFile(path)).rejects.toThrow(message);
  });

  it("in WAL mode is refused without a trace", async () => {
    const path = edited("PRAGMA journal_mode = WAL; CREATE TABLE _alembic_tmp_runs (x)");
    expect(await refusal(path)).toContain("an upgrade of it stopped half-way");
  });

  it("that cannot be written is refused, for whichever user", async () => {
    await expect(openStore("sqlite:////proc/labbook.db")).rejects.toMatchObject({
      code: "PERMISSION_DENIED",
      message: expect.stringContaining(
        "/proc/labbook.db: it cannot be opened; check that its folder exists and may be written",
      ),
    });
  });
});

describe("URIs", () => {
  it.each([
    ["postgresql://host/db", "this version tracks to SQLite files and to servers"],
    ["sqlite://mlflow.db", "three slashes before a relative path and four before an absolute one"],
    ["mlflow.db", "write sqlite:///mlflow.db"],
    ["./mlruns", "give a SQLite file"],
  ])("%s gets an answer", async (uri, remedy) => {
    await expect(openStore(uri)).rejects.toThrow(`cannot track to '${uri}': `);
    await expect(openStore(uri)).rejects.toThrow(remedy);
  });
});
