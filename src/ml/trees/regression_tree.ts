/** One fitted tree, compact: forests hold millions of nodes. */

/** Nodes in the order root, left part, right part: a left child is the next node. */
export interface TreeNodes {
  /** By node: the column that is asked; -1 at leaves. */
  readonly columns: Int32Array;
  /** By node: the right child; 0 at leaves. */
  readonly rightChildren: Int32Array;
  /** At leaves the prediction; at others the threshold: rows with at most this in the column, as float32, go left. */
  readonly values: Float64Array;
}

export class RegressionTree implements TreeNodes {
  readonly columns: Int32Array;
  readonly rightChildren: Int32Array;
  readonly values: Float64Array;

  constructor({ columns, rightChildren, values }: TreeNodes) {
    this.columns = columns;
    this.rightChildren = rightChildren;
    this.values = values;
  }

  get nodeCount(): number {
    return this.columns.length;
  }

  get leafCount(): number {
    return (this.nodeCount + 1) / 2;
  }

  /** Of the deepest leaf; a tree of one leaf has depth 0. */
  get depth(): number {
    const depths = new Int32Array(this.nodeCount);
    let deepest = 0;
    for (let node = 0; node < this.nodeCount; node++) {
      const right = this.rightChildren[node]!;
      if (right === 0) continue;
      depths[node + 1] = depths[node]! + 1;
      depths[right] = depths[node]! + 1;
      deepest = Math.max(deepest, depths[right]!);
    }
    return deepest;
  }
}
