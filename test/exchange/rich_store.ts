/** A store with something of everything that a transfer must carry. */
import { openStore } from "../../src/store/open.js";
import type { Store } from "../../src/store/store.js";

const t0 = 1_700_000_000_000;

/** Fills `folder/mlflow.db`, artifacts under `folder/files`; closes it and resolves to its URI. */
export async function richStore(folder: string, artifactRoot = `${folder}/files`): Promise<string> {
  const uri = `sqlite:///${folder}/mlflow.db`;
  const store = openStore(uri, { artifactRoot });
  await taxi(store);
  await gone(store);
  await store.close();
  return uri;
}

async function taxi(store: Store): Promise<void> {
  const experimentId = await store.createExperiment("taxi", { tags: [{ key: "team", value: "red" }] });
  const parent = await store.createRun({
    experimentId,
    runId: "aa".repeat(16),
    runName: "parent",
    userId: "ada",
    startTimeMs: t0,
  });
  const child = await store.createRun({
    experimentId,
    runId: "bb".repeat(16),
    runName: "child",
    startTimeMs: t0 - 5, // before its parent, as clocks have it
    tags: [{ key: "mlflow.parentRunId", value: parent.info.runId }],
  });
  const { runId } = parent.info;
  await store.logBatch(runId, {
    params: [
      { key: "alpha", value: "0.1" },
      { key: "long", value: "x".repeat(5000) },
    ],
    tags: [{ key: "mlflow.note.content", value: "why\nand how" }],
  });
  for (let from = 0; from < 2500; from += 500) {
    const steps = Array.from({ length: 500 }, (_, index) => from + index);
    const metrics = steps.map((step) => ({ key: "loss", value: 1 / (step + 1), step, timestampMs: t0 + step }));
    await store.logBatch(runId, { metrics });
  }
  await store.logBatch(runId, {
    metrics: [
      { key: "odd", value: NaN, step: 0, timestampMs: t0 },
      { key: "odd", value: Infinity, step: 0, timestampMs: t0 },
      { key: "odd", value: -0.5, step: -3, timestampMs: t0 },
      { key: "far", value: 1, step: Number(2n ** 53n), exactStep: 2n ** 53n + 1n, timestampMs: t0 },
    ],
  });
  const dataset = {
    name: "green",
    digest: "abc",
    sourceType: "local",
    source: '{"uri":"g.csv"}',
    schema: null,
    profile: '{"num_rows":3}',
  };
  await store.logInputs(runId, { datasets: [{ dataset, tags: { "mlflow.data.context": "training" } }] });
  await files(store, runId);
  await loggedModel(store, experimentId, runId);
  await store.logModelHistory(
    runId,
    JSON.stringify({
      run_id: runId,
      artifact_path: "model",
      flavors: {},
      utc_time_created: "2025-01-01 00:00:00.000000",
    }),
  );
  await store.updateRun(runId, { status: "FINISHED", endTimeMs: t0 + 60_000 });
  await store.updateRun(child.info.runId, { status: "FAILED", endTimeMs: t0 + 1 });
  await store.deleteRun(child.info.runId);
  await store.createRun({ experimentId, runId: "cc".repeat(16), runName: "still running", startTimeMs: t0 + 7 });
  await models(store, runId);
}

async function files(store: Store, runId: string): Promise<void> {
  const { openArtifacts } = await import("../../src/artifacts/open.js");
  const artifacts = openArtifacts((await store.getRun(runId)).info.artifactUri);
  await artifacts.write("model/MLmodel", "flavors: {}");
  await artifacts.write("model/data/weights.bin", Buffer.alloc(300_000, 7));
  await artifacts.write("a b/ü.txt", "text");
  await artifacts.write("empty", "");
}

async function loggedModel(store: Store, experimentId: string, runId: string): Promise<void> {
  const { openArtifacts } = await import("../../src/artifacts/open.js");
  const model = await store.createLoggedModel({
    experimentId,
    name: "net",
    modelType: "Agent",
    sourceRunId: runId,
    params: [{ key: "depth", value: "3" }],
    tags: [{ key: "k", value: "v" }],
  });
  await openArtifacts(model.artifactUri).write("MLmodel", "net");
  await store.logOutputs(runId, [{ modelId: model.modelId, step: 4 }]);
  await store.logBatch(runId, {
    metrics: [
      {
        key: "f1",
        value: 0.5,
        step: 1,
        timestampMs: t0,
        modelId: model.modelId,
        datasetName: "green",
        datasetDigest: "abc",
      },
    ],
  });
  await store.finalizeLoggedModel(model.modelId, "READY");
}

/** Versions 1 and 3 of one model (2 is deleted), with stages and an alias, and a prompt. */
async function models(store: Store, runId: string): Promise<void> {
  const { artifactUri } = (await store.getRun(runId)).info;
  await store.createRegisteredModel("nyc taxi's", { description: "rides", tags: [{ key: "owner", value: "ada" }] });
  for (const description of ["first", "second", "third"]) {
    const source = `${artifactUri}/model`;
    await store.createModelVersion({
      name: "nyc taxi's",
      source,
      runId,
      description,
      tags: [{ key: "by", value: description }],
    });
  }
  await store.deleteModelVersion("nyc taxi's", 2);
  await store.transitionModelVersionStage("nyc taxi's", 1, "Archived");
  await store.transitionModelVersionStage("nyc taxi's", 3, "Production");
  await store.setRegisteredModelAlias("nyc taxi's", "champion", 3);
  await store.createRegisteredModel("greeting", { tags: [{ key: "mlflow.prompt.is_prompt", value: "true" }] });
  await store.createModelVersion({
    name: "greeting",
    source: "dummy-source",
    tags: [
      { key: "mlflow.prompt.is_prompt", value: "true" },
      { key: "mlflow.prompt.text", value: "Hello {{name}}" },
    ],
  });
}

/** A run in Default, and a deleted experiment. */
async function gone(store: Store): Promise<void> {
  await store.createRun({ experimentId: "0", runId: "dd".repeat(16), runName: "in default", startTimeMs: t0 });
  await store.updateRun("dd".repeat(16), { status: "KILLED", endTimeMs: t0 + 2 });
  const experimentId = await store.createExperiment("old one");
  await store.createRun({ experimentId, runId: "ee".repeat(16), runName: "old", startTimeMs: t0 });
  await store.updateRun("ee".repeat(16), { status: "FINISHED", endTimeMs: t0 + 3 });
  await store.deleteExperiment(experimentId);
}
