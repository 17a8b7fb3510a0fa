/** First points that leave no gaps: each value is the one of many draws that is farthest from those tried (Mitchell 1991). */
import { drawValue } from "./draw.js";
import { erf } from "./erf.js";
import { valueOf } from "./history.js";
import { exists } from "./search_space.js";
import type { Distribution, Parameter, Point, Random, SearchSpace } from "./suggest.js";
import type { TrialDocument } from "./trial.js";

const draws = 100;

/** Each parameter by itself, so that its values are spread whatever the others are. */
export function spread(space: SearchSpace, trials: readonly TrialDocument[], random: Random): Point {
  const point: Record<string, number> = {};
  for (const parameter of space.parameters) {
    if (exists(parameter, point)) point[parameter.label] = spreadValue(parameter, trials, random);
  }
  return point;
}

function spreadValue({ label, distribution }: Parameter, trials: readonly TrialDocument[], random: Random): number {
  const tried = trials.flatMap((trial) => valueOf(trial, label) ?? []);
  const quantiles = tried.map((value) => quantileOf(distribution, value));
  const unordered = isUnordered(distribution);
  let [best, bestGap] = [0, -Infinity];
  for (let count = 0; count < draws; count++) {
    const value = drawValue(distribution, random);
    const gap = unordered ? -timesTried(distribution, tried, value) : gapTo(quantiles, quantileOf(distribution, value));
    if (gap > bestGap) [best, bestGap] = [value, gap];
  }
  return best;
}

function isUnordered({ kind }: Distribution): boolean {
  return kind === "choice" || kind === "pchoice" || kind === "randint";
}

/** Measured by how often its probability says that it should be. */
function timesTried(distribution: Distribution, tried: readonly number[], value: number): number {
  const times = tried.reduce((sum, one) => sum + (one === value ? 1 : 0), 0);
  return "probabilities" in distribution ? times / distribution.probabilities[value]! : times;
}

/** On a ring, so that the ends of a range are not preferred. */
function gapTo(tried: readonly number[], quantile: number): number {
  let least = 1;
  for (const other of tried) {
    const apart = Math.abs(other - quantile);
    least = Math.min(least, apart, 1 - apart);
  }
  return least;
}

/** The share of the distribution below `value`. */
function quantileOf(distribution: Distribution, value: number): number {
  switch (distribution.kind) {
    case "uniform":
    case "quniform":
    case "uniformint":
      return (value - distribution.low) / (distribution.high - distribution.low);
    case "loguniform":
    case "qloguniform":
      return (Math.log(Math.max(value, 1e-300)) - distribution.low) / (distribution.high - distribution.low);
    case "normal":
    case "qnormal":
      return 0.5 + 0.5 * erf((value - distribution.mu) / (Math.SQRT2 * distribution.sigma));
    case "lognormal":
    case "qlognormal":
      return 0.5 + 0.5 * erf((Math.log(Math.max(value, 1e-300)) - distribution.mu) / (Math.SQRT2 * distribution.sigma));
    case "randint":
    case "choice":
    case "pchoice":
      return 0; // these have no order
  }
}
