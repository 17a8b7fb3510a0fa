/** What `logModel`, `saveModel` and `loadModel` deal in. */

/** Rows by column name, as a signature with names has them; or numbers by position. */
export type ModelInput = readonly Readonly<Record<string, unknown>>[] | readonly (readonly number[])[];

/** Anything that predicts can be a model. */
export interface Predictor {
  predict(input: never): unknown;
}

/** A model that was loaded as what it is good for, whatever made it: MLflow's pyfunc. */
export interface LoadedModel {
  readonly metadata: ModelMetadata;
  /** One prediction per row. Checks the input against the signature, if the model has one. */
  predict(input: ModelInput): Promise<readonly unknown[]>;
  /** The model itself: Booster, Ridge, Pipeline … */
  readonly native: object;
}

export interface ColumnSpec {
  /** boolean, integer, long, float, double, string, binary, datetime. */
  readonly type: string;
  readonly name?: string;
  readonly required?: boolean;
}

export interface TensorSpec {
  readonly type: "tensor";
  readonly name?: string;
  readonly "tensor-spec": { readonly dtype: string; readonly shape: readonly number[] };
}

export interface ModelSignature {
  readonly inputs: readonly (ColumnSpec | TensorSpec)[] | null;
  readonly outputs: readonly (ColumnSpec | TensorSpec)[] | null;
  readonly params: readonly Readonly<Record<string, unknown>>[] | null;
}

/** An `MLmodel` file; keys that are not ours are kept. */
export interface ModelMetadata {
  readonly flavors: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly artifactPath: string | null;
  readonly runId: string | null;
  readonly modelId: string | null;
  readonly modelUuid: string | null;
  /** `2025-01-01 00:00:00.000000`, UTC. */
  readonly utcTimeCreated: string | null;
  readonly signature: ModelSignature | null;
  /** Everything else in the file, as it stands there. */
  readonly rest: Readonly<Record<string, unknown>>;
}
