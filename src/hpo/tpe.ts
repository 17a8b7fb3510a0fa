/**
 * The tree-structured Parzen estimator of Bergstra et al. (2011) by hyperopt's own rules: each parameter by itself, the values
 * of the best trials against all others.
 */
import { checkOptions } from "./algorithm_options.js";
import { type CategoricalDensity, type Density, densityOf, type MixtureDensity } from "./density.js";
import { draw } from "./draw.js";
import { byLoss, hasValue, type History, historyOf, valueOf } from "./history.js";
import { exists } from "./search_space.js";
import type { Parameter, Random, SearchSpace, Suggest } from "./suggest.js";
import type { TrialDocument } from "./trial.js";

export interface TpeOptions {
  /** The best ceil(gamma · √trials), at most 25, are the good ones; 0.25. */
  readonly gamma?: number;
  /** What the space itself weighs beside one trial; 1. */
  readonly priorWeight?: number;
  /** So many points are random at first; 20. */
  readonly nStartupJobs?: number;
  /** The best of so many draws is suggested; 24. */
  readonly nEICandidates?: number;
  /** So many of the newest trials keep their whole weight, older ones lose it; 25. */
  readonly linearForgetting?: number;
}

/** The two views of one parameter that TPE weighs against each other. */
export interface Posterior {
  /** Values of the good trials and of the others, in trial order. */
  readonly belowValues: readonly number[];
  readonly aboveValues: readonly number[];
  readonly below: CategoricalDensity | MixtureDensity;
  readonly above: CategoricalDensity | MixtureDensity;
}

const defaults: Required<TpeOptions> = {
  gamma: 0.25,
  priorWeight: 1,
  nStartupJobs: 20,
  nEICandidates: 24,
  linearForgetting: 25,
};
const mostGood = 25;

function suggestWith(options: TpeOptions): Suggest {
  const settings = { ...defaults, ...options };
  checkOptions("tpe", options, defaults);
  return (space, trials, random) => {
    if (trials.length < settings.nStartupJobs) return draw(space, random);
    const history = historyOf(trials);
    const good = goodTrials(history, settings.gamma);
    const point: Record<string, number> = {};
    for (const parameter of space.parameters) {
      if (!exists(parameter, point)) continue;
      const { below, above } = posteriorOf(parameter, history, good, settings);
      point[parameter.label] = likeliest(below, above, settings.nEICandidates, random);
    }
    return point;
  };
}

function posterior(
  space: SearchSpace,
  trials: readonly TrialDocument[],
  options: TpeOptions = {},
): Map<string, Posterior> {
  const settings = { ...defaults, ...options };
  checkOptions("tpe", options, defaults);
  const history = historyOf(trials);
  const good = goodTrials(history, settings.gamma);
  return new Map(
    space.parameters.map((parameter) => [parameter.label, posteriorOf(parameter, history, good, settings)]),
  );
}

/** Per trial, 1 for the good ones. */
function goodTrials({ losses }: History, gamma: number): Uint8Array {
  const count = Math.min(Math.ceil(gamma * Math.sqrt(losses.length)), mostGood);
  const good = new Uint8Array(losses.length);
  for (const at of byLoss(losses).subarray(0, count)) good[at] = 1;
  return good;
}

function posteriorOf(
  parameter: Parameter,
  { trials }: History,
  good: Uint8Array,
  settings: Required<TpeOptions>,
): Posterior {
  const [belowValues, aboveValues]: [number[], number[]] = [[], []];
  for (let at = 0; at < trials.length; at++) {
    const trial = trials[at]!;
    if (hasValue(trial, parameter)) (good[at] === 1 ? belowValues : aboveValues).push(valueOf(trial, parameter.label)!);
  }
  return {
    belowValues,
    aboveValues,
    below: densityOf(parameter.distribution, belowValues, settings),
    above: densityOf(parameter.distribution, aboveValues, settings),
  };
}

/** The draw from `below` that is the likeliest there as against `above`. */
function likeliest(below: Density, above: Density, candidates: number, random: Random): number {
  let [best, bestScore] = [below.draw(random), -Infinity];
  for (let count = 0; count < candidates; count++) {
    const candidate = count === 0 ? best : below.draw(random);
    const score = below.logDensity(candidate) - above.logDensity(candidate);
    if (score > bestScore) [best, bestScore] = [candidate, score];
  }
  return best;
}

/** hyperopt's `tpe`: `fmin(objective, space, { algo: tpe.suggest })`. */
export const tpe = {
  suggest: suggestWith({}),
  /** `tpe.suggest` with other settings: `algo: tpe.with({ gamma: 0.5 })`. */
  with: suggestWith,
  /** Per label, what TPE makes of the trials: to look at, or to draw. */
  posterior,
};
