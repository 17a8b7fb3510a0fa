/** `node train.ts`: the package in a plain script, through its public name. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { openStore } from "../../src/store/open.js";
import { tempFolder } from "../temp.js";

interface Outcome {
  readonly folder: string;
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function script(source: string, environment: Record<string, string> = {}, folder = tempFolder()): Outcome {
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  try {
    symlinkSync(resolve("."), join(folder, "node_modules/labbook"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  writeFileSync(join(folder, "train.ts"), source);
  const { MLFLOW_TRACKING_URI: _uri, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--no-warnings", "train.ts"], {
    cwd: folder,
    encoding: "utf8",
    env: { ...env, ...environment },
  });
  return { folder, status, stdout, stderr };
}

async function runsIn(folder: string, experimentId = "0") {
  const store = openStore(`sqlite:///${folder}/mlflow.db`);
  const runs = (await store.searchRuns({ experimentIds: [experimentId], viewType: "ALL" })).items.toReversed();
  await store.close();
  return runs;
}

describe("a plain script", () => {
  it("logs without setting anything up, and its run is FINISHED when it ends", async () => {
    const { folder, status, stderr } = script(`
      import * as mlflow from "labbook";
      mlflow.logParam("lr", 0.1);
      for (let step = 0; step < 3; step++) mlflow.logMetric("loss", 1 / (step + 1), { step });
      mlflow.logDict({ a: [1, 2] }, "conf/a.yaml");
      mlflow.logTable([{ x: 1 }, { x: 2, y: "b" }], "t.json");
    `);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const [run] = await runsIn(folder);
    expect(run!.info.status).toBe("FINISHED");
    expect(run!.data.metrics["loss"]).toBeCloseTo(1 / 3, 12);
    expect(run!.data.tags).toMatchObject({ "mlflow.source.name": "train.ts", "mlflow.source.type": "LOCAL" });
    expect(run!.info.artifactUri).toBe(`${folder}/mlruns/0/${run!.info.runId}/artifacts`);
    expect(readFileSync(`${run!.info.artifactUri}/conf/a.yaml`, "utf8")).toBe("a:\n  - 1\n  - 2\n");
    expect(JSON.parse(readFileSync(`${run!.info.artifactUri}/t.json`, "utf8"))).toEqual({
      columns: ["x", "y"],
      data: [
        [1, null],
        [2, "b"],
      ],
    });
  });

  it("that throws leaves its run FAILED, that exits early too", async () => {
    const thrown = script(`import { logMetric } from "labbook"; await logMetric("a", 1); throw new Error("boom");`);
    expect(thrown.status).toBe(1);
    expect((await runsIn(thrown.folder))[0]!.info.status).toBe("FAILED");
    const exited = script(`import { logMetric } from "labbook"; await logMetric("a", 1); process.exit(0);`);
    expect((await runsIn(exited.folder))[0]!.info.status).toBe("FINISHED");
  });

  it("that logs a param twice with another value gets MLflow's error", async () => {
    const { status, stderr, folder } = script(`
      import { logParam } from "labbook";
      await logParam("lr", 1);
      await logParam("lr", 2);
    `);
    expect(status).toBe(1);
    expect(stderr).toContain(
      "TrackingError: Changing param values is not allowed. Param with key='lr' was already logged with value='1'",
    );
    expect((await runsIn(folder))[0]!.data.params).toEqual({ lr: "1" });
  });

  it("reports a call that failed and was not awaited", () => {
    const { status, stderr } = script(`import { logMetric } from "labbook"; logMetric("rmse", "seven" as never);`);
    expect(status).toBe(1);
    expect(stderr).toContain(`Invalid value "seven" for parameter 'metrics[0].value' supplied`);
  });

  it("uses startRun, withRun, nested runs and await using as MLflow does", async () => {
    const { folder, status, stderr } = script(`
      import * as mlflow from "labbook";
      await mlflow.setExperiment("taxi");
      {
        await using run = await mlflow.startRun({ runName: "outer", tags: { team: "red" }, description: "why" });
        await mlflow.logParams({ a: 1, skip: undefined, list: [1, "x"] });
        await mlflow.withRun({ runName: "inner", nested: true }, async () => { await mlflow.logMetric("m", 2); });
        let refused = "";
        await mlflow.startRun().catch((error) => { refused = error.message; });
        if (!refused.includes(run.info.runId)) throw new Error("not refused: " + refused);
      }
      const found = await mlflow.searchRuns({ filter: "tags.team = 'red'" });
      console.log(found.map((run) => run.info.runName).join(), String(await mlflow.activeRun()));
    `);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const [outer, inner] = await runsIn(folder, "1");
    expect(outer!.data).toMatchObject({ params: { a: "1", list: '[1,"x"]' }, tags: { "mlflow.note.content": "why" } });
    expect(Object.keys(outer!.data.params)).toEqual(["a", "list"]);
    expect(inner!.data.tags["mlflow.parentRunId"]).toBe(outer!.info.runId);
    expect([outer!.info.status, inner!.info.status]).toEqual(["FINISHED", "FINISHED"]);
  });

  it("keeps parallel runs apart", async () => {
    const { folder } = script(`
      import { withRun, logMetric } from "labbook";
      await Promise.all([1, 2, 3, 4].map((n) => withRun({ runName: "r" + n }, async () => {
        for (let step = 0; step < 20; step++) { await new Promise((r) => setImmediate(r)); await logMetric("n", n, { step }); }
      })));
    `);
    const runs = await runsIn(folder);
    expect(runs.map((run) => `${run.info.runName}=${run.data.metrics["n"]}`).sort()).toEqual([
      "r1=1",
      "r2=2",
      "r3=3",
      "r4=4",
    ]);
  });

  it("charges a failure that nobody awaited to the run it happened in, and none that was caught late", async () => {
    const { folder, stdout, status } = script(`
      import { logMetric, logParam, withRun } from "labbook";
      const pause = (ms) => new Promise((done) => setTimeout(done, ms));
      const outcomes = await Promise.allSettled([
        withRun({ runName: "good" }, async () => { await logMetric("m", 1); await pause(30); }),
        withRun({ runName: "bad" }, async () => { void logParam("key with $", 1); await pause(10); }),
        withRun({ runName: "caught" }, async () => {
          const late = logParam("also $", 1);
          await pause(10);
          await late.catch(() => undefined);
        }),
      ]);
      console.log(outcomes.map((one) => one.status).join(" "));
    `);
    expect([stdout, status]).toEqual(["fulfilled rejected fulfilled\n", 0]);
    const states = (await runsIn(folder)).map(({ info }) => `${info.runName} ${info.status}`);
    expect(states.toSorted()).toEqual(["bad FAILED", "caught FINISHED", "good FINISHED"]);
  });

  it("logs to a run that startRun opened inside withRun, and ends it with it", async () => {
    const { folder } = script(`
      import { endRun, logMetric, startRun, withRun } from "labbook";
      await withRun({ runName: "outer" }, async () => {
        await startRun({ runName: "inner", nested: true });
        await logMetric("in", 1);
        await endRun();
        await logMetric("out", 2);
        await startRun({ runName: "left open", nested: true });
        await logMetric("late", 3);
      });
    `);
    const runs = await runsIn(folder);
    const found = Object.fromEntries(runs.map(({ info, data }) => [info.runName, [info.status, data.metrics]]));
    expect(found).toEqual({
      outer: ["FINISHED", { out: 2 }],
      inner: ["FINISHED", { in: 1 }],
      "left open": ["FINISHED", { late: 3 }],
    });
  });

  it("takes no harm from what another process left in pieces", async () => {
    const killed = script(
      `import { logMetric } from "labbook"; await logMetric("m", 1); process.kill(process.pid, "SIGKILL");`,
    );
    const store = openStore(`sqlite:///${killed.folder}/mlflow.db`);
    const [lease] = await store.leases.all();
    const ledgerPath = join(killed.folder, "ledger.jsonl");
    writeFileSync(
      ledgerPath,
      '{"event":"kernel","kernelId":"k"}\n{"event": cut off\n{"event":"start","seq":1,"executionId":"e","cellId":null,"executionCount":1,"source":"1","timeMs":1}\n',
    );
    await store.leases.hold({ ...lease!, ledgerPath });
    await store.close();
    const { stderr, status } = script(
      `import { withRun, logMetric } from "labbook"; await withRun({ runName: "mine" }, () => logMetric("m", 2));`,
      {},
      killed.folder,
    );
    expect([stderr, status]).toEqual(["", 0]);
    const states = (await runsIn(killed.folder)).map(({ info }) => info.status);
    expect(states.toSorted()).toEqual(["FINISHED", "KILLED"]);
  });

  it("keeps keys that JavaScript's objects have a meaning for", async () => {
    const { folder } = script(`
      import { logParam, setTag } from "labbook";
      await logParam("__proto__", "p"); await setTag("constructor", "c");
    `);
    const [run] = await runsIn(folder);
    expect(Object.entries(run!.data.params)).toEqual([["__proto__", "p"]]);
    expect(run!.data.tags["constructor"]).toBe("c");
  });

  it("follows MLflow's environment variables", async () => {
    const folder = tempFolder();
    const first = script(
      `import { startRun } from "labbook"; console.log((await startRun()).info.runId);`,
      { MLFLOW_EXPERIMENT_NAME: "env" },
      folder,
    );
    const runId = first.stdout.trim();
    script(`import { logMetric } from "labbook"; await logMetric("again", 1);`, { MLFLOW_RUN_ID: runId }, folder);
    const runs = await runsIn(folder, "1");
    expect(runs.map((run) => [run.info.runId, run.data.metrics])).toEqual([[runId, { again: 1 }]]);
  });

  it("killed in the middle leaves a run that the next one closes as KILLED", async () => {
    const folder = tempFolder();
    const killed = script(
      `import { logMetric } from "labbook"; await logMetric("a", 1); process.kill(process.pid, "SIGKILL"); await new Promise(() => {});`,
      {},
      folder,
    );
    expect(killed.status).toBeNull();
    expect((await runsIn(folder))[0]!.info.status).toBe("RUNNING");
    script(`import { searchRuns } from "labbook"; await searchRuns();`, {}, folder);
    const [run] = await runsIn(folder);
    expect(run!.info.status).toBe("KILLED");
    expect(run!.data.tags["labbook.endReason"]).toMatch(/^process lost after \d+ s$/);
  });
});
