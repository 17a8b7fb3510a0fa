/**
 * How good searches are, against the figures of Python's libraries (test/fixtures/hyperopt-quality.json). Seeds are fixed, so
 * that nothing here is a matter of luck; test/full/search_quality.test.ts does the same with more seeds and functions.
 */
import { TrackingError } from "labbook";
import {
  anneal,
  hp,
  mix,
  mtpe,
  rand,
  searchSpace,
  SeededRandom,
  type Suggest,
  tpe,
  type TrialDocument,
} from "labbook/hpo";
import { describe, expect, it } from "vitest";
import { type Problem, problems } from "../../bench/search_problems.js";
import { median, runSearch } from "../../bench/search_run.js";
import { bestLosses, figureOf, optuna } from "./figures.js";
import { trialOf } from "./trials.js";

const uniform = (space: unknown, loss: (params: never) => number): Problem => ({ space, loss, minimum: 0 });

/** hyperopt's own floors, which it tests with one seed: the loss, after so many evaluations. */
const floors: readonly [string, Problem, number, number][] = [
  [
    "q1_lognormal",
    uniform({ x: hp.lognormal("x", 0, 2) }, ({ x }: { x: number }) => Math.min(0.1 * (x - 10) ** 2, 10)),
    250,
    0.01,
  ],
  ["distractor", problems["distractor"]!, 100, -1.96],
  ["gauss_wave", problems["gauss_wave"]!, 50, -2],
  ["branin", problems["branin"]!, 200, 0.7],
];

