/** A model as the fields of XGBoost's files, in the form of version 3.2 (`doc/model.schema`). Pure. */
import type { Document } from "./document.js";
import { float32Text } from "./float32_text.js";
import { float9 } from "./float9.js";
import type { BoosterModel, Tree } from "./tree.js";

/** The XGBoost whose files ours are like. */
const version = [3, 2, 0];
/** The feature of a node that was pruned away; its `default_left` is 1 too. */
const pruned = 2147483647;

export function toDocument(model: BoosterModel): Document {
  const { classCount = 0, featureNames, featureTypes } = model;
  return {
    learner: {
      attributes: { ...model.attributes },
      feature_names: featureNames === null ? [] : [...featureNames],
      feature_types: featureTypes === null ? [] : [...featureTypes],
      gradient_booster: { model: treesDocument(model), name: "gbtree" },
      learner_model_param: {
        base_score: baseScoreText(model),
        boost_from_average: model.boostFromAverage === true ? "1" : "0",
        num_class: String(classCount),
        num_feature: String(model.featureCount),
        num_target: "1",
      },
      objective: { name: model.objective, ...objectiveParams(model) },
    },
    version,
  };
}

/**
 * One number without the brackets that XGBoost writes from 3.1 on: its reader takes both, and older ones take a number in
 * brackets for 0.5 without a word.
 */
function baseScoreText({ baseScore, classBaseScores }: BoosterModel): string {
  const text = (score: number) => float32Text(Math.fround(score));
  return classBaseScores === undefined ? text(baseScore) : `[${classBaseScores.map(text).join()}]`;
}

function objectiveParams(model: BoosterModel): Document {
  return model.objectiveParams ?? { reg_loss_param: { scale_pos_weight: float9(Math.fround(model.scalePosWeight)) } };
}

function treesDocument(model: BoosterModel): Document {
  const { trees, classCount, parallelTreeCount = 1 } = model;
  const perRound = Math.max(1, classCount ?? 0) * parallelTreeCount;
  return {
    cats: { enc: [], feature_segments: new Int32Array(0), sorted_idx: new Int32Array(0) },
    gbtree_model_param: { num_parallel_tree: String(parallelTreeCount), num_trees: String(trees.length) },
    iteration_indptr: Array.from({ length: trees.length / perRound + 1 }, (_, round) => round * perRound),
    tree_info: trees.map((_, index) => Math.floor((index % perRound) / parallelTreeCount)),
    trees: trees.map((tree, id) => treeDocument(tree, id, model.featureCount)),
  };
}

function treeDocument(tree: Tree, id: number, featureCount: number): Document {
  const count = tree.leftChildren.length;
  return {
    base_weights: tree.baseWeights,
    categories: new Int32Array(0),
    categories_nodes: new Int32Array(0),
    categories_segments: new BigInt64Array(0),
    categories_sizes: new BigInt64Array(0),
    default_left: tree.defaultLeft,
    id,
    left_children: tree.leftChildren,
    loss_changes: tree.lossChanges,
    parents: tree.parents,
    right_children: tree.rightChildren,
    split_conditions: tree.splitConditions,
    split_indices: tree.splitIndices,
    split_type: new Uint8Array(count),
    sum_hessian: tree.sumHessian,
    tree_param: {
      num_deleted: String(
        tree.splitIndices.filter((feature, node) => feature === pruned && tree.defaultLeft[node] === 1).length,
      ),
      num_feature: String(featureCount),
      num_nodes: String(count),
      size_leaf_vector: "1",
    },
  };
}
