/** Which graph a model is. */
import { Forest } from "../../ml/trees/forest.js";
import { GradientBoostingRegressor } from "../../ml/gradient_boosting_regressor.js";
import { LinearModel } from "../../ml/linear_model.js";
import { LogisticRegression } from "../../ml/logistic_regression.js";
import type { TreeNodes } from "../../ml/trees/regression_tree.js";
import { Booster } from "../../xgboost/booster.js";
import { linkOf } from "../../xgboost/link.js";
import { linearClassifierGraph, linearRegressorGraph } from "./linear.js";
import type { Graph } from "./proto.js";
import type { TreeColumns } from "./tree_pieces.js";
import { type EnsembleParts, treeEnsembleGraph } from "./trees.js";

/** Null for a model that has none; one that is too big says so. */
export function graphOf(model: object): Graph | null {
  const { name } = model.constructor;
  if (model instanceof LinearModel) {
    const { coefficients, intercept } = model;
    return linearRegressorGraph({ name, coefficients, intercepts: [intercept] });
  }
  if (model instanceof LogisticRegression) {
    const { classes, intercepts } = model;
    return linearClassifierGraph({ name, coefficients: model.state().arrays["coefficients"]!, intercepts, classes });
  }
  const parts = ensembleOf(model);
  return parts !== null && parts.trees.length > 0 && fits(parts) ? treeEnsembleGraph(parts) : null;
}

function ensembleOf(model: object): EnsembleParts | null {
  const { name } = model.constructor;
  if (model instanceof Forest) {
    const trees = model.trees.map(columnsOf);
    return { name, featureCount: model.columnCount, trees, goesLeft: "<=", scale: 1 / trees.length, base: 0 };
  }
  if (model instanceof GradientBoostingRegressor) {
    const { columnCount: featureCount, initialPrediction: base } = model;
    const scale = model.parameters.learningRate;
    return { name, featureCount, trees: model.trees.map(columnsOf), goesLeft: "<=", scale, base };
  }
  return model instanceof Booster ? boosterOf(model) : null;
}

function columnsOf({ columns, rightChildren, values }: TreeNodes): TreeColumns {
  return { left: null, right: rightChildren, features: columns, values };
}

const identities = ["reg:squarederror", "reg:linear", "binary:logitraw"];
const logistics = ["reg:logistic", "binary:logistic"];

/** Null for objectives that have another form; those of one output that XGBoost's trainer here has are all there. */
function boosterOf(booster: Booster): EnsembleParts | null {
  const { objective, baseScore, featureCount, trees } = booster.model;
  const sigmoid = logistics.includes(objective);
  if (!sigmoid && !identities.includes(objective)) return null;
  return {
    name: "Booster",
    featureCount,
    goesLeft: "<",
    scale: 1,
    base: linkOf(objective).toMargin(baseScore),
    sigmoid,
    trees: trees.map(({ leftChildren: left, rightChildren: right, splitIndices, splitConditions, defaultLeft }) => ({
      ...{ left, right, features: splitIndices, values: splitConditions, missingLeft: defaultLeft },
    })),
  };
}

/** Some 30 bytes each in the file, and 400 in onnxruntime. */
const maxNodes = 5_000_000;

function fits({ name, trees }: EnsembleParts): boolean {
  const nodes = trees.reduce((total, tree) => total + tree.right.length, 0);
  if (nodes <= maxNodes) return true;
  console.warn(
    `this ${name} gets no ONNX form, so Python cannot load it: its trees have ${nodes} nodes, at most ${maxNodes} do; set maxDepth, minSamplesLeaf or fewer trees`,
  );
  return false;
}
