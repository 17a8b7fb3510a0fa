/** How much each feature did in a model's splits (XGBoost's `get_score`). Pure. */
import { TrackingError } from "../errors.js";
import { nearest } from "../nearest.js";
import type { Tree } from "./tree.js";

/**
 * `weight`: how many splits use the feature; `total_gain`, `total_cover`: the sum over those splits of their gain and of
 * their cover; `gain`, `cover`: the mean.
 */
export type ImportanceType = "weight" | "gain" | "cover" | "total_gain" | "total_cover";

export const importanceTypes: readonly ImportanceType[] = ["weight", "gain", "cover", "total_gain", "total_cover"];

/** Feature → score, by ascending feature; features without a split are left out. Sums are float32, as XGBoost's are. */
export function importanceOf(trees: readonly Tree[], type: ImportanceType): Map<number, number> {
  if (!importanceTypes.includes(type)) {
    const near = nearest(type, importanceTypes);
    const remedy = near === null ? `take one of ${importanceTypes.join(", ")}` : `did you mean ${near}?`;
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `there is no importance type ${JSON.stringify(type)}; ${remedy}`,
    );
  }
  const counts = new Map<number, number>();
  const sums = new Map<number, number>();
  for (const tree of trees) {
    const amounts = type.endsWith("gain") ? tree.lossChanges : tree.sumHessian;
    for (const node of splitNodes(tree)) {
      const feature = tree.splitIndices[node]!;
      counts.set(feature, (counts.get(feature) ?? 0) + 1);
      sums.set(feature, Math.fround((sums.get(feature) ?? 0) + amounts[node]!));
    }
  }
  const scoreOf = (feature: number) => {
    if (type === "weight") return counts.get(feature)!;
    return type.startsWith("total") ? sums.get(feature)! : Math.fround(sums.get(feature)! / counts.get(feature)!);
  };
  return new Map([...counts.keys()].sort((a, b) => a - b).map((feature) => [feature, scoreOf(feature)]));
}

/** In the order in which XGBoost adds: right subtrees first. */
function* splitNodes({ leftChildren, rightChildren }: Tree): Generator<number> {
  const stack = [0];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (leftChildren[node] === -1) continue;
    yield node;
    stack.push(leftChildren[node]!, rightChildren[node]!);
  }
}
