/** Tree ensembles as ONNX graphs, by the operator TreeEnsembleRegressor of ai.onnx.ml. */
import { attribute, type Graph, type GraphNode } from "./proto.js";
import { leftChild, type Piece, stagesOf, type TreeColumns, walk } from "./tree_pieces.js";

export interface EnsembleParts {
  readonly name: string;
  readonly featureCount: number;
  readonly trees: readonly TreeColumns[];
  /** What goes left: `value <= threshold` (scikit-learn) or `value < threshold` (XGBoost). */
  readonly goesLeft: "<=" | "<";
  /** Leaves are multiplied by it, and summed up. */
  readonly scale: number;
  /** Added to every sum. */
  readonly base: number;
  /** 1 / (1 + exp(-sum)) is predicted. */
  readonly sigmoid?: boolean;
}

/**
 * `X` float32 [N, featureCount] → `variable` float32 [N, 1]. Each stage of pieces is an ensemble that gives the sum of the
 * leaves (from the second stage on one per piece), and 1 for each cut that the row came to, which makes the piece count.
 */
export function treeEnsembleGraph(parts: EnsembleParts): Graph {
  const stages = stagesOf(parts.trees);
  const nodes: GraphNode[] = [];
  const add = (opType: string, input: readonly string[], output: string, ...attributes: Uint8Array[]): string => {
    nodes.push({ opType, input, output: [output], attribute: attributes });
    return output;
  };
  const columns = (of: string, output: string, indices: readonly number[]): string => {
    const constant = add("Constant", [], `${output}_columns`, attribute("value_ints", { ints: indices }));
    return add("Gather", [of, constant], output, attribute("axis", { i: 1 }));
  };
  let [total, reached] = ["", ""];
  stages.forEach((pieces, stage) => {
    const next = stages[stage + 1] ?? [];
    const scores = `scores_${stage}`;
    nodes.push(ensembleNode(parts, pieces, stage === 0, next.length, scores));
    const valueCount = stage === 0 ? 1 : pieces.length;
    if (stage === 0) total = next.length === 0 ? scores : columns(scores, "total_0", [0]);
    else {
      const values = columns(scores, `values_${stage}`, range(0, valueCount));
      const counted = add("Mul", [values, reached], `counted_${stage}`);
      const axis = add("Constant", [], `axis_${stage}`, attribute("value_ints", { ints: [1] }));
      const sum = add("ReduceSum", [counted, axis], `sum_${stage}`, attribute("keepdims", { i: 1 }));
      total = add("Add", [total, sum], `total_${stage}`);
    }
    if (next.length === 0) return;
    const cuts = columns(scores, `cuts_${stage}`, range(valueCount, next.length));
    if (stage === 0) reached = cuts;
    else {
      const parents = next.map(({ parent }) => parent);
      reached = add("Mul", [cuts, columns(reached, `parents_${stage}`, parents)], `reached_${stage}`);
    }
  });
  add(parts.sigmoid === true ? "Sigmoid" : "Identity", [total], "variable");
  return {
    name: parts.name,
    inputs: [{ name: "X", elementType: "float", shape: ["N", parts.featureCount] }],
    outputs: [{ name: "variable", elementType: "float", shape: ["N", 1] }],
    nodes,
  };
}

function range(start: number, length: number): number[] {
  return Array.from({ length }, (_, index) => start + index);
}

/** In the first stage all leaves go to target 0, later those of each piece to its own; the cuts have the targets after. */
function ensembleNode(
  parts: EnsembleParts,
  pieces: readonly Piece[],
  isFirst: boolean,
  cutCount: number,
  output: string,
): GraphNode {
  const valueCount = isFirst ? 1 : pieces.length;
  const lists = flattened(parts, pieces, isFirst);
  const names = [parts.goesLeft === "<=" ? "BRANCH_LEQ" : "BRANCH_LT", "LEAF"];
  const bases = new Float32Array(valueCount + cutCount);
  if (isFirst) bases[0] = parts.base;
  return {
    opType: "TreeEnsembleRegressor",
    domain: "ai.onnx.ml",
    input: ["X"],
    output: [output],
    attribute: [
      attribute("n_targets", { i: valueCount + cutCount }),
      attribute("aggregate_function", { s: "SUM" }),
      attribute("post_transform", { s: "NONE" }),
      attribute("base_values", { floats: bases }),
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
      attribute("target_ids", { ints: lists.targets }),
      attribute("target_weights", { floats: lists.weights }),
    ],
  };
}

/** The nodes of all pieces one after the other, as the operator wants them; in each piece they are numbered from 0. */
function flattened({ scale, goesLeft }: EnsembleParts, pieces: readonly Piece[], isFirst: boolean) {
  let [count, leafCount] = [0, 0];
  for (const { tree, root } of pieces)
    walk(tree, root, (_, kind) => ((count += 1), (leafCount += kind === "split" ? 0 : 1)));
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
    leafTreeIds: new Int32Array(leafCount),
    leafNodeIds: new Int32Array(leafCount),
    targets: new Int32Array(leafCount),
    weights: new Float32Array(leafCount),
  };
  let [at, leaf, cutTarget] = [0, 0, isFirst ? 1 : pieces.length];
  pieces.forEach(({ tree, root }, piece) => {
    const numbers = new Int32Array(tree.right.length);
    const start = at;
    walk(tree, root, (node) => (numbers[node] = at++ - start));
    at = start;
    walk(tree, root, (node, kind) => {
      lists.treeIds[at] = piece;
      lists.nodeIds[at] = numbers[node]!;
      if (kind === "split") {
        lists.features[at] = tree.features[node]!;
        lists.thresholds[at] = goesLeft === "<=" ? roundedDown(tree.values[node]!) : tree.values[node]!;
        lists.left[at] = numbers[leftChild(tree, node)]!;
        lists.right[at] = numbers[tree.right[node]!]!;
        lists.missingLeft[at] = tree.missingLeft?.[node] ?? 0;
      } else {
        lists.isLeaf[at] = 1;
        lists.leafTreeIds[leaf] = piece;
        lists.leafNodeIds[leaf] = numbers[node]!;
        lists.targets[leaf] = kind === "cut" ? cutTarget++ : isFirst ? 0 : piece;
        lists.weights[leaf++] = kind === "cut" ? 1 : tree.values[node]! * scale;
      }
      at++;
    });
  });
  return lists;
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
