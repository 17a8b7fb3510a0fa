/** The loop of a search: proposes, evaluates (one trial or several at a time), and ends for one of several reasons. */
import { checkInterrupt, isInterrupt, onInterrupt } from "../interrupt_check.js";
import type { EarlyStop } from "./no_progress_loss.js";
import { attachmentsOf, described, type Outcome, outcomeOfThrown, resultOf } from "./outcome.js";
import { isPruned, type Pruner } from "./pruner.js";
import { Trial } from "./running_trial.js";
import type { SearchProgress } from "./search_progress.js";
import type { SearchTracking } from "./search_tracking.js";
import type { Point, Random, SearchSpace, Suggest } from "./suggest.js";
import {
  JOB_STATE_DONE,
  JOB_STATE_ERROR,
  JOB_STATE_NEW,
  JOB_STATE_RUNNING,
  lossOf,
  newTrial,
  pointOf,
  STATUS_FAIL,
  type TrialDocument,
} from "./trial.js";
import type { Trials } from "./trials.js";

export interface SearchPlan {
  readonly space: SearchSpace;
  /** What the objective gives at a point. */
  readonly evaluate: (point: Point, trial: Trial) => unknown;
  readonly algo: Suggest;
  /** The generator of the trial that is proposed when there are so many. */
  readonly randomAt: (count: number) => Random;
  readonly trials: Trials;
  readonly tracking: SearchTracking;
  /** Infinity: without limit. */
  readonly maxEvals: number;
  readonly timeoutMs: number | null;
  readonly lossThreshold: number | null;
  readonly maxQueueLen: number;
  readonly parallelism: number;
  readonly catchEvalExceptions: boolean;
  readonly pruner: Pruner | null;
  readonly earlyStopFn: EarlyStop | null;
  /** Called when a trial has ended. */
  readonly afterTrial: (progress: SearchProgress) => void;
}

/** Turns of the event loop between trials, for objectives that never wait: timers, requests and signals need them. */
const turnEveryMs = 50;

export class Search {
  readonly #plan: SearchPlan;
  readonly #running = new Map<TrialDocument, Promise<void>>();
  readonly #startMs = performance.now();
  readonly #interrupted = Promise.withResolvers<never>();
  #evaluated = 0;
  #stopped = false;
  #failures: unknown[] = [];
  #earlyStopState: readonly unknown[] = [];
  #turnMs = performance.now();

  constructor(plan: SearchPlan) {
    this.#plan = plan;
  }

