/** A model's nodes as a table (Python's `trees_to_dataframe`). Pure. */
import { splitOf } from "./dump.js";
import type { FeatureMap } from "./feature_map.js";
import type { Tree } from "./tree.js";
import { isLeaf, walkTree } from "./walk_tree.js";

export interface TreeNode {
  readonly tree: number;
  readonly node: number;
  /** `tree-node`. */
  readonly id: string;
  /** `Leaf` at leaves. */
  readonly feature: string;
  /** Smaller values go to `yes`; null at leaves and indicators. */
  readonly split: number | null;
  /** Ids of nodes; null at leaves. */
  readonly yes: string | null;
  readonly no: string | null;
  readonly missing: string | null;
  /** Of the split; at leaves the leaf's value. */
  readonly gain: number;
  readonly cover: number;
}

/** By tree and node. */
export function treeNodes(trees: readonly Tree[], features: FeatureMap): TreeNode[] {
  return trees.flatMap((tree, index) => {
    const nodes: TreeNode[] = [];
    walkTree(tree, { enter: (node) => void nodes.push(treeNode(tree, index, node, features)) });
    return nodes.sort((a, b) => a.node - b.node);
  });
}

function treeNode(tree: Tree, index: number, node: number, features: FeatureMap): TreeNode {
  const own = { tree: index, node, id: `${index}-${node}`, cover: tree.sumHessian[node]! };
  if (isLeaf(tree, node)) {
    return {
      ...own,
      feature: "Leaf",
      split: null,
      yes: null,
      no: null,
      missing: null,
      gain: tree.splitConditions[node]!,
    };
  }
  const { name, threshold, yes, no, missing } = splitOf(tree, node, features);
  const id = (child: number) => `${index}-${child}`;
  return {
    ...own,
    feature: name,
    split: threshold === null ? null : tree.splitConditions[node]!,
    yes: id(yes),
    no: id(no),
    missing: id(missing),
    gain: tree.lossChanges[node]!,
  };
}
