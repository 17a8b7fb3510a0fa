/** The lease of a run that this process keeps open. */
import { hostname } from "node:os";
import type { Lease } from "../store/store.js";
import { processStartMs } from "../process_start.js";

let startMs: number | null = null;

export function ownLease(about: Pick<Lease, "runId" | "startTimeMs" | "cell" | "ledgerPath">): Lease {
  startMs ??= processStartMs(process.pid);
  return { ...about, host: hostname(), pid: process.pid, processStartMs: startMs, heartbeatMs: Date.now() };
}
