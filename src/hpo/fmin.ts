/** hyperopt's `fmin`: the least loss of an objective over a space. */
import { invalid } from "../errors.js";
import { nearest } from "../nearest.js";
import { ProgressLine } from "../progress_line.js";
import { SeededRandom } from "../random.js";
import { trackSearch } from "../tracked_search.js";
import { readablePoint } from "./choice_names.js";
import type { FminOptions, Objective } from "./fmin_options.js";
import { fitTrials, givenPoint } from "./given_point.js";
import type { SpaceValue } from "./node.js";
import { Search } from "./search.js";
import { progressText, type SearchProgress } from "./search_progress.js";
import { untracked } from "./search_tracking.js";
import { searchSpace } from "./search_space.js";
import { spaceEval } from "./space_eval.js";
import type { Random, SearchSpace } from "./suggest.js";
import { lossOf, newTrial, type TrialDocument } from "./trial.js";
import { mtpe } from "./mtpe.js";
import { Trials } from "./trials.js";
import { readTrials, writeTrials } from "./trials_file.js";

declare module "./trials.js" {
  interface Trials {
    /** Goes on with this history: what `fmin(fn, space, { ...options, trials: this })` does. */
    fmin<Space, ReturnArgmin extends boolean = true>(
      fn: Objective<NoInfer<SpaceValue<Space>>>,
      space: Space,
      options: FminOptions<ReturnArgmin>,
    ): Promise<Best<Space, ReturnArgmin>>;
  }
}

/**
 * Minimises `fn` over `space`: proposes a point, evaluates the objective at it, learns from its loss, until `maxEvals`,
 * `timeout`, `lossThreshold` or `earlyStopFn` says that it is enough. The objective may be asynchronous. It gets what
 * `spaceEval` makes of the point, and the trial (`report`, `shouldPrune`).
 *
 * Each trial becomes a run, nested under the open one if there is one; the first run that the objective opens itself
 * (`withRun`, `startRun`) is its trial's. With a `name` a search that was stopped goes on where it was.
 *
 * Returns the best point: label → value, the index for a choice (`spaceEval(space, best)` makes of it what was chosen).
 * INVALID_STATE when no trial ended well. An objective that throws ends the search (see `catchEvalExceptions`); the
 * trials so far are in `trials` and in the store.
 * @example
 * const best = await fmin(({ x }) => (x - 1) ** 2, { x: hp.uniform("x", -5, 5) }, { maxEvals: 50, rstate: 42 });
 */
export async function fmin<Space, ReturnArgmin extends boolean = true>(
  fn: Objective<NoInfer<SpaceValue<Space>>>,
  space: Space,
  options: FminOptions<ReturnArgmin>,
): Promise<Best<Space, ReturnArgmin>> {
  checkOptions(options);
  const { allowTrialsFmin = true, returnArgmin = true, trials: given } = options;
  if (allowTrialsFmin && given !== undefined && given.fmin !== Trials.prototype.fmin) {
    return await given.fmin(fn, space, options);
  }
  const trials = await search(fn, space, options);
  const best = returnArgmin || hasBest(trials) ? trials.argmin : null;
  return (returnArgmin || best === null ? best : spaceEval(space, best)) as Best<Space, ReturnArgmin>;
}

/** What is returned: a point, or what it stands for in the space. */
export type Best<Space, ReturnArgmin extends boolean> = ReturnArgmin extends false
  ? SpaceValue<Space> | null
  : Record<string, number>;

function hasBest(trials: Trials): boolean {
  return trials.trials.some((trial) => lossOf(trial) !== null);
}

Trials.prototype.fmin = async function (this: Trials, fn, space, options) {
  return await fmin(fn, space, { ...options, trials: this, allowTrialsFmin: false });
};

async function search<Space>(
  fn: Objective<NoInfer<SpaceValue<Space>>>,
  space: Space,
  options: FminOptions,
): Promise<Trials> {
  const flat = searchSpace(space);
  const points = (options.pointsToEvaluate ?? []).map((point) => givenPoint(flat, point));
  const tracking =
    options.track === false
      ? untracked
      : await trackSearch({
          name: options.name ?? null,
          space: flat,
          paramsOf: (point) => readablePoint(space, point),
        });
  const trials = options.trials ?? (options.trialsSaveFile ? readTrials(options.trialsSaveFile) : null) ?? new Trials();
  fitTrials(flat, trials);
  goOn(trials, tracking.earlier);
  if (trials.length === 0) enqueue(trials, points, flat);
  const progress = progressOf(options);
  const running = new Search({
    space: flat,
    evaluate: (point, trial) => fn(spaceEval(space, point), trial),
    algo: options.algo ?? mtpe.suggest,
    randomAt: randomOf(options.rstate),
    trials,
    tracking,
    maxEvals: options.maxEvals ?? Infinity,
    timeoutMs: options.timeout === undefined ? null : options.timeout * 1000,
    lossThreshold: options.lossThreshold ?? null,
    maxQueueLen: options.maxQueueLen ?? 1,
    parallelism: options.parallelism ?? 1,
    catchEvalExceptions: options.catchEvalExceptions ?? false,
    pruner: options.pruner ?? null,
    earlyStopFn: options.earlyStopFn ?? null,
    afterTrial: (state) => {
      if (options.trialsSaveFile) writeTrials(options.trialsSaveFile, trials);
      progress.update(state);
    },
  });
  try {
    await running.run();
  } finally {
    progress.end(running.progress);
  }
  return trials;
}

