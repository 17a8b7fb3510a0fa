/** Closes runs whose process is gone: KILLED, with the reason, and their snapshot as far as the ledger reached the disk. */
import { hostname } from "node:os";
import { existsSync } from "node:fs";
import { captureEnvironment } from "./environment.js";
import { fold, readLedger } from "./ledger.js";
import { stillRuns } from "../process_start.js";
import { storeSnapshot } from "./snapshot.js";
import { TrackingError } from "../errors.js";
import type { Lease, TrackingStore } from "../store/store.js";

/** A holder on another machine cannot be asked; it is gone when it has been silent this long. */
const silentMs = 60 * 60_000;

export interface ClosedOrphan {
  readonly runId: string;
  /** "kernel lost in cell 7 after 41 min" */
  readonly reason: string;
}

/**
 * Closes what others left behind in this store; runs of living processes are left alone. A run whose snapshot cannot be
 * made is closed all the same, and what fails is told on stderr: it must not become the fault of the run at hand.
 */
export async function closeOrphans(store: TrackingStore): Promise<readonly ClosedOrphan[]> {
  const closed: ClosedOrphan[] = [];
  for (const lease of await store.leases.all()) {
    if (isHeld(lease)) continue;
    const reason = reasonOf(lease);
    try {
      if (await close(store, lease, reason)) closed.push({ runId: lease.runId, reason });
      await store.leases.release(lease.runId);
    } catch (error) {
      warn(`the run ${lease.runId}, left by another process, could not be closed`, error);
    }
  }
  return closed;
}

function warn(what: string, error: unknown): void {
  process.stderr.write(`labbook: ${what}: ${(error as Error).message}\n`);
}

function isHeld(lease: Lease): boolean {
  if (lease.host === hostname()) return stillRuns(lease.pid, lease.processStartMs);
  return Date.now() - lease.heartbeatMs < silentMs;
}

function reasonOf(lease: Lease): string {
  const who = lease.ledgerPath === null ? "process" : "kernel";
  const where = lease.cell === null ? "" : ` in cell ${lease.cell}`;
  return `${who} lost${where} after ${duration(lease.heartbeatMs - lease.startTimeMs)}`;
}

function duration(ms: number): string {
  if (ms < 60_000) return `${Math.max(1, Math.round(ms / 1000))} s`;
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`;
  return `${(ms / 3_600_000).toFixed(1)} h`;
}

/** false when the run was ended, or deleted, by somebody else. */
async function close(store: TrackingStore, lease: Lease, reason: string): Promise<boolean> {
  let artifactUri: string;
  try {
    const { info } = await store.getRun(lease.runId);
    ({ artifactUri } = info);
    if (info.status !== "RUNNING" || info.lifecycleStage === "deleted") return false;
    await store.updateRun(lease.runId, { status: "KILLED", endTimeMs: lease.heartbeatMs });
    await store.logBatch(lease.runId, { tags: [{ key: "labbook.endReason", value: reason }] });
  } catch (error) {
    if (error instanceof TrackingError && error.code === "RESOURCE_DOES_NOT_EXIST") return false;
    throw error;
  }
  await snapshotFromDisk(store, lease, artifactUri).catch((error: unknown) => {
    warn(`the notebook of run ${lease.runId}, left by another process, could not be stored`, error);
  });
  return true;
}

async function snapshotFromDisk(store: TrackingStore, lease: Lease, artifactUri: string): Promise<void> {
  if (lease.ledgerPath === null || lease.host !== hostname() || !existsSync(lease.ledgerPath)) return;
  const { events, kernel } = await readLedger(lease.ledgerPath);
  await storeSnapshot({
    store,
    runId: lease.runId,
    artifactUri,
    entries: fold(events, { lost: true }),
    notebookPath: kernel?.notebookPath ?? null,
    environment: await captureEnvironment({
      cwd: kernel?.cwd ?? process.cwd(),
      versions: kernel?.versions ?? {},
      filesRead: [],
    }),
  });
}
