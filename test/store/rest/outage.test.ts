/** A server that goes away and comes back: nothing is lost, nothing comes twice, and the user hears of it once. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it, onTestFinished } from "vitest";
import type { Store } from "../../../src/store/store.js";
import { openRest, type RestStore } from "../../../src/store/rest/store.js";
import { json, scripted } from "../../http/scripted_server.js";
import { type Served, serve } from "../../server/serving.js";
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

/** The server again, on its port and its files. */
async function restart(old: Served): Promise<Served> {
  return await serve({ port: Number(new URL(old.url).port) }, old.folder);
}

function client(url: string): { store: RestStore; notices: string[] } {
  const notices: string[] = [];
  const store = openRest({ uri: url, notice: (text) => notices.push(text) });
  onTestFinished(() => store.close());
  return { store, notices };
}

async function steps(store: Store, runId: string, key = "loss"): Promise<number[]> {
  return (await store.getMetricHistory(runId, key)).items.map((metric) => metric.step);
}

function point(step: number, key = "loss") {
  return { metrics: [{ key, value: 1 / (step + 1), step, timestampMs: 1000 + step }] };
}

function spoolFiles(): string[] {
  return readdirSync(state, { recursive: true, encoding: "utf8" }).filter((name) => name.includes("@"));
}

it("keeps what is logged while the server is away, and sends all of it once and in order", async () => {
  const server = await serve();
  const { store, notices } = client(server.url);
  const { runId } = (await store.createRun({ experimentId: "0", runName: "long" })).info;
  for (let step = 0; step < 5; step++) await store.logBatch(runId, point(step));
  await server.close();
  for (let step = 5; step < 15; step++) await store.logBatch(runId, point(step));
  await store.logBatch(runId, { params: [{ key: "lr", value: "0.1" }], tags: [{ key: "t", value: "1" }] });
  await store.logBatch(runId, { tags: [{ key: "t", value: "2" }] });
  expect(await store.updateRun(runId, { status: "FINISHED", endTimeMs: 9000 })).toMatchObject({
    runId,
    runName: "long",
    status: "FINISHED",
    endTimeMs: 9000,
  });
  expect(notices).toHaveLength(1);
  expect(notices[0]).toMatch(
    /^cannot reach the server at http:.* \(.*ECONNREFUSED.*\); what is logged is kept in .* and sent/,
  );
  await expect(store.getRun(runId)).rejects.toMatchObject({ code: "TEMPORARILY_UNAVAILABLE" });

  await restart(server);
  expect(await store.flush(10_000)).toBe(true);
  const run = await store.getRun(runId);
  expect(await steps(store, runId)).toEqual(Array.from({ length: 15 }, (_, step) => step));
  expect(run.data).toMatchObject({ params: { lr: "0.1" }, tags: { t: "2" } });
  expect(run.info).toMatchObject({ status: "FINISHED", endTimeMs: 9000 });
  expect(notices[1]).toBe("the server is back: 13 calls that waited were sent");
  expect(spoolFiles()).toEqual([]);
});

it("sends by itself when the server is back, and goes on over the wire", async () => {
  const server = await serve();
  let back = (): void => undefined;
  const isBack = new Promise<void>((resolve) => (back = resolve));
  const store = openRest({ uri: server.url, notice: (text) => text.startsWith("the server is back") && back() });
  onTestFinished(() => store.close());
  const { runId } = (await store.createRun({ experimentId: "0" })).info;
  await server.close();
  await store.logBatch(runId, point(0));
  await restart(server);
  await isBack;
  await store.logBatch(runId, point(1));
  expect(await steps(store, runId)).toEqual([0, 1]);
  expect(spoolFiles()).toEqual([]);
});

it("loses and doubles nothing of a stream that nobody awaits while the server is stopped and started", async () => {
  const first = await serve();
  const { store } = client(first.url);
  const { runId } = (await store.createRun({ experimentId: "0" })).info;
  const calls: Promise<void>[] = [];
  let server = first;
  for (let step = 0; step < 3000; step++) {
    calls.push(store.logBatch(runId, point(step)));
    if (step % 20 === 0) await new Promise((turn) => setImmediate(turn));
    if (step === 1000) await server.close(0);
    if (step === 2000) server = await restart(first);
  }
  await Promise.all(calls);
  expect(await store.flush(10_000)).toBe(true);
  expect(await steps(store, runId)).toEqual(Array.from({ length: 3000 }, (_, step) => step));
});

