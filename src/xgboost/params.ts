/** The parameters of a training: checked, under XGBoost's names, with its defaults. */
import { invalid } from "../errors.js";
import { nearest } from "../nearest.js";
import {
  absentParameters,
  type NumberRule,
  parameterAliases,
  type ParameterName,
  type ParameterRule,
  parameterRules,
} from "./parameter_table.js";
import type { BoosterModel } from "./tree.js";

/** Parameters by XGBoost's names; each may be written in camelCase too. Left out, null or undefined: the default. */
interface NamedParams {
  /** Default `reg:squarederror`; also `reg:logistic`, `binary:logistic`, `binary:logitraw`, and `reg:linear`, the old name. */
  objective: string;
  /** One or several: rmse, rmsle, mae, mape, logloss, error, error@t, auc. Default: the objective's. */
  eval_metric: string | readonly string[];
  disable_default_eval_metric: boolean | number;
  /** Default: the weighted mean of the labels. */
  base_score: number;
  /** `exact` or `hist`; default `auto`, which is `hist`. */
  tree_method: string;
  booster: string;
  device: string;
  /** What each tree is multiplied with; default 0.3. */
  eta: number;
  learning_rate: number;
  /** Default 6; 0 means no limit. */
  max_depth: number;
  /** Default 0, no limit; `hist` only. */
  max_leaves: number;
  /** Bins per column of `hist`; default 256. */
  max_bin: number;
  /** `depthwise` (default) or `lossguide`; `hist` only. */
  grow_policy: string;
  /** Least sum of Hessians in a leaf; default 1. */
  min_child_weight: number;
  /** Least gain of a split; default 0. */
  gamma: number;
  min_split_loss: number;
  /** L1 penalty of leaves; default 0. */
  alpha: number;
  reg_alpha: number;
  /** L2 penalty of leaves; default 1. */
  lambda: number;
  reg_lambda: number;
  /** Greatest size of a leaf before the learning rate; default 0, no limit. */
  max_delta_step: number;
  /** Part of the rows that a tree is grown on, in (0, 1]; default 1. */
  subsample: number;
  sampling_method: string;
  colsample_bytree: number;
  colsample_bylevel: number;
  colsample_bynode: number;
  /** Weight of rows with label 1; default 1. */
  scale_pos_weight: number;
  num_parallel_tree: number;
  /** Default 0. */
  seed: number;
  random_state: number;
  seed_per_iteration: boolean | number;
  nthread: number;
  n_jobs: number;
  verbosity: number;
  validate_parameters: boolean | number;
}

type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name;

export type TrainParams = { readonly [Name in keyof NamedParams]?: NamedParams[Name] | null | undefined } & {
  readonly [Name in keyof NamedParams as CamelCase<Name>]?: NamedParams[Name] | null | undefined;
};

/** All that a training needs to know, in the order that XGBoost's documentation has. */
export interface ResolvedParams {
  readonly objective: string;
  /** Empty: none is evaluated. */
  readonly evalMetrics: readonly string[] | null;
  /** null: estimated. */
  readonly baseScore: number | null;
  readonly treeMethod: "exact" | "hist";
  readonly eta: number;
  readonly maxDepth: number;
  readonly maxLeaves: number;
  readonly maxBin: number;
  readonly lossGuide: boolean;
  readonly minChildWeight: number;
  readonly gamma: number;
  readonly alpha: number;
  readonly lambda: number;
  readonly maxDeltaStep: number;
  readonly subsample: number;
  readonly colsample: { readonly byTree: number; readonly byLevel: number; readonly byNode: number };
  readonly scalePosWeight: number;
  readonly seed: number;
  readonly seedPerIteration: boolean;
}

type Value = number | string | boolean | readonly string[];

/** Given parameters under XGBoost's spelling of the names they were given by. */
export function spelledParams(params: TrainParams): Record<string, Value> {
  const given = Object.entries(params).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [snakeCase(name), value as Value]));
}

/**
 * `continued`: the model that goes on; what is not given is as it was there. Throws INVALID_PARAMETER_VALUE for an unknown
 * name, with the nearest, and for a value out of range, with it.
 */
export function resolveParams(
  params: TrainParams,
  continued?: Pick<BoosterModel, "objective" | "scalePosWeight">,
): ResolvedParams {
  const values = checked(params);
  if (continued !== undefined && !values.has("objective")) {
    values.set("objective", checkedValue("objective of xgbModel", continued.objective, parameterRules.objective));
  }
  const number = (name: ParameterName, fallback: number) => (values.get(name) as number | undefined) ?? fallback;
  const method = (values.get("tree_method") as string | undefined) ?? "auto";
  const resolved: ResolvedParams = {
    objective: objectiveOf(values),
    evalMetrics: metricsOf(values),
    baseScore: (values.get("base_score") as number | undefined) ?? null,
    treeMethod: method === "exact" ? "exact" : "hist",
    eta: number("eta", 0.3),
    maxDepth: number("max_depth", 6),
    maxLeaves: number("max_leaves", 0),
    maxBin: number("max_bin", 256),
    lossGuide: values.get("grow_policy") === "lossguide",
    minChildWeight: number("min_child_weight", 1),
    gamma: number("gamma", 0),
    alpha: number("alpha", 0),
    lambda: number("lambda", 1),
    maxDeltaStep: number("max_delta_step", 0),
    subsample: number("subsample", 1),
    colsample: {
      byTree: number("colsample_bytree", 1),
      byLevel: number("colsample_bylevel", 1),
      byNode: number("colsample_bynode", 1),
    },
    scalePosWeight: number("scale_pos_weight", continued?.scalePosWeight ?? 1),
    seed: number("seed", 0),
    seedPerIteration: values.get("seed_per_iteration") === true,
  };
  checkTogether(resolved);
  return resolved;
}

