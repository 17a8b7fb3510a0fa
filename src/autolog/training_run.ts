/** The run that a training is logged to: the one at hand when it begins, else one of its own that ends with it. */
import { experimentInUse } from "../active_experiment.js";
import {
  currentRun,
  enter,
  execution,
  inScope,
  leaveScope,
  logTo,
  openRuns,
  runAtHand,
  runFor,
} from "../active_run.js";
import { artifactsOf } from "../artifacts_of.js";
import { endAtExit } from "../at_exit.js";
import { beginRun } from "../begin_run.js";
import type { Batch, DatasetInput, RunStatus, Tag } from "../entities.js";
import { notebookHost } from "../notebook/host.js";
import type { OpenRun } from "../open_run.js";

export class TrainingRun {
  private constructor(
    readonly run: OpenRun,
    /** Opened for this training. */
    readonly own: boolean,
  ) {}

  /** A run is open that a training which begins now would be logged to. */
  static get isAtHand(): boolean {
    return runAtHand() || Boolean(process.env["MLFLOW_RUN_ID"]);
  }

  /** The run that is open now, or a new one with these tags. `first` is what will be logged first. */
  static async begin(first: Batch, tags: readonly Tag[]): Promise<TrainingRun> {
    endAtExit(openRuns);
    if (TrainingRun.isAtHand) return new TrainingRun(await runFor(first), false);
    const startTimeMs = Date.now(); // a fit that is synchronous is over when the run is made
    const openedIn = execution()?.executionId ?? null;
    const { experimentId } = await experimentInUse();
    const run = await beginRun({ experimentId, tags, automatic: false, openedIn, startTimeMs });
    return new TrainingRun(enter(run, false), true);
  }

  /** Runs `work` with all calls of the fluent API bound to this run. */
  within<T>(work: () => Promise<T>): Promise<T> {
    return currentRun() === this.run ? work() : inScope(this.run, work);
  }

  async log(batch: Batch): Promise<void> {
    // An own run takes no other calls of the cell, so that trainings beside each other do not mix.
    await (this.own ? inScope(this.run, () => logTo(this.run, batch)) : logTo(this.run, batch));
  }

  async params(): Promise<Readonly<Record<string, string>>> {
    const { store, runId } = this.run.facts;
    return (await store.getRun(runId)).data.params;
  }

  async logInputs(datasets: readonly DatasetInput[]): Promise<void> {
    const { store, runId } = this.run.facts;
    await store.logInputs(runId, { datasets });
  }

  async writeArtifact(path: string, content: string | Uint8Array): Promise<void> {
    const { facts } = this.run;
    await artifactsOf(facts.store, facts).write(path, content);
    this.run.note(execution(), {});
    notebookHost()?.logged({ runId: facts.runId, kind: "artifact", key: path, count: 1 });
  }

  /** Ends the run if it was opened for this training. */
  async end(status: RunStatus): Promise<void> {
    if (this.own) await leaveScope(this.run, status);
  }
}