it("opens runs while the server is away, and gives them the server's ids when it is back", async () => {
  const server = await serve();
  const { store } = client(server.url);
  await server.close();
  const parent = await store.createRun({ experimentId: "0", runName: "search", userId: "ann", startTimeMs: 5000 });
  const tags = [{ key: "mlflow.parentRunId", value: parent.info.runId }];
  const child = await store.createRun({ experimentId: "0", runName: "trial", tags });
  await store.logBatch(child.info.runId, point(3));
  await store.logBatch(child.info.runId, { params: [{ key: "depth", value: "4" }] });
  await store.updateRun(child.info.runId, { status: "FINISHED", endTimeMs: 7000 });
  expect(await store.getRun(child.info.runId)).toMatchObject({
    info: { runName: "trial", status: "FINISHED", endTimeMs: 7000 },
    data: { metrics: { loss: 0.25 }, params: { depth: "4" } },
  });
  await expect(store.getMetricHistory(child.info.runId, "loss")).rejects.toThrow("waits for the server");
  // A disk that was full once cut off what it knew of an earlier run.
  writeFileSync(join(state, dirname(spoolFiles()[0]!), "run_ids.jsonl"), '{"provisional":"prov');

  await restart(server);
  expect(await store.flush(10_000)).toBe(true);
  const made = await store.searchRuns({ experimentIds: ["0"], orderBy: ["attributes.run_name"] });
  expect(made.items.map((run) => run.info.runName)).toEqual(["search", "trial"]);
  const [search, trial] = made.items;
  expect(search!.info).toMatchObject({ userId: "ann", startTimeMs: 5000 });
  expect(trial!.data.tags["mlflow.parentRunId"]).toBe(search!.info.runId);
  expect(search!.info.runId).toMatch(/^[0-9a-f]{32}$/);
  // The id from before goes on working in this process, and in others.
  await store.logBatch(child.info.runId, point(4));
  expect(await steps(store, trial!.info.runId)).toEqual([3, 4]);
  expect((await client(server.url).store.getRun(child.info.runId)).info.runId).toBe(trial!.info.runId);
});

it("sends what a process before it left", async () => {
  const server = await serve();
  const one = client(server.url).store;
  const { runId } = (await one.createRun({ experimentId: "0" })).info;
  await server.close();
  await one.logBatch(runId, point(0));
  await one.logBatch(runId, point(1));
  await one.close();
  expect(spoolFiles()).toHaveLength(1);
  await restart(server);
  const { store } = client(server.url);
  expect(await store.flush(10_000)).toBe(true);
  expect(await steps(store, runId)).toEqual([0, 1]);
  expect(spoolFiles()).toEqual([]);
});

it("puts aside what the server refuses after all, says so once, and sends the rest", async () => {
  const server = await serve();
  const { store, notices } = client(server.url);
  const { runId } = (await store.createRun({ experimentId: "0" })).info;
  await store.logBatch(runId, { params: [{ key: "lr", value: "0.1" }] });
  await server.close();
  await store.logBatch(runId, point(0));
  await store.logBatch(runId, { params: [{ key: "lr", value: "0.2" }] });
  await store.logBatch(runId, point(1));
  await store.deleteTag(runId, "never set");
  await restart(server);
  expect(await store.flush(10_000)).toBe(true);
  expect(await steps(store, runId)).toEqual([0, 1]);
  const rejected = notices.filter((text) => text.includes("refused"));
  expect(rejected).toHaveLength(1);
  expect(rejected[0]).toMatch(
    /^the server refused 1 call that had waited: Changing param values is not allowed.*; kept in /,
  );
  const place = join(/kept in (.*)$/.exec(rejected[0]!)![1]!);
  expect(JSON.parse(readFileSync(place, "utf8"))).toMatchObject({
    entry: { op: "log-batch", runId, batch: { params: [{ key: "lr", value: "0.2" }] } },
  });
});

it("refuses more than the disk may hold, with the remedy", async () => {
  const server = await serve();
  process.env["LABBOOK_SPOOL_LIMIT_MB"] = "0.001";
  onTestFinished(() => void delete process.env["LABBOOK_SPOOL_LIMIT_MB"]);
  const { store } = client(server.url);
  const { runId } = (await store.createRun({ experimentId: "0" })).info;
  await server.close();
  await store.logBatch(runId, point(0));
  await expect(store.logBatch(runId, { tags: [{ key: "t", value: "x".repeat(2000) }] })).rejects.toMatchObject({
    code: "RESOURCE_EXHAUSTED",
    message: expect.stringMatching(/wait in .* which is away; start it, .* or raise LABBOOK_SPOOL_LIMIT_MB$/) as string,
  });
});

it("keeps numbers that JSON has no word for", async () => {
  const server = await serve();
  const { store } = client(server.url);
  const { runId } = (await store.createRun({ experimentId: "0" })).info;
  await server.close();
  await store.logBatch(runId, {
    metrics: [
      { key: "a", value: NaN, step: 0, timestampMs: 1 },
      { key: "b", value: -Infinity, step: 0, timestampMs: 1 },
    ],
  });
  await restart(server);
  await store.flush(10_000);
  expect((await store.getRun(runId)).data.metrics).toEqual({ a: NaN, b: -1.7976931348623157e308 });
});

it("takes what memory should not hold to the disk, and sends it in order", async () => {
  const server = await serve();
  const { store, notices } = client(server.url);
  const { runId } = (await store.createRun({ experimentId: "0" })).info;
  const count = 22_000;
  const calls = Array.from({ length: count }, (_, step) => store.logBatch(runId, point(step)));
  await Promise.all(calls);
  expect(await store.flush(20_000)).toBe(true);
  expect(await steps(store, runId)).toEqual(Array.from({ length: count }, (_, step) => step));
  expect([notices, spoolFiles()]).toEqual([[], []]);
});

