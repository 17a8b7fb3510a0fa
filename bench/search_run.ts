/** One search without tracking: suggestions, losses, and the time that suggestions took. */
import { type Point, searchSpace, SeededRandom, spaceEval, type Suggest, type TrialDocument } from "labbook/hpo";
import type { Problem } from "./search_problems.ts";

export interface SearchRun {
  readonly losses: readonly number[];
  /** Of the last hundred suggestions, each. */
  readonly msPerSuggestion: number;
}

export function runSearch(suggest: Suggest, { space, loss }: Problem, evaluations: number, seed: number): SearchRun {
  const compiled = searchSpace(space);
  const random = new SeededRandom(seed);
  const trials: TrialDocument[] = [];
  const timedFrom = Math.max(0, evaluations - 100);
  let spentMs = 0;
  for (let tid = 0; tid < evaluations; tid++) {
    const start = performance.now();
    const point = suggest(compiled, trials, random);
    if (tid >= timedFrom) spentMs += performance.now() - start;
    trials.push(trialOf(tid, point, loss(spaceEval(space, point) as never)));
  }
  return {
    losses: trials.map((trial) => trial.result.loss!),
    msPerSuggestion: spentMs / (evaluations - timedFrom),
  };
}

export function trialOf(tid: number, point: Point, loss: number): TrialDocument {
  const labels = Object.keys(point);
  return {
    tid,
    state: 2,
    result: { status: "ok", loss },
    misc: {
      tid,
      idxs: Object.fromEntries(labels.map((label) => [label, [tid]])),
      vals: Object.fromEntries(labels.map((label) => [label, [point[label]!]])),
    },
    reports: [],
    bookTimeMs: 0,
    refreshTimeMs: 0,
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}
