/** Random points of a space: what its author believes before anything was tried. */
import { normalDeviate } from "../random.js";
import { roundHalfEven } from "./scope.js";
import { exists } from "./search_space.js";
import type { Distribution, Point, Random, SearchSpace } from "./suggest.js";

/** Draws each parameter that exists under the choices drawn before it. */
export function draw(space: SearchSpace, random: Random): Point {
  const point: Record<string, number> = {};
  for (const parameter of space.parameters) {
    if (exists(parameter, point)) point[parameter.label] = drawValue(parameter.distribution, random);
  }
  return point;
}

export function drawValue(distribution: Distribution, random: Random): number {
  switch (distribution.kind) {
    case "uniform":
      return between(distribution, random);
    case "loguniform":
      return Math.exp(between(distribution, random));
    case "quniform":
    case "uniformint":
      return quantise(between(distribution, random), distribution.q);
    case "qloguniform":
      return quantise(Math.exp(between(distribution, random)), distribution.q);
    case "normal":
      return around(distribution, random);
    case "lognormal":
      return Math.exp(around(distribution, random));
    case "qnormal":
      return quantise(around(distribution, random), distribution.q);
    case "qlognormal":
      return quantise(Math.exp(around(distribution, random)), distribution.q);
    case "randint":
      return distribution.low + Math.floor(random.next() * (distribution.high - distribution.low));
    case "choice":
    case "pchoice":
      return drawIndex(distribution.probabilities, random);
  }
}

/** round(x / q) · q, halves to the even side. */
export function quantise(x: number, q: number): number {
  return roundHalfEven(x / q) * q;
}

/** An index with the probability it has in `weights`, which sum to 1. */
export function drawIndex(weights: ArrayLike<number>, random: Random): number {
  let rest = random.next();
  let last = 0;
  for (let index = 0; index < weights.length; index++) {
    const weight = weights[index]!;
    if (weight === 0) continue;
    if (rest < weight) return index;
    rest -= weight;
    last = index; // rounding may leave a rest: the last one that is possible then
  }
  return last;
}

function between(bounds: { readonly low: number; readonly high: number }, random: Random): number {
  return bounds.low + random.next() * (bounds.high - bounds.low);
}

function around(normal: { readonly mu: number; readonly sigma: number }, random: Random): number {
  return normal.mu + normal.sigma * normalDeviate(random);
}
