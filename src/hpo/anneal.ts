/**
 * hyperopt's annealing: near one of the best trials, in a neighbourhood that shrinks with the number of trials. Every parameter
 * is drawn by itself, but around the same trial where that has it.
 */
import { checkOptions } from "./algorithm_options.js";
import { drawValue } from "./draw.js";
import { byLoss, hasValue, historyOf, valueOf } from "./history.js";
import { exists } from "./search_space.js";
import type { Distribution, Parameter, Random, Suggest } from "./suggest.js";
import type { TrialDocument } from "./trial.js";

export interface AnnealOptions {
  /** Which trial to search around: geometric over the trials in order of their loss, with this mean (1 is the best); 2. */
  readonly avgBestIdx?: number;
  /** After T trials the neighbourhood is 1 / (1 + T · shrinkCoef) of the space; 0.1. */
  readonly shrinkCoef?: number;
}

const defaults: Required<AnnealOptions> = { avgBestIdx: 2, shrinkCoef: 0.1 };

function suggestWith(options: AnnealOptions): Suggest {
  const { avgBestIdx, shrinkCoef } = { ...defaults, ...options };
  checkOptions("anneal", options, defaults);
  return (space, trials, random) => {
    const { trials: ordered, losses } = historyOf(trials);
    const best = Array.from(byLoss(losses), (at) => ordered[at]!);
    const chosen: TrialDocument[] = [];
    const point: Record<string, number> = {};
    for (const parameter of space.parameters) {
      if (exists(parameter, point)) point[parameter.label] = drawNear(parameter, best, chosen, random);
    }
    return point;
  };

  function drawNear(
    parameter: Parameter,
    best: readonly TrialDocument[],
    chosen: TrialDocument[],
    random: Random,
  ): number {
    const { label, distribution } = parameter;
    const having = best.filter((trial) => hasValue(trial, parameter));
    if (having.length === 0) return drawValue(distribution, random);
    let centre = chosen.find((trial) => hasValue(trial, parameter));
    if (centre === undefined) {
      centre = having[Math.min(geometric(1 / Math.max(1, avgBestIdx), random), having.length - 1)]!;
      chosen.push(centre);
    }
    const shrinking = 1 / (1 + having.length * shrinkCoef);
    return drawAround(distribution, valueOf(centre, label)!, shrinking, random);
  }
}

/** Failures before the first success. */
function geometric(probability: number, random: Random): number {
  if (probability >= 1) return 0;
  return Math.floor(Math.log(1 - random.next()) / Math.log(1 - probability));
}

/** From the same kind of distribution around `value`, `share` as wide, moved inside the bounds. */
function drawAround(distribution: Distribution, value: number, share: number, random: Random): number {
  switch (distribution.kind) {
    case "uniform":
    case "quniform":
    case "uniformint":
      return drawValue({ ...distribution, ...window(distribution, value, share) }, random);
    case "loguniform":
    case "qloguniform":
      return drawValue({ ...distribution, ...window(distribution, Math.log(value), share) }, random);
    case "normal":
    case "qnormal":
      return drawValue({ ...distribution, mu: value, sigma: distribution.sigma * share }, random);
    case "lognormal":
      return drawValue({ ...distribution, mu: Math.log(value), sigma: distribution.sigma * share }, random);
    case "qlognormal": // a value may be 0
      return drawValue({ ...distribution, mu: Math.log(1e-16 + value), sigma: distribution.sigma * share }, random);
    case "randint":
    case "choice":
    case "pchoice":
      return random.next() < share ? drawValue(distribution, random) : value;
  }
}

function window(
  { low, high }: { readonly low: number; readonly high: number },
  middle: number,
  share: number,
): { low: number; high: number } {
  const half = 0.5 * (high - low) * share;
  const centre = Math.min(Math.max(middle, low + half), high - half);
  return { low: centre - half, high: centre + half };
}

/** hyperopt's `anneal`: `fmin(objective, space, { algo: anneal.suggest })`. */
export const anneal = {
  suggest: suggestWith({}),
  /** `anneal.suggest` with other settings. */
  with: suggestWith,
};
