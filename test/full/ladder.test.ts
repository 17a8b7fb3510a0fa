/** The ladder: a file that labbook wrote, upgraded by real releases of MLflow, read and written by labbook again. */
import { execFileSync } from "node:child_process";
import { copyFileSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import Sqlite from "better-sqlite3";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { openStore } from "../../src/store/open.js";
import { modelRegistryContract } from "../contract/model_registry.js";
import { trackingStoreContract } from "../contract/tracking_store.js";
import { contentsOf, fill } from "../store/filled.js";
import { suiteFolder, tempFolder } from "../temp.js";

const script = resolve("test/full/ladder.sh");
const steps = JSON.parse(readFileSync("test/full/ladder.json", "utf8")) as { release: string; revision: string }[];
const fixtures = suiteFolder();
const at = (name: string, release: string) => join(fixtures, `${name}-${release}.db`);
const open = (path: string) => openStore(`sqlite:///${path}`, { artifactRoot: join(fixtures, "mlruns") });

let written: unknown;

/** One empty and one full file of ours, upgraded by each release on its own, and the full one by all in turn. */
beforeAll(async () => {
  execFileSync(script, ["environments"], { stdio: "inherit" });
  await open(at("empty", "ours")).close();
  const store = open(at("full", "ours"));
  await fill(store);
  written = await contentsOf(store);
  await store.close();
  copyFileSync(at("full", "ours"), at("climbing", "ours"));
  for (const { release } of steps) {
    for (const name of ["empty", "full"]) {
      copyFileSync(at(name, "ours"), at(name, release));
      upgrade(release, at(name, release));
    }
    upgrade(release, at("climbing", "ours"));
    copyFileSync(at("climbing", "ours"), at("climbing", release));
  }
});

function upgrade(release: string, path: string): void {
  execFileSync(script, ["upgrade", release, path], { stdio: ["ignore", "ignore", "pipe"] });
}

describe.each(steps)("a file of ours after MLflow $release", ({ release, revision }) => {
  it.each(["full", "climbing"])("holds the rows that were there before, and takes new ones (%s)", async (name) => {
    const path = at(name, release);
    const db = new Sqlite(path, { readonly: true });
    expect(db.prepare("SELECT version_num FROM alembic_version").pluck().all()).toEqual([revision]);
    db.close();
    const store = open(path);
    expect(await contentsOf(store)).toEqual(written);
    const again = await store.createExperiment(`after ${release}`);
    expect((await store.getExperiment(again)).name).toBe(`after ${release}`);
    await store.close();
    const checked = new Sqlite(path, { readonly: true });
    expect(checked.pragma("integrity_check", { simple: true })).toBe("ok");
    expect(checked.pragma("foreign_key_check")).toEqual([]);
    checked.close();
  });
});

for (const { release } of steps) {
  const copy = async () => {
    const folder = tempFolder();
    copyFileSync(at("empty", release), join(folder, "mlflow.db"));
    const store = openStore(`sqlite:///${folder}/mlflow.db`, { artifactRoot: `${folder}/mlruns` });
    onTestFinished(() => store.close());
    return store;
  };
  trackingStoreContract(`SQLite file upgraded by MLflow ${release}`, copy);
  modelRegistryContract(`SQLite file upgraded by MLflow ${release}`, copy);
}
