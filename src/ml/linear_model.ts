/** What all linear models share: coefficients, prediction, how they are written down. */
import { fitOf } from "./fit_of.js";
import { inspect } from "node:util";
import { TrackingError } from "../errors.js";
import type { Centred } from "./centred.js";
import { dot } from "./centred.js";
import { warnConvergence } from "./convergence.js";
import type { Estimator, EstimatorParameter, FittedState } from "./estimator.js";
import type { MatrixLike } from "./matrix.js";
import { r2Score } from "./metrics.js";
import { checkedInput } from "./problem.js";

export interface LinearModelJson {
  readonly type: string;
  readonly parameters: Readonly<Record<string, EstimatorParameter>>;
  readonly intercept: number;
  /** How many coefficients there are; those that are not listed are 0. */
  readonly featureCount: number;
  /** `[column, coefficient]` of those that are not 0. */
  readonly coefficients: readonly (readonly [number, number])[];
}

/** How a solver ended. */
export interface Solved {
  readonly iterations: number;
  readonly converged: boolean;
  /** Said when it did not converge; null: nothing is said. */
  readonly warning: string | null;
}

interface Fit extends Solved {
  readonly coefficients: Float64Array;
  readonly intercept: number;
}

export abstract class LinearModel implements Estimator {
  abstract readonly parameters: Readonly<Record<string, EstimatorParameter>>;
  #fitted: Fit | null = null;

  /** X: n × m, a sparse matrix or dense rows; y: n numbers. Bad input is INVALID_PARAMETER_VALUE before any work. */
  abstract fit(matrix: MatrixLike, target: ArrayLike<number>): this;

  /** One number per column of X. */
  get coefficients(): Float64Array {
    return this.#known().coefficients;
  }

  get intercept(): number {
    return this.#known().intercept;
  }

  /** How many rounds the solver took; 0 for a solution that needs none. */
  get iterations(): number {
    return this.#known().iterations;
  }

  /** Whether the solver came within its tolerance. */
  get converged(): boolean {
    return this.#known().converged;
  }

  /** What the last fit warned of; null when it converged. */
  get convergenceWarning(): string | null {
    return this.#known().warning;
  }

  get nonzeroCount(): number {
    return this.coefficients.reduce((count, value) => count + (value === 0 ? 0 : 1), 0);
  }

  /** One number per row. Throws INVALID_PARAMETER_VALUE for a matrix with other columns than `fit` had. */
  predict(matrix: MatrixLike): Float64Array {
    const { coefficients, intercept } = this.#known();
    const predicted = checkedInput(matrix, coefficients.length).multiply(coefficients);
    return predicted.map((value) => value + intercept);
  }

  /** R² of the predictions for `matrix`. */
  score(matrix: MatrixLike, target: ArrayLike<number>): number {
    return r2Score(target, this.predict(matrix));
  }

  /** Arrays: `coefficients`. Values: `intercept`, `iterations`, `converged`. */
  state(): FittedState {
    const { coefficients, intercept, iterations, converged } = this.#known();
    return { values: { intercept, iterations, converged }, arrays: { coefficients } };
  }

  restore({ values, arrays }: FittedState): this {
    const [{ coefficients }, { intercept, iterations, converged }] = [arrays, values];
    if (!(coefficients instanceof Float64Array) || typeof intercept !== "number") {
      throw new TrackingError(
        "INVALID_PARAMETER_VALUE",
        `this is no state of a ${this.constructor.name}: it lacks coefficients (float64) or intercept; keep what state() gives`,
      );
    }
    const rounds = typeof iterations === "number" ? iterations : 0;
    this.#fitted = { coefficients, intercept, iterations: rounds, converged: converged !== false, warning: null };
    return this;
  }

  toJSON(): LinearModelJson {
    const { coefficients, intercept } = this.#known();
    const listed = [...coefficients].flatMap((value, column) => (value === 0 ? [] : [[column, value] as const]));
    const { parameters } = this;
    const type = this.constructor.name;
    return { type, parameters, intercept, featureCount: coefficients.length, coefficients: listed };
  }

  /** A model of what `toJSON` of one of the same class wrote. */
  static fromJSON<Model extends LinearModel>(
    this: new (options?: Record<string, never>) => Model,
    json: LinearModelJson,
  ): Model {
    const coefficients = new Float64Array(json.featureCount);
    for (const [column, value] of json.coefficients) coefficients[column] = value;
    const model = new this(json.parameters as Record<string, never>);
    return model.restore({ values: { intercept: json.intercept }, arrays: { coefficients } });
  }

  [inspect.custom](): string {
    const settings = Object.entries(this.parameters).map(([name, value]) => `${name}: ${value}`);
    const state =
      this.#fitted === null
        ? "not fitted"
        : `${this.nonzeroCount} non-zero coefficients, ${this.iterations} iterations`;
    return `${this.constructor.name} { ${[...settings, state].join(", ")} }`;
  }

  /** Takes over what was found on centred columns. */
  protected fitted(coefficients: Float64Array, { matrix, targetMean }: Centred, solved: Solved): void {
    this.settled({ coefficients, intercept: targetMean - dot(matrix.means, coefficients) }, solved);
  }

  protected settled(found: { coefficients: Float64Array; intercept: number }, solved: Solved): void {
    this.#fitted = { ...found, ...solved };
    if (solved.warning !== null) warnConvergence(solved.warning);
  }

  /** Null before the first fit. */
  protected get lastCoefficients(): Float64Array | null {
    return this.#fitted?.coefficients ?? null;
  }

  #known(): Fit {
    return fitOf(this, this.#fitted);
  }
}
