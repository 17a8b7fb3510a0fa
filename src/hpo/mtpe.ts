/**
 * Multivariate TPE, the default of `fmin`. As in Optuna's default sampler the kernels of all parameters belong together, one
 * set per past trial, so that what goes with what is learnt (Falkner et al. 2018), and a trial that still runs counts among the
 * worse ones, so that searches at the same time do not gather in one place. Ours besides: first points that leave no gaps
 * (`spread.ts`), and kernels of good trials that narrow as the search goes on.
 */
import { checkOptions } from "./algorithm_options.js";
import { byLoss, hasValue, historyOf, valueOf } from "./history.js";
import { forgettingWeights } from "./parzen.js";
import { ProductKernels } from "./product_kernels.js";
import { exists } from "./search_space.js";
import { spread } from "./spread.js";
import type { Parameter, Point, Random, SearchSpace, Suggest } from "./suggest.js";
import { JOB_STATE_DONE, type TrialDocument } from "./trial.js";

export interface MtpeOptions {
  /** The best ceil(gamma · trials), at most 25, are the good ones; 0.1. */
  readonly gamma?: number;
  /** What the space itself weighs beside one trial; more explores more; 2. */
  readonly priorWeight?: number;
  /** So many points are spread over the space at first; 10. */
  readonly nStartupJobs?: number;
  /** The best of so many draws is suggested; 48. */
  readonly nEICandidates?: number;
  /** So many of the newest trials keep their whole weight, older ones lose it; 25. */
  readonly linearForgetting?: number;
}

const defaults: Required<MtpeOptions> = {
  gamma: 0.1,
  priorWeight: 2,
  nStartupJobs: 10,
  nEICandidates: 48,
  linearForgetting: 25,
};
const mostGood = 25;
/** Kernels are at least 1 / (2 + n) of their axis wide, and 1 / 100: n is all trials where they are bad, this share of all where good. */
const narrowing = 0.5;

function suggestWith(options: MtpeOptions): Suggest {
  const settings = { ...defaults, ...options };
  checkOptions("mtpe", options, defaults);
  return (space, trials, random) => {
    const { trials: ordered, losses } = historyOf(trials);
    if (ordered.filter(hasEnded).length < settings.nStartupJobs) return spread(space, ordered, random);
    const point: Record<string, number> = {};
    for (const group of groupsOf(space)) {
      if (exists(group[0]!, point)) Object.assign(point, suggestGroup(group, ordered, losses, settings, random));
    }
    return point;
  };
}

/** Parameters that exist together are searched together; a group comes after the choices that it hangs on. */
function groupsOf(space: SearchSpace): Parameter[][] {
  const groups = new Map<string, Parameter[]>();
  for (const parameter of space.parameters) {
    const key = JSON.stringify([parameter.conditions, parameter.alternatives]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [parameter]);
    else group.push(parameter);
  }
  return [...groups.values()];
}

/** Only trials that have the group's parameters take part: a branch is judged within itself. */
function suggestGroup(
  group: readonly Parameter[],
  allTrials: readonly TrialDocument[],
  allLosses: Float64Array,
  settings: Required<MtpeOptions>,
  random: Random,
): Point {
  const having = [...allTrials.keys()].filter((at) => group.every((parameter) => hasValue(allTrials[at]!, parameter)));
  const trials = having.map((at) => allTrials[at]!);
  const losses = Float64Array.from(having, (at) => allLosses[at]!);
  const good = goodTrials(losses, Math.ceil(settings.gamma * trials.filter(hasEnded).length));
  const below = kernelsOf(
    group,
    trials.filter((_, at) => good[at] === 1),
    narrowing * trials.length,
    settings,
  );
  const others = trials.filter((_, at) => good[at] === 0);
  const above = kernelsOf(group, others, others.length, settings);
  const candidates = below.draw(Math.max(1, settings.nEICandidates), random);
  const scores = below.logDensities(candidates);
  for (const [at, density] of above.logDensities(candidates).entries()) scores[at]! -= density;
  if (group.every(isDiscrete)) putLast(scores, triedBefore(group, trials, candidates));
  const best = largest(scores);
  return Object.fromEntries(group.map(({ label }, column) => [label, candidates[column]![best]!]));
}

/** Per trial, 1 for the good ones; none without a loss is. */
function goodTrials(losses: Float64Array, count: number): Uint8Array {
  const good = new Uint8Array(losses.length);
  for (const at of byLoss(losses).subarray(0, Math.min(count, mostGood))) if (losses[at]! < Infinity) good[at] = 1;
  return good;
}

function kernelsOf(
  group: readonly Parameter[],
  trials: readonly TrialDocument[],
  seen: number,
  { priorWeight, linearForgetting }: Required<MtpeOptions>,
): ProductKernels {
  const values = group.map(({ label }) => valuesOf(label, trials));
  const weights = forgettingWeights(trials.length, linearForgetting);
  return new ProductKernels(group, values, weights, { priorWeight, narrowest: 1 / Math.min(100, 2 + seen) });
}

function valuesOf(label: string, trials: readonly TrialDocument[]): Float64Array {
  const values = new Float64Array(trials.length);
  for (let at = 0; at < trials.length; at++) values[at] = valueOf(trials[at]!, label)!;
  return values;
}

/** Of each candidate, whether some trial has its values already: trying them again would tell nothing new. */
function triedBefore(
  group: readonly Parameter[],
  trials: readonly TrialDocument[],
  candidates: readonly Float64Array[],
): boolean[] {
  const tried = new Set(trials.map((trial) => group.map(({ label }) => valueOf(trial, label)).join()));
  return Array.from(candidates[0]!, (_, at) => tried.has(candidates.map((values) => values[at]).join()));
}

function putLast(scores: Float64Array, last: readonly boolean[]): void {
  for (const [at, isLast] of last.entries()) if (isLast) scores[at]! -= 1e6;
}

function isDiscrete({ distribution }: Parameter): boolean {
  return !("low" in distribution || "mu" in distribution) || "q" in distribution || distribution.kind === "randint";
}

function largest(scores: Float64Array): number {
  let best = 0;
  for (let at = 1; at < scores.length; at++) if (scores[at]! > scores[best]!) best = at;
  return best;
}

function hasEnded(trial: TrialDocument): boolean {
  return trial.state >= JOB_STATE_DONE;
}

/** `fmin(objective, space, { algo: mtpe.suggest })`, which is what `fmin` does without `algo`. */
export const mtpe = {
  suggest: suggestWith({}),
  /** `mtpe.suggest` with other settings. */
  with: suggestWith,
};
