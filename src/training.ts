/**
 * What autologging learns of a training. Trainers tell it here and know nothing of runs; without a listener nothing
 * happens. A listener that fails never breaks a training: its failure is a warning.
 */

/** A setting as it is logged; null for one that is left to the trainer. */
export type TrainingParam = number | string | boolean | null;

export interface TrainingStart {
  readonly library: "xgboost" | "ml";
  /** What trains: `train` for XGBoost, the class name (`Ridge`) for estimators. */
  readonly name: string;
  /** All settings with their defaults, under the names that are logged. */
  readonly params: Readonly<Record<string, TrainingParam>>;
  /** The first rows of the training data, dense, for signature and input example; at most a handful. */
  readonly example: () => TrainingExample;
  /** What it is validated on in each round. */
  readonly evals?: readonly { readonly name: string; readonly example: () => TrainingExample }[];
}

export interface TrainingExample {
  /** Null: the columns have no names. */
  readonly columnNames: readonly string[] | null;
  /** NaN where a value is missing. */
  readonly rows: readonly (readonly number[])[];
  /** The same rows as a model takes them that does not take numbers: a pipeline with its vectorizer. */
  readonly records?: readonly Readonly<Record<string, unknown>>[];
  readonly rowCount: number;
  readonly columnCount: number;
}

export interface TrainingEnd {
  readonly model: object;
  /** E.g. `best_iteration`, `training_score`. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Stopped by an interrupt, with what was trained so far kept. */
  readonly interrupted: boolean;
}

/** One training that is listened to. */
export interface TrainingLog {
  /** One round's metrics, `validation-rmse` → value; `round` counts from 0. */
  round?(round: number, metrics: Readonly<Record<string, number>>): void;
  /** Trainers that are asynchronous wait for it. */
  end(end: TrainingEnd): void | Promise<void>;
  failed(error: unknown): void | Promise<void>;
}

export type TrainingListener = (start: TrainingStart) => TrainingLog | null;

const listeners = new Map<TrainingStart["library"], TrainingListener>();

/** Sets the one listener of a library; null takes it away. */
export function listenToTraining(library: TrainingStart["library"], listener: TrainingListener | null): void {
  if (listener === null) listeners.delete(library);
  else listeners.set(library, listener);
}

/** What a trainer has of its training: what goes wrong there is a warning, never the training's failure. */
export interface ToldTraining {
  round(round: number, metrics: Readonly<Record<string, number>>): void;
  /** A function is called only where somebody listens: what is known at the end can be costly to compute. */
  end(end: TrainingEnd | (() => TrainingEnd)): void | Promise<void>;
  failed(error: unknown): void | Promise<void>;
}

const deaf: ToldTraining = { round: () => undefined, end: () => undefined, failed: () => undefined };

/** A trainer's word that it begins. */
export function beginTraining(start: TrainingStart): ToldTraining {
  const log = guarded("begin", () => listeners.get(start.library)?.(start) ?? null);
  if (log === null) return deaf;
  return {
    round: (round, metrics) => void guarded("round", () => log.round?.(round, metrics)),
    end: (end) => guarded("end", () => log.end(typeof end === "function" ? end() : end)) ?? undefined,
    failed: (error) => guarded("failure", () => log.failed(error)) ?? undefined,
  };
}

function guarded<T>(part: string, work: () => T): T | null {
  const warn = (error: unknown): null => {
    console.warn(`autolog: the ${part} of a training could not be logged: ${(error as Error).message}`);
    return null;
  };
  try {
    const result = work();
    return result instanceof Promise ? (result.catch(warn) as T) : result;
  } catch (error) {
    return warn(error);
  }
}
