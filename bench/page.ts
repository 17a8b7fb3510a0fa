/**
 * The page beside MLflow's own, in one Chromium, on the same store: what the first row costs, sorting and filtering 50,000 runs,
 * comparing many, and doing nothing. Each measurement begins with an empty cache; the servers are warm.
 */
import { execFileSync } from "node:child_process";
import { type Browser, type CDPSession, chromium, errors, type Page } from "playwright-core";
import type { Ground } from "./server.ts";
import type { RunningServer } from "./server_process.ts";
import type { Figures } from "./tracking.ts";

/** How one of the two pages is driven. `first` and the others resolve when what was asked for is on the screen. */
export interface PageUnderTest {
  /** Address below the server, of an experiment's runs. */
  runs(experimentId: string): string;
  sorted(experimentId: string, metric: string): string;
  filtered(experimentId: string, filter: string): string;
  compare(experimentId: string, runIds: readonly string[]): string;
  /** A row of the table that shows this run. */
  row(page: Page, runName: string): Promise<void>;
  /** The compare page shows the params of its runs. */
  compared(page: Page, runNames: readonly string[]): Promise<void>;
}

export const ours: PageUnderTest = {
  runs: (id) => `/#/experiments/${id}/runs`,
  sorted: (id, metric) => `/#/experiments/${id}/runs?${query({ orderBy: [`metrics.${metric} ASC`] })}`,
  filtered: (id, filter) => `/#/experiments/${id}/runs?${query({ filter })}`,
  compare: (id, runIds) => `/#/compare-runs?${query({ runs: runIds, experiments: [id] })}`,
  row: shown,
  compared: async (page, names) => {
    await shown(page, names[0]!);
    await shown(page, "param_1");
  },
};

export const mlflows: PageUnderTest = {
  runs: (id) => `/#/experiments/${id}/runs`,
  sorted: (id, metric) =>
    `/#/experiments/${id}/runs?${new URLSearchParams({ orderByKey: `metrics.\`${metric}\``, orderByAsc: "true" })}`,
  filtered: (id, filter) => `/#/experiments/${id}/runs?${new URLSearchParams({ searchFilter: filter })}`,
  compare: (id, runIds) => `/#/compare-runs?${query({ runs: runIds, experiments: [id] })}`,
  row: shown,
  compared: async (page, names) => {
    await shown(page, names[0]!);
    await shown(page, "param_1");
  },
};

/** Looks once in each frame in the cheapest way that there is: Playwright's locators took a tenth of our page's own CPU time. */
async function shown(page: Page, text: string): Promise<void> {
  type Within = {
    readonly document: { evaluate(path: string, ...more: unknown[]): { readonly booleanValue: boolean } };
  };
  const found = (path: string): boolean => {
    const { document } = globalThis as unknown as Within; // there is no DOM here
    return document.evaluate(path, document, null, 3).booleanValue; // 3: as a boolean
  };
  await page.waitForFunction(found, `//*[text()="${text}"]`, { timeout: patienceMs, polling: "raf" });
}

/** MLflow sorts 50,000 runs by a metric in 100 s. */
const patienceMs = 300_000;
const settlingMs = 5000;
const idleMs = 35_000;

