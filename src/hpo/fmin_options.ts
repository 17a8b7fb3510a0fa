/** What `fmin` takes. */
import type { EarlyStop } from "./no_progress_loss.js";
import type { ObjectiveResult } from "./outcome.js";
import type { Pruner } from "./pruner.js";
import type { Trial } from "./running_trial.js";
import type { SearchProgress } from "./search_progress.js";
import type { Point, Random, Suggest } from "./suggest.js";
import type { Trials } from "./trials.js";

/** What is minimised: takes a value of the space, gives the loss. */
export type Objective<Params> = (
  params: Params,
  trial: Trial,
) => number | ObjectiveResult | Promise<number | ObjectiveResult>;

export interface FminOptions<ReturnArgmin extends boolean = boolean> {
  /** Proposes points. Default: the multivariate TPE; `tpe.suggest` is hyperopt's. */
  algo?: Suggest;
  /** Trials in all, those that `trials` or an earlier search of this `name` hold among them. */
  maxEvals?: number;
  /** Seconds after which no trial begins. */
  timeout?: number;
  /** Stop when the best loss is below it. */
  lossThreshold?: number;
  /** Where the history goes; a search goes on with what is in it. */
  trials?: Trials;
  /** Seed, or a generator. The same seed gives the same trials (when `parallelism` is 1). Default: HYPEROPT_FMIN_SEED, else by chance. */
  rstate?: number | Random;
  /** Points to evaluate first: label → value, the index for a choice. */
  pointsToEvaluate?: readonly Point[];
  /** How many points are proposed at a time. Default 1. */
  maxQueueLen?: number;
  /** An objective that throws fails its trial and not the search. Default false. */
  catchEvalExceptions?: boolean;
  /** false: return what was chosen (as `spaceEval` gives it), or null when no trial ended well. Default true. */
  returnArgmin?: ReturnArgmin;
  /** false: show nothing. Default true. */
  verbose?: boolean;
  /** false: no line of progress; a function: called with the state after each trial. Default true. */
  showProgressbar?: boolean | ((progress: SearchProgress) => void);
  /** Asked after each trial: `noProgressLoss(20)`. */
  earlyStopFn?: EarlyStop;
  /** A JSON file that holds the trials after each; if it is there and no `trials` are given, the search goes on with it. */
  trialsSaveFile?: string;
  /** Let a `fmin` method of `trials` that is not labbook's do the work. Default true. */
  allowTrialsFmin?: boolean;
  /** Objectives at a time, for objectives that wait (workers, processes, requests). Default 1. */
  parallelism?: number;
  /** Answers `trial.shouldPrune()`: `medianPruner()`, `successiveHalvingPruner()`. */
  pruner?: Pruner;
  /** false: trials do not become runs. Default true. */
  track?: boolean;
  /** Of the search. Another `fmin` of the same name over the same space goes on with the runs of the experiment. */
  name?: string;
}