function checked(params: TrainParams): Map<ParameterName, Value> {
  const values = new Map<ParameterName, Value>();
  const givenAs = new Map<ParameterName, string>();
  for (const [spelled, value] of Object.entries(spelledParams(params))) {
    const name = knownName(spelled);
    const before = givenAs.get(name);
    if (before !== undefined) throw invalid(`${before} and ${spelled} are one parameter; give one of them`);
    givenAs.set(name, spelled);
    values.set(name, checkedValue(spelled, value, parameterRules[name]));
  }
  return values;
}

function knownName(spelled: string): ParameterName {
  const name = parameterAliases[spelled] ?? spelled;
  if (Object.hasOwn(parameterRules, name)) return name as ParameterName;
  const absent = absentParameters[name];
  if (absent !== undefined) throw invalid(`XGBoost's parameter ${spelled} is not taken: ${absent}`);
  const known = [...Object.keys(parameterRules), ...Object.keys(parameterAliases)];
  const near = nearest(spelled, known);
  throw invalid(
    `there is no parameter ${spelled}; ${near === null ? `there are ${known.join(", ")}` : `did you mean ${near}?`}`,
  );
}

function checkedValue(name: string, value: Value, rule: ParameterRule): Value {
  switch (rule.kind) {
    case "number":
    case "whole":
      return checkedNumber(name, value, rule);
    case "choice":
      if (rule.choices.includes(String(value))) return String(value);
      throw invalid(`${name} is ${JSON.stringify(value)}; here it can be ${rule.choices.join(", ")}`);
    case "flag":
      if ([true, 1, "1", "true"].includes(value as string)) return true;
      if ([false, 0, "0", "false"].includes(value as string)) return false;
      throw invalid(`${name} is ${JSON.stringify(value)}; it must be true or false`);
    default:
      return value;
  }
}

function checkedNumber(name: string, value: Value, rule: NumberRule): number {
  const most = rule.most ?? Infinity;
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  const fits =
    typeof number === "number" &&
    Number.isFinite(number) &&
    (rule.kind === "number" || Number.isSafeInteger(number)) &&
    (rule.above === true ? number > rule.least : number >= rule.least) &&
    number <= most;
  if (fits) return number;
  const kind = rule.kind === "whole" ? "a whole number" : "a number";
  const low =
    rule.least === -Infinity ? "" : rule.above === true ? ` above ${rule.least}` : ` of at least ${rule.least}`;
  const high = most === Infinity ? "" : `${low === "" ? "" : " and"} at most ${most}`;
  throw invalid(
    `${name} is ${typeof value === "string" ? JSON.stringify(value) : String(value)}; it must be ${kind}${low}${high}`,
  );
}

function objectiveOf(values: ReadonlyMap<ParameterName, Value>): string {
  const objective = (values.get("objective") as string | undefined) ?? "reg:squarederror";
  if (objective !== "reg:linear") return objective;
  if (values.get("verbosity") !== 0) console.warn("reg:linear is now deprecated in favor of reg:squarederror.");
  return "reg:squarederror";
}

function metricsOf(values: ReadonlyMap<ParameterName, Value>): readonly string[] | null {
  const given = values.get("eval_metric");
  if (given === undefined) return values.get("disable_default_eval_metric") === true ? [] : null;
  return [...new Set(typeof given === "object" ? given : [String(given)])];
}

function checkTogether(params: ResolvedParams): void {
  if (params.treeMethod === "exact" && (params.lossGuide || params.maxLeaves > 0)) {
    const which = params.lossGuide ? "grow_policy lossguide" : `max_leaves ${params.maxLeaves}`;
    throw invalid(
      `tree_method exact grows level by level and does not know ${which}; use tree_method hist, or leave it out`,
    );
  }
  const { baseScore, objective } = params;
  const probability = objective === "reg:logistic" || objective === "binary:logistic";
  if (baseScore !== null && probability && !(baseScore > 0 && baseScore < 1)) {
    throw invalid(`base_score is ${baseScore}; for ${objective} it is a probability, above 0 and below 1`);
  }
}

function snakeCase(name: string): string {
  return name.replace(/(?<=[a-z\d])[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
