/** Work on the run at hand, as a call that is waited for even when nobody awaits it. */
import { execution, openRuns, runFor, scopedRun } from "./active_run.js";
import { endAtExit } from "./at_exit.js";
import { notebookHost } from "./notebook/host.js";
import type { OpenRun } from "./open_run.js";
import { pendingCalls } from "./pending.js";

/** Opens a run if there is none. */
export function atRun<T>(work: (run: OpenRun) => Promise<T>): Promise<T> {
  return tracked(async () => {
    const run = runFor({});
    return await work(run instanceof Promise ? await run : run);
  });
}

export function tracked<T>(work: () => Promise<T>): Promise<T> {
  endAtExit(openRuns);
  return pendingCalls.track(work(), execution()?.executionId ?? null, scopedRun() ?? null);
}

/** Tells the notebook that an artifact was logged. */
export function noteArtifact(run: OpenRun, path: string): void {
  run.note(execution(), {});
  notebookHost()?.logged({ runId: run.facts.runId, kind: "artifact", key: path, count: 1 });
}
