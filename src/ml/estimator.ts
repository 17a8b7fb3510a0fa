/** What all estimators share: settings under scikit-learn's names in camelCase, fit, predict, score, and how they are kept. */
import type { MatrixLike } from "./matrix.js";

export type EstimatorParameter = number | string | boolean | null;

export type NumberArray = Float64Array | Float32Array | Int32Array | Uint8Array;

/** A class that a classifier tells apart. */
export type Label = number | string;

/** What `fit` found: small values, and long lists of numbers, which files keep as they are (`.npy`). */
export interface FittedState {
  readonly values: Readonly<Record<string, number | string | boolean | null | readonly Label[]>>;
  readonly arrays: Readonly<Record<string, NumberArray>>;
}

/** What is the same for regressors and classifiers. */
export interface Kept {
  /** All settings, those that were left out with their defaults. */
  readonly parameters: Readonly<Record<string, EstimatorParameter>>;
  /** Throws INVALID_STATE before `fit`. */
  state(): FittedState;
  /** Takes over the state of a fitted one of the same class. */
  restore(state: FittedState): this;
}

/** A regressor. */
export interface Estimator extends Kept {
  /** Forests fit in worker threads and give a promise; `await` fits either kind. */
  fit(matrix: MatrixLike, target: ArrayLike<number>): this | Promise<this>;
  /** One number per row. */
  predict(matrix: MatrixLike): Float64Array;
  /** R². */
  score(matrix: MatrixLike, target: ArrayLike<number>): number;
}

export interface Classifier extends Kept {
  /** Ascending. Throws INVALID_STATE before `fit`. */
  readonly classes: readonly Label[];
  fit(matrix: MatrixLike, target: ArrayLike<Label>): this | Promise<this>;
  /** One of `classes` per row. */
  predict(matrix: MatrixLike): Label[];
  /** Per row one probability per class, in the order of `classes`. */
  predictProba(matrix: MatrixLike): Float64Array[];
  /** Accuracy. */
  score(matrix: MatrixLike, target: ArrayLike<Label>): number;
}

export type AnyEstimator = Estimator | Classifier;
