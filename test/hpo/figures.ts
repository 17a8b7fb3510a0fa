/** The recorded quality of Python's searches, and ours on the same functions. */
import { readFileSync } from "node:fs";
import type { Suggest } from "labbook/hpo";
import type { Problem } from "../../bench/search_problems.js";
import { runSearch } from "../../bench/search_run.js";

export const optuna = "optuna TPESampler default";

interface Figure {
  readonly median: number;
  readonly mean: number;
  readonly std: number;
}

const recorded = JSON.parse(readFileSync(new URL("../fixtures/hyperopt-quality.json", import.meta.url), "utf8")) as {
  problems: Record<string, { budgets: Record<string, Record<string, Figure>> }>;
};

/** Name and evaluations of all that was recorded. */
export const recordedBudgets: readonly (readonly [string, number])[] = Object.entries(recorded.problems).flatMap(
  ([name, { budgets }]) => Object.keys(budgets).map((budget) => [name, Number(budget)] as const),
);

export function figureOf(problem: string, evaluations: number, optimiser: string): Figure {
  return recorded.problems[problem]!.budgets[evaluations]![optimiser]!;
}

/** The best loss of one search per seed. */
export function bestLosses(algorithm: Suggest, problem: Problem, evaluations: number, seeds: number): number[] {
  return Array.from({ length: seeds }, (_, seed) =>
    Math.min(...runSearch(algorithm, problem, evaluations, seed).losses),
  );
}
