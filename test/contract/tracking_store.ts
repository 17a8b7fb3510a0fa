/** What every tracking store must do; run once per store. */
import { describe, expect, it } from "vitest";
import type { TrackingStore } from "../../src/store/store.js";
import { inputCases } from "./inputs.js";
import { loggedModelCases } from "./logged_models.js";
import type { Open } from "./open.js";

async function names(
  store: TrackingStore,
  experimentId: string,
  filter: string,
  orderBy?: string[],
): Promise<string[]> {
  const page = await store.searchRuns({ experimentIds: [experimentId], filter, ...(orderBy && { orderBy }) });
  return page.items.map((run) => run.info.runName);
}

/** Three runs a, b, c with metric, params and tags to search by. */
async function threeRuns(store: TrackingStore): Promise<string> {
  const experimentId = await store.createExperiment("three");
  const rows = [
    { name: "a", startTimeMs: 1000, rmse: 1, lr: "0.1", model: "xgboost" },
    { name: "b", startTimeMs: 2000, rmse: NaN, lr: "0.01", model: "XGB" },
    { name: "c", startTimeMs: 3000, rmse: undefined, lr: undefined, model: "lasso" },
  ];
  for (const row of rows) {
    const run = await store.createRun({ experimentId, runName: row.name, startTimeMs: row.startTimeMs });
    await store.logBatch(run.info.runId, {
      metrics: row.rmse === undefined ? [] : [{ key: "rmse", value: row.rmse, timestampMs: 5, step: 0 }],
      params: row.lr === undefined ? [] : [{ key: "lr", value: row.lr }],
      tags: [
        { key: "model", value: row.model },
        { key: "a b", value: "spaced" },
      ],
    });
  }
  return experimentId;
}

export function trackingStoreContract(name: string, open: Open): void {
  describe(`tracking store: ${name}`, () => {
    experimentCases(open);
    runCases(open);
    batchCases(open);
    searchCases(open);
    inputCases(open);
    loggedModelCases(open);
    leaseCases(open);
  });
}

function experimentCases(open: Open): void {
  it("has the experiment Default, and numbers new ones from 1", async () => {
    const store = await open();
    expect((await store.getExperiment("0")).name).toBe("Default");
    expect(await store.createExperiment("taxi", { tags: [{ key: "team", value: "red" }] })).toBe("1");
    const taxi = await store.getExperimentByName("taxi");
    expect(taxi).toMatchObject({ experimentId: "1", lifecycleStage: "active", tags: { team: "red" } });
    expect(taxi.artifactLocation).toMatch(/\/1$/);
    expect(taxi.creationTimeMs).toBeGreaterThan(1.6e12);
  });

  it("refuses a taken, a blank and an over-long name", async () => {
    const store = await open();
    await expect(store.createExperiment("Default")).rejects.toMatchObject({
      code: "RESOURCE_ALREADY_EXISTS",
      message: "Experiment(name=Default) already exists; choose another name",
    });
    await expect(store.createExperiment("  ")).rejects.toMatchObject({ message: "Invalid experiment name: '  '" });
    await expect(store.createExperiment("x".repeat(501))).rejects.toMatchObject({
      code: "INVALID_PARAMETER_VALUE",
      message: "'Experiment name' exceeds the maximum length of 500 characters; it has 501",
    });
  });

  it("deletes and restores an experiment with its runs", async () => {
    const store = await open();
    const experimentId = await store.createExperiment("old");
    const { runId } = (await store.createRun({ experimentId })).info;
    await store.deleteExperiment(experimentId);
    expect((await store.getRun(runId)).info.lifecycleStage).toBe("deleted");
    await expect(store.createRun({ experimentId })).rejects.toThrow("must be in the 'active' state");
    await expect(store.createExperiment("old")).rejects.toThrow("already exists in deleted state");
    await store.restoreExperiment(experimentId);
    expect((await store.getRun(runId)).info.lifecycleStage).toBe("active");
  });

  it("renames, tags and finds experiments", async () => {
    const store = await open();
    const id = await store.createExperiment("first");
    await store.renameExperiment(id, "second");
    await store.setExperimentTag(id, "team", "blue");
    await store.setExperimentTag(id, "team", "green");
    const found = await store.searchExperiments({ filter: "name LIKE 'sec%' AND tags.team = 'green'" });
    expect(found.items.map((one) => one.name)).toEqual(["second"]);
    await store.deleteExperimentTag(id, "team");
    expect((await store.getExperiment(id)).tags).toEqual({});
    await expect(store.getExperiment("77")).rejects.toMatchObject({ code: "RESOURCE_DOES_NOT_EXIST" });
    await expect(store.getExperimentByName("nobody")).rejects.toThrow("Could not find experiment with name 'nobody'");
  });
}

