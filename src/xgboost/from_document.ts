/** The fields of XGBoost's files, of any version from 1.0 on, as a model; what is not a model that we can use is told. Pure. */
import { TrackingError } from "../errors.js";
import { type Document, type DocumentValue, isDocument, isNumberColumn } from "./document.js";
import { float32Of } from "./float32_text.js";
import type { BoosterModel, Tree } from "./tree.js";

/** Throws DATA_LOSS for fields that are missing or do not fit each other, NOT_IMPLEMENTED for kinds of models we do not have. */
export function fromDocument(document: Document): BoosterModel {
  const learner = fieldsOf(document, "learner");
  const parameters = fieldsOf(learner, "learner_model_param");
  const forest = forestOf(fieldsOf(learner, "gradient_booster"));
  const targets = countOf(parameters, "num_target", 1);
  if (targets > 1) throw notOurs(`it has ${targets} targets`);
  const featureCount = countOf(parameters, "num_feature");
  const { name: objective, ...objectiveParams } = fieldsOf(learner, "objective");
  const classCount = countOf(parameters, "num_class", 0);
  const baseScores = baseScoresOf(parameters);
  const names = textsOf(learner, "feature_names");
  const types = textsOf(learner, "feature_types");
  const model = {
    trees: forest.trees.map((tree, index) => treeOf(tree, index, featureCount)),
    objective: typeof objective === "string" ? objective : "",
    baseScore: baseScores[0]!,
    featureCount,
    featureNames: names.length > 0 ? names : null,
    featureTypes: types.length > 0 ? types : null,
    scalePosWeight: scalePosWeightOf(objectiveParams),
    attributes: attributesOf(learner),
    ...(classCount > 1 && { classCount }),
    ...(baseScores.length > 1 && { classBaseScores: baseScores }),
    ...(forest.parallel > 1 && { parallelTreeCount: forest.parallel }),
    boostFromAverage: parameters["boost_from_average"] === "1",
    objectiveParams: objectiveParams as Record<string, Record<string, string>>,
  };
  checkLayout(forest.groups, Math.max(1, classCount), forest.parallel);
  return model;
}

interface Forest {
  readonly trees: readonly Document[];
  readonly groups: ArrayLike<number>;
  readonly parallel: number;
}

function forestOf(booster: Document): Forest {
  if (booster["name"] !== "gbtree") throw notOurs(`its booster is ${String(booster["name"])}`);
  const model = fieldsOf(booster, "model");
  const trees = model["trees"];
  if (!Array.isArray(trees)) throw broken("model has no list of trees");
  const parameters = fieldsOf(model, "gbtree_model_param");
  const wanted = countOf(parameters, "num_trees");
  if (wanted !== trees.length) throw broken(`it should have ${wanted} trees and has ${trees.length}`);
  return {
    trees: trees as Document[],
    groups: numbersOf(model, "tree_info"),
    parallel: Math.max(1, countOf(parameters, "num_parallel_tree", 1)),
  };
}

/** Trees come in rounds, in a round by class. */
function checkLayout(groups: ArrayLike<number>, classCount: number, parallel: number): void {
  const perRound = classCount * parallel;
  if (groups.length % perRound !== 0) throw notOurs(`its ${groups.length} trees are not whole rounds of ${perRound}`);
  for (let index = 0; index < groups.length; index++) {
    if (groups[index] !== Math.floor((index % perRound) / parallel))
      throw notOurs("its trees are not in order of class");
  }
}

