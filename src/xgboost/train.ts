/** Trains a booster, round by round, as Python's `xgboost.train`. */
import { invalid } from "../errors.js";
import { checkInterrupt, isInterrupt, onInterrupt } from "../interrupt_check.js";
import { beginTraining, type ToldTraining, type TrainingExample } from "../training.js";
import { Booster } from "./booster.js";
import { checkOptionNames } from "./option_names.js";
import { Boosting, type CustomMetric, type CustomObjective } from "./boosting.js";
import { EarlyStopping, EvaluationMonitor, type EvalsLog, type TrainingCallback } from "./callbacks.js";
import type { DMatrix } from "./dmatrix.js";
import { loggedParams } from "./logged_params.js";
import { resolveParams, type TrainParams } from "./params.js";

export interface TrainOptions {
  /** Default 10. */
  readonly numBoostRound?: number;
  /** Data to evaluate after each round, each with its name. */
  readonly evals?: readonly (readonly [data: DMatrix, name: string])[];
  /** Ends training after so many rounds without a better score of the last metric on the last of the evals. */
  readonly earlyStoppingRounds?: number | null;
  /** Whether a greater score is better; default: known from the metric. */
  readonly maximize?: boolean | null;
  /** Prints each round, each so many rounds, or none. Default true. */
  readonly verboseEval?: boolean | number;
  /** Filled as training goes: name → metric → one value per round. */
  readonly evalsResult?: EvalsLog;
  readonly callbacks?: readonly TrainingCallback[];
  /** Continues this model, or the one in this file. */
  readonly xgbModel?: Booster | string;
  readonly obj?: CustomObjective;
  readonly customMetric?: CustomMetric;
  /** Ends training before the next round, with what is trained; no error. */
  readonly signal?: AbortSignal;
}

const optionNames = [
  ...["numBoostRound", "evals", "earlyStoppingRounds", "maximize", "verboseEval", "evalsResult", "callbacks"],
  ...["xgbModel", "obj", "customMetric", "signal"],
];

let interrupted: Booster | null = null;

/** What the last training had trained when its cell was interrupted; null where none was. */
export function interruptedBooster(): Booster | null {
  return interrupted;
}

/**
 * A booster of `numBoostRound` trees, or fewer with early stopping; then it has `bestIteration` and `bestScore`, and still
 * all trees that were trained. Other work goes on between rounds. When the cell is interrupted, the call fails with the
 * interrupt and `interruptedBooster()` is what was trained. Throws INVALID_PARAMETER_VALUE for parameters, options and data
 * that cannot be, before any work.
 *
 * @example const booster = await train({ objective: "reg:squarederror", max_depth: 6 }, new DMatrix(X, { label: y }),
 *   { numBoostRound: 1000, evals: [[dvalid, "validation"]], earlyStoppingRounds: 50 });
 */
export async function train(params: TrainParams, dtrain: DMatrix, options: TrainOptions = {}): Promise<Booster> {
  const settings = settingsOf(options);
  const xgbModel = typeof options.xgbModel === "string" ? Booster.load(options.xgbModel) : options.xgbModel;
  const resolved = resolveParams(params, xgbModel?.model);
  const boosting = new Boosting(dtrain, resolved, {
    evals: settings.evals,
    ...(xgbModel && { xgbModel }),
    ...(options.obj && { obj: options.obj }),
    ...(options.customMetric && { customMetric: options.customMetric }),
  });
  const told = beginTraining({
    library: "xgboost",
    name: "train",
    params: { ...loggedParams(params, resolved), ...settings.logged },
    example: () => exampleOf(dtrain),
    evals: settings.evals.map(([data, name]) => ({ name, example: () => exampleOf(data) })),
  });
  return await new Training(boosting, settings, told).run();
}

type Settings = ReturnType<typeof settingsOf>;

