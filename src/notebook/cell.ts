/** What the kernel's session calls around cells. */
import type { RunStatus } from "../entities.js";
import { leave, noteOutcome, openRuns } from "../active_run.js";
import type { Outcome } from "../open_run.js";
import { pendingCalls } from "../pending.js";

/** Waits for the cell's calls that nobody awaited; returns their failures, which are the cell's. */
export async function endCell(executionId: string, outcome: Outcome): Promise<readonly Error[]> {
  const failures = await pendingCalls.settle(executionId);
  noteOutcome(executionId, failures.length > 0 && outcome === "ok" ? "error" : outcome);
  return failures;
}

/** Ends what is open when the session ends: each run by its last cell, unless `status` says otherwise. */
export async function endTracking(status?: RunStatus): Promise<void> {
  await pendingCalls.settle(null);
  for (const run of openRuns()) await leave(run, status);
}
