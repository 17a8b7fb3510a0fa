/** What a search tells of its trials, so that they become runs. The search knows nothing of stores. */
import type { Outcome } from "./outcome.js";
import type { Point, SearchSpace } from "./suggest.js";
import type { TrialDocument } from "./trial.js";

export interface TrackedSearch {
  /** Null: the search has no name, and cannot be gone on with. */
  readonly name: string | null;
  readonly space: SearchSpace;
  /** A point in words: what was chosen instead of its index. */
  readonly paramsOf: (point: Point) => Readonly<Record<string, number | string | boolean | null>>;
}

export interface SearchTracking {
  /** Finished trials of an earlier search of this name over the same space, by their tids. */
  readonly earlier: readonly TrialDocument[];
  /** Evaluates a trial while its run is the one that calls log to. Never fails for the sake of tracking. */
  evaluate(trial: TrialDocument, work: () => Promise<Outcome>): Promise<Outcome>;
  report(trial: TrialDocument, value: number, step: number): void;
}

export const untracked: SearchTracking = {
  earlier: [],
  evaluate: (_trial, work) => work(),
  report: () => undefined,
};
