/** Auto-run, attempts, ledger and snapshot, as they come about in a real kernel. */
import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { MlflowClient } from "labbook";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { suiteFolder, tempFolder } from "../temp.js";
import { TestKernel } from "./kernel.js";

let kernel: TestKernel;
const folder = suiteFolder();
const uri = `sqlite:///${folder}/mlflow.db`;
const file = join(folder, "story.ipynb");
const cells = {
  setup: "import { logMetric } from 'labbook'",
  lr: "const lr = 0.1\n%log_param lr {lr}",
  rmse: "logMetric('rmse', lr * 10)",
};

beforeAll(async () => {
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...args], { cwd: folder });
  writeFileSync(join(folder, "package-lock.json"), '{ "lockfileVersion": 3 }');
  writeFileSync(join(folder, "input.csv"), "a,b\n1,2\n");
  const content = Object.entries(cells).map(([id, source]) => ({
    cell_type: "code",
    id,
    metadata: {},
    source,
    outputs: [],
    execution_count: null,
  }));
  writeFileSync(file, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: content }));
  git("init", "-q");
  git("add", "package-lock.json", "input.csv");
  git("commit", "-qm", "start");
  git("remote", "add", "origin", "https://me:secret-token@example.org/story.git");
  writeFileSync(join(folder, "input.csv"), "a,b\n1,3\n");
  kernel = await TestKernel.start(folder);
});
afterAll(async () => {
  await kernel.stop();
});

async function runs(experiment: string) {
  const client = new MlflowClient(uri);
  const { experimentId } = (await client.getExperimentByName(experiment))!;
  return await client.searchRuns({ experimentIds: [experimentId], orderBy: ["attributes.start_time ASC"] });
}

function artifact(run: { info: { artifactUri: string } }, name: string): string {
  return readFileSync(join(run.info.artifactUri, "notebook", name), "utf8");
}

