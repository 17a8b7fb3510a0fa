import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, expectTypeOf, it } from "vitest";
import {
  fmin,
  generateTrialsToCalculate,
  hp,
  JOB_STATE_ERROR,
  JOB_STATE_RUNNING,
  noProgressLoss,
  rand,
  STATUS_FAIL,
  STATUS_OK,
  scope,
  spaceEval,
  type SearchProgress,
  type SpaceValue,
  tpe,
  Trials,
} from "labbook/hpo";
import { tempFolder } from "../temp.js";

/** Off the record and silent. */
const quiet = { track: false, verbose: false, algo: rand.suggest } as const;
const space = { x: hp.uniform("x", -5, 5) };
const parabola = ({ x }: { x: number }) => (x - 1) ** 2;

describe("fmin", () => {
  it("returns the point of the least loss, and fills the trials", async () => {
    const trials = new Trials();
    const best = await fmin(parabola, space, { ...quiet, maxEvals: 40, rstate: 1, trials });
    expect(trials.length).toBe(40);
    expect(best).toEqual(trials.argmin);
    expect(Math.min(...trials.losses().map(Number))).toBe((best["x"]! - 1) ** 2);
    expect(trials.statuses()).toEqual(Array(40).fill(STATUS_OK));
    expect(trials.tids).toEqual(Array.from({ length: 40 }, (_, tid) => tid));
  });

  it("gives the same trials for the same seed, others for another", async () => {
    const xs = async (rstate: number) => {
      const trials = new Trials();
      await fmin(parabola, space, { ...quiet, maxEvals: 10, rstate, trials });
      return trials.vals["x"];
    };
    expect(await xs(7)).toEqual(await xs(7));
    expect(await xs(7)).not.toEqual(await xs(8));
  });

  it("goes on as if it had never stopped", async () => {
    const whole = new Trials();
    await fmin(parabola, space, { ...quiet, maxEvals: 12, rstate: 3, trials: whole });
    const parts = new Trials();
    await fmin(parabola, space, { ...quiet, maxEvals: 5, rstate: 3, trials: parts });
    await parts.fmin(parabola, space, { ...quiet, maxEvals: 12, rstate: 3 });
    expect(parts.vals).toEqual(whole.vals);
  });

  it("hands the objective what was chosen, of conditional spaces too", async () => {
    const conditional = {
      model: hp.choice("model", [
        { kind: "svm", c: hp.loguniform("c", -3, 3) },
        { kind: "tree", depth: hp.uniformint("depth", 1, 9) },
      ]),
    };
    const seen: string[] = [];
    const trials = new Trials();
    const chosen = await fmin(
      async ({ model }) => {
        seen.push(model.kind);
        return model.kind === "svm" ? model.c : model.depth;
      },
      conditional,
      { ...quiet, maxEvals: 20, rstate: 5, trials, returnArgmin: false },
    );
    expect(new Set(seen)).toEqual(new Set(["svm", "tree"]));
    expect(chosen).toEqual(spaceEval(conditional, trials.argmin));
    expect(trials.idxs["c"]!.length + trials.idxs["depth"]!.length).toBe(20);
    expect(trials.idxs["c"]).toEqual(trials.tids.filter((tid) => trials.vals["model"]![tid] === 0));
    expect(Object.keys(trials.argmin).sort()).toEqual(["c", "model"]);
  });

  it("keeps the whole result, and attachments beside it", async () => {
    const trials = new Trials();
    await fmin(({ x }) => ({ loss: x, status: STATUS_OK, model: "m", attachments: { note: `at ${x}` } }), space, {
      ...quiet,
      maxEvals: 2,
      trials,
    });
    const [first] = trials.trials;
    expect(first!.result).toEqual({ loss: first!.misc.vals["x"]![0], status: "ok", model: "m" });
    expect(trials.trialAttachments(first!).get("note")).toBe(`at ${first!.misc.vals["x"]![0]}`);
  });

  it("ends below lossThreshold, and when the time is up", async () => {
    let loss = 10;
    const trials = new Trials();
    await fmin(() => loss--, space, { ...quiet, lossThreshold: 8, trials });
    expect(trials.losses()).toEqual([10, 9, 8, 7]); // as hyperopt: it goes on while best ≥ threshold
    const timed = new Trials();
    await fmin(() => new Promise<number>((done) => setTimeout(done, 20, 1)), space, {
      ...quiet,
      timeout: 0.05,
      trials: timed,
    });
    expect(timed.length).toBeGreaterThan(0);
    expect(timed.length).toBeLessThan(4);
  });

  it("keeps several objectives in flight, which the algorithm sees", async () => {
    const running: number[] = [];
    let inFlight = 0;
    let most = 0;
    await fmin(
      async ({ x }) => {
        most = Math.max(most, ++inFlight);
        await new Promise((turn) => setImmediate(turn));
        inFlight--;
        return x;
      },
      space,
      {
        ...quiet,
        maxEvals: 9,
        parallelism: 3,
        algo: (flat, trials, random) => {
          running.push(trials.filter((trial) => trial.state === JOB_STATE_RUNNING).length);
          return rand.suggest(flat, trials, random);
        },
      },
    );
    expect(most).toBe(3);
    expect(running.slice(0, 3)).toEqual([0, 1, 2]);
    expect(running).toHaveLength(9);
  });

  it("proposes maxQueueLen points at a time, never more than maxEvals in all", async () => {
    const known: number[] = [];
    const trials = new Trials();
    await fmin(parabola, space, {
      ...quiet,
      maxEvals: 7,
      maxQueueLen: 3,
      trials,
      algo: (flat, before, random) => {
        known.push(before.length);
        return rand.suggest(flat, before, random);
      },
    });
    expect(known).toEqual([0, 0, 0, 3, 3, 3, 6]);
    expect(trials.length).toBe(7);
  });

  it("evaluates the given points first, within maxEvals", async () => {
    const points = [{ x: 0.5 }, { x: -2 }];
    const trials = new Trials();
    await fmin(parabola, space, { ...quiet, maxEvals: 4, pointsToEvaluate: points, trials });
    expect(trials.specs.slice(0, 2)).toEqual(points);
    expect(trials.length).toBe(4);
    const prepared = generateTrialsToCalculate(points);
    await fmin(parabola, space, { ...quiet, maxEvals: 2, trials: prepared });
    expect(prepared.losses()).toEqual([0.25, 9]);
  });

  it("makes trials from elsewhere trials of its space, or refuses them", async () => {
    const whole = { ...space, k: hp.choice("k", [1, 2]) };
    const trials = new Trials();
    await fmin(parabola, space, { ...quiet, maxEvals: 2, trials });
    await fmin(parabola, whole, { ...quiet, maxEvals: 3, trials, algo: tpe.suggest });
    expect(trials.vals).toMatchObject({
      x: [expect.anything(), expect.anything(), expect.anything()],
      k: [expect.anything()],
    });
    await expect(fmin(parabola, space, { ...quiet, maxEvals: 4, trials })).rejects.toThrow(
      "trial 2 has k, which the space does not have; give the trials of a search over this space, or none",
    );
    const waiting = generateTrialsToCalculate([{ y: 1 }]);
    await expect(fmin(parabola, space, { ...quiet, maxEvals: 1, trials: waiting })).rejects.toThrow(
      "did you mean 'x'?",
    );
  });

  it("types the objective by the space, and its result by hyperopt's", async () => {
    const typed = {
      depth: scope.int(hp.quniform("depth", 1, 9, 1)),
      booster: hp.choice("booster", ["gbtree", "dart"]),
      seed: 42,
    };
    const objective = async (params: SpaceValue<typeof typed>) => {
      expectTypeOf(params).toEqualTypeOf<{ depth: number; booster: "gbtree" | "dart"; seed: number }>();
      return { loss: params.depth, status: STATUS_OK };
    };
    const best = await fmin(objective, typed, { ...quiet, maxEvals: 2 });
    expectTypeOf(best).toEqualTypeOf<Record<string, number>>();
    // The objective may be a function that was declared before.
    const space = { depth: scope.int(hp.quniform("depth", 1, 8, 1)), seed: 42 } as const;
    const declared = (params: SpaceValue<typeof space>) => params.depth + params.seed;
    expect(await fmin(declared, space, { ...quiet, maxEvals: 1 })).toEqual({ depth: expect.any(Number) });
    const chosen = await fmin(objective, typed, { ...quiet, maxEvals: 2, returnArgmin: false });
    expect(["gbtree", "dart"]).toContain(chosen!.booster);
    // A cell's functions are known to later cells by types that are written out.
    const writtenOut = (params: { depth: number; booster: "gbtree" | "dart"; seed: number }) => params.seed;
    expect(Object.keys(await fmin(writtenOut, typed, { ...quiet, maxEvals: 1 })).sort()).toEqual(["booster", "depth"]);
    // hyperopt's first example: the space is one parameter
    const { x } = await fmin((x) => (x - 2) ** 2, hp.uniform("x", -10, 10), {
      ...quiet,
      algo: tpe.suggest,
      maxEvals: 60,
      rstate: 0,
    });
    expect(x).toBeCloseTo(2, 0);
  });

  it("ends with what the objective throws, and keeps all before it", async () => {
    const trials = new Trials();
    let count = 0;
    const failing = fmin(
      ({ x }) => {
        if (++count === 3) throw new RangeError("too far");
        return x;
      },
      space,
      { ...quiet, maxEvals: 9, trials },
    );
    await expect(failing).rejects.toThrow(new RangeError("too far"));
    expect(trials.length).toBe(2); // hyperopt leaves out the trial that threw
    expect(trials.failed).toMatchObject([
      { tid: 2, state: JOB_STATE_ERROR, misc: { error: ["RangeError", "too far"] } },
    ]);
  });

  it("fails the trial alone with catchEvalExceptions, and for a loss that is NaN", async () => {
    const trials = new Trials();
    let count = 0;
    await fmin(
      ({ x }) => {
        count++;
        if (count === 1) throw new Error("no luck");
        return count === 2 ? NaN : x;
      },
      space,
      { ...quiet, maxEvals: 4, trials, catchEvalExceptions: true },
    );
    expect(trials.statuses()).toEqual([STATUS_FAIL, STATUS_FAIL, STATUS_OK, STATUS_OK]);
    expect(trials.results[0]).toEqual({ status: "fail", error: "Error: no luck" });
    expect(trials.results[1]).toEqual({ status: "fail", loss: NaN, error: "the loss is NaN" });
  });

  it("says what is wrong with what the objective returns", async () => {
    const returned = (value: unknown) => fmin(() => value as number, space, { ...quiet, maxEvals: 1 });
    await expect(returned(undefined)).rejects.toThrow(
      "the objective returned undefined; let it return the loss, a number",
    );
    await expect(returned({ status: "ok" })).rejects.toThrow('status "ok" with the loss undefined; a loss is a number');
    await expect(returned({ loss: 1, status: "okay" })).rejects.toThrow('the status "okay"; did you mean "ok"?');
    await expect(returned({ rmse: 1 })).rejects.toThrow("no status; it is one of new, running, suspended, ok, fail");
  });

  it("says that no trial ended well, with the reason", async () => {
    const failing = fmin(
      () => {
        throw new Error("no data");
      },
      space,
      { ...quiet, maxEvals: 3, catchEvalExceptions: true },
    );
    await expect(failing).rejects.toThrow(
      'none of the 3 trials has status "ok" and a loss, hence there is no best one; the last failure was: Error: no data',
    );
    const none = await fmin(() => ({ status: STATUS_FAIL }), space, { ...quiet, maxEvals: 3, returnArgmin: false });
    expect(none).toBeNull();
  });

  it("refuses options that cannot be, before the first trial", async () => {
    const never = () => {
      throw new Error("evaluated");
    };
    const given = (options: object) => fmin(never, space, { ...quiet, ...options });
    await expect(given({})).rejects.toThrow(
      "this search would never end; give maxEvals, timeout, lossThreshold or earlyStopFn",
    );
    await expect(given({ max_evals: 3 })).rejects.toThrow("fmin has no option 'max_evals'; did you mean maxEvals?");
    await expect(given({ maxEvals: 0 })).rejects.toThrow("maxEvals is 0; give a whole number from 1 on");
    await expect(given({ maxEvals: 1, timeout: -1 })).rejects.toThrow("timeout is -1; give seconds, more than 0");
    await expect(given({ maxEvals: 1, parallelism: 1.5 })).rejects.toThrow("parallelism is 1.5");
    await expect(given({ maxEvals: 1, lossThreshold: NaN })).rejects.toThrow("lossThreshold is NaN; give a number");
    await expect(given({ maxEvals: 1, pointsToEvaluate: [{ y: 1 }] })).rejects.toThrow(
      "the space has no parameter 'y'; did you mean 'x'?",
    );
    await expect(given({ maxEvals: 1, pointsToEvaluate: [{}] })).rejects.toThrow("the point {} has no value for 'x'");
  });

  it("stops without progress after as many trials as hyperopt", async () => {
    // Counted with hyperopt 0.3.0: no_progress_loss(3) and no_progress_loss(3, 10) on these losses.
    const evaluated = async (losses: readonly number[], percent = 0) => {
      const trials = new Trials();
      let next = 0;
      await fmin(() => losses[next++]!, space, {
        ...quiet,
        maxEvals: losses.length,
        trials,
        earlyStopFn: noProgressLoss(3, percent),
      });
      return trials.length;
    };
    expect(await evaluated([1, 1, 1, 1, 1, 1])).toBe(3);
    expect(await evaluated([5, 4, 3, 3, 3, 3, 3, 3])).toBe(6);
    expect(await evaluated([100, 95, 94, 93, 92, 80])).toBe(6);
    expect(await evaluated([100, 95, 94, 93, 92, 80], 10)).toBe(3);
    expect(await evaluated([100, 85, 84, 83, 70, 69, 68, 67], 10)).toBe(8);
  });

  it("keeps the trials in a file, and goes on with it", async () => {
    const trialsSaveFile = join(tempFolder(), "trials.json");
    const losses = [Infinity, 3, 2, 1];
    let next = 0;
    const objective = () => losses[next++]!;
    await fmin(objective, space, { ...quiet, maxEvals: 2, rstate: 1, trialsSaveFile });
    const saved = Trials.fromJSON(JSON.parse(readFileSync(trialsSaveFile, "utf8")));
    expect(saved.losses()).toEqual([Infinity, 3]);
    await fmin(objective, space, { ...quiet, maxEvals: 4, rstate: 1, trialsSaveFile });
    expect(Trials.fromJSON(JSON.parse(readFileSync(trialsSaveFile, "utf8"))).losses()).toEqual(losses);
    expect(existsSync(`${trialsSaveFile}.${process.pid}.tmp`)).toBe(false);
    writeFileSync(trialsSaveFile, "[]");
    await expect(fmin(objective, space, { ...quiet, maxEvals: 1, trialsSaveFile })).rejects.toThrow(
      /trials\.json holds no trials: .* remove it, or name another file/,
    );
  });

  it("tells its progress after each trial", async () => {
    const states: SearchProgress[] = [];
    await fmin(({ x }) => x, space, {
      track: false,
      algo: rand.suggest,
      maxEvals: 2,
      pointsToEvaluate: [{ x: 4 }, { x: 2 }],
      showProgressbar: (state) => void states.push(state),
    });
    expect(states).toMatchObject([
      { done: 1, maxEvals: 2, bestLoss: 4, evaluated: 1 },
      { done: 2, maxEvals: 2, bestLoss: 2, evaluated: 2 },
    ]);
  });
});