it("leaves the file of a living process to it", async () => {
  const server = await serve();
  const one = client(server.url).store;
  const { runId } = (await one.createRun({ experimentId: "0" })).info;
  await server.close();
  await one.logBatch(runId, point(0));
  const [mine] = spoolFiles();
  const { store } = client(server.url);
  expect(await store.flush(1000)).toBe(true); // it has nothing to send
  expect(spoolFiles()).toEqual([mine]);
  await restart(server);
  expect(await one.flush(10_000)).toBe(true);
  expect(await steps(one, runId)).toEqual([0]);
});

it("keeps what a server's hiccup cannot take: a 503, a broken connection", async () => {
  const answers = ["503", "broken", "503", "503"];
  const metrics: number[] = [];
  const server = await scripted(({ body }, response) => {
    const answer = answers.shift();
    if (answer === "broken") return void response.destroy();
    if (answer === "503") return void response.writeHead(503).end();
    metrics.push(...(JSON.parse(body) as { metrics: { step: number }[] }).metrics.map(({ step }) => step));
    json(response, 200, {});
  });
  const { store, notices } = client(server.url);
  for (let step = 0; step < 3; step++) await store.logBatch("a".repeat(32), point(step));
  while (!(await store.flush(5000))); // each attempt takes one of the answers
  expect(metrics).toEqual([0, 1, 2]);
  expect(notices.map((text) => text.split(" (")[0])).toEqual([
    `cannot reach the server at ${server.url}`,
    "the server is back: 3 calls that waited were sent",
  ]);
});

it("gives up an entry that the server answers with a plain 500 each time, and sends the rest", async () => {
  let there = false;
  const seen: string[] = [];
  const server = await scripted(({ path, body }, response) => {
    if (!there) return void response.destroy();
    if (body.includes('"bad"')) return void response.writeHead(500).end("<h1>Internal Server Error</h1>");
    seen.push(path.split("/").at(-1)!);
    json(response, 200, {});
  });
  const { store, notices } = client(server.url);
  const runId = "a".repeat(32);
  await store.logBatch(runId, { tags: [{ key: "bad", value: "1" }] });
  await store.logBatch(runId, { tags: [{ key: "good", value: "1" }] });
  there = true;
  while (!(await store.flush(5000)));
  expect(seen).toContain("log-batch");
  expect(notices.filter((text) => text.startsWith("the server refused 1 call"))).toHaveLength(1);
  expect(spoolFiles()).toEqual([]);
});

it("lets two processes share a run that neither could make yet, whoever sends first", async () => {
  const first = await serve();
  const port = Number(new URL(first.url).port);
  let server = first;
  for (const leave of [false, true]) {
    const supervisor = client(server.url).store;
    const session = client(server.url).store;
    const { runId: known } = (await supervisor.createRun({ experimentId: "0" })).info;
    await server.close();
    await supervisor.logBatch(known, point(0)); // its file is the older one
    const { runId } = (await session.createRun({ experimentId: "0", runName: `shared ${leave}` })).info;
    await session.logBatch(runId, point(1));
    await supervisor.updateRun(runId, { status: "KILLED", endTimeMs: 5000 });
    if (leave) await Promise.all([supervisor.close(), session.close()]);
    server = await serve({ port }, first.folder);
    if (leave) expect(await client(server.url).store.flush(10_000)).toBe(true);
    else {
      expect(await supervisor.flush(10_000)).toBe(false); // it waits for the session
      expect(await session.flush(10_000)).toBe(true);
      expect(await supervisor.flush(10_000)).toBe(true);
    }
    const { store } = client(server.url);
    const found = await store.searchRuns({ experimentIds: ["0"], filter: `run_name = 'shared ${leave}'` });
    expect(found.items.map(({ info, data }) => [info.status, info.endTimeMs, data.metrics])).toEqual([
      ["KILLED", 5000, { loss: 0.5 }],
    ]);
    expect(spoolFiles()).toEqual([]);
  }
});

it("says what to do when the disk cannot be written", async () => {
  const server = await serve();
  const { store } = client(server.url);
  const { runId } = (await store.createRun({ experimentId: "0" })).info;
  writeFileSync(join(state, "labbook"), "a file where a folder would be");
  await server.close();
  await expect(store.logBatch(runId, point(0))).rejects.toMatchObject({
    code: "PERMISSION_DENIED",
    message: expect.stringMatching(
      /^cannot keep what the server at http:.* misses: .*; set LABBOOK_STATE_DIR to/,
    ) as string,
  });
});

it("lets go of a server that is silent, and keeps what it did not answer", async () => {
  const server = await scripted(() => undefined);
  const { store, notices } = client(server.url);
  const call = store.logBatch("a".repeat(32), point(0));
  expect(await store.flush(50)).toBe(false);
  while (server.asked.length === 0) await new Promise((turn) => setImmediate(turn));
  store.hangUp();
  await call;
  expect(spoolFiles()).toHaveLength(1);
  expect(notices).toEqual([
    expect.stringMatching(/^cannot reach the server at http:.* \(it does not answer\); what is logged/),
  ]);
});