function ledger(run: { info: { artifactUri: string } }) {
  return artifact(run, "executions.jsonl")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

describe("a notebook's story", () => {
  it("opens a run with the first log call, finds its notebook, and snapshots before the reply", async () => {
    await kernel.execute("%experiment story", { cellId: "choose" });
    await kernel.execute(cells.setup, { cellId: "setup" });
    await kernel.execute(cells.lr, { cellId: "lr" });
    const { messages } = await kernel.execute(`${cells.rmse}; console.log("logged")`, { cellId: "rmse" });
    const [run, ...others] = await runs("story");
    expect(others).toEqual([]);
    expect(run!.info.status).toBe("RUNNING");
    expect(run!.data).toMatchObject({ params: { lr: "0.1" }, metrics: { rmse: 1 } });
    expect(run!.data.tags).toMatchObject({
      "mlflow.source.type": "NOTEBOOK",
      "mlflow.source.name": "story.ipynb",
      "mlflow.source.git.commit": execFileSync("git", ["rev-parse", "HEAD"], { cwd: folder, encoding: "utf8" }).trim(),
      "labbook.cells": "4 executed, 0 failed",
      "labbook.notebookFoundBy": "cells in the folder",
    });
    expect(messages.at(-1)!.content["execution_state"]).toBe("idle");
    expect(ledger(run!).map(({ seq, cellId, status, source }) => [seq, cellId, status, source])).toEqual([
      [1, "choose", "ok", "%experiment story"],
      [2, "setup", "ok", cells.setup],
      [3, "lr", "ok", cells.lr],
      [4, "rmse", "ok", `${cells.rmse}; console.log("logged")`],
    ]);
    const last = ledger(run!).at(-1);
    expect(last.outputs).toEqual([{ output_type: "stream", name: "stdout", text: "logged\n" }]);
    expect(last.logged).toEqual([{ runId: run!.info.runId, kind: "metric", key: "rmse", count: 1 }]);
    expect(last.endTimeMs).toBeGreaterThanOrEqual(last.startTimeMs);
  });

  it("keeps the notebook as it ran: unsaved text, and cells that the file lacks", async () => {
    const [run] = await runs("story");
    const notebook = JSON.parse(artifact(run!, "story.ipynb"));
    expect(
      notebook.cells.map((cell: { id: string; source: string; metadata: object }) => [
        cell.id,
        cell.source,
        cell.metadata,
      ]),
    ).toEqual([
      ["choose", "%experiment story", { labbook: { executed: true, seq: 1, notInFile: true } }],
      ["setup", cells.setup, { labbook: { executed: true, seq: 2 } }],
      ["lr", cells.lr, { labbook: { executed: true, seq: 3 } }],
      ["rmse", `${cells.rmse}; console.log("logged")`, { labbook: { executed: true, seq: 4, unsaved: true } }],
    ]);
  });

  it("keeps the environment: versions, git, lockfile, files read", async () => {
    await kernel.execute(
      "import { readFileSync } from 'node:fs'\nreadFileSync('input.csv', 'utf8').length\n%set_tag read yes",
      { cellId: "read" },
    );
    const [run] = await runs("story");
    const environment = JSON.parse(artifact(run!, "environment.json"));
    expect(environment.versions).toMatchObject({
      node: process.versions.node,
      labbook: "0.1.0",
      typescript: "5.9.3",
      tslab: "1.0.22",
    });
    expect(environment.typescriptOptions).toMatchObject({ target: "ES2023" });
    expect(environment.git).toMatchObject({ dirty: true, remote: "https://example.org/story.git" });
    const sha256 = (path: string) =>
      createHash("sha256")
        .update(readFileSync(join(folder, path)))
        .digest("hex");
    expect(environment.lockfile).toMatchObject({ name: "package-lock.json", sha256: sha256("package-lock.json") });
    expect(environment.filesRead).toEqual([
      { path: join(folder, "input.csv"), sizeBytes: 8, sha256: sha256("input.csv") },
    ]);
    expect(artifact(run!, "package-lock.json")).toBe('{ "lockfileVersion": 3 }');
  });

  it("makes a second attempt of a changed cell, without an error or a doubled point", async () => {
    const { reply, displays } = await kernel.execute(cells.lr.replace("0.1", "0.01"), { cellId: "lr" });
    expect(reply["status"]).toBe("ok");
    expect(JSON.stringify(displays)).toMatch(/new run [a-z]+-[a-z]+-\d+ \(attempt 2/);
    await kernel.execute(cells.rmse, { cellId: "rmse" });
    const [first, second, ...others] = await runs("story");
    expect(others).toEqual([]);
    expect(first!.info.status).toBe("FINISHED");
    expect(first!.data).toMatchObject({ params: { lr: "0.1" }, metrics: { rmse: 1 } });
    expect(second!.data).toMatchObject({
      params: { lr: "0.01" },
      metrics: { rmse: 0.1 },
      tags: { "labbook.previousRun": first!.info.runId },
    });
    expect(await new MlflowClient(uri).getMetricHistory(second!.info.runId, "rmse")).toHaveLength(1);
  });

  it("marks the run by its last cell, and counts failed ones", async () => {
    await kernel.execute("%log_metric before 1\nthrow new Error('no')", { cellId: "fails" });
    await kernel.execute("%track off", { cellId: "off" });
    const run = (await runs("story")).at(-1)!;
    expect(run.info.status).toBe("FAILED");
    expect(run.data.tags["labbook.cells"]).toMatch(/^\d+ executed, 1 failed$/);
  });
});

describe("nothing is lost", () => {
  it("of calls that nobody awaits: their order, and their failure as the cell's", async () => {
    await kernel.execute("%track unawaited\nfor (let i = 0; i < 50; i++) void logMetric('m', i, { step: i })");
    const [run] = await runs("unawaited");
    const history = await new MlflowClient(uri).getMetricHistory(run!.info.runId, "m");
    expect(history.map(({ value }) => value)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    const { reply } = await kernel.execute("void logMetric('bad name!?', 1); 'value'");
    expect(reply).toMatchObject({ status: "error", ename: "TrackingError" });
  });

  it("of runs that a cell opens side by side", async () => {
    const code = [
      "import { logParam, setExperiment, withRun } from 'labbook'",
      "await setExperiment('parallel')",
      "await Promise.all([1, 2, 3].map((n) => withRun({ runName: `trial-${n}` }, async () => {",
      "  await logParam('n', n); await null; await logMetric('twice', n * 2)",
      "})))",
    ].join("\n");
    await kernel.execute(code, { cellId: "trials" });
    const found = await runs("parallel");
    expect(
      found.map(({ info, data }) => [info.runName, info.status, data.params["n"], data.metrics["twice"]]).toSorted(),
    ).toEqual([
      ["trial-1", "FINISHED", "1", 2],
      ["trial-2", "FINISHED", "2", 4],
      ["trial-3", "FINISHED", "3", 6],
    ]);
    for (const run of found) expect(ledger(run).at(-1)).toMatchObject({ cellId: "trials", status: "ok" });
  });

  it("of what timers log between cells", async () => {
    await kernel.execute("%track late\nsetTimeout(() => { void logMetric('after', 7) }, 30)");
    await expect.poll(async () => (await runs("late"))[0]?.data.metrics).toEqual({ after: 7 });
    const [run] = await runs("late");
    await expect
      .poll(() => ledger(run!).at(-1).logged)
      .toEqual([{ runId: run!.info.runId, kind: "metric", key: "after", count: 1 }]);
  });

  it("of nested runs: they point to their parent's snapshot", async () => {
    const code =
      "import { startRun, endRun } from 'labbook'\nawait setExperiment('nested')\nawait withRun({ runName: 'search' }, async () => {\n  await withRun({ runName: 'child', nested: true }, () => logMetric('loss', 1))\n})";
    const { reply } = await kernel.execute(code);
    expect(reply["traceback"]).toBeUndefined();
    const found = await runs("nested");
    const [parent, child] = ["search", "child"].map((name) => found.find(({ info }) => info.runName === name)!);
    expect(child!.data.tags).toMatchObject({
      "mlflow.parentRunId": parent!.info.runId,
      "labbook.snapshotRun": parent!.info.runId,
    });
    expect(existsSync(join(child!.info.artifactUri, "notebook"))).toBe(false);
    expect(ledger(parent!).at(-1).logged).toEqual([
      { runId: child!.info.runId, kind: "metric", key: "loss", count: 1 },
    ]);
  });
});

describe("the store in use", () => {
  it("stays where it is when the working directory changes, and ends its run when another is chosen", async () => {
    const place = tempFolder();
    const other = await TestKernel.start(place);
    await other.execute("%log_param first 1");
    await other.execute("process.chdir('/')\n%log_param second 2");
    const { reply } = await other.execute(`%tracking_uri sqlite:///${place}/nowhere/deep.db`);
    expect(reply["evalue"]).toContain("does not exist; create the folder, or name another file");
    await other.execute(`%tracking_uri sqlite:///${place}/other.db\n%log_param third 3`);
    await other.stop();
    const found = async (name: string) =>
      (await new MlflowClient(`sqlite:///${place}/${name}`).searchRuns({ experimentIds: ["0"] })).map(
        ({ info, data }) => [info.status, data.params],
      );
    expect(await found("mlflow.db")).toEqual([["FINISHED", { first: "1", second: "2" }]]);
    expect(await found("other.db")).toEqual([["FINISHED", { third: "3" }]]);
  });
});

describe("trouble with the store", () => {
  it("that another process has locked keeps no cell waiting that tracks nothing", async () => {
    await kernel.execute("%track locked\n%log_metric m 1");
    const lock = new Sqlite(join(folder, "mlflow.db"));
    lock.exec("BEGIN IMMEDIATE");
    const cell = await kernel.execute("6 * 7"); // SQLite would wait for 20 s
    const held = lock.inTransaction;
    lock.exec("ROLLBACK");
    lock.close();
    expect([cell.result, held]).toEqual(["42", true]);
    await kernel.execute("%track off");
  }, 15_000);

  it("of a snapshot is a line on stderr and not the cell's error", async () => {
    await kernel.execute("%track trouble\n%log_metric m 1");
    const [run] = await runs("trouble");
    rmSync(run!.info.artifactUri, { recursive: true });
    writeFileSync(run!.info.artifactUri, "in the way");
    const { reply, stderr } = await kernel.execute("%log_metric m 2");
    expect(reply["status"]).toBe("ok");
    expect(stderr).toMatch(/^labbook: .*mlruns/m);
    await kernel.execute("%track off");
  });
});
