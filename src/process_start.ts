import { readFileSync } from "node:fs";

/** When a process started, in ms since 1970, to within a second; 0 where the system does not tell (not Linux) or it is gone. */
export function processStartMs(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const ticks = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]);
    const boot = Number(/^btime (\d+)$/m.exec(readFileSync("/proc/stat", "utf8"))?.[1]);
    return boot * 1000 + ticks * 10; // Linux counts 100 ticks a second for user space
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return 0;
  }
}

/** Whether the process that had `pid` and started at `startMs` still runs. */
export function stillRuns(pid: number, startMs: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  const now = processStartMs(pid);
  return startMs === 0 || now === 0 || Math.abs(now - startMs) < 2000;
}
