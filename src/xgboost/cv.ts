/** Cross-validation, as Python's `xgboost.cv`: one model per fold, all trained round by round together. */
import { invalid } from "../errors.js";
import { checkInterrupt, onInterrupt } from "../interrupt_check.js";
import { SeededRandom } from "../random.js";
import type { Booster } from "./booster.js";
import { checkOptionNames } from "./option_names.js";
import { Boosting, type CustomMetric, type CustomObjective } from "./boosting.js";
import type { EvalsLog, TrainingCallback, TrainingModel } from "./callbacks.js";
import type { DMatrix } from "./dmatrix.js";
import { type ResolvedParams, resolveParams, type TrainParams } from "./params.js";
import { allCallbacks } from "./train.js";

type Fold = readonly [trainRows: ArrayLike<number>, testRows: ArrayLike<number>];

export interface CvOptions {
  /** Default 10. */
  readonly numBoostRound?: number;
  /** Default 3. */
  readonly nfold?: number;
  /** Each fold has each label as often as the others. Default false. */
  readonly stratified?: boolean;
  /** The rows of each fold, instead of `nfold`, `stratified` and `seed`. */
  readonly folds?: readonly Fold[];
  /** Instead of the parameters' eval_metric. */
  readonly metrics?: string | readonly string[];
  /** Ends after so many rounds without a better mean on the test rows; the results then end with the best round. */
  readonly earlyStoppingRounds?: number | null;
  readonly maximize?: boolean | null;
  /** Prints each round, each so many rounds, or none. Default false. */
  readonly verboseEval?: boolean | number | null;
  /** Prints standard deviations too. Default true. */
  readonly showStdv?: boolean;
  /** Of the folds; default 0. The folds are others than Python's. */
  readonly seed?: number;
  /** Rows are shuffled before they are parted. Default true. */
  readonly shuffle?: boolean;
  readonly callbacks?: readonly TrainingCallback[];
  readonly obj?: CustomObjective;
  readonly customMetric?: CustomMetric;
}

const optionNames = [
  ...["numBoostRound", "nfold", "stratified", "folds", "metrics", "earlyStoppingRounds", "maximize", "verboseEval"],
  ...["showStdv", "seed", "shuffle", "callbacks", "obj", "customMetric"],
];

/** `train-rmse-mean`, `train-rmse-std`, `test-rmse-mean` … → one number per round. The deviation is the population's. */
export type CvResults = Record<string, number[]>;

/**
 * Means and standard deviations over the folds of each metric, per round. Throws INVALID_PARAMETER_VALUE for what `train`
 * refuses, and for more folds than rows.
 *
 * @example const results = await cv({ max_depth: 4 }, dtrain, { nfold: 5, earlyStoppingRounds: 10, seed: 1 });
 */
export async function cv(params: TrainParams, dtrain: DMatrix, options: CvOptions = {}): Promise<CvResults> {
  checkOptions(options);
  const { metrics, obj, customMetric, numBoostRound = 10 } = options;
  const given = resolveParams(params);
  const resolved: ResolvedParams = metrics === undefined ? given : { ...given, evalMetrics: [metrics].flat() };
  const folds = (options.folds ?? foldsOf(dtrain, options)).map(([trainRows, testRows]) => {
    const [own, test] = [dtrain.slice(trainRows), dtrain.slice(testRows)];
    const evals = [[own, "train"] as const, [test, "test"] as const];
    return new Boosting(own, resolved, { evals, ...(obj && { obj }), ...(customMetric && { customMetric }) });
  });
  const callbacks = allCallbacks(options.callbacks ?? [], {
    verboseEval: options.verboseEval ?? false,
    earlyStoppingRounds: options.earlyStoppingRounds ?? null,
    maximize: options.maximize ?? null,
    showStdv: options.showStdv ?? true,
  });
  return await rounds(new FoldModels(folds), callbacks, numBoostRound);
}

