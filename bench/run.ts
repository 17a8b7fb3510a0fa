/** `npm run bench`: each figure beside what a user would pick instead, as a ratio of one run. Needs a built project. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { measureKernel, measureLoopCheck } from "./kernel.ts";
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

await main();

async function main(): Promise<void> {
  const ours = await measureTracking();
  const mlflow = peerTracking();
  print("Tracking to a local SQLite file, ms", "labbook", "MLflow in Python", trackingRows, ours, mlflow);
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

function tslabCommand(): string[] {
  const folder = dirname(createRequire(import.meta.url).resolve("tslab/package.json"));
  return [process.execPath, join(folder, "bin/tslab"), "kernel", "--config-path", "{connection_file}"];
}

/** null where MLflow is not installed; `npm run test:interop` installs it. */
function peerTracking(): Figures | null {
  if (!existsSync(python)) return null;
  const script = join(root, "bench/mlflow_peer.py");
  return JSON.parse(
    execFileSync(python, [script], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
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
    return `| ${label} | ${shown(own)} | ${theirs === null ? "not installed" : shown(other)} | ${ratio} | ${goal} |`;
  });
  console.log(`${title}\n\n| | ${us} | ${them} | ratio | goal |\n|---|--:|--:|--:|---|\n${lines.join("\n")}\n`);
}

function shown(value: number): string {
  if (Number.isNaN(value)) return "never";
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
