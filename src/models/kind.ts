/** What a kind of model must do to be saved and loaded. */
import type { PlainInput } from "./checked_input.js";
import type { FlavorConfig, ModelParams } from "./model.js";

export type KindName = "xgboost" | "estimator" | "pipeline" | "function";

export interface KindOptions {
  /** Absolute paths of files and folders that go beside the model as its code. */
  readonly codePaths: readonly string[];
  /** How a booster is written; default `json`. */
  readonly modelFormat: "json" | "ubj";
}

export interface SavedKind {
  /** Flavors that others than labbook load, by name. */
  readonly flavors: Readonly<Record<string, FlavorConfig>>;
  /** What the `typescript` flavor says besides its kind: which files there are. */
  readonly files: FlavorConfig;
  /** What Python needs besides MLflow, as pip takes it; empty where Python cannot load it. */
  readonly pip: readonly string[];
}

/** A model that predicts from any input, whatever it is. */
export interface Opened {
  readonly native: object;
  /**
   * It predicts from rows by name: lists of values get the names of the signature, and a sparse matrix, which has been
   * through a vectorizer, is not held against it.
   */
  readonly takesRecords?: boolean;
  /** Under which names it knows its columns; null or absent: by their place. */
  readonly columnNames?: readonly string[] | null;
  predict(input: PlainInput, params: ModelParams): unknown;
}

export interface Columns {
  readonly names: readonly string[] | null;
  readonly absent: number;
}

export interface Kind {
  /** Whether the model is of this kind. */
  takes(model: unknown): boolean;
  /**
   * How examples of its input are kept: under which names its columns are known, and what stands for an entry that a
   * sparse matrix does not hold. Default: no names, 0.
   */
  columns?(model: object): Columns;
  /** Writes the model into a folder that is there. */
  save(model: object, folder: string, options: KindOptions): Promise<SavedKind>;
  /** A model that is in memory. */
  opened(model: object): Opened;
  /** A model that `save` wrote; `files` is what it said. */
  load(folder: string, files: FlavorConfig): Promise<Opened>;
}