function runCases(open: Open): void {
  it("creates a run with a name, tags and an artifact place", async () => {
    const store = await open();
    const run = await store.createRun({
      experimentId: "0",
      userId: "ann",
      tags: [{ key: "k", value: "v" }],
      startTimeMs: 7,
    });
    expect(run.info).toMatchObject({
      status: "RUNNING",
      userId: "ann",
      startTimeMs: 7,
      endTimeMs: null,
      experimentId: "0",
    });
    expect(run.info.runId).toMatch(/^[0-9a-f]{32}$/);
    expect(run.info.runName).toMatch(/^[a-z]+-[a-z]+-\d+$/);
    expect(run.info.artifactUri.endsWith(`/0/${run.info.runId}/artifacts`)).toBe(true);
    expect(run.data.tags).toEqual({ k: "v", "mlflow.runName": run.info.runName });
  });

  it("keeps the run's name and the tag mlflow.runName the same", async () => {
    const store = await open();
    const { runId } = (await store.createRun({ experimentId: "0", runName: "one" })).info;
    await store.logBatch(runId, { tags: [{ key: "mlflow.runName", value: "two" }] });
    expect((await store.getRun(runId)).info.runName).toBe("two");
    await store.updateRun(runId, { runName: "three", status: "FINISHED", endTimeMs: 9 });
    const run = await store.getRun(runId);
    expect(run.data.tags["mlflow.runName"]).toBe("three");
    expect(run.info).toMatchObject({ status: "FINISHED", endTimeMs: 9 });
    await expect(
      store.createRun({ experimentId: "0", runName: "z", tags: [{ key: "mlflow.runName", value: "y" }] }),
    ).rejects.toThrow("(run_name='z', mlflow.runName='y')");
  });

  it("writes nothing to a deleted run", async () => {
    const store = await open();
    const { runId } = (await store.createRun({ experimentId: "0" })).info;
    await store.deleteRun(runId);
    await expect(store.logBatch(runId, { params: [{ key: "a", value: "1" }] })).rejects.toThrow(
      `The run ${runId} must be in the 'active' state. Current state is deleted`,
    );
    await store.restoreRun(runId);
    await store.logBatch(runId, { params: [{ key: "a", value: "1" }] });
    expect((await store.getRun(runId)).data.params).toEqual({ a: "1" });
    await expect(store.getRun("f".repeat(32))).rejects.toMatchObject({ code: "RESOURCE_DOES_NOT_EXIST" });
  });
}

