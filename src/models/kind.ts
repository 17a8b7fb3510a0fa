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
  /** A sparse matrix has been through its vectorizer, so that the signature, which is of records, says nothing of it. */
  readonly takesTransformed?: boolean;
  predict(input: PlainInput, params: ModelParams): unknown;
}

export interface Kind {
  /** Whether the model is of this kind. */
  takes(model: unknown): boolean;
  /** Writes the model into a folder that is there. */
  save(model: object, folder: string, options: KindOptions): Promise<SavedKind>;
  /** A model that is in memory. */
  opened(model: object): Opened;
  /** A model that `save` wrote; `files` is what it said. */
  load(folder: string, files: FlavorConfig): Promise<Opened>;
}
