/** What every store must do with datasets and with MLflow 2's history of models; run once per store. */
import { expect, it } from "vitest";
import type { Dataset } from "../../src/entities.js";
import { experiment, missing, type Open, refused } from "./open.js";

const iris: Dataset = {
  name: "iris",
  digest: "abc123",
  sourceType: "local",
  source: '{"uri":"x.csv"}',
  schema: '{"cols":2}',
  profile: '{"rows":3}',
};

export function inputCases(open: Open): void {
  it("inputs: keeps the datasets that a run read", async () => {
    const store = await open();
    const experimentId = await experiment(store, "inputs");
    const { runId } = (await store.createRun({ experimentId })).info;
    const bare = { ...iris, name: "bare", schema: null, profile: null };
    const training = { "mlflow.data.context": "training" };
    await store.logInputs(runId, {
      datasets: [
        { dataset: iris, tags: training },
        { dataset: bare, tags: {} },
      ],
    });
    await store.logInputs(runId, { datasets: [{ dataset: iris, tags: { "mlflow.data.context": "eval" } }] });
    const expected = [
      { dataset: bare, tags: {} },
      { dataset: iris, tags: training },
    ];
    const byName = (run: { inputs: { datasets: readonly { dataset: Dataset }[] } }) =>
      [...run.inputs.datasets].sort((a, b) => a.dataset.name.localeCompare(b.dataset.name));
    expect(byName(await store.getRun(runId))).toEqual(expected);
    const found = await store.searchRuns({ experimentIds: [experimentId] });
    expect(found.items.map(byName)).toEqual([expected]);
    const summaries = [...(await store.searchDatasets([experimentId]))].sort((a, b) => a.name.localeCompare(b.name));
    expect(summaries).toEqual([
      { experimentId, name: "bare", digest: "abc123", context: null },
      { experimentId, name: "iris", digest: "abc123", context: "training" },
    ]);
  });

  it.each([
    ["datasets.name = 'iris'", ["reads"]],
    ["dataset.digest = 'abc123' AND datasets.context = 'training'", ["reads"]],
    ["datasets.context = 'eval'", []],
    ["datasets.name IN ('iris', 'other')", ["reads"]],
  ])("inputs: finds runs by %s", async (filter, expected) => {
    const store = await open();
    const experimentId = await experiment(store, "inputs");
    const { runId } = (await store.createRun({ experimentId, runName: "reads" })).info;
    await store.createRun({ experimentId, runName: "reads nothing" });
    await store.logInputs(runId, { datasets: [{ dataset: iris, tags: { "mlflow.data.context": "training" } }] });
    const found = await store.searchRuns({ experimentIds: [experimentId], filter });
    expect(found.items.map((run) => run.info.runName)).toEqual(expected);
  });

  it("inputs: refuses what is too long, and runs that are not there or deleted", async () => {
    const store = await open();
    const experimentId = await experiment(store, "inputs");
    const { runId } = (await store.createRun({ experimentId })).info;
    const log = (dataset: Dataset, tags = {}) => store.logInputs(runId, { datasets: [{ dataset, tags }] });
    await expect(log({ ...iris, name: "n".repeat(501) })).rejects.toThrow("'name' exceeds the maximum length of 500");
    await expect(log({ ...iris, digest: "d".repeat(37) })).rejects.toThrow("'digest' exceeds the maximum length of 36");
    await expect(log(iris, { k: "v".repeat(501) })).rejects.toThrow("'value' exceeds the maximum length of 500");
    await expect(store.logInputs("f".repeat(32), {})).rejects.toMatchObject(missing);
    await store.deleteRun(runId);
    await expect(log(iris)).rejects.toThrow(`The run ${runId} must be in the 'active' state.`);
    expect((await store.getRun(runId)).inputs.datasets).toEqual([]);
  });

  it("inputs: refuses to list datasets of no experiment and of more than 20", async () => {
    const store = await open();
    await expect(store.searchDatasets([])).rejects.toMatchObject(refused);
    await expect(store.searchDatasets(Array.from({ length: 21 }, (_, id) => String(id)))).rejects.toMatchObject(
      refused,
    );
  });

  it("model history: appends each model to the tag", async () => {
    const store = await open();
    const { runId } = (await store.createRun({ experimentId: await experiment(store) })).info;
    const model = (path: string) => ({
      run_id: runId,
      artifact_path: path,
      utc_time_created: "2024-01-01 00:00:00.000000",
      model_uuid: "u",
      flavors: { python_function: { loader_module: "x" } },
    });
    await store.logModelHistory(runId, JSON.stringify(model("a")));
    await store.logModelHistory(runId, JSON.stringify({ ...model("é"), mlflow_version: "2.9.2" }));
    const tag = (await store.getRun(runId)).data.tags["mlflow.log-model.history"]!;
    expect(JSON.parse(tag)).toEqual([model("a"), model("é")]);
    await expect(store.logModelHistory(runId, "nope")).rejects.toThrow("Malformed model info.");
    await expect(store.logModelHistory(runId, '{"run_id": "x"}')).rejects.toThrow(
      "Model json is missing mandatory fields:",
    );
  });
}
