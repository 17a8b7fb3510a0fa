/** Trials as runs, in real SQLite files. */
import { onTestFinished, describe, expect, it, vi } from "vitest";
import {
  endRun,
  logMetric,
  logParam,
  logParams,
  MlflowClient,
  setExperiment,
  setTrackingUri,
  startRun,
  withRun,
} from "labbook";
import {
  fmin,
  hp,
  medianPruner,
  rand,
  STATUS_FAIL,
  type Trial,
  TrialPruned,
  Trials,
  trialsFromRuns,
} from "labbook/hpo";
import { autolog, meanSquaredError, Ridge } from "labbook/ml";
import type { Run } from "../../src/entities.js";
import { serve } from "../server/serving.js";
import { tempFolder } from "../temp.js";

const space = { x: hp.uniform("x", 0, 1), kind: hp.choice("kind", ["a", "b"]) };
const quiet = { verbose: false, algo: rand.suggest, rstate: 1 } as const;

interface Place {
  readonly client: MlflowClient;
  /** Oldest first. */
  runs(): Promise<readonly Run[]>;
}

async function openPlace(uri = `sqlite:///${tempFolder()}/mlflow.db`): Promise<Place> {
  await setTrackingUri(uri);
  const { experimentId } = await setExperiment("search");
  const client = new MlflowClient(uri);
  onTestFinished(() => endRun());
  return {
    client,
    runs: async () =>
      [...(await client.searchRuns({ experimentIds: experimentId }))].sort(
        (a, b) => Number(a.data.tags["labbook.trial"] ?? -1) - Number(b.data.tags["labbook.trial"] ?? -1),
      ),
  };
}