function batchCases(open: Open): void {
  it("keeps every point and the latest value by step, time and value", async () => {
    const store = await open();
    const { runId } = (await store.createRun({ experimentId: "0" })).info;
    const point = (step: number, timestampMs: number, value: number) => ({ key: "loss", step, timestampMs, value });
    await store.logBatch(runId, {
      metrics: [point(2, 10, 0.5), point(1, 20, 0.7), point(2, 10, 0.4), point(2, 10, 0.5)],
    });
    const run = await store.getRun(runId);
    expect(run.data.metrics).toEqual({ loss: 0.5 });
    expect(run.data.latestMetrics).toEqual([point(2, 10, 0.5)]);
    const history = await store.getMetricHistory(runId, "loss");
    expect(history.items).toEqual([point(2, 10, 0.4), point(2, 10, 0.5), point(1, 20, 0.7)]);
    const first = await store.getMetricHistory(runId, "loss", { maxResults: 2 });
    const rest = await store.getMetricHistory(runId, "loss", { maxResults: 2, pageToken: first.nextPageToken! });
    expect(rest.items).toEqual([point(1, 20, 0.7)]);
    expect(rest.nextPageToken).toBeUndefined();
  });

  it("stores NaN as NaN and infinity as the greatest double", async () => {
    const store = await open();
    const { runId } = (await store.createRun({ experimentId: "0" })).info;
    const metric = (key: string, value: number) => ({ key, value, timestampMs: 1, step: 0 });
    await store.logBatch(runId, { metrics: [metric("nan", NaN), metric("up", Infinity), metric("down", -Infinity)] });
    expect((await store.getRun(runId)).data.metrics).toEqual({
      nan: NaN,
      up: Number.MAX_VALUE,
      down: -Number.MAX_VALUE,
    });
  });

  it("refuses another value of a param and writes nothing of that batch", async () => {
    const store = await open();
    const { runId } = (await store.createRun({ experimentId: "0" })).info;
    await store.logBatch(runId, { params: [{ key: "lr", value: "0.1" }] });
    await store.logBatch(runId, { params: [{ key: "lr", value: "0.1" }] });
    const change = store.logBatch(runId, {
      params: [
        { key: "new", value: "1" },
        { key: "lr", value: "0.2" },
      ],
      metrics: [{ key: "m", value: 1, timestampMs: 1, step: 0 }],
    });
    await expect(change).rejects.toThrow(
      `Changing param values is not allowed. Param with key='lr' was already logged with value='0.1' for run ID='${runId}'. ` +
        `Attempted logging new value '0.2'.`,
    );
    const { data } = await store.getRun(runId);
    expect(data.params).toEqual({ lr: "0.1" });
    expect(data.metrics).toEqual({});
  });

  it.each([
    [
      { metrics: [{ key: "b@d", value: 1, timestampMs: 1, step: 0 }] },
      `Invalid value "b@d" for parameter 'key' supplied: Names may only contain`,
    ],
    [{ params: [{ key: "a//b", value: "1" }] }, "This name would resolve to 'a/b'"],
    [{ params: [{ key: "k".repeat(251), value: "1" }] }, "'Param key' exceeds the maximum length of 250 characters"],
    [{ tags: [{ key: "../up", value: "1" }] }, "must not resolve to other names"],
    [{ metrics: [{ key: "m", value: 1, timestampMs: -1, step: 0 }] }, "timestamp is -1"],
    [{ metrics: [{ key: "m", value: "x" as never, timestampMs: 1, step: 0 }] }, `Got invalid value "x" for metric 'm'`],
    [{ metrics: [{ key: "m", value: 1, timestampMs: 1, step: 0.5 }] }, "step of metric 'm' is 0.5"],
    [
      {
        params: [
          { key: "p", value: "1" },
          { key: "p", value: "2" },
        ],
      },
      "Duplicate parameter keys have been submitted: ['p']",
    ],
    [
      { metrics: Array.from({ length: 1001 }, (_, step) => ({ key: "m", value: 1, timestampMs: 1, step })) },
      "A batch logging request can contain at most 1000 metrics. Got 1001 metrics.",
    ],
  ])("refuses a bad batch %#", async (batch, message) => {
    const store = await open();
    const { runId } = (await store.createRun({ experimentId: "0" })).info;
    await expect(store.logBatch(runId, batch)).rejects.toMatchObject({ code: "INVALID_PARAMETER_VALUE" });
    await expect(store.logBatch(runId, batch)).rejects.toThrow(message);
    expect((await store.getRun(runId)).data.latestMetrics).toEqual([]);
  });

  it("cuts over-long values of params and tags", async () => {
    const store = await open();
    const { runId } = (await store.createRun({ experimentId: "0" })).info;
    await store.logBatch(runId, {
      params: [{ key: "p", value: "é".repeat(7000) }],
      tags: [{ key: "t", value: "x".repeat(9000) }],
    });
    const { data } = await store.getRun(runId);
    expect(data.params["p"]).toBe("é".repeat(6000));
    expect(data.tags["t"]).toHaveLength(8000);
    await store.deleteTag(runId, "t");
    await expect(store.deleteTag(runId, "t")).rejects.toMatchObject({ code: "RESOURCE_DOES_NOT_EXIST" });
  });
}

