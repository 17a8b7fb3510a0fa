/** How good searches are, with a hundred seeds, on all that Python's libraries were recorded on; and hyperopt's longer floors. */
import { hp, mtpe, scope, type Suggest, tpe } from "labbook/hpo";
import { describe, expect, it } from "vitest";
import { type Problem, problems } from "../../bench/search_problems.js";
import { median } from "../../bench/search_run.js";
import { bestLosses, figureOf, optuna, recordedBudgets } from "../hpo/figures.js";

const problem = (space: unknown, loss: (params: never) => number): Problem => ({ space, loss, minimum: 0 });

const floors: readonly [string, Problem, number, number][] = [
  ["quadratic1", problem({ x: hp.uniform("x", -5, 5) }, ({ x }: { x: number }) => (x - 3) ** 2), 1000, 1e-5],
  [
    "many_dists",
    problem(
      scope.sum([
        hp.choice("a", [0, 1, 2]),
        hp.randint("b", 10),
        hp.randint("bb", 12, 25),
        hp.uniform("c", 4, 7),
        hp.loguniform("d", -2, 0),
        hp.quniform("e", 0, 10, 3),
        hp.qloguniform("f", 0, 3, 2),
        hp.normal("g", 4, 7),
        hp.lognormal("h", -2, 2),
        hp.qnormal("i", 0, 10, 2),
        hp.qlognormal("j", 0, 2, 1),
        hp.pchoice("k", [
          [0.1, 0],
          [0.9, 1],
        ]),
      ]),
      (z: number) => Math.log(1e-12 + z ** 2),
    ),
    200,
    0.0005,
  ],
];

describe("searches", () => {
  it.each(recordedBudgets)("are at least as good by default as Optuna on %s after %i trials", (name, evaluations) => {
    const ours = median(bestLosses(mtpe.suggest, problems[name]!, evaluations, 100));
    expect(ours).toBeLessThanOrEqual(figureOf(name, evaluations, optuna).median);
  });

  it.each(recordedBudgets)("are as good with TPE as hyperopt on %s after %i trials", (name, evaluations) => {
    const hyperopt = figureOf(name, evaluations, "hyperopt tpe.suggest");
    const ours = bestLosses(tpe.suggest, problems[name]!, evaluations, 100);
    const mean = ours.reduce((sum, loss) => sum + loss, 0) / ours.length;
    const error = hyperopt.std * Math.sqrt(2 / 100); // of the difference of two means
    expect(mean - hyperopt.mean).toBeLessThan(5 * error);
    expect(hyperopt.mean - mean).toBeLessThan(5 * error);
  });

  it.each(floors)("reach hyperopt's floor on %s", (_name, one, evaluations, floor) => {
    const by = (algorithm: Suggest) => median(bestLosses(algorithm, one, evaluations, 5));
    expect(by(tpe.suggest)).toBeLessThan(floor);
    expect(by(mtpe.suggest)).toBeLessThan(floor);
  });
});
