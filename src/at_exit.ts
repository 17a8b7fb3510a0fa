/** Outside a notebook nobody ends what a script left open but the script's own end. */
import type { RunStatus } from "./entities.js";
import type { OpenRun } from "./open_run.js";
import { isServerUri } from "./http/address.js";
import { notebookHost } from "./notebook/host.js";
import { flushStores, flushStoresNow } from "./tracking_uri.js";

/** A server that is away keeps a script's end waiting for so long; what it then lacks is sent by the next process. */
const flushMs = 5000;
let registered = false;
let flushed = false;

/** Ends the open runs when the process exits: FINISHED, or FAILED when the exit code is not 0. */
export function endAtExit(openRuns: () => readonly OpenRun[]): void {
  if (registered || notebookHost() !== null) return;
  registered = true;
  // A server needs the event loop, which is still there when a script comes to its end by itself.
  process.on("beforeExit", () => void endOnServers(openRuns));
  process.on("exit", (code) => {
    for (const run of openRuns()) {
      // A SQLite store has done its work when the call returns, so it may be called at this late point; that of a server
      // writes to the disk then.
      end(run, code === 0 ? "FINISHED" : "FAILED").catch(report);
      run.facts.store.leases.release(run.facts.runId).catch(report);
    }
    flushStoresNow();
  });
}

async function endOnServers(openRuns: () => readonly OpenRun[]): Promise<void> {
  const status = process.exitCode === undefined || process.exitCode === 0 ? "FINISHED" : "FAILED";
  const open = openRuns().filter(({ facts }) => isServerUri(facts.trackingUri));
  if (flushed && open.length === 0) return; // what is done here makes the event come again
  flushed = true;
  for (const run of open) run.ended = { status, executionId: null };
  await Promise.all(open.map((run) => end(run, status).catch(report)));
  await flushStores(flushMs);
}

async function end({ facts }: OpenRun, status: RunStatus): Promise<void> {
  await facts.store.updateRun(facts.runId, { status, endTimeMs: Date.now() });
}

function report(error: unknown): void {
  process.stderr.write(`labbook: a run could not be ended: ${String(error)}\n`);
}
