/** What runs before and after the rounds of `train` and `cv`, as in XGBoost's `callback` module. */
import { invalid } from "../errors.js";
import { pythonFloat } from "../python_text.js";
import type { Booster } from "./booster.js";

/** Name of the data → metric → one value per round; in `cv` a value is [mean, standard deviation] over the folds. */
export type EvalsLog<Score = number> = Record<string, Record<string, Score[]>>;

/** What callbacks see: of `cv` mean and standard deviation over the folds. */
export type AnyEvalsLog = EvalsLog<number | readonly [mean: number, std: number]>;

/** The model while it is trained; in `cv` the models of all folds. */
export interface TrainingModel {
  /** Name of the last of the evals; null without any. A log does not tell: names that are numbers come first in it. */
  readonly lastEval: string | null;
  numBoostedRounds(): number;
  attr(name: string): string | null;
  setAttr(attributes: Readonly<Record<string, string | number | null>>): void;
  /** Of the rounds to come. */
  setLearningRate(learningRate: number): void;
  /** What is trained so far, a copy that later rounds leave alone; in `cv` one per fold. */
  boosters(): readonly Booster[];
}

/** All parts are optional. `epoch` counts from 0, also when a training continues another. */
export interface TrainingCallback {
  beforeTraining?(model: TrainingModel): void;
  /** True: training stops before this round. */
  beforeIteration?(model: TrainingModel, epoch: number, evalsLog: AnyEvalsLog): boolean | void;
  /** True: training stops after this round. */
  afterIteration?(model: TrainingModel, epoch: number, evalsLog: AnyEvalsLog): boolean | void;
  /** A booster that is given back is the result instead of all rounds. */
  afterTraining?(model: TrainingModel): Booster | void;
}

/** A learning rate per round: a function of the round that has ended, or a list; it holds from the next round on. */
export class LearningRateScheduler implements TrainingCallback {
  readonly #rateOf: (epoch: number) => number | undefined;

  constructor(learningRates: readonly number[] | ((epoch: number) => number)) {
    this.#rateOf = typeof learningRates === "function" ? learningRates : (epoch) => learningRates[epoch];
  }

  afterIteration(model: TrainingModel, epoch: number): void {
    const rate = this.#rateOf(epoch);
    if (rate === undefined || !Number.isFinite(rate) || rate < 0) {
      throw invalid(`the learning rate after round ${epoch} is ${rate}; give a number of at least 0 for each round`);
    }
    model.setLearningRate(rate);
  }
}

export interface EarlyStoppingOptions {
  /** Training stops after so many rounds without a better score. */
  readonly rounds: number;
  /** Default: the last metric. */
  readonly metricName?: string;
  /** Default: the last of the evals. */
  readonly dataName?: string;
  /** Whether more is better. Default: for auc, aucpr, pre, map and ndcg, and no others. */
  readonly maximize?: boolean | null;
  /** Only rounds up to the best are kept; not in `cv`. Default false. */
  readonly saveBest?: boolean;
  /** What a score must be better by; default 0. */
  readonly minDelta?: number;
}

/** Sets `bestIteration` and `bestScore`, and ends training when the score gets no better. */
export class EarlyStopping implements TrainingCallback {
  readonly #options: EarlyStoppingOptions;
  #start = 0;
  #best: number | null = null;
  #waited = 0;

  constructor(options: EarlyStoppingOptions) {
    const { rounds, minDelta = 0 } = options;
    if (!Number.isSafeInteger(rounds) || rounds < 1) {
      throw invalid(`earlyStoppingRounds is ${rounds}; it must be a whole number of at least 1`);
    }
    if (!(minDelta >= 0)) throw invalid(`minDelta is ${minDelta}; it must be at least 0`);
    this.#options = options;
  }

  beforeTraining(model: TrainingModel): void {
    this.#start = model.numBoostedRounds();
    this.#best = null;
    this.#waited = 0;
  }

