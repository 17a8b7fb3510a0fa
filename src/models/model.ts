/** What `logModel`, `saveModel` and `loadModel` deal in. */
import type { SparseMatrix } from "../ml/sparse_matrix.js";

/** Rows by column name. */
export type NamedRows = readonly Readonly<Record<string, unknown>>[];

/** Rows of numbers, by position. */
export type NumberRows = readonly ArrayLike<number>[];

/** A table that gives its rows by column name, such as a `Frame`. */
export interface RecordSource {
  records(): readonly object[];
}

/**
 * What a model predicts from: rows by column name (`{ trip_distance: 1.2 }`), rows of numbers (`[1.2]`), a sparse matrix, or
 * a frame. `object`, as the type of a row that is an interface has no index signature.
 */
export type ModelInput = readonly object[] | SparseMatrix | RecordSource;

/** Values of inference params, e.g. `{ temperature: 0.5 }`. */
export type ModelParams = Readonly<Record<string, unknown>>;

/** Anything that predicts can be a model. */
export interface Predictor {
  predict(input: never, ...more: never[]): unknown;
}

/** A model that was loaded as what it is good for, whatever made it: MLflow's pyfunc. */
export interface LoadedModel<Prediction = number> {
  readonly metadata: ModelMetadata;
  /**
   * One prediction per row. Checks the input against the signature, if the model has one: INVALID_PARAMETER_VALUE names
   * the column that is missing or of another type.
   */
  predict(input: ModelInput, params?: ModelParams): Promise<readonly Prediction[]>;
  /** The model itself: Booster, Ridge, Pipeline … */
  readonly native: object;
  /** `native`, as MLflow's `unwrap_python_model` is called. */
  unwrap(): object;
}

export type ColumnType =
  | "boolean"
  | "integer"
  | "long"
  | "float"
  | "double"
  | "string"
  | "binary"
  | "datetime"
  | "object"
  | "array"
  | "map"
  | "any";

export interface ColumnSpec {
  readonly type: ColumnType;
  readonly name?: string;
  /** Default: true. */
  readonly required?: boolean;
  /** What lists hold. */
  readonly items?: ColumnSpec;
  /** What objects hold, by name. */
  readonly properties?: Readonly<Record<string, ColumnSpec>>;
}

export interface TensorSpec {
  readonly type: "tensor";
  readonly name?: string;
  /** -1 stands for any length. */
  readonly "tensor-spec": { readonly dtype: string; readonly shape: readonly number[] };
}

export interface ParamSpec {
  readonly name: string;
  readonly type: ColumnType;
  readonly default: unknown;
  readonly shape: readonly number[] | null;
}

export type Schema = readonly (ColumnSpec | TensorSpec)[];

export interface ModelSignature {
  readonly inputs: Schema | null;
  readonly outputs: Schema | null;
  readonly params: readonly ParamSpec[] | null;
}

/** How a flavor keeps the model, as `MLmodel` says it. */
export type FlavorConfig = Readonly<Record<string, unknown>>;

/** Where the input example of a model is, and what it is. */
export interface ExampleInfo {
  readonly artifact_path: string;
  readonly serving_input_path?: string;
  readonly type: "dataframe" | "ndarray" | "json_object";
  readonly pandas_orient?: "split";
}

/** An `MLmodel` file; keys that are not ours are kept. */
export interface ModelMetadata {
  readonly flavors: Readonly<Record<string, FlavorConfig>>;
  readonly artifactPath: string | null;
  readonly runId: string | null;
  readonly modelId: string | null;
  readonly modelUuid: string | null;
  /** `2025-01-01 00:00:00.000000`, UTC. */
  readonly utcTimeCreated: string | null;
  readonly signature: ModelSignature | null;
  readonly savedInputExampleInfo: ExampleInfo | null;
  /** The user's own. */
  readonly metadata: Readonly<Record<string, unknown>> | null;
  /** Everything else in the file, as it stands there. */
  readonly rest: Readonly<Record<string, unknown>>;
}
