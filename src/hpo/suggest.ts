/** The contract of search algorithms: hyperopt's `suggest(new_ids, domain, trials, seed)`. */
import type { TrialDocument } from "./trial.js";

/** One labelled parameter of a space, as algorithms see it. */
export interface Parameter {
  readonly label: string;
  readonly distribution: Distribution;
  /** Branches that must have been taken for this parameter to exist: all of them; empty for one that always does. */
  readonly conditions: readonly Condition[];
  /** Of a parameter that occurs in several branches: `conditions` of each, one of which must hold; `conditions` is empty then. */
  readonly alternatives?: readonly (readonly Condition[])[];
}

/** The choice called `label` took its option number `index`. */
export interface Condition {
  readonly label: string;
  readonly index: number;
}

/** Bounds of log kinds are in log space, as in hyperopt. */
export type Distribution =
  | { readonly kind: "uniform" | "loguniform"; readonly low: number; readonly high: number }
  | {
      readonly kind: "quniform" | "uniformint" | "qloguniform";
      readonly low: number;
      readonly high: number;
      readonly q: number;
    }
  | { readonly kind: "normal" | "lognormal"; readonly mu: number; readonly sigma: number }
  | { readonly kind: "qnormal" | "qlognormal"; readonly mu: number; readonly sigma: number; readonly q: number }
  | { readonly kind: "randint"; readonly low: number; readonly high: number }
  /** A choice; `probabilities` sum to 1. */
  | { readonly kind: "choice" | "pchoice"; readonly probabilities: readonly number[] };

/** Label → value (the index for a choice) of the parameters that exist under the choices made. */
export type Point = Readonly<Record<string, number>>;

export interface SearchSpace {
  /** In the order in which they occur, a choice before what it holds; of what occurs more than once, the last place counts. */
  readonly parameters: readonly Parameter[];
}

/** Numbers in [0, 1); seedable. */
export interface Random {
  next(): number;
}

/**
 * The next point to try. `trials`: all so far, running ones included; `random` is the search's own generator, so that one seed
 * gives one sequence.
 */
export type Suggest = (space: SearchSpace, trials: readonly TrialDocument[], random: Random) => Point;
