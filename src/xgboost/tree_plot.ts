/** One tree of a model → what is drawn of it. Pure. */
import { TrackingError } from "../errors.js";
import { featureMapOf } from "./feature_map.js";
import { treesPerRound } from "./outputs.js";
import type { BoosterModel } from "./tree.js";
import { layOut, type TreeLayout } from "./tree_layout.js";

export interface PlotTreeOptions {
  /** From 0. Default 0. */
  readonly treeIndex?: number;
  /** Splits from the root to the deepest drawn node; deeper ones are counted in the boxes that stand for them. Default 4. */
  readonly maxDepth?: number;
}

/** More could not be read. */
const mostNodes = 255;

export interface TreePlot {
  readonly title: string;
  readonly layout: TreeLayout;
}

/** Throws INVALID_PARAMETER_VALUE for a tree that the model does not have. */
export function treePlotOf(model: BoosterModel, { treeIndex = 0, maxDepth = 4 }: PlotTreeOptions = {}): TreePlot {
  const tree = model.trees[treeIndex];
  if (tree === undefined) {
    const remedy = model.trees.length === 0 ? "train it first" : `give treeIndex 0 to ${model.trees.length - 1}`;
    throw new TrackingError("INVALID_PARAMETER_VALUE", `there is no tree ${treeIndex}; ${remedy}`);
  }
  if (!(maxDepth >= 0)) throw new TrackingError("INVALID_PARAMETER_VALUE", `maxDepth is ${maxDepth}; give 0 or more`);
  const round = treesPerRound(model) === 1 ? "" : `, round ${Math.floor(treeIndex / treesPerRound(model))}`;
  return {
    title: `tree ${treeIndex} of ${model.trees.length}${round}`,
    layout: layOut(tree, featureMapOf(model), maxDepth, mostNodes),
  };
}