  /** Throws what an objective threw; all trials so far are kept. An interrupt of the cell ends it at once, wherever it is. */
  async run(): Promise<void> {
    const unwatch = onInterrupt(this.#interrupted.reject);
    this.#interrupted.promise.catch(() => undefined); // it may come when nobody waits
    try {
      await this.#evaluateAll();
    } catch (error) {
      this.#abandon(error);
      throw error;
    } finally {
      unwatch();
    }
    if (this.#failures.length > 0) throw this.#failures[0];
  }

  get progress(): SearchProgress {
    const { trials, maxEvals } = this.#plan;
    const done = trials.trials.filter((trial) => trial.state === JOB_STATE_DONE);
    return {
      done: done.length,
      maxEvals: Number.isFinite(maxEvals) ? maxEvals : null,
      bestLoss: this.#bestLoss(),
      failed: done.filter((trial) => trial.result.status === STATUS_FAIL && !isPruned(trial)).length,
      pruned: done.filter(isPruned).length,
      evaluated: this.#evaluated,
      elapsedMs: performance.now() - this.#startMs,
    };
  }

  async #evaluateAll(): Promise<void> {
    for (;;) {
      checkInterrupt();
      for (let next = this.#next(); next !== null; next = this.#next()) this.#start(next);
      if (this.#running.size === 0) return;
      await Promise.race([...this.#running.values(), this.#interrupted.promise]);
      if (this.#failures.some(isInterrupt)) throw this.#failures.find(isInterrupt);
      await this.#giveWay();
    }
  }

  /** The next trial to evaluate; null while there is no room, or for good. */
  #next(): TrialDocument | null {
    const { trials, maxEvals, maxQueueLen, parallelism } = this.#plan;
    if (this.#running.size >= parallelism || this.#isOver()) return null;
    const all = trials.trials;
    const begun = all.filter((trial) => trial.state !== JOB_STATE_NEW).length;
    if (begun >= maxEvals) return null;
    return all.find((trial) => trial.state === JOB_STATE_NEW) ?? this.#propose(Math.min(maxQueueLen, maxEvals - begun));
  }

  #propose(count: number): TrialDocument {
    const { trials, space, algo, randomAt } = this.#plan;
    const labels = space.parameters.map((parameter) => parameter.label);
    const known = trials.trials;
    const proposed = trials.newTrialIds(count).map((tid) => newTrial(tid, algo(space, known, randomAt(tid)), labels));
    trials.insertTrialDocs(proposed);
    return proposed[0]!;
  }

  #isOver(): boolean {
    const { timeoutMs, lossThreshold } = this.#plan;
    if (this.#stopped || this.#failures.length > 0) return true;
    if (timeoutMs !== null && performance.now() - this.#startMs >= timeoutMs) return true;
    return lossThreshold !== null && (this.#bestLoss() ?? Infinity) < lossThreshold;
  }

  #start(document: TrialDocument): void {
    document.state = JOB_STATE_RUNNING;
    document.bookTimeMs = document.refreshTimeMs = Date.now();
    const done = this.#plan.tracking
      .evaluate(document, () => this.#outcomeOf(document))
      .then((outcome) => this.#finish(document, outcome))
      .catch((error: unknown) => void this.#failures.push(error))
      .finally(() => this.#running.delete(document));
    this.#running.set(document, done);
  }

  async #outcomeOf(document: TrialDocument): Promise<Outcome> {
    const { evaluate, pruner, trials, tracking, catchEvalExceptions } = this.#plan;
    const trial = new Trial(document, {
      pruner,
      trials: () => trials.trials,
      report: (...report) => tracking.report(...report),
    });
    try {
      const returned = await Promise.race([evaluate(pointOf(document), trial), this.#interrupted.promise]);
      const attachments = trials.trialAttachments(document);
      for (const [name, value] of Object.entries(attachmentsOf(returned))) attachments.set(name, value);
      return { result: resultOf(returned) };
    } catch (error) {
      return outcomeOfThrown(error, catchEvalExceptions);
    }
  }

  #finish(document: TrialDocument, outcome: Outcome): void {
    document.refreshTimeMs = Date.now();
    if ("error" in outcome) {
      this.#fail(document, outcome.error);
      this.#failures.push(outcome.error);
    } else {
      document.state = JOB_STATE_DONE;
      document.result = outcome.result;
      this.#evaluated++;
    }
    this.#plan.afterTrial(this.progress);
    if ("error" in outcome) return;
    const { earlyStopFn, trials } = this.#plan;
    if (earlyStopFn === null) return;
    const [stop, state] = earlyStopFn(trials, ...(this.#earlyStopState as never[]));
    this.#earlyStopState = state;
    this.#stopped ||= stop;
  }

  #fail(document: TrialDocument, error: unknown): void {
    document.state = JOB_STATE_ERROR;
    document.misc.error = described(error);
  }

  /** What still runs will not be heard of again. */
  #abandon(error: unknown): void {
    this.#stopped = true;
    for (const document of this.#running.keys()) this.#fail(document, error);
  }

  #bestLoss(): number | null {
    return this.#plan.trials.trials.reduce<number | null>((best, trial) => {
      const loss = lossOf(trial);
      return loss !== null && (best === null || loss < best) ? loss : best;
    }, null);
  }

  async #giveWay(): Promise<void> {
    if (performance.now() - this.#turnMs < turnEveryMs) return;
    await new Promise((turn) => setImmediate(turn));
    this.#turnMs = performance.now();
  }
}