function treeOf(document: Document, index: number, featureCount: number): Tree {
  const parameters = fieldsOf(document, "tree_param");
  if (countOf(parameters, "size_leaf_vector", 1) > 1) throw notOurs("its leaves hold vectors (multi_output_tree)");
  const count = countOf(parameters, "num_nodes");
  const column = (name: string): ArrayLike<number> => {
    const values = numbersOf(document, name);
    if (values.length !== count) {
      throw broken(`${name} of tree ${index} has ${values.length} numbers, the tree ${count} nodes`);
    }
    return values;
  };
  if (count < 1) throw broken(`tree ${index} has no nodes`);
  if ("split_type" in document && Array.prototype.some.call(column("split_type"), (type) => type !== 0)) {
    throw notOurs("it splits by categories");
  }
  const tree = {
    leftChildren: Int32Array.from(column("left_children")),
    rightChildren: Int32Array.from(column("right_children")),
    parents: Int32Array.from(column("parents")),
    splitIndices: Int32Array.from(column("split_indices")),
    splitConditions: floats(column("split_conditions")),
    defaultLeft: Uint8Array.from(column("default_left"), Number),
    lossChanges: floats(column("loss_changes")),
    sumHessian: floats(column("sum_hessian")),
    baseWeights: floats(column("base_weights")),
  };
  checkTree(tree, index, featureCount);
  return tree;
}

function floats(values: ArrayLike<number>): Float32Array {
  return values instanceof Float32Array ? values : Float32Array.from(values, (value) => float32Of(Number(value)));
}

/** Every node that can be reached is reached once, so that walks end. */
function checkTree(tree: Tree, index: number, featureCount: number): void {
  const { leftChildren, rightChildren, splitIndices } = tree;
  const count = leftChildren.length;
  const seen = new Uint8Array(count);
  const stack = [0];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (!(node >= 0 && node < count) || seen[node] === 1) throw broken(`the nodes of tree ${index} are no tree`);
    seen[node] = 1;
    if (leftChildren[node] === -1) continue;
    const feature = splitIndices[node]!;
    if (feature < 0 || feature >= featureCount) {
      throw broken(`tree ${index} splits on feature ${feature}; the model has ${featureCount} features`);
    }
    stack.push(leftChildren[node]!, rightChildren[node]!);
  }
}

/** `5E-1` up to version 3.0, `[5E-1]` or one number per class from 3.1 on. */
function baseScoresOf(parameters: Document): number[] {
  const text = String(parameters["base_score"]);
  const scores = text.replace(/^\[|\]$/g, "").split(",");
  const numbers = scores.map((score) => float32Of(score.trim() === "" ? NaN : Number(score)));
  if (numbers.some((score) => !Number.isFinite(score))) throw broken(`base_score is ${JSON.stringify(text)}`);
  return numbers;
}

function scalePosWeightOf(objectiveParams: Document): number {
  const parameters = objectiveParams["reg_loss_param"];
  const weight = isDocument(parameters) ? Number(parameters["scale_pos_weight"]) : 1;
  return Number.isFinite(weight) ? weight : 1;
}

function attributesOf(learner: Document): Record<string, string> {
  const attributes = learner["attributes"];
  if (!isDocument(attributes)) return {};
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, String(value)]));
}

function fieldsOf(document: Document, name: string): Document {
  const value = document[name];
  if (!isDocument(value)) throw broken(`it has no ${name}`);
  return value;
}

function numbersOf(document: Document, name: string): ArrayLike<number> {
  const value = document[name];
  if (value instanceof BigInt64Array) return Array.from(value, Number);
  if (!isNumberColumn(value) && !Array.isArray(value)) throw broken(`it has no list ${name}`);
  return value as ArrayLike<number>;
}

function textsOf(document: Document, name: string): string[] {
  const value: DocumentValue | undefined = document[name];
  return Array.isArray(value) ? value.map(String) : [];
}

/** Counts are kept as text. */
function countOf(document: Document, name: string, otherwise?: number): number {
  const value = document[name];
  const count = value === undefined ? otherwise : Number(value);
  if (count === undefined || !Number.isInteger(count) || count < 0) throw broken(`${name} is ${JSON.stringify(value)}`);
  return count;
}

function broken(what: string): TrackingError {
  return new TrackingError("DATA_LOSS", `not a whole XGBoost model: ${what}`);
}

function notOurs(what: string): TrackingError {
  return new TrackingError(
    "NOT_IMPLEMENTED",
    `an XGBoost model of a kind that labbook does not have: ${what}; it reads models of booster gbtree with one number per leaf and numeric splits`,
  );
}