function settingsOf(options: TrainOptions) {
  checkOptionNames("train", options, optionNames);
  const { numBoostRound = 10, earlyStoppingRounds = null, maximize = null, verboseEval = true } = options;
  if (!Number.isSafeInteger(numBoostRound) || numBoostRound < 0) {
    throw invalid(`numBoostRound is ${numBoostRound}; it must be a whole number of at least 0`);
  }
  if (earlyStoppingRounds !== null && (options.evals ?? []).length === 0) {
    throw invalid('early stopping needs data to validate on; give `evals: [[dvalid, "validation"]]`');
  }
  return {
    rounds: numBoostRound,
    evals: options.evals ?? [],
    evalsLog: options.evalsResult ?? {},
    callbacks: allCallbacks(options.callbacks ?? [], { verboseEval, earlyStoppingRounds, maximize }),
    earlyStopping: earlyStoppingRounds !== null,
    signal: options.signal ?? null,
    logged: {
      num_boost_round: numBoostRound,
      maximize,
      early_stopping_rounds: earlyStoppingRounds,
      verbose_eval: verboseEval,
    },
  };
}

/** With those that the other options stand for. */
export function allCallbacks(
  given: readonly TrainingCallback[],
  options: {
    readonly verboseEval: boolean | number;
    readonly earlyStoppingRounds: number | null;
    readonly maximize: boolean | null;
    readonly showStdv?: boolean;
  },
): readonly TrainingCallback[] {
  const { verboseEval, earlyStoppingRounds, maximize, showStdv = false } = options;
  const callbacks = [...given];
  if (verboseEval !== false && verboseEval !== 0) {
    callbacks.push(new EvaluationMonitor({ period: verboseEval === true ? 1 : verboseEval, showStdv }));
  }
  if (earlyStoppingRounds !== null) callbacks.push(new EarlyStopping({ rounds: earlyStoppingRounds, maximize }));
  return callbacks;
}

class Training {
  readonly #boosting: Boosting;
  readonly #settings: Settings;
  readonly #told: ToldTraining;
  /** The interrupt that came while nothing ran. */
  #stopped: { readonly error: unknown } | null = null;

  constructor(boosting: Boosting, settings: Settings, told: ToldTraining) {
    this.#boosting = boosting;
    this.#settings = settings;
    this.#told = told;
  }

  async run(): Promise<Booster> {
    const unwatch = onInterrupt((error) => (this.#stopped = { error }));
    try {
      const booster = await this.#rounds();
      await this.#told.end(() => this.#ended(booster, false));
      return booster;
    } catch (error) {
      if (!isInterrupt(error)) await this.#told.failed(error);
      else {
        const booster = this.#boosting.booster();
        interrupted = booster;
        await this.#told.end(() => this.#ended(booster, true));
      }
      throw error;
    } finally {
      unwatch();
    }
  }

  async #rounds(): Promise<Booster> {
    const { callbacks, rounds, evalsLog, signal } = this.#settings;
    const model = this.#boosting;
    for (const callback of callbacks) callback.beforeTraining?.(model);
    for (let epoch = 0; epoch < rounds && signal?.aborted !== true; epoch++) {
      if (callbacks.some((callback) => callback.beforeIteration?.(model, epoch, evalsLog) === true)) break;
      model.round();
      this.#record(epoch);
      // All of them, though one may stop: a progress line must not depend on the order.
      const stops = callbacks.map((callback) => callback.afterIteration?.(model, epoch, evalsLog) === true);
      if (stops.includes(true)) break;
      await this.#giveWay();
    }
    let result: Booster | null = null;
    for (const callback of callbacks) result = callback.afterTraining?.(model) ?? result;
    return result ?? model.booster();
  }

  #record(epoch: number): void {
    const scores = this.#boosting.evaluate();
    for (const [name, metric, value] of scores) ((this.#settings.evalsLog[name] ??= {})[metric] ??= []).push(value);
    this.#told.round(epoch, Object.fromEntries(scores.map(([name, metric, value]) => [`${name}-${metric}`, value])));
  }

  async #giveWay(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.#stopped !== null) throw this.#stopped.error;
    checkInterrupt();
  }

  #ended(booster: Booster, wasInterrupted: boolean) {
    const { bestIteration, bestScore } = booster;
    const found = bestIteration !== null && bestScore !== null;
    return {
      model: booster,
      interrupted: wasInterrupted,
      metrics: found
        ? { best_iteration: bestIteration, best_score: bestScore, stopped_iteration: booster.numBoostedRounds() - 1 }
        : {},
    };
  }
}

const exampleRows = 5;

function exampleOf(data: DMatrix): TrainingExample {
  const { rowCount, columnCount, matrix } = data;
  const rows = matrix.toDense(0, Math.min(exampleRows, rowCount), NaN);
  return { columnNames: data.featureNames, rows, rowCount, columnCount };
}
