/** `labbook/hpo`: search for the best parameters, as hyperopt has it. */
export { hp } from "./hp.js";
export { mix } from "./mix.js";
export { mtpe, type MtpeOptions } from "./mtpe.js";
export { Node, type SpaceValue } from "./node.js";
export { SeededRandom } from "../random.js";
export { rand } from "./rand.js";
export { type Operand, scope } from "./scope.js";
export { anneal, type AnnealOptions } from "./anneal.js";
export { CategoricalDensity, type Density, MixtureDensity } from "./density.js";
export { exists, searchSpace } from "./search_space.js";
export { sample, spaceEval } from "./space_eval.js";
export type { Condition, Distribution, Parameter, Point, Random, SearchSpace, Suggest } from "./suggest.js";
export { type Posterior, tpe, type TpeOptions } from "./tpe.js";
export * from "./trial.js";
export { fmin } from "./fmin.js";
export type { FminOptions, Objective } from "./fmin_options.js";
export { generateTrialsToCalculate } from "./given_point.js";
export { hyperbandPruner, type HyperbandPrunerOptions } from "./hyperband_pruner.js";
export {
  medianPruner,
  type MedianPrunerOptions,
  percentilePruner,
  type PercentilePrunerOptions,
} from "./median_pruner.js";
export { type EarlyStop, noProgressLoss } from "./no_progress_loss.js";
export type { ObjectiveResult } from "./outcome.js";
export type { Pruner } from "./pruner.js";
export type { Trial } from "./running_trial.js";
export { pruningCallback } from "./pruning_callback.js";
export { progressText, type SearchProgress } from "./search_progress.js";
export { successiveHalvingPruner, type SuccessiveHalvingPrunerOptions } from "./successive_halving_pruner.js";
export { TrialPruned } from "./trial_pruned.js";
export { Trials, trialsFromDocs } from "./trials.js";
export { trialsFromRuns, type TrialsFromRunsOptions } from "./trials_from_runs.js";