describe("trials as runs", () => {
  it("have params, loss, status and what gives the trial back", async () => {
    const { runs } = await openPlace();
    const trials = new Trials();
    await fmin(({ x }) => x * 2, space, { ...quiet, maxEvals: 3, trials });
    const made = await runs();
    expect(made.map(({ info }) => [info.runName, info.status])).toEqual([
      ["trial 0", "FINISHED"],
      ["trial 1", "FINISHED"],
      ["trial 2", "FINISHED"],
    ]);
    for (const [tid, { data, info }] of made.entries()) {
      const { x, kind } = trials.specs[tid]!;
      expect(data.params).toEqual({ x: String(x), kind: ["a", "b"][kind!] });
      expect(data.metrics).toEqual({ loss: x! * 2 });
      expect(JSON.parse(data.tags["labbook.trialPoint"]!)).toEqual({ x, kind });
      expect(data.tags["labbook.trialStatus"]).toBe("ok");
      expect(data.tags["mlflow.parentRunId"]).toBeUndefined();
      expect(trials.trials[tid]!.runId).toBe(info.runId);
      expect(info.endTimeMs).not.toBeNull();
    }
    const back = trialsFromRuns(made);
    expect(back.argmin).toEqual(trials.argmin);
    expect(back.losses()).toEqual(trials.losses());
  });

  it("are nested under the open run, and take the calls of their objective, in parallel too", async () => {
    const { runs } = await openPlace();
    const parent = await withRun({ runName: "search" }, async (run) => {
      await fmin(
        async ({ x }, trial) => {
          void logParam("tid", trial.tid);
          await new Promise((turn) => setTimeout(turn, 3 - trial.tid));
          await logMetric("rmse", trial.tid);
          return x;
        },
        space,
        { ...quiet, maxEvals: 4, parallelism: 4 },
      );
      return run;
    });
    const [first, ...made] = await runs();
    expect(first!.info.runId).toBe(parent.info.runId);
    expect(first!.data.metrics).toEqual({});
    expect(made.map(({ data }) => [data.tags["mlflow.parentRunId"], data.params["tid"], data.metrics["rmse"]])).toEqual(
      [0, 1, 2, 3].map((tid) => [parent.info.runId, String(tid), tid]),
    );
  });

  it("are the run that the objective opens itself, whose params are left as they are", async () => {
    const { runs } = await openPlace();
    await withRun({}, () =>
      fmin(
        async ({ x }, trial) => {
          const options = { runName: `mine ${trial.tid}`, tags: { model: "xgboost" }, nested: trial.tid === 1 };
          if (trial.tid < 2) {
            await withRun(options, async (run) => {
              expect(run.info.runId).toBe(trial.runId);
              await logParams({ kind: "of my own", rounds: 10 });
            });
          } else {
            await startRun(options);
            await logParams({ kind: "of my own", rounds: 10 });
            await endRun();
            await withRun({ runName: "afterwards" }, () => logMetric("check", 1));
          }
          return { loss: x, status: "ok" };
        },
        space,
        { ...quiet, maxEvals: 3 },
      ),
    );
    const all = await runs();
    const afterwards = all.find(({ info }) => info.runName === "afterwards")!;
    const made = all.filter(({ data }) => data.tags["labbook.trial"] !== undefined);
    expect(all).toHaveLength(5);
    for (const [tid, { info, data }] of made.entries()) {
      expect(info).toMatchObject({ runName: `mine ${tid}`, status: "FINISHED" });
      expect(data.tags["model"]).toBe("xgboost");
      expect(data.params).toEqual({ kind: "of my own", rounds: "10", x: expect.any(String) as string });
      expect(data.metrics).toEqual({ loss: Number(data.params["x"]) });
    }
    expect(afterwards.data.tags["mlflow.parentRunId"]).toBe(made[2]!.info.runId);
  });

  it("take what autologging says of the fits in their objective", async () => {
    const { runs } = await openPlace();
    autolog();
    onTestFinished(() => autolog({ disable: true }));
    await fmin(
      ({ alpha }) => {
        const model = new Ridge({ alpha }).fit([[0], [1], [2]], [0, 1, 3]);
        return meanSquaredError([0, 1, 3], model.predict([[0], [1], [2]]));
      },
      { alpha: hp.choice("alpha", [0.1, 1, 10]) },
      { ...quiet, maxEvals: 3 },
    );
    const made = await runs();
    expect(made).toHaveLength(3);
    for (const { data, info } of made) {
      expect(info.status).toBe("FINISHED");
      expect([0.1, 1, 10].map(String)).toContain(data.params["alpha"]);
      expect(data.params["fit_intercept"]).toBeDefined();
      expect(data.metrics["loss"]).toBeCloseTo(data.metrics["training_mean_squared_error"]!, 12);
      expect(data.tags["estimator_name"]).toBe("Ridge");
    }
  });

  it("end as the trials did", async () => {
    const { runs } = await openPlace();
    const search = fmin(
      ({ x }, { tid }) => {
        if (tid === 0) return { status: STATUS_FAIL };
        if (tid === 1) throw new TrialPruned();
        if (tid === 2) return NaN;
        if (tid === 4) throw new Error("broken");
        return x;
      },
      space,
      { ...quiet, maxEvals: 9 },
    );
    await expect(search).rejects.toThrow("broken");
    const ends = (await runs()).map(({ info, data }) => [info.status, data.tags["labbook.trialStatus"]]);
    expect(ends).toEqual([
      ["FAILED", "fail"],
      ["KILLED", "pruned"],
      ["FAILED", "fail"],
      ["FINISHED", "ok"],
      ["FAILED", undefined],
    ]);
  });

  it("hold the reports as a metric, by step", async () => {
    const { client, runs } = await openPlace();
    await fmin(
      ({ x }, trial) => {
        for (let step = 0; step < 3; step++) {
          trial.report(trial.tid * 10 + step, step);
          if (trial.shouldPrune()) throw new TrialPruned();
        }
        return x;
      },
      space,
      { ...quiet, maxEvals: 2, pruner: medianPruner({ nStartupTrials: 1 }) },
    );
    const [first, second] = await runs();
    const points = async ({ info }: Run) =>
      (await client.getMetricHistory(info.runId, "intermediate")).map(({ step, value }) => [step, value]);
    expect(await points(first!)).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
    ]);
    expect(await points(second!)).toEqual([[0, 10]]);
    expect(second!.data.tags["labbook.trialStatus"]).toBe("pruned");
  });

  it("fail where a log call that nobody awaited fails", async () => {
    await openPlace();
    const search = fmin(
      ({ x }) => {
        void logParam("p", 1);
        void logParam("p", 2);
        return x;
      },
      space,
      { ...quiet, maxEvals: 3 },
    );
    await expect(search).rejects.toThrow(/Changing param values is not allowed/);
  });

  it("are children of the run that `mlflow run` names", async () => {
    const { client, runs } = await openPlace();
    const { experimentId } = await setExperiment("search");
    const named = await client.createRun(experimentId);
    process.env["MLFLOW_RUN_ID"] = named.info.runId;
    await fmin(({ x }) => x, space, { ...quiet, maxEvals: 2 });
    const [parent, ...made] = await runs();
    expect(parent!.info.runId).toBe(named.info.runId);
    expect(made.map(({ data }) => data.tags["mlflow.parentRunId"])).toEqual([named.info.runId, named.info.runId]);
  });

  it("do not end the search where the store refuses them; one warning says so", async () => {
    const { client, runs } = await openPlace();
    const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    onTestFinished(() => warn.mockRestore());
    const trials = new Trials();
    await fmin(
      async ({ x }, trial) => {
        if (trial.tid < 2) await client.deleteRun(trial.runId!);
        return x;
      },
      space,
      { ...quiet, maxEvals: 3, trials },
    );
    expect(trials.statuses()).toEqual(["ok", "ok", "ok"]);
    expect(warn.mock.calls.map(String)).toEqual([
      expect.stringMatching(/^fmin: trial 0 could not be tracked: .*must be in the 'active' state/),
    ]);
    expect((await runs()).map(({ info }) => info.runName)).toEqual(["trial 2"]);
  });

  it("leave no runs with track: false", async () => {
    const { runs } = await openPlace();
    await fmin(({ x }) => x, space, { ...quiet, maxEvals: 2, track: false });
    expect(await runs()).toEqual([]);
  });
});

