/** The built server with a real store, and its page in Chromium. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished } from "vitest";
import { tempFolder } from "../temp.js";

const root = resolve(import.meta.dirname, "../..");
const executable = "/usr/bin/chromium";

let browser: Browser | undefined;

const servers = new Set<PageServer>();

/** One Chromium for all tests of a file, and the end of the servers that they started. Call it at the top. */
export function useBrowser(): void {
  beforeAll(async () => {
    if (!existsSync(executable))
      throw new Error("The page's tests need Chromium (on Debian: apt-get install chromium).");
    browser = await chromium.launch({
      executablePath: executable,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--no-first-run",
      ],
    });
  });
  afterAll(async () => {
    await browser?.close();
    await Promise.all([...servers].map((server) => server.stop()));
  });
}

export interface PageServer {
  /** Without a slash at its end. */
  readonly url: string;
  /** Holds `mlflow.db` and `mlartifacts/`. */
  readonly folder: string;
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

/** `labbook ui` in `folder`, on a free port, until the tests of the file are done. */
export async function startPage(folder = tempFolder(), options: readonly string[] = []): Promise<PageServer> {
  const child = spawn(process.execPath, [join(root, "src/cli/launch.cjs"), "ui", "--port", "0", ...options], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill();
    await ended;
  };
  for await (const line of createInterface({ input: child.stdout! })) {
    const url = /(http:\/\/[0-9.:]+\S*)/.exec(line)?.[1];
    if (url === undefined) continue;
    const server = { url, folder, process: child, stop };
    servers.add(server);
    return server;
  }
  throw new Error("labbook ui ended before it listened");
}

export interface Opened {
  readonly page: Page;
  /** What the page complained about so far; `expectQuiet` checks it. */
  readonly faults: string[];
}

/** Opens `#<path>`; errors on the console and requests to other hosts are gathered, and looked at when the test ends. */
export async function open(
  server: { readonly url: string },
  path = "/",
  options: BrowserContextOptions & { readonly faultsExpected?: boolean } = {},
): Promise<Opened> {
  const { faultsExpected = false, ...contextOptions } = options;
  const context = await browser!.newContext({ viewport: { width: 1440, height: 900 }, ...contextOptions });
  context.setDefaultTimeout(60_000); // as of polls
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("console", (message) => message.type() === "error" && faults.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => faults.push(`thrown: ${error.message}`));
  page.on("request", (request) => {
    const url = request.url();
    if (/^https?:/.test(url) && !url.startsWith(server.url)) faults.push(`asked outside: ${url}`);
  });
  onTestFinished(async () => {
    await context.close();
    if (!faultsExpected) expect(faults).toEqual([]);
  });
  await page.goto(`${server.url}/#${path}`);
  return { page, faults };
}

/** A call of MLflow's API that must succeed. */
export async function call(
  server: { readonly url: string },
  method: "GET" | "POST" | "PATCH" | "DELETE",
  path: string,
  body: object = {},
): Promise<Record<string, unknown>> {
  const url = new URL(`${server.url}/api/2.0/mlflow/${path}`);
  if (method === "GET") for (const [key, value] of Object.entries(body)) url.searchParams.set(key, String(value));
  const answer = await fetch(url, {
    method,
    ...(method !== "GET" && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Record<string, unknown>;
}

export interface SeededRun {
  readonly name?: string;
  readonly params?: Readonly<Record<string, string | number>>;
  /** Latest values, or histories of them. */
  readonly metrics?: Readonly<Record<string, number | readonly number[]>>;
  readonly tags?: Readonly<Record<string, string>>;
  /** Default FINISHED; RUNNING stays open. */
  readonly status?: "FINISHED" | "FAILED" | "KILLED" | "RUNNING";
  /** Path → content. */
  readonly artifacts?: Readonly<Record<string, string | Uint8Array>>;
}

/** Makes an experiment with these runs, the first the oldest; returns its id and theirs. */
export async function seed(
  server: { readonly url: string },
  experiment: string,
  runs: readonly SeededRun[],
): Promise<{ readonly experimentId: string; readonly runIds: readonly string[] }> {
  const { experiment_id } = await call(server, "POST", "experiments/create", { name: experiment });
  const experimentId = experiment_id as string;
  const runIds: string[] = [];
  const startMs = Date.now() - 3_600_000;
  for (const [index, run] of runs.entries())
    runIds.push(await seedRun(server, experimentId, run, startMs + index * 1000));
  return { experimentId, runIds };
}

async function seedRun(
  server: { readonly url: string },
  experimentId: string,
  run: SeededRun,
  startMs: number,
): Promise<string> {
  const made = (await call(server, "POST", "runs/create", {
    experiment_id: experimentId,
    run_name: run.name ?? "",
    user_id: "ann",
    start_time: startMs,
    tags: pairs(run.tags ?? {}),
  })) as { run: { info: { run_id: string } } };
  const runId = made.run.info.run_id;
  const metrics = Object.entries(run.metrics ?? {}).flatMap(([key, values]) =>
    (Array.isArray(values) ? (values as readonly number[]) : [values as number]).map((value, step) => ({
      key,
      value: Number.isFinite(value) ? value : String(value),
      step,
      timestamp: startMs + step * 100,
    })),
  );
  await call(server, "POST", "runs/log-batch", { run_id: runId, params: pairs(run.params ?? {}), metrics });
  for (const [path, content] of Object.entries(run.artifacts ?? {})) {
    const url = `${server.url}/api/2.0/mlflow-artifacts/artifacts/${experimentId}/${runId}/artifacts/${path}`;
    const answer = await fetch(url, { method: "PUT", body: content as BodyInit });
    if (!answer.ok) throw new Error(`PUT ${path}: ${answer.status}`);
  }
  if (run.status !== "RUNNING")
    await call(server, "POST", "runs/update", {
      run_id: runId,
      status: run.status ?? "FINISHED",
      end_time: startMs + 65_000,
    });
  return runId;
}

function pairs(record: Readonly<Record<string, string | number>>): { key: string; value: string }[] {
  return Object.entries(record).map(([key, value]) => ({ key, value: String(value) }));
}
