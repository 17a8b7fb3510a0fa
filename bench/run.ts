/** `npm run bench`: each figure beside what a user would pick instead, as a ratio of one run. Needs a built project. */
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { makeGround } from "./ground.ts";
import { measureKernel, measureLoopCheck } from "./kernel.ts";
import { measureMl } from "./ml.ts";
import {
  type Expected,
  expectedOn,
  measurePage,
  mlflows,
  ours as ourPage,
  pageRows,
  type PageUnderTest,
  withChromium,
} from "./page.ts";
import { measureParallel, parallelRows } from "./page_parcoords.ts";
import { qualityHeader, searchQuality, searchSpeed } from "./search.ts";
import { type Ground, measureServer } from "./server.ts";
import { type RunningServer, startServer } from "./server_process.ts";
import { type Figures, measureTracking } from "./tracking.ts";

const root = resolve(import.meta.dirname, "..");
const python = join(root, ".venv/interop/bin/python");

const trackingRows = [
  ["logMetric", "logMetric, one call", "at least 50 times faster"],
  ["logBatch1000", "logBatch of 1000 metrics", ""],
  ["createRun", "create a run", ""],
  ["search1000of2000", "search: 1000 of 2000 runs", "at least 20 times faster"],
  ["searchFilteredSorted", "search: filtered and sorted", ""],
] as const;

const kernelRows = [
  ["kernelInfo", "start to kernel_info reply, ms", "under 300 ms"],
  ["firstCell", "start to the first cell's reply, ms", "under 2000 ms"],
  ["trivialCell", "trivial cell, median of 200, ms", "under 15 ms"],
  ["rssMb", "memory of the process with the sockets, MB", "under 80 MB"],
  ["lines20000", "20,000 lines until idle, ms", ""],
  ["controlWhileLooping", "control's reply while a cell loops, ms", "under 50 ms"],
  ["linesMissing", "lines of 20,000 that never arrive", "0"],
] as const;

const serverRows = [
  ["start", "start to /health", "under 500 ms"],
  ["memoryIdle", "memory, idle, MB", "under 150 MB"],
  ["logMetric1", "log-metric, 1 client", "at least 10 times faster"],
  ["logMetric8", "log-metric, 8 clients", "at least 10 times faster"],
  ["logMetric64", "log-metric, 64 clients", "at least 10 times faster"],
  ["logBatch1", "log-batch of 1000 metrics, 1 client", "at least 10 times faster"],
  ["logBatch8", "log-batch of 1000 metrics, 8 clients", "at least 10 times faster"],
  ["createRun1", "create a run, 1 client", "at least 10 times faster"],
  ["createRun8", "create a run, 8 clients", "at least 10 times faster"],
  ["createRun64", "create a run, 64 clients", "at least 10 times faster"],
  ["search1000of2000", "search: 1000 of 2000 runs, 10+10+5 keys", "at least 20 times faster"],
  ["bigNewest", "search of 50,000 runs: newest 100", "at least 20 times faster"],
  ["bigByMetric", "search of 50,000 runs: best 100 by a metric", "at least 20 times faster"],
  ["bigFiltered", "search of 50,000 runs: filtered and sorted, 100", "at least 20 times faster"],
  ["history", "history of 100,000 points", "at least 10 times faster"],
  ["uploadMs", "upload of 1 GiB", "at least 10 times faster"],
  ["memoryUpload", "memory meanwhile, MB", "under 150 MB"],
  ["downloadMs", "download of 1 GiB", "at least 10 times faster"],
  ["memoryDownload", "memory meanwhile, MB", "under 150 MB"],
  ["memoryPeak", "memory after all that, MB", "under 150 MB"],
] as const;

const serverOptions = ["--backend-store-uri", "sqlite:///mlflow.db", "--port", "{port}"];

