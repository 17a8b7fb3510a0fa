import type { Experiment, LoggedModel, Metric, ModelVersion, RegisteredModel, Run, RunInfo } from "../entities.js";

/**
 * Takes over what another store holds, with what a store otherwise chooses itself: ids, numbers of versions, times,
 * states. What a kind of store cannot keep is written down in tags (`labbook.source…`).
 *
 * Everything may be called again with the same content, also after a process died in between: it completes what is there
 * and makes no second copy. Values are taken as they are; a server checks them and may refuse. Ids within what is handed
 * over (of experiments, runs, models) are the target's.
 */
export interface ImportTarget {
  /** Whether ids, numbers and times of the originals are kept. */
  readonly keepsIds: boolean;

  /**
   * Makes an experiment with id, times and state of `experiment` where they can be kept; its artifacts are where the
   * target keeps such. `origin` names it wherever it goes: it becomes the tag `labbook.sourceExperiment` where id or time
   * cannot be kept. Resolves to its id.
   */
  makeExperiment(experiment: Experiment, origin: string): Promise<string>;
  /** Takes an experiment that is there and empty for `experiment`: Default, which every store has. */
  adoptExperiment(experimentId: string, experiment: Experiment, origin: string): Promise<void>;
  /** Last of all: tags; and the state, where the experiment was made by `makeExperiment`. */
  finishExperiment(experimentId: string, experiment: Experiment, whole: boolean): Promise<void>;

  /** Makes a run, RUNNING and without data. Where ids are not kept, `origin` becomes its tag `labbook.sourceRunId`. */
  makeRun(experimentId: string, run: Run, origin: string): Promise<string>;
  /** Params, tags, datasets and models of a run, whatever state it is in. */
  writeRun(runId: string, run: Run): Promise<void>;
  /** At most 1000 points, which may be there already. */
  writeMetrics(runId: string, metrics: readonly Metric[]): Promise<void>;
  /** Last: status, end and state. */
  finishRun(runId: string, info: RunInfo): Promise<void>;

  /** Where ids are not kept, `origin` becomes its tag `labbook.sourceModelId`. Resolves to its id. */
  makeLoggedModel(experimentId: string, model: LoggedModel, origin: string): Promise<string>;
  /** Last: status, tags and times. */
  finishLoggedModel(modelId: string, model: LoggedModel): Promise<void>;

  /** Makes a registered model without versions; `origin` becomes its tag `labbook.sourceModel` where times are not kept. */
  makeRegisteredModel(model: RegisteredModel, origin: string): Promise<void>;
  /** Makes a version with its number, after those of lower numbers. */
  makeModelVersion(version: ImportedVersion): Promise<void>;
  /** Stage, description and tags of a version that is there. */
  finishModelVersion(version: ImportedVersion): Promise<void>;
  /** Last: description, tags, aliases and times. */
  finishRegisteredModel(model: RegisteredModel): Promise<void>;
}

/** A version and where its files are, which is its source unless that names another version or a logged model. */
export interface ImportedVersion extends ModelVersion {
  readonly downloadUri: string;
}

/** Tags that name the original where a target could not keep its id or time. */
export const originTags = {
  experiment: "labbook.sourceExperiment",
  run: "labbook.sourceRunId",
  loggedModel: "labbook.sourceModelId",
  registeredModel: "labbook.sourceModel",
} as const;