  afterIteration(model: TrainingModel, epoch: number, evalsLog: AnyEvalsLog): boolean {
    const { metric, score } = this.#latest(evalsLog, model.lastEval);
    const { minDelta = 0, rounds } = this.#options;
    const maximize = this.#options.maximize ?? (metric !== "mape" && /^(auc|aucpr|pre|map|ndcg)/.test(metric));
    const better = this.#best === null || (maximize ? score - minDelta > this.#best : this.#best - minDelta > score);
    if (better) {
      this.#best = score;
      this.#waited = 0;
      model.setAttr({ best_score: pythonFloat(score), best_iteration: this.#start + epoch });
      return false;
    }
    this.#waited++;
    return this.#waited >= rounds;
  }

  afterTraining(model: TrainingModel): Booster | void {
    if (this.#options.saveBest !== true) return;
    const [iteration, score] = [model.attr("best_iteration"), model.attr("best_score")];
    const [booster] = model.boosters();
    if (iteration === null || score === null || booster === undefined) return;
    return booster.slice(0, Number(iteration) + 1).setAttr({ best_iteration: iteration, best_score: score });
  }

  #latest(evalsLog: AnyEvalsLog, lastEval: string | null): { metric: string; score: number } {
    if (lastEval === null) {
      throw invalid('early stopping needs data to validate on; give `evals: [[dvalid, "validation"]]`');
    }
    const dataName = this.#options.dataName ?? lastEval;
    const metrics = evalsLog[dataName];
    if (metrics === undefined) {
      throw invalid(`the evals have no data '${dataName}'; there are ${Object.keys(evalsLog).join(", ")}`);
    }
    const metric = this.#options.metricName ?? Object.keys(metrics).at(-1)!;
    const score = metrics[metric]?.at(-1);
    if (score === undefined)
      throw invalid(`no metric '${metric}' is evaluated; there are ${Object.keys(metrics).join(", ")}`);
    return { metric, score: typeof score === "number" ? score : score[0] };
  }
}

export interface EvaluationMonitorOptions {
  /** Prints each so many rounds, and the last. Default 1. */
  readonly period?: number;
  /** In `cv`: with the standard deviation. Default false. */
  readonly showStdv?: boolean;
  /** Takes a line. Default `console.log`. */
  readonly logger?: (line: string) => void;
}

/** Prints `[0]\tvalidation-rmse:19.48425` for each round. */
export class EvaluationMonitor implements TrainingCallback {
  readonly #period: number;
  readonly #showStdv: boolean;
  readonly #print: (line: string) => void;
  #held: string | null = null;

  constructor(options: EvaluationMonitorOptions = {}) {
    this.#period = options.period ?? 1;
    this.#showStdv = options.showStdv ?? false;
    this.#print = options.logger ?? ((line) => console.log(line));
    if (!(this.#period > 0))
      throw invalid(`verboseEval is ${this.#period}; it must be true, false or a number above 0`);
  }

  afterIteration(_model: TrainingModel, epoch: number, evalsLog: AnyEvalsLog): void {
    const scores = Object.entries(evalsLog).flatMap(([dataName, metrics]) =>
      Object.entries(metrics).map(([metric, log]) => `\t${dataName}-${metric}:${this.#shown(log.at(-1)!)}`),
    );
    if (scores.length === 0) return;
    const line = `[${epoch}]${scores.join("")}`;
    if (epoch % this.#period === 0) {
      this.#print(line);
      this.#held = null;
    } else this.#held = line;
  }

  afterTraining(): void {
    if (this.#held !== null) this.#print(this.#held);
    this.#held = null;
  }

  #shown(score: number | readonly [number, number]): string {
    if (typeof score === "number") return fixed(score);
    return this.#showStdv ? `${fixed(score[0])}+${fixed(score[1])}` : fixed(score[0]);
  }
}

/** As C's `%.5f`; JavaScript writes NaN and infinities otherwise. */
function fixed(value: number): string {
  if (Number.isFinite(value)) return value.toFixed(5);
  return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
}
