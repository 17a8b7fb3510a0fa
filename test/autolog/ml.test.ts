/** Autologging of estimators, on real SQLite files. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as mlflow from "labbook";
import * as ml from "labbook/ml";
import { pendingCalls } from "../../src/pending.js";
import { trackToTemporary } from "./tracked.js";

const X = [
  [1, 0],
  [2, 1],
  [3, 0],
  [4, 1],
];
const y = [2, 3, 6, 7];

beforeEach(trackToTemporary);
afterEach(async () => {
  mlflow.autolog({ disable: true });
  await mlflow.endRun();
});

/** All runs, oldest first, once what was logged to them is there. */
async function loggedRuns(): Promise<readonly mlflow.Run[]> {
  await pendingCalls.settle(null);
  return await mlflow.searchRuns({ orderBy: ["attributes.start_time ASC"] });
}

describe("ml.autolog", () => {
  it("gives a fit outside of runs a run of its own, with params, scores, class and versions", async () => {
    ml.autolog({ logModels: false, extraTags: { team: "taxi" } });
    const model = new ml.Ridge({ alpha: 0.5 }).fit(X, y);
    const [run, ...others] = await loggedRuns();
    expect(others).toEqual([]);
    expect(run!.info.status).toBe("FINISHED");
    expect(run!.data.params).toMatchObject({ alpha: "0.5", fit_intercept: "True", max_iter: "None" });
    expect(run!.data.metrics["training_score"]).toBe(model.score(X, y));
    expect(Object.keys(run!.data.metrics).sort()).toEqual([
      "training_mean_absolute_error",
      "training_mean_squared_error",
      "training_r2_score",
      "training_root_mean_squared_error",
      "training_score",
    ]);
    expect(run!.data.tags).toMatchObject({
      estimator_name: "Ridge",
      estimator_class: "labbook.ml.Ridge",
      "mlflow.autologging": "ml",
      "labbook.nodeVersion": process.versions.node,
      team: "taxi",
    });
    expect(await mlflow.activeRun()).toBeNull();
  });

  it("notes what was fitted on as MLflow notes an array", async () => {
    ml.autolog({ logModels: false });
    new ml.Lasso().fit(X, y);
    const [run] = await loggedRuns();
    const [{ dataset, tags } = expect.fail("no dataset")] = run!.inputs.datasets;
    expect(tags).toEqual({ "mlflow.data.context": "train" });
    expect(dataset).toMatchObject({ name: "dataset", sourceType: "code" });
    expect(JSON.parse(dataset.profile!)).toEqual({ features_shape: [4, 2], features_size: 8, features_nbytes: 64 });
  });

  it("logs the model with signature and input example, in its run and as a version of a registered model", async () => {
    ml.autolog({ registeredModelName: "tips" });
    const model = new ml.Ridge({ alpha: 0.5 }).fit(X, y);
    const [run] = await loggedRuns();
    const loaded = await mlflow.loadModel(`runs:/${run!.info.runId}/model`);
    expect(await loaded.predict(X)).toEqual([...model.predict(X)]);
    expect(loaded.metadata.signature).toEqual({
      inputs: [{ type: "tensor", "tensor-spec": { dtype: "float64", shape: [-1, 2] } }],
      outputs: [{ type: "tensor", "tensor-spec": { dtype: "float64", shape: [-1] } }],
      params: null,
    });
    expect(loaded.metadata.savedInputExampleInfo).toMatchObject({ type: "ndarray" });
    expect(Object.keys(loaded.metadata.flavors)).toEqual(["onnx", "python_function", "typescript"]);
    const [{ modelId } = expect.fail("no logged model")] = run!.outputs.models;
    const logged = await new mlflow.MlflowClient().getLoggedModel(modelId);
    expect([logged.status, logged.params["alpha"]]).toEqual(["READY", "0.5"]);
    expect(logged.metrics.map(({ key }) => key)).toContain("training_score");
    expect((await new mlflow.MlflowClient().getModelVersion("tips", "1")).runId).toBe(run!.info.runId);
  });

  it("leaves out what is not wanted of the model", async () => {
    ml.autolog({ logInputExamples: false });
    new ml.Ridge().fit(X, y);
    ml.autolog({ logInputExamples: false, logModelSignatures: false });
    new ml.Lasso().fit(X, y);
    const models = (await loggedRuns()).map(async ({ info, data }) => {
      const { metadata } = await mlflow.loadModel(`runs:/${info.runId}/model`);
      return [data.tags["estimator_name"], metadata.signature?.inputs?.length, metadata.savedInputExampleInfo];
    });
    expect((await Promise.all(models)).sort()).toEqual([
      ["Lasso", undefined, null],
      ["Ridge", 1, null],
    ]);
  });

  it("logs a pipeline with the records that it takes", async () => {
    ml.autolog();
    const records = X.map(([distance, kind]) => ({ distance: distance!, kind: `k${kind}` }));
    const pipeline = ml.makePipeline(new ml.DictVectorizer(), new ml.Ridge()).fit(records, y);
    const [run] = await loggedRuns();
    expect(run!.data.params).toMatchObject({ steps: "dictvectorizer, ridge", ridge__alpha: "1" });
    const loaded = await mlflow.loadModel(`runs:/${run!.info.runId}/model`);
    expect(await loaded.predict(records)).toEqual([...pipeline.predict(records)]);
    expect(loaded.metadata.signature!.inputs).toEqual([
      { name: "distance", required: true, type: "double" },
      { name: "kind", required: true, type: "string" },
    ]);
  });

  it("logs no model that was fitted again before it could be", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    ml.autolog();
    const model = new ml.Ridge().fit(X, y);
    model.fit(X, [1, 1, 2, 2]);
    const runs = await loggedRuns();
    expect(runs.map(({ outputs }) => outputs.models.length).sort()).toEqual([0, 1]);
    expect(warn.mock.calls).toEqual([
      [
        "autolog: the model of a training could not be logged: it was fitted again before; await something between the fits",
      ],
    ]);
    warn.mockRestore();
  });

  it("logs to the run that is open, which stays open, and to the run of withRun", async () => {
    ml.autolog({ logModels: false, extraTags: { team: "taxi" } });
    const open = await mlflow.startRun({ runName: "mine" });
    new ml.Ridge().fit(X, y);
    await mlflow.endRun();
    await mlflow.withRun({ runName: "scoped" }, () => void new ml.Lasso({ alpha: 0.1 }).fit(X, y));
    const runs = await loggedRuns();
    expect(runs.map(({ info, data }) => [info.runName, data.params["alpha"], data.tags["team"]])).toEqual([
      ["mine", "1", undefined],
      ["scoped", "0.1", undefined],
    ]);
    expect(runs.every(({ data }) => data.metrics["training_score"] !== undefined)).toBe(true);
    expect(runs[0]!.info.runId).toBe(open.info.runId);
  });

  it("keeps the params of the first of two fits in one run, warns of the second, and logs the rest of it", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    ml.autolog({ logModels: false });
    await mlflow.withRun({}, () => {
      new ml.Ridge({ alpha: 0.5 }).fit(X, y);
      new ml.Ridge({ alpha: 2 }).fit(X, y);
    });
    const [run] = await loggedRuns();
    expect(run!.data.params["alpha"]).toBe("0.5");
    expect(warn.mock.calls).toEqual([
      [
        "autolog: the run has these params of an earlier training: alpha (0.5, now 2); give each training a run of its own",
      ],
    ]);
    const history = await new mlflow.MlflowClient().getMetricHistory(run!.info.runId, "training_score");
    mlflow.autolog({ disable: true });
    const scores = [0.5, 2].map((alpha) => new ml.Ridge({ alpha }).fit(X, y).score(X, y));
    expect(history.map(({ value }) => value).sort()).toEqual(scores.sort());
    warn.mockRestore();
  });

  it("keeps fits beside each other apart", async () => {
    ml.autolog({ logModels: false });
    for (const alpha of [1, 2, 3]) new ml.Ridge({ alpha }).fit(X, y);
    expect((await loggedRuns()).map(({ data }) => data.params["alpha"]).sort()).toEqual(["1", "2", "3"]);
  });

  it.each([
    ["KILLED", "KeyboardInterrupt"],
    ["FAILED", "Error"],
  ])("marks the run as %s when the fit ends with %s, which it lets through", async (status, name) => {
    ml.autolog();
    const stop = () => {
      throw Object.assign(new Error("stopped"), { name });
    };
    vi.stubGlobal("__labbook", { sharedFlag: Int32Array.of(1), stop });
    expect(() => new ml.Lasso().fit(X, y)).toThrow("stopped");
    vi.unstubAllGlobals();
    expect((await loggedRuns()).map(({ info }) => info.status)).toEqual([status]);
  });

  it("never breaks a training when nothing can be logged", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    ml.autolog();
    const { experimentId } = await mlflow.setExperiment("gone");
    await mlflow.deleteExperiment(experimentId);
    const model = new ml.Ridge().fit(X, y);
    await pendingCalls.settle(null);
    expect(model.score(X, y)).toBeGreaterThan(0.5);
    expect(warn.mock.calls.length).toBe(1);
    expect(warn.mock.calls[0]![0]).toMatch(/^autolog: the run of a training could not be logged: /);
    warn.mockRestore();
  });

  it("logs nothing when disabled, and nothing to an open run when exclusive", async () => {
    ml.autolog();
    ml.autolog({ disable: true });
    new ml.Ridge().fit(X, y);
    expect(await loggedRuns()).toEqual([]);
    ml.autolog({ exclusive: true, logModels: false });
    await mlflow.withRun({ runName: "mine" }, () => void new ml.Ridge().fit(X, y));
    new ml.Ridge().fit(X, y);
    const runs = await loggedRuns();
    expect(runs.map(({ data }) => data.params["alpha"])).toEqual([undefined, "1"]);
  });

  it("says what is wrong with an option", () => {
    expect(() => ml.autolog({ logModel: true } as ml.MlAutologOptions)).toThrow(
      "ml.autolog has no option logModel; did you mean logModels?",
    );
    expect(() => mlflow.sklearn.autolog({ silent: "yes" as never })).toThrow(
      'silent is "yes"; it must be true or false',
    );
    expect(() => mlflow.xgboost.autolog({ importanceTypes: ["wight" as never] })).toThrow(
      'there is no importance type "wight"; there are: weight, gain, cover, total_gain, total_cover',
    );
  });
});
