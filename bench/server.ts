/**
 * One tracking server under load over HTTP; the same requests go to labbook's and to MLflow's. Times are milliseconds per
 * request as the clients see it (the wall time of all requests divided by their number where several clients run at once).
 */
import { createReadStream } from "node:fs";
import { request as httpRequest, Agent } from "node:http";
import { type Figures } from "./tracking.ts";

const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const api = "/api/2.0/mlflow";
const seconds = 4;
const gibibyte = 1024 ** 3;

export interface ServerUnderTest {
  readonly url: string;
  /** The server's process, whose tree is measured. */
  readonly memoryMb: () => number;
  readonly startMs: number;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** `bigExperimentId` holds 50,000 runs, `experimentId` 2000 of 10 metrics, 10 params and 5 tags each. */
export interface Ground {
  readonly experimentId: string;
  readonly bigExperimentId: string;
  readonly historyRunId: string;
  /** A file of 1 GiB. */
  readonly bigFile: string;
}

export async function measureServer(server: ServerUnderTest, ground: Ground): Promise<Figures> {
  const figures: Figures = { start: server.startMs, memoryIdle: server.memoryMb() };
  const runId = await createRun(server.url, ground.experimentId);
  const one = (key: string, work: (index: number) => Promise<unknown>) => timed(figures, key, 1, work);
  for (const clients of [1, 8, 64]) {
    await timed(figures, `logMetric${clients}`, clients, (step) =>
      post(server.url, "/runs/log-metric", { run_id: runId, key: "loss", value: step / 7, timestamp: 1, step }),
    );
  }
  for (const clients of [1, 8]) {
    await timed(figures, `logBatch${clients}`, clients, (turn) =>
      post(server.url, "/runs/log-batch", { run_id: runId, metrics: points(`batch ${clients} ${turn}`) }),
    );
  }
  for (const clients of [1, 8, 64]) {
    await timed(figures, `createRun${clients}`, clients, () => createRun(server.url, "0"));
  }
  const search = (body: object) => post(server.url, "/runs/search", body);
  await one("search1000of2000", () => search({ experiment_ids: [ground.experimentId], max_results: 1000 }));
  const big = { experiment_ids: [ground.bigExperimentId] };
  const filter = "metrics.metric_1 > 0.5 and params.param_1 != '7'";
  await one("bigNewest", () => search({ ...big, max_results: 100 }));
  await one("bigByMetric", () => search({ ...big, order_by: ["metrics.metric_0 DESC"], max_results: 100 }));
  await one("bigFiltered", () => search({ ...big, filter, order_by: ["metrics.metric_0 ASC"], max_results: 100 }));
  await one("history", () =>
    get(`${server.url}${api}/metrics/get-history?run_id=${ground.historyRunId}&metric_key=long`),
  );
  Object.assign(figures, await artifacts(server, ground.bigFile));
  figures["memoryPeak"] = Math.max(server.memoryMb(), figures["memoryUpload"]!, figures["memoryDownload"]!);
  return figures;
}

export async function post(url: string, path: string, body: unknown): Promise<Answer> {
  const text = JSON.stringify(body);
  const answer = await send(`${url}${api}${path}`, "POST", { "content-type": "application/json" }, text);
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${answer.text.slice(0, 300)}`);
  return answer;
}

async function get(url: string): Promise<Answer> {
  const answer = await send(url, "GET", {}, null);
  if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}: ${answer.text.slice(0, 300)}`);
  return answer;
}

async function createRun(url: string, experimentId: string): Promise<string> {
  const { text } = await post(url, "/runs/create", { experiment_id: experimentId, start_time: 1 });
  return (JSON.parse(text) as { run: { info: { run_id: string } } }).run.info.run_id;
}

function points(key: string): object[] {
  return Array.from({ length: 1000 }, (_, step) => ({ key, value: step / 7, timestamp: step, step }));
}

function send(url: string, method: string, headers: Record<string, string>, body: string | null): Promise<Answer> {
  return new Promise((fulfil, reject) => {
    const length = body === null ? {} : { "content-length": String(Buffer.byteLength(body)) };
    const call = httpRequest(url, { agent, method, headers: { ...headers, ...length } }, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("end", () => fulfil({ status: answer.statusCode!, text: Buffer.concat(parts).toString("utf8") }));
      answer.on("error", reject);
    });
    call.on("error", reject);
    call.end(body ?? undefined);
  });
}

/** Runs `work` on `clients` at once for some seconds, at least three times each; `<key>Failed` counts refused requests. */
async function timed(
  figures: Figures,
  key: string,
  clients: number,
  work: (index: number) => Promise<unknown>,
): Promise<void> {
  const warming = performance.now();
  await work(-1);
  const first = performance.now() - warming;
  if (first > seconds * 1000) {
    figures[key] = first; // minutes for one search: once is enough
    return;
  }
  let [started, failed] = [0, 0];
  const start = performance.now();
  const client = async () => {
    for (let turn = 0; turn < 3 || performance.now() - start < seconds * 1000; turn++) {
      await work(started++).catch(() => failed++); // a stock server with 64 clients runs out of connections to its file
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  figures[key] = (performance.now() - start) / (started - failed);
  figures[`${key}Failed`] = failed;
}

/** Upload and download of 1 GiB in MB/s, with the greatest memory of the server meanwhile. */
async function artifacts(server: ServerUnderTest, file: string): Promise<Figures> {
  const place = `${server.url}/api/2.0/mlflow-artifacts/artifacts/bench/big.bin`;
  const upload = await watched(server, () => put(place, file));
  const download = await watched(server, () => drain(place));
  return {
    uploadMs: upload.ms,
    memoryUpload: upload.memoryMb,
    downloadMs: download.ms,
    memoryDownload: download.memoryMb,
  };
}

async function watched(server: ServerUnderTest, work: () => Promise<void>): Promise<{ ms: number; memoryMb: number }> {
  let memoryMb = 0;
  const timer = setInterval(() => (memoryMb = Math.max(memoryMb, server.memoryMb())), 50);
  const start = performance.now();
  await work();
  clearInterval(timer);
  return { ms: performance.now() - start, memoryMb };
}

function put(url: string, file: string): Promise<void> {
  return new Promise((fulfil, reject) => {
    const headers = { "content-length": String(gibibyte), "content-type": "application/octet-stream" };
    const call = httpRequest(url, { agent, method: "PUT", headers }, (answer) => {
      answer
        .resume()
        .on("end", () => (answer.statusCode === 200 ? fulfil() : reject(new Error(`PUT ${answer.statusCode}`))));
    });
    call.on("error", reject);
    createReadStream(file, { highWaterMark: 1 << 20 }).pipe(call);
  });
}

function drain(url: string): Promise<void> {
  return new Promise((fulfil, reject) => {
    const call = httpRequest(url, { agent, method: "GET" }, (answer) => {
      let size = 0;
      answer.on("data", (part: Buffer) => (size += part.length));
      answer.on("end", () => (size === gibibyte ? fulfil() : reject(new Error(`GET gave ${size} bytes`))));
    });
    call.on("error", reject);
    call.end();
  });
}
