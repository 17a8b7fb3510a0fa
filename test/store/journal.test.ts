import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { openStore } from "../../src/store/open.js";
import { tempFolder } from "../temp.js";

/** Kills a process amid a transaction that has reached the file: what is left is a journal to roll back. */
function killedWriter(path: string): void {
  copyFileSync("test/fixtures/mlflow-2.18-empty.db", path);
  const engine = pathToFileURL(createRequire(import.meta.url).resolve("better-sqlite3")).href;
  const script = `
    import Sqlite from ${JSON.stringify(engine)};
    const db = new Sqlite(${JSON.stringify(path)});
    db.pragma("cache_size = 5");
    db.exec("BEGIN");
    const insert = db.prepare("INSERT INTO experiments (name, lifecycle_stage) VALUES (?, 'active')");
    for (let index = 0; index < 5000; index++) insert.run("half done " + index);
    process.kill(process.pid, "SIGKILL");`;
  expect(spawnSync(process.execPath, ["--input-type=module", "-e", script]).signal).toBe("SIGKILL");
  expect(existsSync(`${path}-journal`)).toBe(true);
}

it.each([true, false])(
  "opens a file whose writer was killed amid a transaction (to read only: %s)",
  async (readOnly) => {
    const path = `${tempFolder()}/mlflow.db`;
    killedWriter(path);
    const store = openStore(`sqlite:///${path}`, { readOnly });
    expect((await store.searchExperiments()).items.map((one) => one.name)).toEqual(["Default"]);
    await store.close();
    expect(existsSync(`${path}-journal`)).toBe(false);
  },
);
