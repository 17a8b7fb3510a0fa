/** The params of a training as autologging logs them. */
import type { TrainingParam } from "../training.js";
import { parameterAliases, type ParameterName } from "./parameter_table.js";
import { type ResolvedParams, spelledParams, type TrainParams } from "./params.js";

/** As they were given, under XGBoost's spelling, and all others that shape the model with the value that they have. */
export function loggedParams(given: TrainParams, resolved: ResolvedParams): Record<string, TrainingParam> {
  const spelled = Object.entries(spelledParams(given)).map(([name, value]): [string, TrainingParam] => [
    name,
    typeof value === "object" ? `[${value.map((one) => `'${one}'`).join(", ")}]` : value,
  ]);
  const known = new Set(spelled.map(([name]) => parameterAliases[name] ?? name));
  const others = Object.entries(valuesOf(resolved)).filter(([name]) => !known.has(name));
  return Object.fromEntries([...spelled, ...others]);
}

function valuesOf(resolved: ResolvedParams): Partial<Record<ParameterName, TrainingParam>> {
  const { colsample } = resolved;
  return {
    booster: "gbtree",
    objective: resolved.objective,
    base_score: resolved.baseScore,
    tree_method: resolved.treeMethod,
    eta: resolved.eta,
    max_depth: resolved.maxDepth,
    max_leaves: resolved.maxLeaves,
    ...(resolved.treeMethod === "hist" && { max_bin: resolved.maxBin }),
    grow_policy: resolved.lossGuide ? "lossguide" : "depthwise",
    min_child_weight: resolved.minChildWeight,
    gamma: resolved.gamma,
    alpha: resolved.alpha,
    lambda: resolved.lambda,
    max_delta_step: resolved.maxDeltaStep,
    subsample: resolved.subsample,
    colsample_bytree: colsample.byTree,
    colsample_bylevel: colsample.byLevel,
    colsample_bynode: colsample.byNode,
    scale_pos_weight: resolved.scalePosWeight,
    seed: resolved.seed,
  };
}
