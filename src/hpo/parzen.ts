/** hyperopt's adaptive Parzen estimator in one dimension: observations → a mixture of normals. */

import { placesOf } from "./places.js";

export interface Mixture {
  readonly weights: Float64Array;
  readonly mus: Float64Array;
  readonly sigmas: Float64Array;
}

export interface Prior {
  readonly mu: number;
  readonly sigma: number;
}

/**
 * One normal per observation, as wide as the larger of the gaps to its neighbours, and the prior among them, all sorted by
 * their middle. `observations`: in trial order, so that the oldest lose weight; `forgetting`: so many of the newest keep all of
 * theirs.
 */
export function adaptiveParzen(
  observations: readonly number[],
  prior: Prior,
  priorWeight: number,
  forgetting: number,
): Mixture {
  const size = observations.length + 1;
  const { sorted, places } = placesOf(Float64Array.from(observations));
  const aged = forgettingWeights(observations.length, forgetting);
  const [weights, mus] = [new Float64Array(size), new Float64Array(size)];
  let priorAt = 0;
  while (priorAt < sorted.length && sorted[priorAt]! < prior.mu) priorAt++;
  mus.set(sorted.subarray(0, priorAt));
  mus.set(sorted.subarray(priorAt), priorAt + 1);
  for (let at = 0; at < places.length; at++) weights[places[at]! + (places[at]! < priorAt ? 0 : 1)] = aged[at]!;
  mus[priorAt] = prior.mu;
  weights[priorAt] = priorWeight;
  normalise(weights);
  return { weights, mus, sigmas: widths(mus, priorAt, prior.sigma) };
}

function widths(mus: Float64Array, priorAt: number, priorSigma: number): Float64Array {
  const sigmas = new Float64Array(mus.length);
  const narrowest = priorSigma / Math.min(100, 1 + mus.length);
  for (let at = 0; at < mus.length; at++) {
    const below = at === 0 ? 0 : mus[at]! - mus[at - 1]!;
    const above = at === mus.length - 1 ? 0 : mus[at + 1]! - mus[at]!;
    const gap = mus.length === 2 ? priorSigma / 2 : Math.max(below, above);
    sigmas[at] = Math.min(Math.max(gap, narrowest), priorSigma);
  }
  sigmas[priorAt] = priorSigma;
  return sigmas;
}

/** 1 for the newest `forgetting` of `count`, rising linearly from 1 / count for those before. */
export function forgettingWeights(count: number, forgetting: number): Float64Array {
  const weights = new Float64Array(count).fill(1);
  const old = count - forgetting;
  for (let at = 0; at < old; at++) {
    const risen = old === 1 ? 0 : at / (old - 1);
    weights[at] = 1 / count + (1 - 1 / count) * risen;
  }
  return weights;
}

export function normalise(weights: Float64Array): void {
  let total = 0;
  for (let at = 0; at < weights.length; at++) total += weights[at]!;
  for (let at = 0; at < weights.length; at++) weights[at]! /= total;
}