/** The values of a page's search part are JSON. */
function query(values: Readonly<Record<string, unknown>>): string {
  return new URLSearchParams(
    Object.entries(values).map(([key, value]): [string, string] => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  ).toString();
}

export const pageRows = [
  ["firstRequests", "requests to the first row, 2000 runs", "at most 8"],
  ["firstKb", "kB to the first row", "at most 450"],
  ["firstMs", "ms to the first row", ""],
  ["firstCpuMs", "CPU of renderer and server to the first row, ms", "at most a fifth"],
  ["bigFirstMs", "ms to the first row, 50,000 runs", ""],
  ["bigFirstCpuMs", "CPU of renderer and server, ms", "at most a fifth"],
  ["coldFirstMs", "the same of a server that was not asked for them before, ms", ""],
  ["coldFirstCpuMs", "CPU, ms", ""],
  ["sortMs", "50,000 runs sorted by a metric, ms", ""],
  ["sortCpuMs", "CPU, ms", ""],
  ["filterMs", "50,000 runs filtered, ms", ""],
  ["filterCpuMs", "CPU, ms", ""],
  ["compare200Requests", "requests to compare 200 runs", "at most 3"],
  ["compare200Ms", "compare 200 runs, ms", "at most a tenth"],
  ["compare1000Requests", "requests to compare 1000 runs", "at most 3"],
  ["compare1000Ms", "compare 1000 runs, ms", "at most a tenth"],
  ["compare1000CpuMs", "CPU, ms", ""],
  ["compare1000HeapMb", "heap, MB", ""],
  ["idleKb", "kB in 35 s of doing nothing", "0"],
] as const;

/** The store, and which runs of its two experiments must be seen. */
export interface Expected {
  readonly ground: Ground;
  readonly small: Names;
  readonly big: Names;
}

interface Names {
  readonly newest: string;
  readonly best: string;
  readonly filtered: string;
}

export async function withChromium<T>(work: (browser: Browser) => Promise<T>): Promise<T> {
  const browser = await chromium.launch({
    executablePath: execFileSync("which", ["chromium"], { encoding: "utf8" }).trim(),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--no-first-run",
      "--disable-background-networking",
    ],
  });
  try {
    return await work(browser);
  } finally {
    await browser.close();
  }
}

const filter = "metrics.metric_3 < 0.01";
const sortMetric = "metric_5";

export async function measurePage(
  browser: Browser,
  server: RunningServer,
  driven: PageUnderTest,
  { ground: { experimentId, bigExperimentId }, small, big }: Expected,
): Promise<Figures> {
  const visit = (path: string, seen: (page: Page) => Promise<void>, idle = false) =>
    visited(browser, server, path, seen, idle);
  await visit(driven.runs(experimentId), (page) => driven.row(page, small.newest)); // warms the server
  const first = await visit(driven.runs(experimentId), (page) => driven.row(page, small.newest), true);
  const coldFirst = await visit(driven.runs(bigExperimentId), (page) => driven.row(page, big.newest));
  const bigFirst = await visit(driven.runs(bigExperimentId), (page) => driven.row(page, big.newest));
  const sort = await visit(driven.sorted(bigExperimentId, sortMetric), (page) => driven.row(page, big.best));
  const filtered = await visit(driven.filtered(bigExperimentId, filter), (page) => driven.row(page, big.filtered));
  const figures: Record<string, number> = {
    firstRequests: first.requests,
    firstKb: first.kilobytes,
    firstMs: first.ms,
    firstCpuMs: first.cpuMs,
    bigFirstMs: bigFirst.ms,
    bigFirstCpuMs: bigFirst.cpuMs,
    coldFirstMs: coldFirst.ms,
    coldFirstCpuMs: coldFirst.cpuMs,
    sortMs: sort.ms,
    sortCpuMs: sort.cpuMs,
    filterMs: filtered.ms,
    filterCpuMs: filtered.cpuMs,
    idleKb: first.idleKilobytes,
  };
  for (const count of [200, 1000]) {
    const runs = await search(server, { experiment_ids: [experimentId], max_results: count });
    const names = runs.map(({ info }) => info.run_name);
    const path = driven.compare(
      experimentId,
      runs.map(({ info }) => info.run_id),
    );
    const compared = await visit(path, (page) => driven.compared(page, names));
    figures[`compare${count}Requests`] = compared.dataRequests;
    figures[`compare${count}Ms`] = compared.ms;
    figures[`compare${count}CpuMs`] = compared.cpuMs;
    figures[`compare${count}HeapMb`] = compared.heapMb;
  }
  return figures;
}

interface Visit {
  readonly ms: number;
  readonly requests: number;
  /** Those for data, not for the page's own files. */
  readonly dataRequests: number;
  readonly kilobytes: number;
  readonly cpuMs: number;
  readonly heapMb: number;
  /** What came in the time after, when nothing was done. */
  readonly idleKilobytes: number;
}