/** `npm run bench` measures all; `npm run bench -- server` (or tracking, page, kernel, search, ml) one part; names after ml, some of it. */
const parts = {
  tracking: benchTracking,
  server: benchServer,
  page: benchPage,
  kernel: benchKernel,
  search: benchSearch,
  ml: benchMl,
};
const wanted = process.argv.slice(2);
for (const [name, part] of Object.entries(parts)) if (wanted.length === 0 || wanted.includes(name)) await part();

async function benchTracking(): Promise<void> {
  const ours = await measureTracking();
  const mlflow = peerFigures("bench/mlflow_peer.py");
  print("Tracking to a local SQLite file, ms", "labbook", "MLflow in Python", trackingRows, ours, mlflow);
}

async function benchServer(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "labbook-bench-"));
  try {
    const ground = await makeGround(folder, join(folder, "ground.db"));
    const launcher = [process.execPath, join(root, "src/cli/launch.cjs"), "server", ...serverOptions];
    const ours = await serverFigures(launcher, folder, "labbook", ground);
    const mlflow = existsSync(python)
      ? await serverFigures([join(dirname(python), "mlflow"), "server", ...serverOptions], folder, "mlflow", ground)
      : null;
    print("Server on SQLite, ms per request", "labbook server", "mlflow server", serverRows, ours, mlflow);
    console.log(
      "A stock MLflow 3 server answers in two packets and waits for the client's acknowledgement, which adds about 40 ms to each\n" +
        "answer that one client alone asks for on a kept connection; what several clients ask at once is not slowed by it.\n",
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function serverFigures(command: string[], folder: string, name: string, ground: Ground): Promise<Figures> {
  return await onGround(command, folder, name, (server) => measureServer(server, ground));
}

/** Runs `work` with the server, warm, on a copy of the ground. */
async function onGround<T>(
  command: string[],
  folder: string,
  name: string,
  work: (server: RunningServer) => Promise<T>,
): Promise<T> {
  const cwd = join(folder, name);
  mkdirSync(cwd);
  for (const end of ["", "-wal"]) {
    if (existsSync(join(folder, `ground.db${end}`)))
      copyFileSync(join(folder, `ground.db${end}`), join(cwd, `mlflow.db${end}`));
  }
  const first = await startServer(command, { cwd, log: join(folder, `${name}.log`) }); // MLflow upgrades the file now
  await first.stop();
  const server = await startServer(command, { cwd, log: join(folder, `${name}.log`) });
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}

async function benchPage(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "labbook-bench-"));
  try {
    const ground = await makeGround(folder, join(folder, "ground.db"));
    const launcher = [process.execPath, join(root, "src/cli/launch.cjs"), "ui", ...serverOptions];
    const figures = await withChromium(async (browser) => {
      let expected: Expected | undefined;
      const measured = (command: string[], name: string, driven: PageUnderTest): Promise<Figures> =>
        onGround(command, folder, name, async (server) => {
          expected ??= await expectedOn(server, ground);
          return await measurePage(browser, server, driven, expected);
        });
      const us = await measured(launcher, "labbook", ourPage);
      const mlflow = [join(dirname(python), "mlflow"), "server", ...serverOptions];
      return { us, them: existsSync(python) ? await measured(mlflow, "mlflow", mlflows) : null };
    });
    print("The page in Chromium", "labbook ui", "mlflow server", pageRows, figures.us, figures.them);
    await benchParallel();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function benchParallel(): Promise<void> {
  const { ours, plotly } = await withChromium(measureParallel);
  print("Parallel coordinates, no GPU", "the page's", "Plotly's parcoords", parallelRows, ours, plotly);
  console.log(
    `Its line under the pointer: at most ${shown(ours["hover"]!)} ms (goal: within a frame). ` +
      `50,000 runs: first lines ${shown(ours["bigFirst"]!)} ms, all ${shown(ours["bigComplete"]!)} ms.\n`,
  );
}

async function benchKernel(): Promise<void> {
  const cwd = mkdtempSync(join(tmpdir(), "labbook-bench-"));
  mkdirSync(join(cwd, "node_modules/@types"), { recursive: true });
  symlinkSync(join(root, "node_modules/@types/node"), join(cwd, "node_modules/@types/node"));
  const launcher = [process.execPath, join(root, "src/cli/launch.cjs"), "kernel", "{connection_file}"];
  const kernel = await measureKernel(launcher, cwd);
  const tslab = await measureKernel(tslabCommand(), cwd);
  print("Kernel", "labbook", "tslab 1.0.22", kernelRows, kernel, tslab);
  const costs = Object.entries(await measureLoopCheck(launcher, cwd));
  const shares = costs.map(([name, ratio]) => `${name} ${((ratio - 1) * 100).toFixed(1)} %`).join(", ");
  console.log(`What loop checks cost tight numeric loops (goal: at most 10 %): ${shares}`);
  rmSync(cwd, { recursive: true, force: true });
}

/** The figures of Optuna and hyperopt are recorded ones; their times are measured where they are installed. */
function benchSearch(): void {
  const rule = qualityHeader.map((_, column) => (column === 0 ? "---" : "--:"));
  const rows = [qualityHeader, rule, ...searchQuality()].map((cells) => `| ${cells.join(" | ")} |`);
  console.log(`Searches: lower is better\n\n${rows.join("\n")}\n`);
  const speed = searchSpeed();
  const peers = peerFigures("bench/search_peer.py");
  const beside = (own: number, other: number | undefined) =>
    other === undefined
      ? `${shown(own)} | not installed | `
      : `${shown(own)} | ${shown(other)} | ${(other / own).toFixed(1)} ×`;
  console.log(`ms per suggestion, 6 parameters, 200 to 300 trials (goal: under 1.5)\n
| | labbook | Python | ratio |\n|---|--:|--:|--:|
| mtpe beside Optuna's default | ${beside(speed.mtpe, peers?.["optuna"])} |
| tpe beside hyperopt's | ${beside(speed.tpe, peers?.["hyperopt"])} |\n`);
}

function benchMl(): void {
  const only = wanted.filter((name) => !(name in parts));
  const table = measureMl(existsSync(python) ? python : null, only).join("\n");
  console.log(
    `Machine learning on the taxi trips, each side in a process of its own; ratio: how many times faster\n\n${table}\n`,
  );
  console.log(
    "Memory is that of the whole process, with the libraries and the reading of the months. LinearSVR stops long before it\n" +
      "converges, as in the course, so that its errors need only be of one size.\n",
  );
}

function tslabCommand(): string[] {
  const folder = dirname(createRequire(import.meta.url).resolve("tslab/package.json"));
  return [process.execPath, join(folder, "bin/tslab"), "kernel", "--config-path", "{connection_file}"];
}

/** null where Python's libraries are not installed; `npm run test:interop` installs MLflow. */
function peerFigures(script: string): Figures | null {
  if (!existsSync(python)) return null;
  return JSON.parse(
    execFileSync(python, [join(root, script)], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
  ) as Figures;
}

function print(
  title: string,
  us: string,
  them: string,
  rows: readonly (readonly [string, string, string])[],
  ours: Figures,
  theirs: Figures | null,
): void {
  const lines = rows.map(([key, label, goal]) => {
    const [own, other] = [ours[key]!, theirs?.[key] ?? NaN];
    const ratio = Number.isNaN(other) || own === 0 ? "" : `${(other / own).toFixed(1)} ×`;
    const cells = [withFailures(ours, key), theirs === null ? "not installed" : withFailures(theirs, key)];
    return `| ${label} | ${cells.join(" | ")} | ${ratio} | ${goal} |`;
  });
  console.log(`${title}\n\n| | ${us} | ${them} | ratio | goal |\n|---|--:|--:|--:|---|\n${lines.join("\n")}\n`);
}

function withFailures(figures: Figures, key: string): string {
  const failed = figures[`${key}Failed`] ?? 0;
  return `${shown(figures[key] ?? NaN)}${failed === 0 ? "" : ` (${failed} requests failed)`}`;
}

function shown(value: number): string {
  if (Number.isNaN(value)) return "never";
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
