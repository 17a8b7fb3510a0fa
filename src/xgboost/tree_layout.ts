/** Where the nodes of a drawn tree lie: the root at the left, a row for each node that has no drawn children. Pure. */
import { splitOf } from "./dump.js";
import type { FeatureMap } from "./feature_map.js";
import type { Tree } from "./tree.js";
import { isLeaf, walkTree } from "./walk_tree.js";

export interface DrawnNode {
  readonly node: number;
  readonly depth: number;
  /** In rows from the top; between the children's. */
  readonly row: number;
  /** `split`: its children are drawn too; `cut`: a split whose children are not. */
  readonly kind: "split" | "leaf" | "cut";
  /** The condition of a split, else empty. */
  readonly feature: string;
  readonly threshold: string | null;
  /** A leaf's value, a split's gain. */
  readonly amount: number;
  readonly cover: number;
  /** For a cut one: how many nodes lie below it. */
  readonly below: number;
  /** Index among the drawn nodes and what leads there; null for the root. */
  readonly from: { readonly parent: number; readonly answer: "yes" | "no"; readonly missing: boolean } | null;
}

export interface TreeLayout {
  readonly nodes: readonly DrawnNode[];
  readonly rowCount: number;
  /** Of the drawn part, and of the whole tree; the root's is 0. */
  readonly depth: number;
  readonly wholeDepth: number;
  readonly wholeCount: number;
}

/** Draws down to `deepest`, or less deep where that would be more than `most` nodes. */
export function layOut(tree: Tree, features: FeatureMap, deepest: number, most: number): TreeLayout {
  const sizes = levelSizes(tree);
  const depth = fittingDepth(sizes, deepest, most);
  const below = countsBelow(tree);
  const drawn: Mutable<DrawnNode>[] = [];
  /** The drawn ancestors of the node that is visited. */
  const path: number[] = [];
  let rowCount = 0;
  walkTree(tree, {
    enter(node, level) {
      if (level > depth) return;
      path.length = level;
      const parent = path.at(-1);
      const index = drawn.push(drawnNode(tree, node, level, features, below[node]!)) - 1;
      const own = drawn[index]!;
      if (parent !== undefined) own.from = wayTo(tree, drawn[parent]!.node, node, parent, features);
      if (own.kind !== "leaf" && level === depth) own.kind = "cut";
      if (own.kind !== "split") own.row = rowCount++;
      path.push(index);
    },
  });
  for (let index = drawn.length - 1; index > 0; index--) {
    const parent = drawn[drawn[index]!.from!.parent]!;
    parent.row += drawn[index]!.row / 2;
  }
  const wholeCount = sizes.reduce((sum, size) => sum + size, 0);
  return { nodes: drawn, rowCount, depth: Math.min(depth, sizes.length - 1), wholeDepth: sizes.length - 1, wholeCount };
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

function drawnNode(tree: Tree, node: number, depth: number, features: FeatureMap, below: number): Mutable<DrawnNode> {
  const leaf = isLeaf(tree, node);
  const { name, threshold } = leaf ? { name: "", threshold: null } : splitOf(tree, node, features);
  return {
    node,
    depth,
    row: 0,
    kind: leaf ? "leaf" : "split",
    feature: name,
    threshold,
    amount: (leaf ? tree.splitConditions : tree.lossChanges)[node]!,
    cover: tree.sumHessian[node]!,
    below,
    from: null,
  };
}

function wayTo(tree: Tree, split: number, node: number, parent: number, features: FeatureMap): DrawnNode["from"] {
  const { yes, missing } = splitOf(tree, split, features);
  return { parent, answer: node === yes ? "yes" : "no", missing: node === missing };
}

/** How many nodes each depth has. */
function levelSizes(tree: Tree): number[] {
  const sizes: number[] = [];
  walkTree(tree, { enter: (_, depth) => void (sizes[depth] = (sizes[depth] ?? 0) + 1) });
  return sizes;
}

function fittingDepth(sizes: readonly number[], deepest: number, most: number): number {
  let count = 0;
  for (let depth = 0; depth < sizes.length; depth++) {
    count += sizes[depth]!;
    if (depth > deepest || (count > most && depth > 0)) return depth - 1;
  }
  return sizes.length - 1;
}

/** How many nodes lie below each node. */
function countsBelow(tree: Tree): Int32Array {
  const counts = new Int32Array(tree.leftChildren.length);
  walkTree(tree, {
    enter: () => undefined,
    leave(node) {
      for (const child of [tree.leftChildren[node]!, tree.rightChildren[node]!]) counts[node]! += 1 + counts[child]!;
    },
  });
  return counts;
}
