/** Several algorithms by turns, as hyperopt's `mix`. */
import { TrackingError } from "../errors.js";
import { anneal } from "./anneal.js";
import { drawIndex } from "./draw.js";
import { rand } from "./rand.js";
import type { Suggest } from "./suggest.js";
import { tpe } from "./tpe.js";

/** Each point comes from one of the algorithms, with the probability given beside it; throws unless those sum to 1. */
function suggestWith(algorithms: readonly (readonly [number, Suggest])[]): Suggest {
  const probabilities = algorithms.map(([probability]) => probability);
  const total = probabilities.reduce((sum, one) => sum + one, 0);
  if (probabilities.some((one) => !(one >= 0)) || !(Math.abs(total - 1) <= 1e-6)) {
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `the probabilities of mix are [${probabilities.join(", ")}]; give numbers that sum to 1`,
    );
  }
  return (space, trials, random) => algorithms[drawIndex(probabilities, random)]![1](space, trials, random);
}

/** `fmin(objective, space, { algo: mix.with([[0.3, rand.suggest], [0.7, tpe.suggest]]) })`. */
export const mix = {
  with: suggestWith,
  /** The mixture of hyperopt's documentation: a tenth random, two tenths annealing, seven tenths TPE. */
  suggest: suggestWith([
    [0.1, rand.suggest],
    [0.2, anneal.suggest],
    [0.7, tpe.suggest],
  ]),
};
