/** Transfers of what real stores hold: files of old releases, rows that a server would not take. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import Sqlite from "better-sqlite3";
import { expect, it } from "vitest";
import { labbook } from "../cli/cli.js";
import { openStore } from "../../src/store/open.js";
import { serve } from "../server/serving.js";
import { suiteFolder, tempFolder } from "../temp.js";
import { richStore } from "../exchange/rich_store.js";
import { rowsOf, valueIn } from "../exchange/rows.js";

process.env["XDG_STATE_HOME"] = suiteFolder();

function fileOf(sql: string, path: string): string {
  const db = new Sqlite(path);
  db.pragma("foreign_keys = OFF"); // the dump has its tables in any order
  db.exec(readFileSync(resolve("test/fixtures/old_stores", sql), "utf8"));
  db.close();
  return `sqlite:///${path}`;
}

/** Old files hold NULL where entities hold "", 0 or READY, and names of runs in a tag only. */
function asRead(tables: Record<string, string[]>): Record<string, string[]> {
  const defaults: Record<string, unknown> = { start_time: 0, status: "READY" };
  const read = (row: string, isRun: boolean) =>
    Object.entries(JSON.parse(row) as Record<string, unknown>)
      .filter(([column]) => !(isRun && column === "name"))
      .map(([column, value]) => `${column}=${String(value ?? defaults[column] ?? "")}`)
      .join();
  return Object.fromEntries(
    Object.entries(tables).map(([table, rows]) => [table, rows.map((row) => read(row, table === "runs")).sort()]),
  );
}

it.each(["1.15.0", "1.30.1", "2.12.2"])(
  "brings a file of MLflow %s over as MLflow's own upgrade would leave it",
  async (release) => {
    const cwd = tempFolder();
    const old = fileOf(`${release}.sql`, `${cwd}/old.db`);
    const upgraded = fileOf(`${release}-upgraded.sql`, `${cwd}/upgraded.db`);
    const { code, stdout } = await labbook(["import", "--from", old, "--to", "new.db", "--json"], { cwd });
    expect([code, JSON.parse(stdout).failures]).toEqual([0, []]);
    expect(asRead(rowsOf(`sqlite:///${cwd}/new.db`))).toEqual(asRead(rowsOf(upgraded)));
  },
);

it("lists what a server refuses, and brings the rest", async () => {
  const cwd = tempFolder();
  const source = await richStore(cwd);
  const db = new Sqlite(`${cwd}/mlflow.db`);
  db.prepare("INSERT INTO params (key, value, run_uuid) VALUES ('a//b', '1', ?)").run("dd".repeat(16));
  db.close();
  const { url } = await serve();
  const { code, stdout, stderr } = await labbook(["export", "--from", source, "--to", url, "--json"], { cwd });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^labbook: run (dd){16}: Invalid value "a\/\/b" for parameter/);
  expect(JSON.parse(stdout)).toMatchObject({ experiments: 3, runs: 4, registeredModels: 2 });
  const file = await labbook(["export", "--from", source, "--to", "copy.db", "--json"], { cwd });
  expect(JSON.parse(file.stdout).failures).toEqual([]);
  expect(valueIn(`sqlite:///${cwd}/copy.db`, "SELECT value FROM params WHERE key = 'a//b'")).toBe("1");
  const place = String(valueIn(`sqlite:///${cwd}/copy.db`, "SELECT artifact_uri FROM runs WHERE name = 'parent'"));
  expect(place).toBe(`${cwd}/copy-artifacts/1/${"aa".repeat(16)}/artifacts`);
  expect(existsSync(`${place}/model/MLmodel`)).toBe(true);
});

it("keeps the numbers of experiments that are taken over there out of the way", async () => {
  const cwd = tempFolder();
  const source = await richStore(cwd);
  const target = `sqlite:///${cwd}/other.db`;
  const store = openStore(target, { artifactRoot: `${cwd}/other` });
  await store.createExperiment("one");
  await store.createRun({ experimentId: "0", runName: "mine" });
  await store.close();
  for (const runs of [5, 1]) {
    const { stdout } = await labbook(["export", "--from", source, "--to", target, "--json"], { cwd });
    expect(JSON.parse(stdout)).toMatchObject({ runs, failures: [] });
  }
  expect(valueIn(target, "SELECT experiment_id FROM experiments WHERE name = 'taxi'")).not.toBe(1);
  expect(
    valueIn(
      target,
      "SELECT group_concat(name, ', ') FROM (SELECT name FROM runs WHERE experiment_id = 0 ORDER BY name)",
    ),
  ).toBe("in default, mine");
  expect(
    valueIn(target, "SELECT count(*) FROM experiment_tags WHERE key = 'labbook.sourceExperiment'"),
  ).toBeGreaterThan(0);
});

it("lets no id of a folder lead out of where things belong", async () => {
  const cwd = tempFolder();
  const source = await richStore(cwd);
  await labbook(["export", "--from", source, "--to", "out"], { cwd });
  const path = `${cwd}/out/experiments/1/runs/${"aa".repeat(16)}/run.json`;
  writeFileSync(path, readFileSync(path, "utf8").replace(`"runId": "${"aa".repeat(16)}"`, '"runId": "../../../evil"'));
  const { code, stderr } = await labbook(["import", "--from", "out", "--to", "new.db"], { cwd });
  expect([code, stderr]).toEqual([1, expect.stringContaining("Invalid run ID: '../../../evil'")]);
  expect(existsSync(`${cwd}/evil`)).toBe(false);
});
