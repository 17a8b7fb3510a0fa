/** `track`: what %track does, as a function. */
import { setExperiment } from "./active_experiment.js";
import { appendInThisCell, currentRun, enter, execution, leave, openAutomatic, openRuns } from "./active_run.js";
import { endAtExit } from "./at_exit.js";
import { resumeRun } from "./begin_run.js";
import { notebookHost } from "./notebook/host.js";

export interface TrackOptions {
  /** Choose this experiment, making it if there is none. */
  experiment?: string;
  runName?: string;
  /** Let this cell add to the open run although it has logged to it before. */
  append?: boolean;
  /** Go on with the run of this id. */
  resume?: string;
}

export interface Tracked {
  readonly runId: string;
  readonly runName: string;
  readonly experimentId: string;
  readonly trackingUri: string;
}

/**
 * Chooses the experiment and opens the run that what follows logs to, ending the one before. `track("off")` only ends it.
 * @example await track({ experiment: "nyc-taxi-experiment" })
 */
export async function track(options: TrackOptions | "off" = {}): Promise<Tracked | null> {
  endAtExit(openRuns);
  const open = currentRun();
  if (options === "off") {
    if (open === undefined) notebookHost()?.notice("no run is open");
    else {
      await leave(open);
      notebookHost()?.notice(`run ${open.facts.runName} ended`);
    }
    return null;
  }
  if (options.append === true) {
    appendInThisCell();
    if (open !== undefined && options.experiment === undefined) return tracked(open);
  }
  if (open !== undefined) await leave(open);
  if (options.experiment !== undefined) await setExperiment(options.experiment);
  const run =
    options.resume === undefined
      ? await openAutomatic(execution(), options.runName === undefined ? {} : { runName: options.runName })
      : enter(await resumeRun(options.resume, { automatic: true, openedIn: execution()?.executionId ?? null }), true);
  if (options.resume !== undefined) notebookHost()?.notice(`going on with run ${run.facts.runName}`);
  return tracked(run);
}

function tracked(run: { facts: Tracked }): Tracked {
  const { runId, runName, experimentId, trackingUri } = run.facts;
  return { runId, runName, experimentId, trackingUri };
}
