/** What all estimators share: settings under scikit-learn's names in camelCase, fit, predict, score, and how they are kept. */
import type { MatrixLike } from "./matrix.js";

export type EstimatorParameter = number | string | boolean | null;

export type NumberArray = Float64Array | Float32Array | Int32Array | Uint8Array;

/** What `fit` found: small values, and long lists of numbers, which files keep as they are (`.npy`). */
export interface FittedState {
  readonly values: Readonly<Record<string, number | string | boolean | null>>;
  readonly arrays: Readonly<Record<string, NumberArray>>;
}

export interface Estimator {
  /** All settings, those that were left out with their defaults. */
  readonly parameters: Readonly<Record<string, EstimatorParameter>>;
  /** Forests fit in worker threads and give a promise; `await` fits either kind. */
  fit(matrix: MatrixLike, target: ArrayLike<number>): this | Promise<this>;
  /** One number per row. */
  predict(matrix: MatrixLike): Float64Array;
  /** R² of regressors, accuracy of classifiers. */
  score(matrix: MatrixLike, target: ArrayLike<number>): number;
  /** Throws INVALID_STATE before `fit`. */
  state(): FittedState;
  /** Takes over the state of a fitted one of the same class. */
  restore(state: FittedState): this;
}
