/** TPE against the figures of Python's hyperopt (test/fixtures/hyperopt-tpe.json.gz): the split, the mixtures, the densities. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { CategoricalDensity } from "labbook/hpo";
import { hp, MixtureDensity, searchSpace, type SearchSpace, tpe, type TrialDocument } from "labbook/hpo";
import { describe, expect, it } from "vitest";
import { trialOf } from "./trials.js";

interface Side {
  readonly weights?: number[];
  readonly mus?: number[];
  readonly sigmas?: number[];
  readonly p?: number[];
  readonly lpdf: number[];
}

interface Recorded {
  readonly prior: Readonly<Record<string, number | number[]>>;
  readonly gamma: number;
  readonly prior_weight: number;
  readonly tids: number[];
  readonly losses: (number | "Infinity")[];
  readonly obs_tids?: number[];
  readonly obs: number[];
  readonly below: number[];
  readonly above: number[];
  readonly below_post: Side;
  readonly above_post: Side;
  readonly points: number[];
  readonly best_point: number | null;
}

interface Figures {
  readonly kinds: Readonly<Record<string, Recorded[]>>;
  readonly pieces: { readonly n_below: [number, number][] };
}

const packed = readFileSync(new URL("../fixtures/hyperopt-tpe.json.gz", import.meta.url));
const figures = JSON.parse(gunzipSync(packed).toString("utf8")) as Figures;

function spaceOf(kind: string, prior: Recorded["prior"]): SearchSpace {
  const { low, high, q, mu, sigma } = prior as Record<string, number>;
  switch (kind) {
    case "randint":
      return searchSpace(low === undefined ? hp.randint("x", prior["upper"] as number) : hp.randint("x", low, high!));
    case "choice":
      return searchSpace(hp.choice("x", Array.from({ length: prior["n_options"] as number })));
    case "pchoice":
      return searchSpace(
        hp.pchoice(
          "x",
          (prior["p"] as number[]).map((one) => [one, null] as const),
        ),
      );
    case "normal":
    case "lognormal":
      return searchSpace(hp[kind]("x", mu!, sigma!));
    case "qnormal":
    case "qlognormal":
      return searchSpace(hp[kind]("x", mu!, sigma!, q!));
    case "quniform":
    case "qloguniform":
      return searchSpace(hp[kind]("x", low!, high!, q!));
    default:
      return searchSpace(hp[kind as "uniform" | "loguniform"]("x", low!, high!));
  }
}

function trialsOf({ tids, losses, obs_tids: seen = tids, obs }: Recorded): TrialDocument[] {
  return tids.map((tid, at) => {
    const observed = seen.indexOf(tid);
    const loss = losses[at]!;
    return trialOf(tid, observed < 0 ? {} : { x: obs[observed]! }, loss === "Infinity" ? undefined : loss);
  });
}

function largestDifference(got: ArrayLike<number>, wanted: readonly number[]): number {
  if (got.length !== wanted.length) return NaN;
  return Math.max(...wanted.map((value, at) => Math.abs(value - got[at]!)));
}

function expectDensity(got: CategoricalDensity | MixtureDensity, wanted: Side, points: readonly number[]): void {
  if (got instanceof MixtureDensity) {
    const { weights, mus, sigmas } = got.mixture;
    expect(largestDifference(weights, wanted.weights!)).toBeLessThan(1e-14);
    expect(largestDifference(mus, wanted.mus!)).toBeLessThan(1e-14);
    expect(largestDifference(sigmas, wanted.sigmas!)).toBeLessThan(1e-14);
  } else {
    expect(largestDifference(got.probabilities, wanted.p!)).toBeLessThan(1e-14);
  }
  const differences = points.map(
    (point, at) => Math.abs(got.logDensity(point) - wanted.lpdf[at]!) / Math.max(1, Math.abs(wanted.lpdf[at]!)),
  );
  expect(Math.max(...differences)).toBeLessThan(1e-12);
}

describe("tpe", () => {
  it.each(Object.keys(figures.kinds))("splits, estimates and weighs %s as hyperopt does", (name) => {
    const kind = name.split("_")[0]!;
    for (const recorded of figures.kinds[name]!) {
      const options = { gamma: recorded.gamma, priorWeight: recorded.prior_weight };
      const got = tpe.posterior(spaceOf(kind, recorded.prior), trialsOf(recorded), options).get("x")!;
      expect(got.belowValues).toEqual(recorded.below);
      expect(got.aboveValues).toEqual(recorded.above);
      expectDensity(got.below, recorded.below_post, recorded.points);
      expectDensity(got.above, recorded.above_post, recorded.points);
      const scores = recorded.points.map((point) => got.below.logDensity(point) - got.above.logDensity(point));
      if (recorded.best_point !== null) {
        expect(recorded.points[scores.indexOf(Math.max(...scores))]).toBe(recorded.best_point);
      }
    }
  });

  it("takes as many good trials as hyperopt, whatever the length of the history", () => {
    const space = searchSpace(hp.uniform("x", 0, 1));
    for (const [count, below] of figures.pieces.n_below) {
      const trials = Array.from({ length: count }, (_, tid) => trialOf(tid, { x: 0.5 }, tid));
      expect(tpe.posterior(space, trials).get("x")!.belowValues).toHaveLength(below);
    }
  });
});
