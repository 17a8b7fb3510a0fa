/** What every store must do with logged models; run once per store. */
import { expect, it } from "vitest";
import type { TrackingStore } from "../../src/store/store.js";
import { experiment, missing, type Open, refused } from "./open.js";

export function loggedModelCases(open: Open): void {
  it("logged models: keeps a model with its params, tags and status", async () => {
    const store = await open();
    const experimentId = await experiment(store);
    const { runId } = (await store.createRun({ experimentId })).info;
    const made = await store.createLoggedModel({
      experimentId,
      name: "net",
      modelType: "Agent",
      sourceRunId: runId,
      params: [{ key: "lr", value: "0.1" }],
      tags: [{ key: "env", value: "dev" }],
    });
    expect(made.modelId).toMatch(/^m-[0-9a-f]{32}$/);
    expect(made).toMatchObject({
      experimentId,
      name: "net",
      modelType: "Agent",
      sourceRunId: runId,
      status: "PENDING",
      params: { lr: "0.1" },
      tags: { env: "dev" },
      metrics: [],
    });
    expect(made.artifactUri.endsWith(`/models/${made.modelId}/artifacts`)).toBe(true);
    const ready = await store.finalizeLoggedModel(made.modelId, "READY");
    expect(ready).toMatchObject({ modelId: made.modelId, status: "READY" });
    await store.setLoggedModelTags(made.modelId, [
      { key: "env", value: "prod" },
      { key: "new", value: "1" },
    ]);
    await store.deleteLoggedModelTag(made.modelId, "new");
    await store.logLoggedModelParams(made.modelId, [{ key: "depth", value: "3" }]);
    expect(await store.getLoggedModel(made.modelId)).toMatchObject({
      status: "READY",
      tags: { env: "prod" },
      params: { lr: "0.1", depth: "3" },
    });
  });

  it("logged models: gives a name to one without, and hides a deleted one", async () => {
    const store = await open();
    const experimentId = await experiment(store);
    const { modelId, name } = await store.createLoggedModel({ experimentId });
    expect(name).toMatch(/^[a-z]+-[a-z]+-\d+$/);
    await store.deleteLoggedModel(modelId);
    await expect(store.getLoggedModel(modelId)).rejects.toMatchObject(missing);
    await expect(store.getLoggedModel(modelId)).rejects.toThrow(`Logged model with ID '${modelId}' not found`);
    expect((await store.searchLoggedModels({ experimentIds: [experimentId] })).items).toEqual([]);
  });

  it.each(["a/b", "a:b", "a.b", "a%b"])("logged models: refuses the name %s", async (name) => {
    const store = await open();
    const making = store.createLoggedModel({ experimentId: await experiment(store), name });
    await expect(making).rejects.toMatchObject({ code: "INVALID_PARAMETER_VALUE" });
    await expect(making).rejects.toThrow(`Invalid model name ('${name}') provided.`);
  });

  it("logged models: refuses an unknown model and tag", async () => {
    const store = await open();
    const { modelId } = await store.createLoggedModel({ experimentId: await experiment(store) });
    const unknown = "m-00000000000000000000000000000000";
    await expect(store.getLoggedModel(unknown)).rejects.toMatchObject(missing);
    await expect(store.finalizeLoggedModel(unknown, "READY")).rejects.toMatchObject(missing);
    await expect(store.deleteLoggedModelTag(modelId, "none")).rejects.toMatchObject(missing);
  });

  it("logged models: takes metrics of a model from the runs that measured it", async () => {
    const store = await open();
    const experimentId = await experiment(store);
    const { runId } = (await store.createRun({ experimentId })).info;
    const { modelId } = await store.createLoggedModel({ experimentId });
    const point = { key: "acc", value: 0.75, timestampMs: 5, step: 1 };
    const measured = { ...point, modelId, datasetName: "wine", datasetDigest: "w1" };
    await store.logBatch(runId, { metrics: [measured, { key: "loss", value: 2, timestampMs: 6, step: 0 }] });
    expect((await store.getLoggedModel(modelId)).metrics).toEqual([{ ...measured, runId }]);
    expect((await store.getRun(runId)).data.metrics).toEqual({ acc: 0.75, loss: 2 });
  });

  it("logged models: notes which a run read and made", async () => {
    const store = await open();
    const experimentId = await experiment(store);
    const { runId } = (await store.createRun({ experimentId })).info;
    const [read, made] = [
      await store.createLoggedModel({ experimentId }),
      await store.createLoggedModel({ experimentId }),
    ];
    await store.logInputs(runId, { models: [{ modelId: read.modelId }] });
    await store.logOutputs(runId, [{ modelId: made.modelId, step: 7 }]);
    const run = await store.getRun(runId);
    expect(run.inputs).toEqual({ datasets: [], models: [{ modelId: read.modelId }] });
    expect(run.outputs).toEqual({ models: [{ modelId: made.modelId, step: 7 }] });
  });

  searchCases(open);
}

