/** How good searches are, and how long a suggestion takes, beside the recorded figures of Python's libraries. */
import { readFileSync } from "node:fs";
import { mtpe, rand, type Suggest, tpe } from "labbook/hpo";
import { problems } from "./search_problems.ts";
import { median, runSearch } from "./search_run.ts";

type Cells = readonly string[];

interface Figure {
  readonly median: number;
}

const recorded = JSON.parse(
  readFileSync(new URL("../test/fixtures/hyperopt-quality.json", import.meta.url), "utf8"),
) as { problems: Record<string, { budgets: Record<string, Record<string, Figure>> }> };

const seeds = 100;
const ours: readonly Suggest[] = [mtpe.suggest, tpe.suggest, rand.suggest];
const theirs = ["optuna TPESampler default", "hyperopt tpe.suggest", "hyperopt rand.suggest"];

export const qualityHeader: Cells = [
  "median of the best loss, 100 seeds",
  "mtpe",
  "tpe",
  "rand",
  "Optuna 5",
  "hyperopt tpe",
  "hyperopt rand",
];

/** One row per function and number of trials. */
export function searchQuality(): Cells[] {
  return Object.entries(recorded.problems).flatMap(([name, { budgets }]) => {
    const counts = Object.keys(budgets).map(Number);
    const losses = ours.map((algorithm) =>
      Array.from(
        { length: seeds },
        (_, seed) => runSearch(algorithm, problems[name]!, Math.max(...counts), seed).losses,
      ),
    );
    return counts.map((count) => [
      `${name}, ${count} trials`,
      ...losses.map((searches) => shown(median(searches.map((search) => Math.min(...search.slice(0, count)))))),
      ...theirs.map((optimiser) => shown(budgets[count]![optimiser]!.median)),
    ]);
  });
}

/** Milliseconds of one suggestion with six parameters, the mean from 200 trials to 300. */
export function searchSpeed(): { mtpe: number; tpe: number } {
  const measure = (algorithm: Suggest) => {
    const runs = Array.from({ length: 5 }, (_, seed) => runSearch(algorithm, problems["hartmann6"]!, 300, seed));
    return median(runs.map((run) => run.msPerSuggestion));
  };
  return { mtpe: measure(mtpe.suggest), tpe: measure(tpe.suggest) };
}

function shown(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(5);
}
