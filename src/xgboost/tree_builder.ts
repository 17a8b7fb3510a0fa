/** A tree while it grows; node ids ascend from parents to children. */
import type { Tree } from "./tree.js";

/** Where a model file keeps the split of a node that was pruned away: XGBoost's mark of deleted nodes. */
const deletedMark = 2147483647;
const noParent = 2147483647;

export class TreeBuilder {
  readonly #left: number[] = [];
  readonly #right: number[] = [];
  readonly #parents: number[] = [];
  readonly #columns: number[] = [];
  readonly #conditions: number[] = [];
  readonly #defaultLeft: number[] = [];
  readonly #lossChanges: number[] = [];
  readonly #hessians: number[] = [];
  readonly #weights: number[] = [];

  /** A leaf with this value; `weight` is before the learning rate. `parent` -1: the root. Gives its id. */
  add(parent: number, weight: number, value: number, hessian: number): number {
    this.#left.push(-1);
    this.#right.push(-1);
    this.#parents.push(parent < 0 ? noParent : parent);
    this.#columns.push(0);
    this.#conditions.push(value);
    this.#defaultLeft.push(0);
    this.#lossChanges.push(0);
    this.#hessians.push(hessian);
    this.#weights.push(weight);
    return this.#left.length - 1;
  }

  /** Makes the leaf a split; the children come by `add`. */
  split(
    id: number,
    split: { column: number; threshold: number; missingLeft: boolean; lossChange: number },
    left: number,
  ): void {
    this.#left[id] = left;
    this.#right[id] = left + 1;
    this.#columns[id] = split.column;
    this.#conditions[id] = split.threshold;
    this.#defaultLeft[id] = split.missingLeft ? 1 : 0;
    this.#lossChanges[id] = split.lossChange;
  }

  /**
   * Takes away, from the bottom up, splits into two leaves that gain less than `minSplitLoss`. Their nodes keep their ids.
   * Gives for each node itself, or the leaf that now stands for it.
   */
  prune(minSplitLoss: number, learningRate: number): Int32Array {
    for (let id = this.#left.length - 1; id >= 0; id--) {
      const [left, right] = [this.#left[id]!, this.#right[id]!];
      if (left < 0 || this.#left[left]! >= 0 || this.#left[right]! >= 0 || this.#lossChanges[id]! >= minSplitLoss)
        continue;
      this.#left[id] = this.#right[id] = -1;
      this.#columns[id] = this.#defaultLeft[id] = this.#lossChanges[id] = 0;
      this.#conditions[id] = Math.fround(learningRate * this.#weights[id]!);
      for (const child of [left, right]) {
        this.#columns[child] = deletedMark;
        this.#defaultLeft[child] = 1;
      }
    }
    const standing = Int32Array.from(this.#left, (_, id) => id);
    // Parents come first.
    for (let id = 0; id < standing.length; id++) {
      if (this.#columns[id] === deletedMark) standing[id] = standing[this.#parents[id]!]!;
    }
    return standing;
  }

  tree(): Tree {
    return {
      leftChildren: Int32Array.from(this.#left),
      rightChildren: Int32Array.from(this.#right),
      parents: Int32Array.from(this.#parents),
      splitIndices: Int32Array.from(this.#columns),
      splitConditions: Float32Array.from(this.#conditions),
      defaultLeft: Uint8Array.from(this.#defaultLeft),
      lossChanges: Float32Array.from(this.#lossChanges),
      sumHessian: Float32Array.from(this.#hessians),
      baseWeights: Float32Array.from(this.#weights),
    };
  }
}
