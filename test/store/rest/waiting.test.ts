/** What waits for a server, and meets others on its way: nothing is lost, and nothing holds up what could be sent. */
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { afterEach, beforeEach, expect, it, onTestFinished } from "vitest";
import { openRest, type RestStore } from "../../../src/store/rest/store.js";
import { json, scripted } from "../../http/scripted_server.js";
import { serve } from "../../server/serving.js";
import { tempFolder } from "../../temp.js";

let state: string;
const before = process.env["XDG_STATE_HOME"];
beforeEach(() => {
  state = process.env["XDG_STATE_HOME"] = tempFolder();
});
afterEach(() => {
  if (before === undefined) delete process.env["XDG_STATE_HOME"];
  else process.env["XDG_STATE_HOME"] = before;
});

function client(url: string): { store: RestStore; notices: string[] } {
  const notices: string[] = [];
  const store = openRest({ uri: url, notice: (text) => notices.push(text) });
  onTestFinished(() => store.close());
  return { store, notices };
}

function point(step: number) {
  return { metrics: [{ key: "loss", value: 1 / (step + 1), step, timestampMs: 1000 + step }] };
}

function spoolFiles(): string[] {
  return readdirSync(state, { recursive: true, encoding: "utf8" }).filter((name) => name.includes("@"));
}

it("takes a write at the very moment when those before it have gone to the disk", async () => {
  const server = await serve();
  const { store } = client(server.url);
  const { runId } = (await store.createRun({ experimentId: "0" })).info;
  const calls: Promise<void>[] = [];
  let step = 0;
  while (step < 20_002) calls.push(store.logBatch(runId, point(step++))); // more than memory should hold
  for (let turn = 0; turn < 10; turn++) {
    await Promise.resolve(); // no turn of the event loop: a microtask
    calls.push(store.logBatch(runId, point(step++)));
  }
  await Promise.all(calls);
  expect(await store.flush(20_000)).toBe(true);
  const history = await store.getMetricHistory(runId, "loss");
  expect(history.items.map((metric) => metric.step)).toEqual([...Array(step).keys()]);
});

it("goes on past a file that another process left and that this user may not send", async () => {
  const [shut, open] = ["a".repeat(32), "b".repeat(32)];
  let there = false;
  const taken: string[] = [];
  const server = await scripted(({ path, body }, response) => {
    if (!there) return void response.destroy();
    if (body.includes(shut)) return json(response, 403, { error_code: "PERMISSION_DENIED", message: "not yours" });
    taken.push(path.split("/").at(-1)!);
    json(response, 200, path.endsWith("/create") ? { run: { info: { run_id: open }, data: {} } } : {});
  });
  const left = client(server.url).store;
  await left.logBatch(shut, point(0));
  await left.close();
  there = true;
  const { store, notices } = client(server.url);
  await store.flush(5000);
  expect((await store.createRun({ experimentId: "0" })).info.runId).toBe(open);
  await store.logBatch(open, point(0));
  expect(taken).toEqual(["create", "log-batch"]);
  expect(notices).toEqual([expect.stringMatching(/^what waits in .* cannot be sent: not yours/)]);
  await store.close();
  expect(spoolFiles()).toHaveLength(1);
});

it("keeps the newer of two versions of a file when the older is just being sent", async () => {
  const runId = "c".repeat(32);
  const artifactUri = `mlflow-artifacts:/0/${runId}/artifacts`;
  let there = false;
  let arrived = (): void => undefined;
  const first = new Promise<void>((resolve) => (arrived = resolve));
  const bodies: string[] = [];
  let answer = (): void => undefined;
  const server = await scripted(({ method, path, body }, response) => {
    if (!there) return void response.destroy();
    if (path.includes("/runs/get")) {
      return json(response, 200, { run: { info: { run_id: runId, artifact_uri: artifactUri }, data: {} } });
    }
    if (method === "PUT" && bodies.push(body) === 1) {
      answer = () => json(response, 200, {});
      return arrived();
    }
    json(response, 200, {});
  });
  const { store } = client(server.url);
  const artifacts = store.artifactsOf({ runId, artifactUri });
  await artifacts.write("model.txt", "old");
  there = true;
  const flushed = store.flush(10_000);
  await first;
  await artifacts.write("model.txt", "new");
  answer();
  await flushed;
  expect(bodies).toEqual(["old", "new"]);
});

/** How large this process may make files, in bytes; a write beyond it is cut short and then refused, as on a full disk. */
function limitFiles(bytes: string): void {
  const { status, stderr } = spawnSync("prlimit", ["--pid", String(process.pid), `--fsize=${bytes}:`]);
  if (status !== 0) throw new Error(`prlimit: ${String(stderr)}`);
}

it.runIf(process.platform === "linux")("goes on after a disk that was full in the middle of a line", async () => {
  let there = false;
  const steps: number[] = [];
  const server = await scripted(({ body }, response) => {
    if (!there) return void response.destroy();
    steps.push(...(JSON.parse(body) as { metrics: { step: number }[] }).metrics.map(({ step }) => step));
    json(response, 200, {});
  });
  const { store } = client(server.url);
  const runId = "d".repeat(32);
  await store.logBatch(runId, point(0));
  onTestFinished(() => limitFiles("unlimited"));
  limitFiles("300");
  await store.logBatch(runId, point(1));
  await expect(store.logBatch(runId, point(2))).rejects.toThrow(
    /^cannot keep what the server at .* misses: EFBIG.*; make room on the disk/,
  );
  limitFiles("unlimited");
  await store.logBatch(runId, point(3));
  there = true;
  expect(await store.flush(5000)).toBe(true);
  expect(steps).toEqual([0, 1, 3]);
});

it("sends a NaN again to a server that refuses it as one that it has", async () => {
  const there = [{ key: "loss", value: "NaN", step: 0, timestamp: 1000 }];
  const message = "(sqlite3.IntegrityError) UNIQUE constraint failed: metrics.key, metrics.timestamp"; // Python's MLflow
  const server = await scripted(({ path, body }, response) => {
    if (path.includes("/metrics/get-history")) return json(response, 200, { metrics: there });
    const { metrics } = JSON.parse(body) as { metrics: typeof there };
    if (metrics.some(({ step }) => step === 0)) return json(response, 400, { error_code: "BAD_REQUEST", message });
    there.push(...metrics);
    json(response, 200, {});
  });
  const { store } = client(server.url);
  const metrics = [0, 1, 2].map((step) => ({
    key: "loss",
    value: step < 2 ? NaN : 0.5,
    step,
    timestampMs: 1000 + step,
  }));
  await store.logBatch("e".repeat(32), { metrics });
  expect(there.map(({ value, step }) => [step, value])).toEqual([
    [0, "NaN"],
    [1, "NaN"],
    [2, 0.5],
  ]);
});
