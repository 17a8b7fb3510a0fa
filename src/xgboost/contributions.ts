/** What each feature adds to a row's margin: SHAP values, whose sum with the last, the bias, is the margin. */
import { checkInterrupt } from "../interrupt_check.js";
import type { DMatrix } from "./dmatrix.js";
import { outputsOf, treesPerRound } from "./outputs.js";
import { startMargins, type TreeRange } from "./predict.js";
import { ShapPath } from "./shap_path.js";
import type { BoosterModel, Tree } from "./tree.js";
import { isLeaf, walkTree } from "./walk_tree.js";

/** Per row and output `featureCount` + 1 numbers. Work grows with leaves × depth², memory with depth². */
export function contributionsOf(model: BoosterModel, data: DMatrix, range: TreeRange): Float32Array[] {
  const outputs = outputsOf(model);
  const width = model.featureCount + 1;
  const parallel = model.parallelTreeCount ?? 1;
  const trees = model.trees.slice(range.from, range.to).map((tree, index) => ({
    tree,
    start: Math.floor(((range.from + index) % treesPerRound(model)) / parallel) * width,
    mean: meanOf(tree),
  }));
  const path = new ShapPath(trees.reduce((most, { tree }) => Math.max(most, depthOf(tree)), 0));
  const starts = startMargins(model, data, outputs);
  const { rowStarts, columns, values } = data.matrix;
  const dense = new Float32Array(model.featureCount).fill(NaN);
  return Array.from({ length: data.rowCount }, (_, row) => {
    checkInterrupt();
    for (let at = rowStarts[row]!; at < rowStarts[row + 1]!; at++) dense[columns[at]!] = values[at]!;
    const sums = new Float64Array(width * outputs);
    for (let output = 0; output < outputs; output++) sums[output * width + width - 1] = starts[row * outputs + output]!;
    for (const { tree, start, mean } of trees) {
      sums[start + width - 1]! += mean;
      addShares(tree, dense, path, sums.subarray(start, start + width));
    }
    for (let at = rowStarts[row]!; at < rowStarts[row + 1]!; at++) dense[columns[at]!] = NaN;
    return Float32Array.from(sums);
  });
}

interface Step {
  readonly node: number;
  /** How many features are on the way before this one. */
  readonly depth: number;
  readonly parentOffset: number;
  readonly zero: number;
  readonly one: number;
  readonly feature: number;
}

function addShares(tree: Tree, dense: Float32Array, path: ShapPath, sums: Float64Array): void {
  const stack: Step[] = [{ node: 0, depth: 0, parentOffset: 0, zero: 1, one: 1, feature: -1 }];
  for (let step = stack.pop(); step !== undefined; step = stack.pop()) {
    const offset = step.parentOffset + step.depth;
    path.copy(step.parentOffset, offset, step.depth);
    path.extend(offset, step.depth, step.zero, step.one, step.feature);
    if (isLeaf(tree, step.node)) addLeaf(tree.splitConditions[step.node]!, path, offset, step.depth, sums);
    else stack.push(...nextSteps(tree, step, offset, dense, path));
  }
}

function addLeaf(value: number, path: ShapPath, offset: number, depth: number, sums: Float64Array): void {
  for (let index = 1; index <= depth; index++) {
    const share = path.unwoundSum(offset, depth, index) * (path.ones[offset + index]! - path.zeros[offset + index]!);
    sums[path.features[offset + index]!]! += share * value;
  }
}

/** The way the row does not go, and the way it goes, which is walked first. */
function nextSteps(tree: Tree, step: Step, offset: number, dense: Float32Array, path: ShapPath): [Step, Step] {
  const { node } = step;
  const feature = tree.splitIndices[node]!;
  const [left, right] = [tree.leftChildren[node]!, tree.rightChildren[node]!];
  const value = dense[feature]!;
  const toLeft = Number.isNaN(value) ? tree.defaultLeft[node] === 1 : value < tree.splitConditions[node]!;
  const cover = tree.sumHessian[node]!;
  const shareOf = (child: number) => (cover > 0 ? tree.sumHessian[child]! / cover : 0);
  let { depth } = step;
  let [zero, one] = [1, 1];
  const known = path.find(offset, depth, feature);
  if (known >= 0) {
    [zero, one] = [path.zeros[offset + known]!, path.ones[offset + known]!];
    path.unwind(offset, depth, known);
    depth--;
  }
  const below = { depth: depth + 1, parentOffset: offset, feature };
  const [taken, other] = toLeft ? [left, right] : [right, left];
  return [
    { ...below, node: other, zero: zero * shareOf(other), one: 0 },
    { ...below, node: taken, zero: zero * shareOf(taken), one },
  ];
}

function depthOf(tree: Tree): number {
  let most = 0;
  walkTree(tree, { enter: (_, depth) => void (most = Math.max(most, depth)) });
  return most;
}

/** The mean of the leaves by cover. */
function meanOf(tree: Tree): number {
  const means = Float64Array.from(tree.splitConditions);
  walkTree(tree, {
    enter: () => undefined,
    leave(node) {
      const [left, right] = [tree.leftChildren[node]!, tree.rightChildren[node]!];
      const sum = means[left]! * tree.sumHessian[left]! + means[right]! * tree.sumHessian[right]!;
      means[node] = tree.sumHessian[node]! > 0 ? sum / tree.sumHessian[node]! : 0;
    },
  });
  return means[0]!;
}