/** net (acc 0.9 on wine), zeta (acc 0.5), plain (no metric), made in this order. */
async function threeModels(store: TrackingStore): Promise<string> {
  const experimentId = await experiment(store);
  const { runId } = (await store.createRun({ experimentId })).info;
  const acc = { key: "acc", timestampMs: 5, step: 1 };
  const net = await store.createLoggedModel({
    experimentId,
    name: "net",
    modelType: "Agent",
    params: [{ key: "lr", value: "0.1" }],
    tags: [{ key: "env", value: "prod" }],
  });
  const wine = { datasetName: "wine", datasetDigest: "w1" };
  await store.logBatch(runId, { metrics: [{ ...acc, value: 0.9, modelId: net.modelId, ...wine }] });
  await laterThan(net.creationTimeMs);
  const zeta = await store.createLoggedModel({ experimentId, name: "zeta", sourceRunId: runId });
  await store.logBatch(runId, { metrics: [{ ...acc, value: 0.5, modelId: zeta.modelId }] });
  await store.finalizeLoggedModel(zeta.modelId, "READY");
  await laterThan(zeta.creationTimeMs);
  await store.createLoggedModel({ experimentId, name: "plain" });
  return experimentId;
}

/** Resolves when the clock has moved on, so that an order by time is certain. */
async function laterThan(timeMs: number): Promise<void> {
  while (Date.now() <= timeMs) await new Promise((done) => setImmediate(done));
}

function searchCases(open: Open): void {
  it.each([
    ["", ["plain", "zeta", "net"]],
    ["name = 'net'", ["net"]],
    ["name LIKE 'z%'", ["zeta"]],
    ["attributes.name ILIKE 'NET'", ["net"]],
    ["name IN ('net', 'plain')", ["plain", "net"]],
    ["params.lr = '0.1'", ["net"]],
    ["tags.env = 'prod' AND metrics.acc > 0.6", ["net"]],
    ["metrics.acc <= 0.9", ["zeta", "net"]],
    ["model_type = 'Agent'", ["net"]],
    ["creation_timestamp > 5", ["plain", "zeta", "net"]],
  ])("logged models: finds by %j", async (filter, expected) => {
    const store = await open();
    const found = await store.searchLoggedModels({ experimentIds: [await threeModels(store)], filter });
    expect(found.items.map((model) => model.name)).toEqual(expected);
  });

  it("logged models: orders, narrows by dataset and pages", async () => {
    const store = await open();
    const experimentIds = [await threeModels(store)];
    const names = async (query: object) =>
      (await store.searchLoggedModels({ experimentIds, ...query })).items.map((model) => model.name);
    expect(await names({ orderBy: [{ fieldName: "name" }] })).toEqual(["net", "plain", "zeta"]);
    expect(await names({ orderBy: [{ fieldName: "metrics.acc" }] })).toEqual(["zeta", "net", "plain"]);
    expect(await names({ orderBy: [{ fieldName: "metrics.acc", ascending: false }] })).toEqual([
      "net",
      "zeta",
      "plain",
    ]);
    expect(await names({ datasets: [{ name: "wine" }] })).toEqual(["net"]);
    expect(await names({ datasets: [{ name: "other" }], filter: "metrics.acc > 0" })).toEqual([]);
    expect(await names({ datasets: [{ name: "wine", digest: "w2" }] })).toEqual([]);
    const first = await store.searchLoggedModels({ experimentIds, maxResults: 2 });
    expect(first.items.map((model) => model.name)).toEqual(["plain", "zeta"]);
    const rest = await store.searchLoggedModels({ experimentIds, maxResults: 2, pageToken: first.nextPageToken! });
    expect(rest.items.map((model) => model.name)).toEqual(["net"]);
    expect(rest.nextPageToken).toBeUndefined();
  });

  it("logged models: refuses a filter and an order that name nothing", async () => {
    const store = await open();
    const experimentIds = [await experiment(store)];
    const search = (query: object) => store.searchLoggedModels({ experimentIds, ...query });
    await expect(search({ filter: "name = 'a' OR name = 'b'" })).rejects.toMatchObject(refused);
    await expect(search({ orderBy: [{ fieldName: "foo" }] })).rejects.toThrow("Invalid order by field name: foo");
    await expect(search({ orderBy: [{ fieldName: "params.lr" }] })).rejects.toMatchObject(refused);
  });
}
