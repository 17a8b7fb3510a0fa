/** `node train.ts` on a server: how a script's end reaches it, and what becomes of a script that is killed while it is away. */
import { spawn } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { Run } from "../../src/entities.js";
import { openRest } from "../../src/store/rest/store.js";
import { type Served, serve } from "../server/serving.js";

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function script(source: string, server: Served, environment: Record<string, string> = {}): Promise<Ended> {
  const folder = join(server.folder, "script");
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  try {
    symlinkSync(resolve("."), join(folder, "node_modules/labbook"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  writeFileSync(join(folder, "train.ts"), source);
  const env = {
    ...process.env,
    MLFLOW_TRACKING_URI: server.url,
    XDG_STATE_HOME: join(folder, "state"),
    ...environment,
  };
  const child = spawn(process.execPath, ["--no-warnings", "train.ts"], { cwd: folder, env });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (text: Buffer) => (stdout += text.toString()));
  child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
  return await new Promise((done) => child.once("close", (code, signal) => done({ code, signal, stdout, stderr })));
}

async function runsOn(server: Served): Promise<readonly Run[]> {
  const store = openRest({ uri: server.url });
  onTestFinished(() => store.close());
  return (await store.searchRuns({ experimentIds: ["0"], orderBy: ["attributes.start_time ASC"] })).items;
}

it("has the run FINISHED with all that was logged, though nothing was awaited", async () => {
  const server = await serve();
  const ended = await script(
    `import * as mlflow from "labbook";
     mlflow.logParam("lr", 0.1);
     for (let step = 0; step < 2500; step++) mlflow.logMetric("loss", step, { step });
     mlflow.logText("hi", "a.txt");`,
    server,
  );
  expect(ended).toEqual({ code: 0, signal: null, stdout: "", stderr: "" });
  const [run] = await runsOn(server);
  expect(run!.info.status).toBe("FINISHED");
  expect(run!.data).toMatchObject({ params: { lr: "0.1" }, metrics: { loss: 2499 } });
});

it("has the run FAILED when the script throws or exits early, with what it had logged", async () => {
  const server = await serve();
  const thrown = await script(
    `import { logMetric } from "labbook"; await logMetric("a", 1); logMetric("b", 2); throw new Error("boom");`,
    server,
  );
  expect([thrown.code, thrown.stderr.includes("boom")]).toEqual([1, true]);
  const exited = await script(
    `import { logMetric } from "labbook"; await logMetric("a", 1); logMetric("c", 3); process.exit(3);`,
    server,
  );
  expect(exited).toEqual({ code: 3, signal: null, stdout: "", stderr: "" });
  expect((await runsOn(server)).map(({ info, data }) => [info.status, data.metrics])).toEqual([
    ["FAILED", { a: 1, b: 2 }],
    ["FAILED", { a: 1, c: 3 }],
  ]);
});

it("ends in time when the server is away, and the next script sends what it left", async () => {
  const server = await serve();
  await server.close();
  const left = await script(
    `import { logMetric } from "labbook"; logMetric("a", 1); logMetric("a", 2, { step: 1 });`,
    server,
  );
  expect([left.code, left.stderr.match(/cannot reach the server/g)?.length]).toEqual([0, 1]);
  const again = await serve({ port: Number(new URL(server.url).port) }, server.folder);
  const next = await script(`import { searchRuns } from "labbook"; await searchRuns();`, again);
  expect(next).toEqual({ code: 0, signal: null, stdout: "", stderr: "" });
  const [run, ...others] = await runsOn(again);
  expect(others).toEqual([]);
  expect(run).toMatchObject({ info: { status: "FINISHED" }, data: { metrics: { a: 2 } } });
});

it("loses nothing that was awaited before kill -9 while the server is away", async () => {
  const server = await serve();
  const started = await script(
    `import { startRun } from "labbook"; console.log((await startRun()).info.runId); process.kill(process.pid, "SIGKILL");`,
    server,
  );
  const runId = started.stdout.trim();
  await server.close();
  const killed = await script(
    `import { MlflowClient } from "labbook";
     const client = new MlflowClient();
     for (let step = 0; step < 30; step++) await client.logMetric("${runId}", "loss", step, { step });
     process.kill(process.pid, "SIGKILL");`,
    server,
  );
  expect(killed.signal).toBe("SIGKILL");
  const again = await serve({ port: Number(new URL(server.url).port) }, server.folder);
  await script(`import { searchRuns } from "labbook"; await searchRuns();`, again);
  const store = openRest({ uri: again.url });
  onTestFinished(() => store.close());
  const history = await store.getMetricHistory(runId, "loss");
  expect(history.items.map(({ step }) => step)).toEqual(Array.from({ length: 30 }, (_, step) => step));
});

it("has the run of a killed script closed by the next one on this machine", async () => {
  const server = await serve();
  const killed = await script(
    `import { logMetric } from "labbook"; await logMetric("a", 1); process.kill(process.pid, "SIGKILL");`,
    server,
  );
  expect(killed.signal).toBe("SIGKILL");
  expect((await runsOn(server))[0]!.info.status).toBe("RUNNING");
  await script(`import { searchRuns } from "labbook"; await searchRuns();`, server);
  const [run] = await runsOn(server);
  expect([run!.info.status, run!.data.tags["labbook.endReason"]]).toEqual(["KILLED", "process lost after 1 s"]);
});

it("has a run closed that was opened and lost while the server was away", async () => {
  const server = await serve();
  await server.close();
  const killed = await script(
    `import { logMetric } from "labbook"; await logMetric("a", 1); process.kill(process.pid, "SIGKILL");`,
    server,
  );
  expect(killed.signal).toBe("SIGKILL");
  const again = await serve({ port: Number(new URL(server.url).port) }, server.folder);
  await script(`import { searchRuns } from "labbook"; await searchRuns();`, again);
  expect((await runsOn(again)).map(({ info, data }) => [info.status, data.metrics])).toEqual([["KILLED", { a: 1 }]]);
});
