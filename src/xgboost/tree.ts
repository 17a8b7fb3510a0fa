/** One regression tree, by columns, as XGBoost's model files have it. Node 0 is the root; a child is made after its parent. */
export interface Tree {
  /** -1 at leaves. */
  readonly leftChildren: Int32Array;
  readonly rightChildren: Int32Array;
  /** 2147483647 at the root. */
  readonly parents: Int32Array;
  /** Feature of the split; 0 at leaves. */
  readonly splitIndices: Int32Array;
  /** At splits the threshold (left when value < threshold, in float32), at leaves the leaf's value, learning rate included. */
  readonly splitConditions: Float32Array;
  /** 1: a missing value goes left. */
  readonly defaultLeft: Uint8Array;
  /** Gain of the split; 0 at leaves. */
  readonly lossChanges: Float32Array;
  /** Sum of Hessians of the node's rows ("cover"). */
  readonly sumHessian: Float32Array;
  /** Weight of the node before the learning rate. */
  readonly baseWeights: Float32Array;
}

/** What a trained model is made of; `Booster` wraps it, trainer and files make it. */
export interface BoosterModel {
  readonly trees: readonly Tree[];
  /** `reg:squarederror`, `binary:logistic` … */
  readonly objective: string;
  /** In the units of the prediction: for `binary:logistic` a probability. */
  readonly baseScore: number;
  readonly featureCount: number;
  /** Null: `f0`, `f1` … */
  readonly featureNames: readonly string[] | null;
  readonly featureTypes: readonly string[] | null;
  readonly scalePosWeight: number;
  /** `best_iteration`, `best_score` and the user's own, as text. */
  readonly attributes: Readonly<Record<string, string>>;
  /** For `multi:*`, which have a tree per class and round: how many. Left out: one output. */
  readonly classCount?: number;
  /** Base score of each class; left out: all have `baseScore`. */
  readonly classBaseScores?: readonly number[];
  /** Trees of each round (and class), more than one in boosted forests; left out: 1. */
  readonly parallelTreeCount?: number;
  /** The base score was estimated from the labels, not given; files say so. */
  readonly boostFromAverage?: boolean;
  /** What the objective keeps in a file, e.g. `poisson_regression_param`; left out: what belongs to the objectives trained here. */
  readonly objectiveParams?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}