function searchCases(open: Open): void {
  it.each([
    ["", ["c", "b", "a"]],
    ["metrics.rmse < 2", ["a"]],
    ["metric.rmse != 7", ["b", "a"]],
    ["metrics.rmse >= -1e3 AND params.lr = '0.1'", ["a"]],
    ["params.lr IS NULL", ["c"]],
    ["params.lr IS NOT NULL and", ["b", "a"]],
    ["tags.model LIKE 'xg%'", ["a"]],
    ["tags.model ILIKE 'xg%'", ["b", "a"]],
    ["tags.`a b` = 'spaced' and parameter.\"lr\" != '0.1'", ["b"]],
    ["run_name = 'c'", ["c"]],
    ["attributes.start_time > 1500 and `Run name` != 'c'", ["b"]],
    ["status = 'RUNNING' and created <= 2000", ["b", "a"]],
  ])("finds runs by %s", async (filter, expected) => {
    const store = await open();
    expect(await names(store, await threeRuns(store), filter)).toEqual(expected);
  });

  it.each([
    [["metrics.rmse ASC"], ["a", "b", "c"]],
    [["metrics.rmse DESC"], ["a", "b", "c"]],
    [["params.lr"], ["b", "a", "c"]],
    [["tags.model desc"], ["a", "c", "b"]],
    [["attributes.start_time ASC"], ["a", "b", "c"]],
    [["run_name DESC"], ["c", "b", "a"]],
  ])("orders runs by %s", async (orderBy, expected) => {
    const store = await open();
    expect(await names(store, await threeRuns(store), "", orderBy)).toEqual(expected);
  });

  it("finds runs by a list of ids", async () => {
    const store = await open();
    const experimentId = await threeRuns(store);
    const all = (await store.searchRuns({ experimentIds: [experimentId] })).items;
    const [c, b] = all.map((run) => run.info.runId);
    expect(await names(store, experimentId, `run_id IN ('${c}', '${b}')`)).toEqual(["c", "b"]);
    expect(await names(store, experimentId, `run_id NOT IN ('${c}')`)).toEqual(["b", "a"]);
  });

  it("pages through runs and hides deleted ones", async () => {
    const store = await open();
    const experimentId = await threeRuns(store);
    const first = await store.searchRuns({ experimentIds: [experimentId], maxResults: 2 });
    expect(first.items.map((run) => run.info.runName)).toEqual(["c", "b"]);
    const token = first.nextPageToken!;
    expect(Buffer.from(token, "base64").toString()).toBe('{"offset": 2}');
    const last = await store.searchRuns({ experimentIds: [experimentId], maxResults: 2, pageToken: token });
    expect(last).toMatchObject({ items: [{ info: { runName: "a" } }], nextPageToken: undefined });
    await store.deleteRun(last.items[0]!.info.runId);
    expect(await names(store, experimentId, "")).toEqual(["c", "b"]);
    const deleted = await store.searchRuns({ experimentIds: [experimentId], viewType: "DELETED_ONLY" });
    expect(deleted.items.map((run) => run.info.runName)).toEqual(["a"]);
  });

  it.each([
    [{ maxResults: 0 }, "It must be a positive integer"],
    [{ maxResults: 50_001 }, "Invalid value 50001 for parameter 'max_results' supplied"],
    [{ pageToken: "zzz" }, "Invalid page token, could not base64-decode"],
    [{ orderBy: ["metrics.a", "metrics.a DESC"] }, "`order_by` contains duplicate fields"],
    [{ filter: "metrics.rmse < 'seven'" }, "Expected numeric value type for metric. Found 'seven'"],
  ])("refuses a bad search %#", async (query, message) => {
    const store = await open();
    await expect(store.searchRuns({ experimentIds: ["0"], ...query })).rejects.toThrow(message);
  });
}

function leaseCases(open: Open): void {
  it("keeps, renews and releases leases", async () => {
    const store = await open();
    const lease = {
      runId: "a".repeat(32),
      host: "here",
      pid: 7,
      processStartMs: 1,
      startTimeMs: 2,
      heartbeatMs: 3,
      cell: "7",
      ledgerPath: "/tmp/x",
    };
    expect(await store.leases.all()).toEqual([]);
    await store.leases.hold(lease);
    await store.leases.hold({ ...lease, heartbeatMs: 9 });
    expect(await store.leases.all()).toEqual([{ ...lease, heartbeatMs: 9 }]);
    await store.leases.release(lease.runId);
    expect(await store.leases.all()).toEqual([]);
  });
}