describe("a search with a name", () => {
  it("goes on over a server, too, with several at a time", async () => {
    process.env["LABBOOK_STATE_DIR"] = tempFolder();
    const server = await serve();
    const { runs } = await openPlace(server.url);
    const named = { ...quiet, name: "remote", parallelism: 3 };
    const objective = async ({ x }: { x: number }, trial: Trial) => {
      trial.report(x / 3, 1);
      return await withRun({ tags: { model: "m" } }, async () => {
        await logParam("kind", "mine");
        return x;
      });
    };
    const first = new Trials();
    await fmin(objective, space, { ...named, maxEvals: 5, trials: first });
    const trials = new Trials();
    await fmin(objective, space, { ...named, maxEvals: 8, trials });
    expect(trials.specs.slice(0, 5)).toEqual(first.specs);
    expect(trials.trials.map(({ reports }) => reports)).toEqual(
      trials.losses().map((loss) => [{ step: 1, value: loss! / 3 }]),
    );
    const made = await runs();
    expect(made.map(({ info }) => info.status)).toEqual(Array(8).fill("FINISHED"));
    expect(made.map(({ data }) => [data.metrics["loss"], data.params["kind"], data.tags["model"]])).toEqual(
      trials.losses().map((loss) => [loss, "mine", "m"]),
    );
  });

  it("goes on where it was stopped, as if it had not been", async () => {
    await openPlace();
    const whole = new Trials();
    await fmin(({ x }) => x, space, { ...quiet, maxEvals: 8, track: false, trials: whole });
    let broken = true;
    const objective = ({ x }: { x: number }, { tid }: { tid: number }) => {
      if (tid === 4 && broken) throw new Error("power cut");
      return x;
    };
    const named = { ...quiet, maxEvals: 8, name: "what's x" };
    await expect(fmin(objective, space, named)).rejects.toThrow("power cut");
    broken = false;
    const trials = new Trials();
    const evaluated: number[] = [];
    await fmin(
      (params, trial) => {
        evaluated.push(trial.tid);
        return objective(params, trial);
      },
      space,
      { ...named, trials },
    );
    expect(evaluated).toEqual([4, 5, 6, 7]);
    expect(trials.specs).toEqual(whole.specs);
    expect(trials.losses()).toEqual(whole.losses());
    expect(await fmin(() => Promise.reject(new Error("again")), space, named)).toEqual(whole.argmin);
  });

  it("does not count a trial whose process died, and gives reports back", async () => {
    const { client, runs } = await openPlace();
    const named = { ...quiet, name: "n" };
    const reporting = ({ x }: { x: number }, trial: { report(value: number, step: number): void }) => {
      trial.report(x, 0);
      trial.report(x / 3, 1);
      return x;
    };
    await fmin(reporting, space, { ...named, maxEvals: 2 });
    const [, second] = await runs();
    await client.deleteTag(second!.info.runId, "labbook.trialResult");
    await client.updateRun(second!.info.runId, { status: "RUNNING" });
    const trials = new Trials();
    await fmin(reporting, space, { ...named, maxEvals: 2, trials });
    const [x] = trials.vals["x"]!;
    expect(trials.trials[0]!.reports).toEqual([
      { step: 0, value: x },
      { step: 1, value: x! / 3 },
    ]);
    expect(await runs()).toHaveLength(3);
  });

  it("must have a name that a search for its runs can hold", async () => {
    await openPlace();
    const named = (name: string) => fmin(() => 0, space, { ...quiet, maxEvals: 1, name });
    await expect(named(`"x" isn't`)).rejects.toThrow(
      'the name of the search is "x" isn\'t; give one with less than two kinds of quotes',
    );
    await expect(named(" ")).rejects.toThrow("the name of the search is empty; leave it out, or give one");
  });

  it("says what is another in a space that was changed", async () => {
    await openPlace();
    const named = { ...quiet, maxEvals: 1, name: "xgb" };
    await fmin(({ x }) => x, space, named);
    const changed = { x: hp.uniform("x", 0, 2), kind: space.kind, z: hp.normal("z", 0, 1) };
    await expect(fmin(({ x }) => x, changed, named)).rejects.toThrow(
      "the search 'xgb' has trials over another space: x was uniform(0, 1), now uniform(0, 2); z was not there, now normal(0, 1); " +
        "give this search another name, or go on with the space it had",
    );
  });
});

describe("trialsFromRuns", () => {
  it("makes trials of runs that no fmin made", async () => {
    const { runs } = await openPlace();
    for (const [depth, rmse] of [
      ["3", 7],
      ["5", 6],
    ] as const) {
      await withRun({}, async () => {
        await logParams({ max_depth: depth, booster: "gbtree" });
        await logMetric("rmse", rmse);
      });
    }
    await withRun({}, () => Promise.reject(new Error("diverged"))).catch(() => undefined);
    const trials = trialsFromRuns(await runs(), { loss: "rmse" });
    expect(trials.argmin).toEqual({ max_depth: 5 });
    expect(trials.statuses().toSorted()).toEqual(["fail", "ok", "ok"]);
    const all = await runs();
    expect(() => trialsFromRuns(all)).toThrow(
      "none of the 3 runs has the metric 'loss'; say which is the loss: trialsFromRuns(runs, { loss: … }), such as rmse",
    );
  });
});
