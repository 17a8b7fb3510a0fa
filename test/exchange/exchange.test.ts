/** `labbook export` and `import` between a SQLite file, a folder and a server, compared row by row. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openArtifacts } from "../../src/artifacts/open.js";
import { openSource, openTarget } from "../../src/exchange/endpoint.js";
import type { TransferOptions } from "../../src/exchange/journey.js";
import type { Summary } from "../../src/exchange/summary.js";
import { transfer } from "../../src/exchange/transfer.js";
import { openStore } from "../../src/store/open.js";
import { serve } from "../server/serving.js";
import { suiteFolder, tempFolder } from "../temp.js";
import { richStore } from "./rich_store.js";
import { rowsOf, valueIn } from "./rows.js";

process.env["XDG_STATE_HOME"] = suiteFolder();

async function copy(from: string, to: string, options: Partial<TransferOptions> = {}): Promise<Summary> {
  const source = await openSource(from);
  const target = await openTarget(to, `${to.replace(/^sqlite:\/\/\/|\.db$/g, "")}-files`);
  try {
    return await transfer(source, target, { models: "all", artifacts: true, rename: new Map(), ...options });
  } finally {
    await source.close();
    await target.close();
  }
}

const parent = "aa".repeat(16);

describe("a transfer", () => {
  it("keeps every row and file from file to file, and by a folder in between", async () => {
    const folder = tempFolder();
    const source = await richStore(folder);
    const before = rowsOf(source);
    const [straight, exported, back] = [
      `sqlite:///${folder}/copy.db`,
      join(folder, "export"),
      `sqlite:///${folder}/back.db`,
    ];
    expect(await copy(source, straight)).toMatchObject({
      experiments: 3,
      runs: 5,
      artifacts: 5,
      registeredModels: 2,
      modelVersions: 3,
      failures: [],
    });
    expect(await copy(source, exported)).toMatchObject({ experiments: 3, runs: 5, artifacts: 5, failures: [] });
    expect(await copy(exported, back)).toMatchObject({ experiments: 3, runs: 5, artifacts: 5, failures: [] });
    expect(rowsOf(source)).toEqual(before);
    expect(rowsOf(straight)).toEqual(before);
    expect(rowsOf(back)).toEqual(before);
    for (const [uri, files] of [
      [straight, "copy-files"],
      [back, "back-files"],
    ] as const) {
      const place = `${folder}/${files}/1/${parent}/artifacts`;
      expect(valueIn(uri, "SELECT artifact_uri FROM runs WHERE run_uuid = ?", parent)).toBe(place);
      expect(readFileSync(`${place}/a b/ü.txt`, "utf8")).toBe("text");
      expect(readFileSync(`${place}/model/data/weights.bin`)).toEqual(Buffer.alloc(300_000, 7));
      expect(valueIn(uri, "SELECT source FROM model_versions WHERE version = 3")).toBe(`${place}/model`);
      const model = String(valueIn(uri, "SELECT artifact_location FROM labbook_logged_models"));
      expect(readFileSync(`${model}/MLmodel`, "utf8")).toBe("net");
    }
  });

  it("changes nothing when it is made again, and brings over what came since", async () => {
    const folder = tempFolder();
    const source = await richStore(folder);
    const [file, exported] = [`sqlite:///${folder}/copy.db`, join(folder, "export")];
    for (const target of [file, exported]) {
      await copy(source, target);
      // A run that still runs is looked at again.
      expect(await copy(source, target)).toMatchObject({
        runs: 1,
        unchangedRuns: 4,
        metrics: 0,
        artifacts: 0,
        modelVersions: 0,
      });
    }
    const store = openStore(source);
    await store.logBatch(parent, {
      metrics: [{ key: "loss", value: 9, step: 9999, timestampMs: 1_800_000_000_000 }],
      tags: [{ key: "new", value: "1" }],
    });
    await openArtifacts((await store.getRun(parent)).info.artifactUri).write("a b/ü.txt", "tex2"); // as long as before
    await store.close();
    expect(await copy(source, file)).toMatchObject({ runs: 2, unchangedRuns: 3, artifacts: 1 });
    expect(rowsOf(file)).toEqual(rowsOf(source));
    const place = String(valueIn(file, "SELECT artifact_uri FROM runs WHERE run_uuid = ?", parent));
    expect(readFileSync(`${place}/a b/ü.txt`, "utf8")).toBe("tex2");
  });

  it("carries all to a server, which chooses ids itself, and all back", async () => {
    const folder = tempFolder();
    const source = await richStore(folder);
    const { url, folder: served } = await serve();
    const first = await copy(source, url);
    expect(first).toMatchObject({ experiments: 3, runs: 5, registeredModels: 2, modelVersions: 3, failures: [] });
    const again = await copy(source, url);
    expect(again).toMatchObject({ runs: 1, unchangedRuns: 4, artifacts: 0, modelVersions: 0, failures: [] });
    const store = openStore(url);
    const experiment = await store.getExperimentByName("taxi");
    expect(experiment.tags["team"]).toBe("red");
    const { items } = await store.searchRuns({ experimentIds: [experiment.experimentId], viewType: "ALL" });
    const named = new Map(items.map((run) => [run.info.runName, run]));
    const copied = named.get("parent")!;
    expect(copied.info).toMatchObject({
      status: "FINISHED",
      userId: "ada",
      startTimeMs: 1_700_000_000_000,
      endTimeMs: 1_700_000_060_000,
    });
    expect(copied.info.runId).not.toBe(parent);
    expect(copied.data.tags["labbook.sourceRunId"]).toBe(parent);
    expect(JSON.parse(copied.data.tags["mlflow.log-model.history"]!)[0].run_id).toBe(copied.info.runId);
    expect(named.get("child")!.data.tags["mlflow.parentRunId"]).toBe(copied.info.runId);
    expect(named.get("child")!.info).toMatchObject({ lifecycleStage: "deleted", status: "FAILED" });
    expect(named.get("still running")!.info.status).toBe("RUNNING");
    const history = (await store.getMetricHistory(copied.info.runId, "loss")).items;
    expect(history.map((point) => [point.step, point.value, point.timestampMs])).toEqual(
      Array.from({ length: 2500 }, (_, step) => [step, 1 / (step + 1), 1_700_000_000_000 + step]),
    );
    expect((await store.getExperimentByName("old one")).lifecycleStage).toBe("deleted");
    const version = await store.getModelVersionByAlias("nyc taxi's", "champion");
    expect(version).toMatchObject({
      version: "3",
      runId: copied.info.runId,
      currentStage: "Production",
      description: "third",
    });
    expect(version.source).toBe(`${copied.info.artifactUri}/model`);
    await expect(store.getModelVersion("nyc taxi's", 2)).rejects.toThrow("not found");
    await store.close();
    expect(served === undefined || existsSync(served)).toBe(true);

    const home = rowsOf(source);
    expect(await copy(url, source)).toMatchObject({
      runs: 1,
      unchangedRuns: 4,
      artifacts: 0,
      modelVersions: 0,
      failures: [],
    });
    for (const table of [
      "runs",
      "tags",
      "params",
      "metrics",
      "experiment_tags",
      "registered_model_tags",
      "logged_model_tags",
    ]) {
      expect(rowsOf(source)[table], table).toEqual(home[table]);
    }

    const later = openStore(url);
    const made = await later.createRun({ experimentId: experiment.experimentId, runName: "made over there" });
    await later.close();
    const back = `sqlite:///${folder}/back.db`;
    const homeAgain = `sqlite:///${folder}/home.db`;
    await copy(source, homeAgain);
    expect(await copy(url, homeAgain)).toMatchObject({ runs: 2, unchangedRuns: 4 });
    expect(valueIn(homeAgain, "SELECT experiment_id FROM runs WHERE run_uuid = ?", made.info.runId)).toBe(1);
    expect(valueIn(homeAgain, "SELECT count(*) FROM runs")).toBe(6);
    expect(await copy(url, back)).toMatchObject({ experiments: 3, runs: 6, failures: [] });
    const [before, after] = [rowsOf(source), rowsOf(back)];
    for (const table of ["metrics", "params", "latest"]) {
      const withoutRun = (rows: string[]) => rows.map((row) => row.replace(/"run_uuid":"\w+"/, "")).sort();
      expect(withoutRun(after[table]!)).toEqual(withoutRun(before[table]!));
    }
  });

  it("leaves the original as it is when a copy comes home that was not finished", async () => {
    const folder = tempFolder();
    const source = `sqlite:///${folder}/mlflow.db`;
    const original = openStore(source);
    const { info } = await original.createRun({ experimentId: "0", runName: "done" });
    await original.updateRun(info.runId, { status: "FINISHED", endTimeMs: info.startTimeMs + 1000 });
    await original.close();
    const { url } = await serve();
    await copy(source, url);
    const server = openStore(url);
    const [copied] = (await server.searchRuns({ experimentIds: ["0"] })).items;
    await server.updateRun(copied!.info.runId, { status: "RUNNING" }); // as an export leaves it that was killed
    await server.close();
    const before = rowsOf(source);
    expect(await copy(url, source)).toMatchObject({ runs: 0, unchangedRuns: 1 });
    expect(rowsOf(source)["runs"]).toEqual(before["runs"]);
  });
});
