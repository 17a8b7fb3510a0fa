/** Fitted trees of one model: how they are kept, and which columns they lean on. */
import { TrackingError } from "../../errors.js";
import type { FittedState } from "../estimator.js";
import { RegressionTree } from "./regression_tree.js";

export interface Ensemble {
  readonly trees: readonly RegressionTree[];
  readonly columnCount: number;
  /** By column; they sum up to 1, or are all 0 where no tree has a split. */
  readonly importances: Float64Array;
}

/** The mean of the trees' importances, those of each first brought to a sum of 1 where `each` says so. */
export function meanImportances(
  columnCount: number,
  importances: readonly Float64Array[],
  each: boolean,
): Float64Array {
  const mean = new Float64Array(columnCount);
  for (const own of importances) {
    const total = own.reduce((sum, value) => sum + value, 0);
    const factor = each ? 1 / total : 1;
    if (total > 0) for (let column = 0; column < columnCount; column++) mean[column]! += own[column]! * factor;
  }
  const total = mean.reduce((sum, value) => sum + value, 0);
  return total > 0 ? mean.map((value) => value / total) : mean;
}

/** All trees in one list of nodes; tree i begins at `treeStarts[i]`, and children are counted from there. */
export function ensembleArrays({ trees, importances }: Ensemble): FittedState["arrays"] {
  const treeStarts = new Int32Array(trees.length + 1);
  trees.forEach((tree, at) => (treeStarts[at + 1] = treeStarts[at]! + tree.nodeCount));
  const total = treeStarts[trees.length]!;
  const [columns, rightChildren] = [new Int32Array(total), new Int32Array(total)];
  const values = new Float64Array(total);
  trees.forEach((tree, at) => {
    columns.set(tree.columns, treeStarts[at]!);
    rightChildren.set(tree.rightChildren, treeStarts[at]!);
    values.set(tree.values, treeStarts[at]!);
  });
  return { treeStarts, columns, rightChildren, values, importances };
}

/** Throws INVALID_PARAMETER_VALUE for arrays that are no such trees. */
export function ensembleOf(className: string, { values: numbers, arrays }: FittedState): Ensemble {
  const { treeStarts, columns, rightChildren, values, importances } = arrays;
  const { columnCount } = numbers;
  if (
    !(treeStarts instanceof Int32Array && columns instanceof Int32Array && rightChildren instanceof Int32Array) ||
    !(values instanceof Float64Array && importances instanceof Float64Array) ||
    typeof columnCount !== "number"
  ) {
    throw broken(className, "it lacks treeStarts, columns, rightChildren, values, importances or columnCount");
  }
  const trees = Array.from({ length: treeStarts.length - 1 }, (_, at) => {
    const [from, to] = [treeStarts[at]!, treeStarts[at + 1]!];
    const nodes = {
      columns: columns.subarray(from, to),
      rightChildren: rightChildren.subarray(from, to),
      values: values.subarray(from, to),
    };
    checkNodes(className, nodes.columns, nodes.rightChildren, columnCount);
    return new RegressionTree(nodes);
  });
  return { trees, columnCount, importances };
}

/** Children come after their parents, so that no prediction runs in circles. */
function checkNodes(className: string, columns: Int32Array, rightChildren: Int32Array, columnCount: number): void {
  for (let node = 0; node < columns.length; node++) {
    const right = rightChildren[node]!;
    const leaf = right === 0 && columns[node] === -1;
    const split = right > node + 1 && right < columns.length && columns[node]! >= 0 && columns[node]! < columnCount;
    if (!leaf && !split)
      throw broken(className, `node ${node} asks column ${columns[node]} and has right child ${right}`);
  }
}

function broken(className: string, reason: string): TrackingError {
  return new TrackingError(
    "INVALID_PARAMETER_VALUE",
    `this is no state of a ${className}: ${reason}; keep what state() gives`,
  );
}
