/** `labbook server`, killed with -9 in the middle of a stream and started again: every point is there once, in order. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { openRest } from "../../../src/store/rest/store.js";
import { tempFolder } from "../../temp.js";

async function start(folder: string, port: number): Promise<{ server: ChildProcess; url: string }> {
  const launcher = resolve(import.meta.dirname, "../../../src/cli/launch.cjs");
  const server = spawn(process.execPath, [launcher, "server", "--port", String(port)], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void server.kill("SIGKILL"));
  let said = "";
  for await (const text of server.stdout) {
    said += String(text);
    const url = /http:\/\/[\d.:]+/.exec(said)?.[0];
    if (url !== undefined) return { server, url };
  }
  throw new Error(`the server ended: ${said}`);
}

it("loses and doubles nothing", async () => {
  const folder = tempFolder();
  process.env["XDG_STATE_HOME"] = folder;
  const { server, url } = await start(folder, 0);
  const notices: string[] = [];
  const store = openRest({ uri: url, notice: (text) => notices.push(text) });
  onTestFinished(() => store.close());
  const { runId } = (await store.createRun({ experimentId: "0" })).info;
  const calls: Promise<void>[] = [];
  const log = async (from: number, to: number): Promise<void> => {
    for (let step = from; step < to; step++) {
      calls.push(store.logBatch(runId, { metrics: [{ key: "m", value: step, step, timestampMs: step }] }));
      if (step % 7 === 0) await new Promise((turn) => setImmediate(turn));
    }
  };
  await log(0, 500);
  const gone = once(server, "exit");
  server.kill("SIGKILL");
  await log(500, 1000);
  await gone;
  await log(1000, 1500);
  await Promise.all(calls);
  await start(folder, Number(new URL(url).port));
  await log(1500, 2000);
  await Promise.all(calls);
  expect(await store.flush(10_000)).toBe(true);
  const history = await store.getMetricHistory(runId, "m");
  expect(history.items.map(({ step }) => step)).toEqual([...Array(2000).keys()]);
  expect(notices.filter((text) => text.startsWith("cannot reach"))).toHaveLength(1);
});
