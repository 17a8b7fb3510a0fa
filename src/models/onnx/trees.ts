/** Tree ensembles as ONNX graphs, by the operator TreeEnsembleRegressor of ai.onnx.ml. */
import { attribute, type Graph, type GraphNode } from "./proto.js";

/** One tree by columns; node 0 is the root, children come after their parents. */
export interface TreeColumns {
  /** By node: its left child; null: the next node. */
  readonly left: ArrayLike<number> | null;
  /** By node: its right child; at leaves 0 or less. */
  readonly right: ArrayLike<number>;
  readonly features: ArrayLike<number>;
  /** At splits the threshold, at leaves the prediction. */
  readonly values: ArrayLike<number>;
  /** 1: a missing value (NaN) goes left. Left out: it goes right, as any comparison with NaN fails. */
  readonly missingLeft?: ArrayLike<number>;
}

export interface EnsembleParts {
  readonly name: string;
  readonly featureCount: number;
  readonly trees: readonly TreeColumns[];
  /** What goes left: `value <= threshold` (scikit-learn) or `value < threshold` (XGBoost). */
  readonly goesLeft: "<=" | "<";
  readonly aggregate: "SUM" | "AVERAGE";
  /** Leaves are multiplied by it. Default 1. */
  readonly scale?: number;
  /** Added to every sum. */
  readonly base: number;
  /** 1 / (1 + exp(-sum)) is predicted. */
  readonly sigmoid?: boolean;
}

/** `X` float32 [N, featureCount] → `variable` float32 [N, 1]. */
export function treeEnsembleGraph(parts: EnsembleParts): Graph {
  const sum = parts.sigmoid === true ? "margin" : "variable";
  const sigmoid: GraphNode = { opType: "Sigmoid", input: [sum], output: ["variable"], attribute: [] };
  return {
    name: parts.name,
    inputs: [{ name: "X", elementType: "float", shape: ["N", parts.featureCount] }],
    outputs: [{ name: "variable", elementType: "float", shape: ["N", 1] }],
    nodes: [
      {
        opType: "TreeEnsembleRegressor",
        domain: "ai.onnx.ml",
        input: ["X"],
        output: [sum],
        attribute: [
          attribute("n_targets", { i: 1 }),
          attribute("aggregate_function", { s: parts.aggregate }),
          attribute("post_transform", { s: "NONE" }),
          attribute("base_values", { floats: Float32Array.of(parts.base) }),
          ...treeAttributes(parts),
        ],
      },
      ...(parts.sigmoid === true ? [sigmoid] : []),
    ],
  };
}

function treeAttributes(parts: EnsembleParts): Uint8Array[] {
  const lists = flattened(parts);
  const names = [parts.goesLeft === "<=" ? "BRANCH_LEQ" : "BRANCH_LT", "LEAF"];
  return [
    attribute("nodes_treeids", { ints: lists.treeIds }),
    attribute("nodes_nodeids", { ints: lists.nodeIds }),
    attribute("nodes_featureids", { ints: lists.features }),
    attribute("nodes_modes", { names, indices: lists.isLeaf }),
    attribute("nodes_values", { floats: lists.thresholds }),
    attribute("nodes_truenodeids", { ints: lists.left }),
    attribute("nodes_falsenodeids", { ints: lists.right }),
    attribute("nodes_missing_value_tracks_true", { ints: lists.missingLeft }),
    attribute("target_treeids", { ints: lists.leafTreeIds }),
    attribute("target_nodeids", { ints: lists.leafNodeIds }),
    attribute("target_ids", { ints: new Uint8Array(lists.leafNodeIds.length) }),
    attribute("target_weights", { floats: lists.leafValues }),
  ];
}

/** The nodes of all trees one after the other, as the operator wants them. */
function flattened({ trees, scale = 1, goesLeft }: EnsembleParts) {
  const count = nodeCount(trees);
  const integers = () => new Int32Array(count);
  const lists = {
    treeIds: integers(),
    nodeIds: integers(),
    features: integers(),
    isLeaf: new Uint8Array(count),
    thresholds: new Float32Array(count),
    left: integers(),
    right: integers(),
    missingLeft: new Uint8Array(count),
  };
  const [leafTreeIds, leafNodeIds, leafValues] = [integers(), integers(), new Float32Array(count)];
  let [at, leaves] = [0, 0];
  trees.forEach((tree, treeId) => {
    for (let node = 0; node < tree.right.length; node++, at++) {
      lists.treeIds[at] = treeId;
      lists.nodeIds[at] = node;
      if (tree.right[node]! <= 0) {
        lists.isLeaf[at] = 1;
        leafTreeIds[leaves] = treeId;
        leafNodeIds[leaves] = node;
        leafValues[leaves++] = tree.values[node]! * scale;
        continue;
      }
      lists.features[at] = tree.features[node]!;
      lists.thresholds[at] = goesLeft === "<=" ? roundedDown(tree.values[node]!) : tree.values[node]!;
      lists.left[at] = leftChild(tree, node);
      lists.right[at] = tree.right[node]!;
      lists.missingLeft[at] = tree.missingLeft?.[node] ?? 0;
    }
  });
  const used = <T extends Int32Array | Float32Array>(list: T) => list.subarray(0, leaves) as T;
  return { ...lists, leafTreeIds: used(leafTreeIds), leafNodeIds: used(leafNodeIds), leafValues: used(leafValues) };
}

export function nodeCount(trees: readonly TreeColumns[]): number {
  return trees.reduce((total, tree) => total + tree.right.length, 0);
}

/** Of the deepest leaf of all trees; a tree of one leaf has depth 0. */
export function depthOf(trees: readonly TreeColumns[]): number {
  let deepest = 0;
  for (const tree of trees) {
    const depths = new Int32Array(tree.right.length);
    for (let node = 0; node < depths.length; node++) {
      if (tree.right[node]! <= 0) continue;
      const depth = depths[node]! + 1;
      depths[leftChild(tree, node)] = depth;
      depths[tree.right[node]!] = depth;
      if (depth > deepest) deepest = depth;
    }
  }
  return deepest;
}

function leftChild({ left }: TreeColumns, node: number): number {
  return left === null ? node + 1 : left[node]!;
}

const [asFloat, asBits] = (() => {
  const floats = new Float32Array(1);
  return [floats, new Int32Array(floats.buffer)] as const;
})();

/** The largest float32 that is at most `value`: float32 inputs are at most one exactly when they are at most the other. */
export function roundedDown(value: number): number {
  asFloat[0] = value;
  if (asFloat[0] <= value) return asFloat[0];
  if (asFloat[0] === 0) return -1.401298464324817e-45;
  asBits[0] = asBits[0]! + (asFloat[0] > 0 ? -1 : 1); // the neighbour towards -infinity
  return asFloat[0];
}
