/** Parameters whose values have no order. */
import type { Distribution } from "./suggest.js";

export type CategoricalDistribution = Extract<Distribution, { kind: "choice" | "pchoice" | "randint" }>;

export function optionCount(distribution: CategoricalDistribution): number {
  return distribution.kind === "randint" ? distribution.high - distribution.low : distribution.probabilities.length;
}

/** What `value` has before anything was tried. Without a list of them all: a seed is an `hp.randint` of billions. */
export function priorProbability(distribution: CategoricalDistribution, value: number): number {
  return distribution.kind === "randint" ? 1 / optionCount(distribution) : distribution.probabilities[value]!;
}
