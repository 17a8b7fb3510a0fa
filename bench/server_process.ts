/** Starts a server, waits for /health, and reads the memory of its process tree. */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import type { ServerUnderTest } from "./server.ts";

export interface RunningServer extends ServerUnderTest {
  /** What its processes have used of the processor so far. */
  cpuMs(): number;
  stop(): Promise<void>;
}

/** `command` may hold `{port}`; the server's output goes to `log`. */
export async function startServer(
  command: readonly string[],
  options: { cwd: string; log: string; env?: Record<string, string> },
): Promise<RunningServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const [program, ...args] = command.map((word) => word.replace("{port}", String(port)));
  const log = openSync(options.log, "w");
  const start = performance.now();
  const child = spawn(program!, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ["ignore", log, log],
    detached: true,
  });
  closeSync(log);
  await healthy(url, child, options.log);
  const startMs = performance.now() - start;
  const pid = child.pid!;
  return { url, startMs, memoryMb: () => treeMemoryMb(pid), cpuMs: () => treeCpuMs(pid), stop: () => stop(child) };
}

async function healthy(url: string, child: ChildProcess, log: string): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the server ended:\n${readFileSync(log, "utf8")}`);
    const answer = await fetch(`${url}/health`).catch(() => null); // refused until it listens
    if (answer?.ok === true) return;
    await new Promise((turn) => setTimeout(turn, 5));
  }
}

function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise<void>((fulfil) => child.once("exit", () => fulfil()));
  process.kill(-child.pid!, "SIGTERM");
  return ended;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((fulfil) => probe.listen(0, "127.0.0.1", fulfil));
  const { port } = probe.address() as { port: number };
  await new Promise((fulfil) => probe.close(fulfil));
  return port;
}

/** Resident memory that is the process's own, and shared pages by their share, of it and all its descendants. */
function treeMemoryMb(root: number): number {
  const kibibytes = treeOf(root).map((pid) =>
    Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0),
  );
  return kibibytes.reduce((sum, one) => sum + one, 0) / 1024;
}

/** Linux counts in hundredths of a second; descendants that have ended count with the parent that waited for them. */
function treeCpuMs(root: number): number {
  const ticks = treeOf(root).map((pid) => {
    const fields = read(`/proc/${pid}/stat`)
      .replace(/^.*\) /s, "")
      .split(" ");
    return [11, 12, 13, 14].reduce((sum, place) => sum + Number(fields[place] ?? 0), 0);
  });
  return ticks.reduce((sum, one) => sum + one, 0) * 10;
}

/** The process and all its descendants. */
function treeOf(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    const parent = /\) \S (\d+)/.exec(read(`/proc/${name}/stat`))?.[1];
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  const within = (pid: number | undefined): boolean =>
    pid === root || (pid !== undefined && pid > 1 && within(parents.get(pid)));
  return [...parents.keys()].filter(within);
}

/** "" when the process has ended meanwhile. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (["ENOENT", "ESRCH"].includes((error as NodeJS.ErrnoException).code ?? "")) return "";
    throw error;
  }
}
