/** XGBoost's parameters: which there are here, their other names, defaults and ranges. */

export interface NumberRule {
  readonly kind: "number" | "whole";
  readonly least: number;
  readonly most?: number;
  /** The bound itself is not allowed. */
  readonly above?: boolean;
}

export interface ChoiceRule {
  readonly kind: "choice";
  readonly choices: readonly string[];
}

export type ParameterRule = NumberRule | ChoiceRule | { readonly kind: "flag" | "text" | "texts" };

const number = (least = 0, most = Infinity): NumberRule => ({ kind: "number", least, most });
const whole = (least = 0): NumberRule => ({ kind: "whole", least });
const fraction: NumberRule = { kind: "number", least: 0, most: 1, above: true };
const choice = (...choices: string[]): ChoiceRule => ({ kind: "choice", choices });

export const parameterRules = {
  booster: choice("gbtree"),
  device: choice("cpu"),
  verbosity: { kind: "whole", least: 0, most: 3 } as NumberRule,
  nthread: whole(-1),
  validate_parameters: { kind: "flag" },
  tree_method: choice("auto", "exact", "hist"),
  objective: choice("reg:squarederror", "reg:linear", "reg:logistic", "binary:logistic", "binary:logitraw"),
  eval_metric: { kind: "texts" },
  disable_default_eval_metric: { kind: "flag" },
  base_score: { kind: "number", least: -Infinity } as NumberRule,
  scale_pos_weight: number(),
  seed: whole(-Infinity),
  seed_per_iteration: { kind: "flag" },
  eta: number(),
  max_depth: whole(),
  max_leaves: whole(),
  max_bin: whole(2),
  grow_policy: choice("depthwise", "lossguide"),
  min_child_weight: number(),
  gamma: number(),
  alpha: number(),
  lambda: number(),
  max_delta_step: number(),
  subsample: fraction,
  sampling_method: choice("uniform"),
  num_parallel_tree: { kind: "whole", least: 1, most: 1 } as NumberRule,
  colsample_bytree: fraction,
  colsample_bylevel: fraction,
  colsample_bynode: fraction,
} as const satisfies Record<string, ParameterRule>;

export type ParameterName = keyof typeof parameterRules;

/** XGBoost's second names → first ones. */
export const parameterAliases: Readonly<Record<string, ParameterName>> = {
  learning_rate: "eta",
  min_split_loss: "gamma",
  reg_alpha: "alpha",
  reg_lambda: "lambda",
  random_state: "seed",
  n_jobs: "nthread",
};

/** What XGBoost has besides, and what to do without it. */
export const absentParameters: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ["n_estimators", "num_boost_round", "num_rounds"].map((name) => [
      name,
      "the number of rounds is an option, as in train(params, dtrain, { numBoostRound: 100 })",
    ]),
  ),
  early_stopping_rounds: "it is an option, as in train(params, dtrain, { evals, earlyStoppingRounds: 50 })",
  silent: "give verbosity: 0, and the option verboseEval: false",
  monotone_constraints: "constraints are not supported; leave it out",
  interaction_constraints: "constraints are not supported; leave it out",
  ...Object.fromEntries(
    ["rate_drop", "skip_drop", "one_drop", "sample_type", "normalize_type"].map((name) => [
      name,
      "the dart booster is not supported; leave it out",
    ]),
  ),
  ...Object.fromEntries(
    ["feature_selector", "top_k"].map((name) => [name, "the gblinear booster is not supported; leave it out"]),
  ),
  ...Object.fromEntries(
    [
      ...["updater", "refresh_leaf", "process_type", "num_class", "multi_strategy", "max_cat_to_onehot"],
      ...["max_cat_threshold", "max_cached_hist_node", "tweedie_variance_power", "huber_slope", "quantile_alpha"],
      ...["aft_loss_distribution", "lambdarank_pair_method", "predictor", "gpu_id", "single_precision_histogram"],
    ].map((name) => [name, "it is not supported here; leave it out"]),
  ),
};
