/** Outside a notebook nobody ends what a script left open but the script's own end. */
import type { OpenRun } from "./open_run.js";
import { notebookHost } from "./notebook/host.js";

let registered = false;

/** Ends the open runs when the process exits: FINISHED, or FAILED when the exit code is not 0. */
export function endAtExit(openRuns: () => readonly OpenRun[]): void {
  if (registered || notebookHost() !== null) return;
  registered = true;
  process.on("exit", (code) => {
    for (const { facts } of openRuns()) {
      // A SQLite store has done its work when the call returns, so it may be called at this late point.
      facts.store
        .updateRun(facts.runId, { status: code === 0 ? "FINISHED" : "FAILED", endTimeMs: Date.now() })
        .catch(report);
      facts.store.leases.release(facts.runId).catch(report);
    }
  });
}

function report(error: unknown): void {
  process.stderr.write(`labbook: a run could not be ended: ${String(error)}\n`);
}
