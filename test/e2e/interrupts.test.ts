/** Stopping cells: what loops stops, with its variables kept; what cannot be stopped is replaced, and says so. */
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { MlflowClient } from "labbook";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Content } from "../../src/jupyter/messages.js";
import { suiteFolder, tempFolder } from "../temp.js";
import { TestKernel } from "./kernel.js";

let kernel: TestKernel;
const folder = suiteFolder();

beforeAll(async () => {
  kernel = await TestKernel.start(folder);
  await kernel.execute("let kept = 0; let ticks = 0");
});
afterAll(async () => {
  await kernel.stop();
});

describe("a first interrupt", () => {
  it.each([
    ["a synchronous loop", "while (true) {}"],
    ["a loop after an await", "await null; for (;;) {}"],
    ["a microtask loop", "const again = (): Promise<void> => Promise.resolve().then(again); await again()"],
    [
      "an async function that calls itself",
      "async function tick(): Promise<void> { await null; void tick() }; await tick(); await new Promise(() => {})",
    ],
    ["a loop in a timer", "await new Promise(() => setTimeout(() => { for (;;) {} }, 1))"],
    ["an await that sleeps", "await new Promise(() => setInterval(() => ticks++, 10))"],
    // The cell under test swallows what stops its inner loop, on purpose: the interrupt must end it all the same.
    ["a loop that catches everything", "for (;;) { try { for (;;) {} } catch {} }"],
    ["a loop in a function of an earlier cell", "spin()"],
  ])("stops %s and keeps the variables", async (_, loop) => {
    await kernel.execute("function spin() { for (;;) {} }");
    const cell = kernel.begin(`kept++; console.log("go"); ${loop}`);
    await kernel.printed(cell, "go");
    expect(await kernel.interrupt()).toEqual({ status: "ok" });
    const { reply } = await cell.done;
    expect(reply).toMatchObject({ status: "error", ename: "KeyboardInterrupt" });
    const before = Number((await kernel.execute("kept")).result);
    expect(before).toBeGreaterThan(0);
    expect((await kernel.execute("kept++; kept")).result).toBe(String(before + 1));
  });

  it("does nothing when no cell runs", async () => {
    await kernel.interrupt();
    expect((await kernel.execute("6 * 7")).result).toBe("42");
  });

  it("aborts what was queued behind the cell", async () => {
    const cell = kernel.begin('console.log("go"); for (;;) {}');
    const queued = kernel.begin("'queued'");
    await kernel.printed(cell, "go");
    await kernel.interrupt();
    expect((await cell.done).reply["status"]).toBe("error");
    expect((await queued.done).reply["status"]).toBe("aborted");
  });

  it("stops a search in the middle of a trial, keeps its trials and ends their runs", async () => {
    await kernel.execute('import { fmin, hp, rand, Trials } from "labbook/hpo"; const trials = new Trials()');
    const cell = kernel.begin(
      `await fmin(
         async ({ x }, { tid }) => (tid < 2 ? x : await (console.log("go"), new Promise<number>(() => {}))),
         { x: hp.uniform("x", 0, 1) }, { algo: rand.suggest, maxEvals: 9, trials })`,
    );
    await kernel.printed(cell, "go");
    await kernel.interrupt();
    expect((await cell.done).reply).toMatchObject({ status: "error", ename: "KeyboardInterrupt" });
    const shown = cell.messages.filter(({ header }) => /display_data$/.test(header.msg_type));
    expect(new Set(shown.map(({ content }) => (content["transient"] as Content)["display_id"])).size).toBe(1);
    expect(shown.slice(1).every(({ header }) => header.msg_type === "update_display_data")).toBe(true);
    expect((shown.at(-1)!.content["data"] as Content)["text/plain"]).toMatch(
      /^2\/9 trials, best loss: 0\.\d+, [\d.]+ m?s\/trial$/,
    );
    const kept = await kernel.execute(
      "[trials.length, trials.failed.length, trials.losses().every(Number.isFinite)].join()",
    );
    expect(kept.result).toBe("'2,1,true'");
    const runs = await new MlflowClient(`sqlite:///${folder}/mlflow.db`).searchRuns({ experimentIds: "0" });
    expect(runs.map(({ info }) => `${info.runName} ${info.status}`).sort()).toEqual([
      "trial 0 FINISHED",
      "trial 1 FINISHED",
      "trial 2 KILLED",
    ]);
  });

  it("ends the run of an autologged training as KILLED, with the rounds that it had", async () => {
    await kernel.execute(`import * as xgb from "labbook/xgboost"; import { MlflowClient, searchRuns } from "labbook"
      const rows = Array.from({ length: 500 }, (_, row) => [row % 17, row % 13])
      const dtrain = new xgb.DMatrix(rows, { label: rows.map(([a]) => a!) })`);
    const cell = kernel.begin(`xgb.autolog()
      await xgb.train({}, dtrain, { numBoostRound: 1_000_000, evals: [[dtrain, "train"]] })`);
    await kernel.printed(cell, "[2]");
    await kernel.interrupt();
    expect((await cell.done).reply).toMatchObject({ status: "error", ename: "KeyboardInterrupt" });
    const { result } = await kernel.execute(`xgb.autolog({ disable: true })
      const [run] = await searchRuns({ filter: "tags.\`mlflow.autologging\` = 'xgboost'" });
      const rounds = await new MlflowClient().getMetricHistory(run!.info.runId, "train-rmse");
      [run!.info.status, rounds.length > 2, rounds.every(({ step }, at) => step === at), run!.outputs.models.length].join()`);
    expect(result).toBe("'KILLED,true,true,0'");
  });

  it("stops boosting, and a forest with all its threads", async () => {
    await kernel.execute(`import { ExtraTreesRegressor, GradientBoostingRegressor } from "labbook/ml"
      const rows = Array.from({ length: 20_000 }, (_, row) => [row % 97, row % 89, row]); const minutes = rows.map(([a]) => a)
      const endless = { nEstimators: 100_000, nJobs: 2 }; let fit: Promise<unknown>`);
    const boosting = kernel.begin(
      'console.log("go"); new GradientBoostingRegressor({ nEstimators: 100_000 }).fit(rows, minutes)',
    );
    await kernel.printed(boosting, "go");
    await kernel.interrupt();
    expect((await boosting.done).reply).toMatchObject({ status: "error", ename: "KeyboardInterrupt" });
    const forest = kernel.begin(
      'fit = new ExtraTreesRegressor({ ...endless, verbose: 1 }).fit(rows, minutes); console.log("go"); await fit',
    );
    await kernel.printed(forest, "built tree 3 of 100000");
    await kernel.interrupt();
    expect((await forest.done).reply).toMatchObject({ status: "error", ename: "KeyboardInterrupt" });
    // The promise settles when the last thread has ended.
    expect((await kernel.execute("await fit.catch((error) => error.name)")).result).toBe("'KeyboardInterrupt'");
  });

  it("stops an XGBoost training, whose rounds so far are kept", async () => {
    await kernel.execute(`import { DMatrix, interruptedBooster, train, type EvalsLog } from "labbook/xgboost"
      const dtrain = new DMatrix([[1], [2], [3], [4]], { label: [1, 2, 3, 4] }); const evalsResult: EvalsLog<number> = {}`);
    const cell = kernel.begin(
      'await train({}, dtrain, { numBoostRound: 1e9, evals: [[dtrain, "train"]], evalsResult, verboseEval: 100 })',
    );
    await kernel.printed(cell, "[100]");
    await kernel.interrupt();
    expect((await cell.done).reply).toMatchObject({ status: "error", ename: "KeyboardInterrupt" });
    const rounds = (await kernel.execute("interruptedBooster().numBoostedRounds()")).result;
    expect(Number(rounds)).toBeGreaterThan(100);
    // It does not go on in the background.
    const ended = await kernel.execute(
      "await new Promise((resolve) => setTimeout(resolve, 20)); evalsResult.train.rmse.length",
    );
    expect(Math.abs(Number(ended.result) - Number(rounds))).toBeLessThanOrEqual(1);
  });

  it("stops a shell command of a magic", async () => {
    const cell = kernel.begin("%%sh\necho go; sleep 60");
    await kernel.printed(cell, "go");
    await kernel.interrupt();
    expect((await cell.done).reply).toMatchObject({ status: "error", ename: "KeyboardInterrupt" });
  });

  it("stops waiting for input", async () => {
    const asked = Promise.withResolvers<void>();
    kernel.sockets.stdin.send = () => asked.resolve(); // never answers
    const cell = kernel.begin('prompt("?")');
    await asked.promise;
    await kernel.interrupt();
    expect((await cell.done).reply).toMatchObject({ status: "error", ename: "KeyboardInterrupt" });
  });
});

