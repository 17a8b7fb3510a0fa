/** The one place through which estimators fit: here autologging learns of it. */
import { beginTraining, type ToldTraining, type TrainingParam, type TrainingStart } from "../training.js";
import type { AnyEstimator, Estimator, EstimatorParameter, Label } from "./estimator.js";
import type { MatrixLike } from "./matrix.js";
import { problem, type Problem } from "./problem.js";
import type { SparseMatrix } from "./sparse_matrix.js";
import { trainingMetrics } from "./training_metrics.js";

/** Fits a regressor by `work` on checked X and y and gives it back; a promise where the work is one. */
export function fitRegressor<Model extends Estimator, Done extends void | Promise<void>>(
  model: Model,
  matrix: MatrixLike,
  target: ArrayLike<number>,
  work: (problem: Problem) => Done,
): Fitted<Model, Done> {
  const checked = problem(matrix, target);
  return fitEstimator(model, checked.matrix, checked.target, () => work(checked));
}

/** The same for any estimator, on X and y that are checked already. */
export function fitEstimator<Model extends AnyEstimator, Done extends void | Promise<void>>(
  model: Model,
  matrix: SparseMatrix,
  target: ArrayLike<Label>,
  work: () => Done,
): Fitted<Model, Done> {
  const { rowCount, columnCount } = matrix;
  const training: Training = {
    name: model.constructor.name,
    params: loggedParams(model.parameters),
    example: () => ({ columnNames: null, rows: matrix.toDense(0, exampleRows), rowCount, columnCount }),
    metrics: () => trainingMetrics(model, matrix, target),
  };
  return told(model, training, work);
}

const exampleRows = 5;

/** What a fit gives back. */
export type Fitted<Model, Done> = Done extends Promise<void> ? Promise<Model> : Model;

/** How a fit is told to those who listen. */
export interface Training extends Omit<TrainingStart, "library"> {
  /** What is logged at the end; computed only where somebody listens. */
  readonly metrics: () => Readonly<Record<string, number>>;
}

/** Fits `model` by `work`, and tells those who listen of it. */
export function told<Model extends object, Done extends void | Promise<void>>(
  model: Model,
  { metrics, ...start }: Training,
  work: () => Done,
): Fitted<Model, Done> {
  const log = quiet ? null : beginTraining({ library: "ml", ...start });
  const end = () => log?.end(() => ({ model, metrics: metrics(), interrupted: false }));
  const result = attempt(work, log);
  if (result instanceof Promise) return finished(result, log, end).then(() => model) as Fitted<Model, Done>;
  void end();
  return model as Fitted<Model, Done>;
}

let quiet = false;

/** For a fit inside another: only the outer one is told. What is begun may go on asynchronously. */
export function fitQuietly<T>(begin: () => T): T {
  const before = quiet;
  quiet = true;
  try {
    return begin();
  } finally {
    quiet = before;
  }
}

/** Settings under scikit-learn's own names: `fitIntercept` → `fit_intercept`. */
export function loggedParams(parameters: Readonly<Record<string, EstimatorParameter>>): Record<string, TrainingParam> {
  const logged = (name: string) => name.replace(/(?<=[a-z\d])[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [logged(name), value]));
}

function attempt<T>(work: () => T, log: ToldTraining | null): T {
  try {
    return work();
  } catch (error) {
    void log?.failed(error);
    throw error;
  }
}

async function finished(work: Promise<void>, log: ToldTraining | null, end: () => void | Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    await log?.failed(error);
    throw error;
  }
  await end();
}
