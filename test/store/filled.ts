/** A store with rows everywhere, and all that can be read of one. */
import type { Store } from "../../src/store/store.js";

/** Writes experiments, runs, inputs, logged models and registered models, in every state. */
export async function fill(store: Store): Promise<void> {
  const experimentId = await store.createExperiment("taxi", { tags: [{ key: "team", value: "red" }] });
  const runs = [];
  for (const [index, status] of (["FINISHED", "FAILED", "KILLED", "RUNNING"] as const).entries()) {
    const { runId } = (
      await store.createRun({ experimentId, runName: `run ${index}`, startTimeMs: 1000 + index, userId: "ada" })
    ).info;
    await store.logBatch(runId, {
      metrics: [1, NaN, 3, Infinity].map((value, step) => ({ key: "m", value, timestampMs: step, step })),
      params: [{ key: "lr", value: `0.${index}` }],
      tags: [{ key: "two words", value: "ünïcode" }],
    });
    if (status !== "RUNNING") await store.updateRun(runId, { status, endTimeMs: 5000 });
    runs.push(runId);
  }
  const [first, second] = runs as [string, string];
  const dataset = { name: "trips", digest: "d1", sourceType: "local", source: "{}", schema: "{}", profile: null };
  await store.logInputs(first, { datasets: [{ dataset, tags: { "mlflow.data.context": "training" } }] });
  const { modelId } = await store.createLoggedModel({
    experimentId,
    name: "trees",
    sourceRunId: first,
    params: [{ key: "depth", value: "3" }],
    tags: [{ key: "k", value: "v" }],
  });
  await store.finalizeLoggedModel(modelId, "READY");
  await store.logOutputs(first, [{ modelId, step: 4 }]);
  await store.logInputs(second, { models: [{ modelId }] });
  await store.logBatch(second, {
    metrics: [{ key: "accuracy", value: 0.5, timestampMs: 9, step: 1, modelId }],
  });
  await store.createRegisteredModel("churn", { description: "about", tags: [{ key: "owner", value: "ada" }] });
  for (const stage of ["Archived", "Production", "None"]) {
    const made = await store.createModelVersion({
      name: "churn",
      source: `/data/${stage}`,
      runId: first,
      tags: [{ key: "t", value: stage }],
    });
    await store.transitionModelVersionStage("churn", made.version, stage);
  }
  await store.setRegisteredModelAlias("churn", "champion", 2);
  await store.deleteRun(runs[2]!);
  const gone = await store.createExperiment("gone");
  await store.createRun({ experimentId: gone });
  await store.deleteExperiment(gone);
}

/** Everything, in an order that does not depend on the file. */
export async function contentsOf(store: Store): Promise<unknown> {
  const experiments = (await store.searchExperiments({ viewType: "ALL", orderBy: ["name"] })).items;
  const experimentIds = experiments.map((one) => one.experimentId);
  const runs = (await store.searchRuns({ experimentIds, viewType: "ALL", orderBy: ["attributes.start_time"] })).items;
  const histories = [];
  for (const run of runs) {
    for (const { key } of run.data.latestMetrics) {
      histories.push([run.info.runId, key, (await store.getMetricHistory(run.info.runId, key)).items]);
    }
  }
  return {
    experiments,
    runs,
    histories,
    datasets: await store.searchDatasets(experimentIds),
    loggedModels: (await store.searchLoggedModels({ experimentIds })).items,
    models: (await store.searchRegisteredModels()).items,
    versions: (await store.searchModelVersions()).items,
    champion:
      (await store.searchRegisteredModels()).items[0] && (await store.getModelVersionByAlias("churn", "champion")),
  };
}