describe("while a cell loops", () => {
  it("heartbeat, control and the queue's busy state go on", async () => {
    const cell = kernel.begin('console.log("go"); for (;;) {}');
    let over = false;
    void cell.done.then(() => (over = true));
    await kernel.printed(cell, "go");
    await kernel.sockets.beat();
    expect(await kernel.ask("kernel_info_request", {}, "control")).toMatchObject({ status: "ok" });
    expect(await kernel.ask("comm_info_request", {}, "control")).toMatchObject({ status: "ok" });
    expect(over).toBe(false);
    await kernel.interrupt();
    await cell.done;
  });
});

describe("a second interrupt", () => {
  it("replaces a session that cannot be stopped, and says that its variables are gone", async () => {
    const cell = kernel.begin(
      'const lock = new Int32Array(new SharedArrayBuffer(4)); console.log("go"); await null; Atomics.wait(lock, 0, 0)',
    );
    await kernel.printed(cell, "go");
    await kernel.interrupt();
    await kernel.until(() =>
      kernel.published.some(({ content }) => String(content["text"]).includes("interrupt once more")),
    );
    await kernel.interrupt();
    const { reply } = await cell.done;
    expect(reply).toMatchObject({ status: "error", ename: "SessionEnded" });
    expect(reply["evalue"]).toContain("interrupted twice");
    expect(reply["evalue"]).toContain("variables are gone");
    expect((await kernel.execute("typeof globalThis")).result).toBe("'object'");
    expect((await kernel.execute("kept")).reply["ename"]).toBe("TypeScriptError");
  });
});

it("ends a cell that waits for its notebook to be found", async () => {
  const place = tempFolder();
  const asked = Promise.withResolvers<void>();
  const server = createServer(() => asked.resolve()).listen(0, "127.0.0.1"); // never answers
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  mkdirSync(join(place, "runtime"));
  writeFileSync(
    join(place, "runtime/jpserver-1.json"),
    JSON.stringify({ url: `http://127.0.0.1:${port}/`, token: "t", root_dir: place }),
  );
  const other = await TestKernel.start(place, { JPY_PARENT_PID: "1" });
  await other.ask("is_complete_request", { code: "1" }); // the session is there
  const cell = other.begin("1 + 1");
  await asked.promise;
  await other.interrupt();
  expect((await cell.done).reply).toMatchObject({ status: "error", ename: "KeyboardInterrupt" });
  await other.stop();
  server.closeAllConnections();
  server.close();
});
