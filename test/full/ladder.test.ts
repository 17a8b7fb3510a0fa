/** The ladder: a file that labbook wrote, upgraded by real releases of MLflow, read and written by labbook again. */
import { execFileSync } from "node:child_process";
import { copyFileSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import Sqlite from "better-sqlite3";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { Run } from "../../src/entities.js";
import { openStore } from "../../src/store/open.js";
import type { Store } from "../../src/store/store.js";
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

  it("is read by that MLflow as labbook reads it, with what labbook wrote after the upgrade", async () => {
    const path = at("full", release);
    const store = open(path);
    await writeMore(store, release);
    const ours = await asMlflowSees(store);
    await store.close();
    expect(JSON.parse(execFileSync(script, ["read", release, path], { encoding: "utf8", stdio: "pipe" }))).toEqual(
      ours,
    );
  });
});

/** A run with inputs, a model and a version on the upgraded file. */
async function writeMore(store: Store, release: string): Promise<void> {
  const experimentId = await store.createExperiment(`more ${release}`);
  const { runId } = (await store.createRun({ experimentId, runName: "more" })).info;
  const dataset = { name: "late", digest: "d", sourceType: "local", source: "{}", schema: null, profile: null };
  await store.logInputs(runId, { datasets: [{ dataset, tags: { "mlflow.data.context": "eval" } }] });
  await store.logBatch(runId, {
    metrics: [1, -Infinity, NaN].map((value, step) => ({ key: "m", value, timestampMs: 1, step })),
    params: [{ key: "p", value: "1" }],
  });
  await store.createModelVersion({ name: "churn", source: "/data/late", runId, tags: [{ key: "late", value: "1" }] });
  await store.transitionModelVersionStage("churn", 4, "Production", { archiveExisting: true });
  await store.setRegisteredModelAlias("churn", "champion", 4);
}

/** What read_store.py prints of the same file. */
async function asMlflowSees(store: Store): Promise<unknown> {
  const experiments = (await store.searchExperiments({ viewType: "ALL" })).items;
  const experimentIds = experiments.map((one) => one.experimentId);
  const runs = (await store.searchRuns({ experimentIds, viewType: "ALL" })).items;
  const points = async (run: Run) =>
    Object.fromEntries(
      await Promise.all(
        Object.keys(run.data.metrics).map(
          async (key) => [key, (await store.getMetricHistory(run.info.runId, key)).items.length] as const,
        ),
      ),
    );
  const facts = runs.map(async (run) => [
    run.info.runId,
    {
      name: run.info.runName,
      status: run.info.status,
      stage: run.info.lifecycleStage,
      times: [run.info.startTimeMs, run.info.endTimeMs],
      params: run.data.params,
      tags: run.data.tags,
      metrics: Object.fromEntries(
        Object.entries(run.data.metrics).map(([key, value]) => [key, Number.isNaN(value) ? null : value]),
      ),
      points: await points(run),
      datasets: run.inputs.datasets.map(({ dataset, tags }) => [dataset.name, dataset.digest, tags]),
    },
  ]);
  const models = (await store.searchRegisteredModels()).items;
  const versions = (await store.searchModelVersions()).items;
  return {
    experiments: Object.fromEntries(
      experiments.map((one) => [one.name, [one.experimentId, one.lifecycleStage, one.tags]]),
    ),
    runs: Object.fromEntries((await Promise.all(facts)) as [string, object][]),
    versions: Object.fromEntries(
      versions.map((one) => [`${one.name}/${one.version}`, [one.currentStage, one.source, one.runId, one.tags]]),
    ),
    aliases: Object.fromEntries(
      models.map((model) => [
        model.name,
        Object.fromEntries(Object.entries(model.aliases).map(([alias, version]) => [alias, String(version)])),
      ]),
    ),
  };
}

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