async function rounds(model: FoldModels, callbacks: readonly TrainingCallback[], count: number): Promise<CvResults> {
  const evalsLog: EvalsLog<readonly [number, number]> = {};
  let stopped: { error: unknown } | null = null;
  let stoppedEarly = false;
  const unwatch = onInterrupt((error) => (stopped = { error }));
  const failIfInterrupted = () => {
    if (stopped !== null) throw stopped.error;
    checkInterrupt();
  };
  try {
    for (const callback of callbacks) callback.beforeTraining?.(model);
    for (let epoch = 0; epoch < count && !stoppedEarly; epoch++) {
      if (callbacks.some((callback) => callback.beforeIteration?.(model, epoch, evalsLog) === true)) break;
      for (const fold of model.folds) {
        fold.round();
        await new Promise((resolve) => setImmediate(resolve));
        failIfInterrupted();
      }
      for (const [name, metric, score] of model.evaluate()) ((evalsLog[name] ??= {})[metric] ??= []).push(score);
      const stops = callbacks.map((callback) => callback.afterIteration?.(model, epoch, evalsLog) === true);
      stoppedEarly = stops.includes(true);
    }
    for (const callback of callbacks) callback.afterTraining?.(model);
  } finally {
    unwatch();
  }
  const best = model.attr("best_iteration");
  return resultsOf(evalsLog, stoppedEarly && best !== null ? Number(best) + 1 : Infinity);
}

class FoldModels implements TrainingModel {
  readonly folds: readonly Boosting[];

  constructor(folds: readonly Boosting[]) {
    this.folds = folds;
  }

  get lastEval(): string | null {
    return this.folds[0]!.lastEval;
  }

  numBoostedRounds(): number {
    return this.folds[0]!.numBoostedRounds();
  }

  attr(name: string): string | null {
    return this.folds[0]!.attr(name);
  }

  setAttr(attributes: Readonly<Record<string, string | number | null>>): void {
    for (const fold of this.folds) fold.setAttr(attributes);
  }

  setLearningRate(learningRate: number): void {
    for (const fold of this.folds) fold.setLearningRate(learningRate);
  }

  boosters(): readonly Booster[] {
    return this.folds.map((fold) => fold.booster());
  }

  evaluate(): [name: string, metric: string, score: readonly [mean: number, std: number]][] {
    const [first, ...others] = this.folds.map((fold) => fold.evaluate());
    return first!.map(([name, metric, value], at) => {
      const values = [value, ...others.map((scores) => scores[at]![2])];
      const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
      const variance = values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / values.length;
      return [name, metric, [mean, Math.sqrt(variance)]];
    });
  }
}

function resultsOf(evalsLog: EvalsLog<readonly [number, number]>, length: number): CvResults {
  const results: CvResults = {};
  for (const [name, metrics] of Object.entries(evalsLog)) {
    for (const [metric, scores] of Object.entries(metrics)) {
      results[`${name}-${metric}-mean`] = scores.slice(0, length).map(([mean]) => mean);
      results[`${name}-${metric}-std`] = scores.slice(0, length).map(([, std]) => std);
    }
  }
  return results;
}

function foldsOf(data: DMatrix, options: CvOptions): Fold[] {
  const { nfold = 3, stratified = false, seed = 0, shuffle = true } = options;
  const { rowCount } = data;
  if (!Number.isSafeInteger(nfold) || nfold < 2 || nfold > rowCount) {
    throw invalid(`nfold is ${nfold}; it must be a whole number from 2 to the number of rows, ${rowCount}`);
  }
  const order = Array.from({ length: rowCount }, (_, row) => row);
  if (shuffle || stratified) shuffleRows(order, new SeededRandom(seed));
  // Dealt out label by label, each fold gets its share of each.
  if (stratified) order.sort((a, b) => data.getLabel()[a]! - data.getLabel()[b]!);
  const foldOf = new Int32Array(rowCount);
  order.forEach((row, at) => (foldOf[row] = stratified ? at % nfold : Math.floor((at * nfold) / rowCount)));
  return Array.from({ length: nfold }, (_, fold) => [
    order.filter((row) => foldOf[row] !== fold),
    order.filter((row) => foldOf[row] === fold),
  ]);
}

function shuffleRows(order: number[], random: SeededRandom): void {
  for (let at = order.length - 1; at > 0; at--) {
    const other = random.nextInt(at + 1);
    [order[at], order[other]] = [order[other]!, order[at]!];
  }
}

function checkOptions(options: CvOptions): void {
  checkOptionNames("cv", options, optionNames);
  const { numBoostRound = 10, folds } = options;
  if (!Number.isSafeInteger(numBoostRound) || numBoostRound < 0) {
    throw invalid(`numBoostRound is ${numBoostRound}; it must be a whole number of at least 0`);
  }
  if (folds?.length === 0) throw invalid("folds is empty; give [trainRows, testRows] of each fold");
}