describe("searches", () => {
  it.each(floors)("reach hyperopt's floor on %s", (_name, problem, evaluations, floor) => {
    for (const algorithm of [tpe.suggest, mtpe.suggest]) {
      expect(median(bestLosses(algorithm, problem, evaluations, 3))).toBeLessThan(floor);
    }
  });

  it.each([
    ["branin", 50],
    ["distractor", 50],
    ["gauss_wave", 50],
  ])("are at least as good by default as Optuna on %s after %i trials", (name, evaluations) => {
    expect(median(bestLosses(mtpe.suggest, problems[name]!, evaluations, 50))).toBeLessThanOrEqual(
      figureOf(name, evaluations, optuna).median,
    );
  });

  it("are better with annealing, and with a mixture, than by chance", () => {
    const by = (algorithm: Suggest) => median(bestLosses(algorithm, problems["hartmann6"]!, 100, 20));
    const chance = by(rand.suggest);
    expect(by(anneal.suggest)).toBeLessThan(chance - 0.5);
    expect(by(mix.suggest)).toBeLessThan(chance - 0.3);
  });

  it("stay within the space, whatever its kinds", () => {
    const space = searchSpace({
      log: hp.qloguniform("log", -2, 3, 0.5),
      step: hp.quniform("step", -7, 8, 2.5),
      whole: hp.uniformint("whole", 1, 3),
      rand: hp.randint("rand", -2, 2),
      branch: hp.choice("branch", [hp.qnormal("normal", 0, 3, 0.5), hp.qlognormal("lognormal", 0, 1, 1), 0]),
    });
    for (const [name, algorithm] of Object.entries({ tpe, mtpe, anneal })) {
      const random = new SeededRandom(11);
      const trials: TrialDocument[] = [];
      for (let tid = 0; tid < 120; tid++) {
        const point = algorithm.suggest(space, trials, random);
        const { log, step, whole, rand: drawn, branch, normal, lognormal, ...others } = point;
        expect(others).toEqual({});
        expect([0, ...Array.from({ length: 40 }, (_, at) => (at + 1) / 2)]).toContain(log);
        expect([-7.5, -5, -2.5, 0, 2.5, 5, 7.5]).toContain(step);
        expect([1, 2, 3]).toContain(whole);
        expect([-2, -1, 0, 1]).toContain(drawn);
        expect([normal !== undefined, lognormal !== undefined]).toEqual([branch === 0, branch === 1]);
        const loss = step! ** 2 + log! + whole! + branch! * 0.1;
        trials.push(trialOf(tid, point, tid % 9 === 4 ? undefined : loss)); // some fail
      }
      const late = trials.slice(60).filter((trial) => Math.abs(trial.misc.vals["step"]![0]!) <= 2.5);
      expect(late.length, name).toBeGreaterThan(30);
    }
  });

  it("go on when all trials failed so far, and from a first value that is infinite", () => {
    const space = searchSpace({ x: hp.uniform("x", 0, 1), n: hp.randint("n", 3) });
    for (const algorithm of [tpe, mtpe, anneal]) {
      const failed = Array.from({ length: 30 }, (_, tid) => trialOf(tid, { x: tid / 30, n: tid % 3 }));
      expect(Object.keys(algorithm.suggest(space, failed, new SeededRandom(1)))).toEqual(["x", "n"]);
      const endless = [trialOf(30, { x: 0.5, n: 1 }, Infinity), trialOf(31, { x: 0.5, n: 1 }, -Infinity)];
      expect(Object.keys(algorithm.suggest(space, [...failed, ...endless], new SeededRandom(1)))).toEqual(["x", "n"]);
    }
  });

  it("take trials from elsewhere, outside the bounds or without a parameter", () => {
    const space = searchSpace({
      x: hp.uniform("x", 0, 1),
      y: hp.loguniform("y", -1, 1),
      c: hp.choice("c", ["a", "b"]),
    });
    const trials = Array.from({ length: 24 }, (_, tid) => trialOf(tid, { x: 900, y: -3, c: 1 }, tid));
    trials.push(trialOf(24, { x: 0.5 }, -1), trialOf(25, { x: 0.5, y: 1, c: 7 }, -2));
    for (const algorithm of [mtpe, tpe, anneal]) {
      const { x, y, c } = algorithm.suggest(space, trials, new SeededRandom(4));
      expect([x! >= 0 && x! <= 1, y! >= 1 / Math.E && y! <= Math.E, c === 0 || c === 1]).toEqual([true, true, true]);
    }
  });

  it("do not repeat points of a discrete space before all is tried", () => {
    const space = searchSpace({ a: hp.uniformint("a", 0, 5), b: hp.randint("b", 2), c: hp.choice("c", [0, 1]) });
    const random = new SeededRandom(6);
    const trials: TrialDocument[] = [];
    for (let tid = 0; tid < 24; tid++) {
      const point = mtpe.suggest(space, trials, random);
      trials.push(trialOf(tid, point, point["a"]! + point["b"]! + point["c"]!));
    }
    const late = trials.slice(10).map((trial) => JSON.stringify(trial.misc.vals));
    expect(new Set(late).size).toBe(14);
  });

  it("take a whole number from billions, such as a seed", () => {
    const space = searchSpace({ seed: hp.randint("seed", 2 ** 40), x: hp.uniform("x", 0, 1) });
    for (const algorithm of [rand, anneal, tpe, mtpe]) {
      const random = new SeededRandom(3);
      const trials: TrialDocument[] = [];
      for (let tid = 0; tid < 40; tid++) trials.push(trialOf(tid, algorithm.suggest(space, trials, random), tid % 7));
      const seeds = trials.map((trial) => trial.misc.vals["seed"]![0]!);
      expect(seeds.every((seed) => Number.isSafeInteger(seed) && seed >= 0 && seed < 2 ** 40)).toBe(true);
      expect(new Set(seeds).size).toBeGreaterThan(10);
    }
  });

  it("keep away from where trials still run", () => {
    const space = searchSpace({ x: hp.uniform("x", 0, 1) });
    const done = Array.from({ length: 30 }, (_, tid) => trialOf(tid, { x: tid / 29 }, (tid / 29 - 0.4) ** 2));
    const running = Array.from({ length: 20 }, (_, at) => ({
      ...trialOf(30 + at, { x: 0.4 + at * 1e-4 }),
      state: 1,
      result: { status: "running" as const },
    }));
    const meanDistance = (trials: typeof done) => {
      const points = Array.from(
        { length: 200 },
        (_, seed) => mtpe.suggest(space, trials, new SeededRandom(seed))["x"]!,
      );
      return points.reduce((sum, x) => sum + Math.abs(x - 0.4), 0) / points.length;
    };
    expect(meanDistance([...done, ...running])).toBeGreaterThan(2 * meanDistance(done));
  });

  it("spread their first points: one in each tenth of a range, or nearly", () => {
    const space = searchSpace({ x: hp.loguniform("x", -5, 5), curve: hp.choice("curve", [0, 1]) });
    const random = new SeededRandom(2);
    const trials: TrialDocument[] = [];
    for (let tid = 0; tid < 10; tid++) trials.push(trialOf(tid, mtpe.suggest(space, trials, random), 0));
    const sorted = trials.map((trial) => Math.log(trial.misc.vals["x"]![0]!)).sort((a, b) => a - b);
    expect(Math.max(...sorted.slice(1).map((x, at) => x - sorted[at]!))).toBeLessThan(2.5);
    expect(trials.filter((trial) => trial.misc.vals["curve"]![0] === 0).length).toBe(5);
  });

  it("repeat themselves for the same seed", () => {
    for (const algorithm of [tpe, mtpe, anneal, mix, rand]) {
      const [first, second] = [5, 5].map((seed) => runSearch(algorithm.suggest, problems["course"]!, 40, seed).losses);
      expect(second).toEqual(first);
    }
  });

  it("refuse settings that they do not have", () => {
    const messageOf = (act: () => unknown) => {
      try {
        act();
      } catch (error) {
        if (error instanceof TrackingError) return error.message;
      }
      return "nothing was thrown";
    };
    expect(messageOf(() => tpe.with({ nStartUpJobs: 5 } as object))).toBe(
      "tpe has no setting nStartUpJobs; did you mean nStartupJobs?",
    );
    expect(messageOf(() => mtpe.with({ gamma: -1 }))).toBe("gamma of mtpe is -1; give a number from 0 up");
    expect(messageOf(() => anneal.with({ heat: 1 } as object))).toBe(
      "anneal has no setting heat; it has avgBestIdx, shrinkCoef",
    );
    expect(messageOf(() => mix.with([[0.5, rand.suggest]]))).toBe(
      "the probabilities of mix are [0.5]; give numbers that sum to 1",
    );
  });
});
