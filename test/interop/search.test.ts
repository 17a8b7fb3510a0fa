/** A search and its runs on stock MLflow servers. */
import { join, resolve } from "node:path";
import { MlflowClient, setExperiment, setTrackingUri, withRun } from "labbook";
import { fmin, hp, medianPruner, type Trial, TrialPruned, Trials } from "labbook/hpo";
import { expect, it } from "vitest";
import { tempFolder } from "../temp.js";
import { startMlflow } from "./mlflow_server.js";

it.each(["mlflow2", "interop"])("keeps a search on the server of .venv/%s, and goes on with it", async (venv) => {
  const folder = tempFolder();
  process.env["LABBOOK_STATE_DIR"] = join(folder, "state");
  const server = await startMlflow(resolve(".venv", venv), folder);
  await setTrackingUri(server.url);
  const { experimentId } = await setExperiment("search");
  const space = { x: hp.uniform("x", 0, 1), kind: hp.choice("kind", ["a", "b"]) };
  const objective = async ({ x }: { x: number }, trial: Trial) => {
    for (let step = 0; step < 3; step++) {
      trial.report(x / (step + 1), step);
      if (trial.shouldPrune()) throw new TrialPruned();
    }
    return x;
  };
  const options = { name: "what's best", rstate: 5, verbose: false, pruner: medianPruner({ nStartupTrials: 3 }) };
  const whole = new Trials();
  await fmin(objective, space, { ...options, track: false, maxEvals: 9, trials: whole });

  const parent = await withRun({ runName: "search" }, async (run) => {
    await fmin(objective, space, { ...options, maxEvals: 4 });
    return run.info.runId;
  });
  const trials = new Trials();
  await fmin(objective, space, { ...options, maxEvals: 9, trials });
  expect(trials.specs).toEqual(whole.specs);
  expect(trials.losses()).toEqual(whole.losses());
  expect(trials.rows().map(({ status }) => status)).toEqual(whole.rows().map(({ status }) => status));
  expect(whole.statuses()).toContain("fail");

  const runs = await new MlflowClient(server.url).searchRuns({
    experimentIds: experimentId,
    orderBy: ["start_time ASC"],
  });
  const made = runs.filter(({ data }) => data.tags["labbook.search"] === "what's best");
  expect(made).toHaveLength(9);
  expect(made.filter(({ data }) => data.tags["mlflow.parentRunId"] === parent)).toHaveLength(4);
  for (const { info, data } of made) {
    const trial = trials.trials.find(({ runId }) => runId === info.runId)!;
    expect(info.status).toBe(trial.result.status === "ok" ? "FINISHED" : "KILLED");
    expect(Number(data.params["x"])).toBe(trial.misc.vals["x"]![0]);
    expect(data.metrics["loss"]).toBe(trial.result.loss);
  }
  await server.stop();
});