/** Adds the finished trials of an earlier search; those that `trials` has, by their run, are not added again. */
function goOn(trials: Trials, earlier: readonly TrialDocument[]): void {
  const known = new Set(trials.trials.map((trial) => trial.runId));
  for (const trial of earlier.filter(({ runId }) => !known.has(runId))) {
    const tid = trials.tids.includes(trial.tid) ? trials.newTrialIds(1)[0]! : trial.tid;
    const idxs = Object.fromEntries(Object.entries(trial.misc.idxs).map(([label, ids]) => [label, ids.map(() => tid)]));
    trials.insertTrialDoc({ ...trial, tid, misc: { ...trial.misc, tid, idxs } });
  }
}

function enqueue(
  trials: Trials,
  points: readonly Readonly<Record<string, number>>[],
  { parameters }: SearchSpace,
): void {
  const labels = parameters.map(({ label }) => label);
  trials.insertTrialDocs(trials.newTrialIds(points.length).map((tid, index) => newTrial(tid, points[index]!, labels)));
}

/**
 * Each trial has a generator of its own, from the seed and the trial's number: a search that goes on proposes what it would
 * have proposed had it never stopped.
 */
function randomOf(rstate: number | Random | undefined): (count: number) => Random {
  if (typeof rstate === "object") return () => rstate;
  const environment = process.env["HYPEROPT_FMIN_SEED"];
  const seed = rstate ?? (environment ? Number(environment) : Math.floor(Math.random() * 2 ** 32));
  const offset = new SeededRandom(seed).next(); // so that seeds 1 and 2 do not give the same sequence, one trial apart
  return (count) => new SeededRandom(offset + count);
}

function progressOf({ verbose = true, showProgressbar = true }: FminOptions) {
  if (!verbose || showProgressbar === false) return { update: () => undefined, end: () => undefined };
  if (showProgressbar !== true) return { update: showProgressbar, end: () => undefined };
  const line = new ProgressLine();
  return {
    update: (state: SearchProgress) => line.update(progressText(state)),
    end: (state: SearchProgress) => line.end(progressText(state)),
  };
}

const optionNames = [
  "algo",
  "allowTrialsFmin",
  "catchEvalExceptions",
  "earlyStopFn",
  "lossThreshold",
  "maxEvals",
  "maxQueueLen",
  "name",
  "parallelism",
  "pointsToEvaluate",
  "pruner",
  "returnArgmin",
  "rstate",
  "showProgressbar",
  "timeout",
  "track",
  "trials",
  "trialsSaveFile",
  "verbose",
] as const satisfies readonly (keyof FminOptions)[];

function checkOptions(options: FminOptions): void {
  for (const name of Object.keys(options)) {
    if ((optionNames as readonly string[]).includes(name)) continue;
    const near = nearest(
      name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
      optionNames,
    );
    throw invalid(
      `fmin has no option '${name}'${near === null ? `; it has ${optionNames.join(", ")}` : `; did you mean ${near}?`}`,
    );
  }
  const { maxEvals, timeout, lossThreshold, earlyStopFn, rstate } = options;
  if ([maxEvals, timeout, lossThreshold, earlyStopFn].every((one) => one === undefined)) {
    throw invalid("this search would never end; give maxEvals, timeout, lossThreshold or earlyStopFn");
  }
  if (maxEvals !== undefined && maxEvals !== Infinity) checkWhole("maxEvals", maxEvals);
  for (const name of ["maxQueueLen", "parallelism"] as const) {
    if (options[name] !== undefined) checkWhole(name, options[name]);
  }
  if (timeout !== undefined && !(typeof timeout === "number" && timeout > 0)) {
    throw invalid(`timeout is ${String(timeout)}; give seconds, more than 0`);
  }
  if (lossThreshold !== undefined && (typeof lossThreshold !== "number" || Number.isNaN(lossThreshold))) {
    throw invalid(`lossThreshold is ${String(lossThreshold)}; give a number`);
  }
  if (typeof rstate === "number" && !Number.isFinite(rstate))
    throw invalid(`rstate is ${rstate}; give a finite number`);
  if (options.name !== undefined && options.name.trim() === "")
    throw invalid("the name of the search is empty; leave it out, or give one");
}

function checkWhole(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1)
    throw invalid(`${name} is ${String(value)}; give a whole number from 1 on`);
}