async function visited(
  browser: Browser,
  server: RunningServer,
  path: string,
  seen: (page: Page) => Promise<void>,
  idle: boolean,
): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Performance.enable");
  const seenRequests = { all: 0, data: 0, bytes: 0, body: 0 };
  session.on("Network.requestWillBeSent", ({ request }) => {
    if (!request.url.startsWith(server.url)) return; // MLflow asks others for fonts and news
    seenRequests.all += 1;
    if (request.url.includes("-api/") || request.url.includes("graphql")) seenRequests.data += 1;
  });
  session.on("Network.loadingFinished", ({ encodedDataLength }) => (seenRequests.bytes += encodedDataLength));
  session.on("Network.dataReceived", ({ dataLength }) => (seenRequests.body += dataLength));
  const cpu = await cpuMeter(browser, server);
  const start = performance.now();
  await page.goto(server.url + path, { waitUntil: "commit" });
  const ms = await seen(page).then(() => performance.now() - start, never);
  const found = { ...seenRequests };
  const cpuMs = await cpu();
  const heapMb = await heapOf(session);
  let idleKilobytes = NaN;
  if (idle) {
    await page.waitForTimeout(settlingMs); // MLflow's page is never without a request under way
    const before = seenRequests.body;
    await page.waitForTimeout(idleMs);
    idleKilobytes = (seenRequests.body - before) / 1000;
  }
  await context.close();
  return {
    ms,
    requests: found.all,
    dataRequests: found.data,
    kilobytes: found.bytes / 1000,
    cpuMs,
    heapMb,
    idleKilobytes,
  };
}

/** Of what did not appear in time; other faults go on. */
function never(error: unknown): number {
  if (error instanceof errors.TimeoutError) return NaN;
  throw error;
}

/** Returns how to read what renderers and server have used since. A renderer of an earlier visit may end meanwhile. */
async function cpuMeter(browser: Browser, server: RunningServer): Promise<() => Promise<number>> {
  const session = await browser.newBrowserCDPSession();
  const renderers = async (): Promise<ReadonlyMap<number, number>> => {
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    return new Map(
      processInfo.filter(({ type }) => type === "renderer").map(({ id, cpuTime }) => [id, cpuTime * 1000]),
    );
  };
  const [before, serverBefore] = [await renderers(), server.cpuMs()];
  return async () => {
    let used = server.cpuMs() - serverBefore;
    for (const [id, cpuMs] of await renderers()) used += cpuMs - (before.get(id) ?? 0);
    return used;
  };
}

async function heapOf(session: CDPSession): Promise<number> {
  const { metrics } = await session.send("Performance.getMetrics");
  return (metrics.find(({ name }) => name === "JSHeapUsedSize")?.value ?? NaN) / 2 ** 20;
}

/** Which runs must be seen, by MLflow's API of a server on the same store: asking MLflow itself takes minutes. */
export async function expectedOn(server: RunningServer, ground: Ground): Promise<Expected> {
  const [small, big] = [await namesIn(server, ground.experimentId), await namesIn(server, ground.bigExperimentId)];
  return { ground, small, big };
}

async function namesIn(server: RunningServer, experimentId: string): Promise<Names> {
  const first = async (query: object): Promise<string> =>
    (await search(server, { experiment_ids: [experimentId], max_results: 1, ...query }))[0]!.info.run_name;
  return {
    newest: await first({}),
    best: await first({ order_by: [`metrics.${sortMetric} ASC`] }),
    filtered: await first({ filter }),
  };
}

interface FoundRun {
  readonly info: { readonly run_id: string; readonly run_name: string };
}

async function search(server: RunningServer, query: object): Promise<readonly FoundRun[]> {
  const answer = await fetch(`${server.url}/api/2.0/mlflow/runs/search`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(query),
  });
  return ((await answer.json()) as { runs: readonly FoundRun[] }).runs;
}
