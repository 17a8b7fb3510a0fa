/** What all linear models share: coefficients, prediction, how they are written down. */
import { inspect } from "node:util";
import { TrackingError } from "../errors.js";
import type { Centred } from "./centred.js";
import { checkFinite, dot } from "./centred.js";
import type { SparseMatrix } from "./sparse_matrix.js";

export interface LinearModelJson {
  readonly type: string;
  readonly parameters: Readonly<Record<string, number>>;
  readonly intercept: number;
  /** How many coefficients there are; those that are not listed are 0. */
  readonly featureCount: number;
  /** `[column, coefficient]` of those that are not 0. */
  readonly coefficients: readonly (readonly [number, number])[];
}

interface Fit {
  readonly coefficients: Float64Array;
  readonly intercept: number;
  readonly iterations: number;
}

export abstract class LinearModel {
  abstract readonly parameters: Readonly<Record<string, number>>;
  #fitted: Fit | null = null;

  /** One number per column of X. */
  get coefficients(): Float64Array {
    return this.#known().coefficients;
  }

  get intercept(): number {
    return this.#known().intercept;
  }

  /** How many rounds the solver took. */
  get iterations(): number {
    return this.#known().iterations;
  }

  get nonzeroCount(): number {
    return this.coefficients.reduce((count, value) => count + (value === 0 ? 0 : 1), 0);
  }

  /** One number per row. Throws INVALID_PARAMETER_VALUE for a matrix with other columns than `fit` had. */
  predict(matrix: SparseMatrix): Float64Array {
    const { coefficients, intercept } = this.#known();
    if (matrix.columnCount !== coefficients.length) {
      throw new TrackingError(
        "INVALID_PARAMETER_VALUE",
        `X has ${matrix.columnCount} columns, the model was fitted on ${coefficients.length}; transform it with the vectorizer of the fit`,
      );
    }
    checkFinite(matrix);
    return matrix.multiply(coefficients).map((value) => value + intercept);
  }

  toJSON(): LinearModelJson {
    const { coefficients, intercept } = this.#known();
    const listed = [...coefficients].flatMap((value, column) => (value === 0 ? [] : [[column, value] as const]));
    const { parameters } = this;
    const type = this.constructor.name;
    return { type, parameters, intercept, featureCount: coefficients.length, coefficients: listed };
  }

  /** Takes over what `toJSON` of a model of the same kind wrote. */
  restore(json: LinearModelJson): this {
    const coefficients = new Float64Array(json.featureCount);
    for (const [column, value] of json.coefficients) coefficients[column] = value;
    this.#fitted = { coefficients, intercept: json.intercept, iterations: 0 };
    return this;
  }

  [inspect.custom](): string {
    const settings = Object.entries(this.parameters).map(([name, value]) => `${name}: ${value}`);
    const state =
      this.#fitted === null
        ? "not fitted"
        : `${this.nonzeroCount} non-zero coefficients, ${this.iterations} iterations`;
    return `${this.constructor.name} { ${[...settings, state].join(", ")} }`;
  }

  protected fitted(coefficients: Float64Array, { matrix, targetMean }: Centred, iterations: number): this {
    this.#fitted = { coefficients, intercept: targetMean - dot(matrix.means, coefficients), iterations };
    return this;
  }

  #known(): Fit {
    if (this.#fitted !== null) return this.#fitted;
    throw new TrackingError("INVALID_STATE", `this ${this.constructor.name} is not fitted yet; call fit(X, y) first`);
  }
}

/** Checks a setting that must be a finite number of at least `least`. */
export function checkedSetting(name: string, value: number, least: number): number {
  if (Number.isFinite(value) && value >= least) return value;
  throw new TrackingError("INVALID_PARAMETER_VALUE", `${name} is ${value}; it must be a number of at least ${least}`);
}
