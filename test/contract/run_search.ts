/** What every store must do in searches of runs. */
import { expect, it } from "vitest";
import type { TrackingStore } from "../../src/store/store.js";
import { experiment, type Open, refused } from "./open.js";

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
  const experimentId = await experiment(store, "three");
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

export function runSearchCases(open: Open): void {
  filterCases(open);
  orderCases(open);

  it("run search: hands runs whole", async () => {
    const store = await open();
    const experimentId = await threeRuns(store);
    const { items } = await store.searchRuns({ experimentIds: [experimentId] });
    for (const run of items) expect(run).toEqual(await store.getRun(run.info.runId));
    expect(items[2]!.data).toMatchObject({ metrics: { rmse: 1 }, params: { lr: "0.1" }, tags: { "a b": "spaced" } });
  });

  it("run search: finds runs by a list of ids", async () => {
    const store = await open();
    const experimentId = await threeRuns(store);
    const all = (await store.searchRuns({ experimentIds: [experimentId] })).items;
    const [c, b] = all.map((run) => run.info.runId);
    expect(await names(store, experimentId, `run_id IN ('${c}', '${b}')`)).toEqual(["c", "b"]);
    expect(await names(store, experimentId, `run_id NOT IN ('${c}')`)).toEqual(["b", "a"]);
    expect(await names(store, experimentId, `attributes.run_id = '${c}'`)).toEqual(["c"]);
  });

  it("run search: pages through runs and hides deleted ones", async () => {
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
    const all = await store.searchRuns({ experimentIds: [experimentId], viewType: "ALL" });
    expect(all.items.map((run) => run.info.runName)).toEqual(["c", "b", "a"]);
  });

  it("run search: looks into several experiments, and into none", async () => {
    const store = await open();
    const experimentIds = [await threeRuns(store), await threeRuns(store)];
    const { items } = await store.searchRuns({ experimentIds, filter: "tags.model = 'lasso'" });
    expect(items.map((run) => run.info.experimentId).sort()).toEqual([...experimentIds].sort());
    expect((await store.searchRuns({ experimentIds: ["99999"] })).items).toEqual([]);
  });

  it.each([
    [{ maxResults: 0 }, "Invalid value 0 for parameter 'max_results' supplied"],
    [{ maxResults: 50_001 }, "Invalid value 50001 for parameter 'max_results' supplied"],
    [{ pageToken: "zzz" }, "Invalid page token, could not base64-decode"],
  ])("run search: refuses %j", async (query, message) => {
    const search = (await open()).searchRuns({ experimentIds: ["0"], ...query });
    await expect(search).rejects.toMatchObject(refused);
    await expect(search).rejects.toThrow(message);
  });
}

function filterCases(open: Open): void {
  it.each([
    ["", ["c", "b", "a"]],
    ["metrics.rmse < 2", ["a"]],
    ["metric.rmse != 7", ["b", "a"]],
    ["metrics.rmse >= -1e3 AND params.lr = '0.1'", ["a"]],
    ["params.lr IS NULL", ["c"]],
    ["params.lr IS NOT NULL and", ["b", "a"]],
    ["tags.model LIKE 'xg%'", ["a"]],
    ["tags.model ILIKE 'xg%'", ["b", "a"]],
    ["tags.model LIKE 'x_boost'", ["a"]],
    ["params.lr != '0.1'", ["b"]],
    ["tags.`a b` = 'spaced' and parameter.\"lr\" != '0.1'", ["b"]],
    ["run_name = 'c'", ["c"]],
    ["run_name ILIKE 'A'", ["a"]],
    ["attributes.start_time > 1500 and `Run name` != 'c'", ["b"]],
    ["status = 'RUNNING' and created <= 2000", ["b", "a"]],
    ["metrics.none > 0", []],
  ])("run search: finds by %s", async (filter, expected) => {
    const store = await open();
    expect(await names(store, await threeRuns(store), filter)).toEqual(expected);
  });

  it.each([
    ["metrics.rmse < 'seven'", "Expected numeric value type for metric. Found 'seven'"],
    ["params.lr = 1", "Expected a quoted string value for parameter (e.g. 'my-value'). Got value 1"],
    ["start_time > '5'", "Expected numeric value type for numeric attribute: start_time. Found '5'"],
    ["params.lr > '1'", "Invalid comparator '>' not one of"],
    ["foo = 'a'", "Invalid attribute key 'foo' specified. Valid keys are"],
    ["foo.a = 1", "Invalid entity type 'foo'. Valid values are ['metric', 'parameter', 'tag', 'attribute', 'dataset']"],
    ["status IN ('FAILED')", "attributes support comparison with a list of quoted string values"],
    ["metrics.a = 1 OR metrics.b = 2", "Invalid clause(s) in filter string: 'OR'"],
    ["dataset.foo = 'x'", "Invalid dataset key 'foo' specified."],
  ])("run search: refuses the filter %s", async (filter, message) => {
    const search = (await open()).searchRuns({ experimentIds: ["0"], filter });
    await expect(search).rejects.toMatchObject(refused);
    await expect(search).rejects.toThrow(message);
  });
}

function orderCases(open: Open): void {
  it.each([
    [["metrics.rmse ASC"], ["a", "b", "c"]],
    [["metrics.rmse DESC"], ["a", "b", "c"]],
    [["params.lr"], ["b", "a", "c"]],
    [["params.lr DESC"], ["a", "b", "c"]],
    [["tags.model desc"], ["a", "c", "b"]],
    [["attributes.start_time ASC"], ["a", "b", "c"]],
    [["run_name DESC"], ["c", "b", "a"]],
    [["end_time"], ["c", "b", "a"]],
    [["metrics.none"], ["c", "b", "a"]],
    [
      ["status", "tags.model"],
      ["b", "c", "a"],
    ],
  ])("run search: orders by %s", async (orderBy, expected) => {
    const store = await open();
    expect(await names(store, await threeRuns(store), "", orderBy)).toEqual(expected);
  });

  it("run search: breaks ties by the newest start", async () => {
    const store = await open();
    const experimentId = await experiment(store, "ties");
    for (const startTimeMs of [1000, 3000, 2000]) {
      const run = await store.createRun({ experimentId, runName: `at ${startTimeMs}`, startTimeMs });
      await store.logBatch(run.info.runId, { metrics: [{ key: "m", value: 1, timestampMs: 1, step: 0 }] });
    }
    const newest = ["at 3000", "at 2000", "at 1000"];
    expect(await names(store, experimentId, "", ["metrics.m ASC"])).toEqual(newest);
    expect(await names(store, experimentId, "", ["metrics.m DESC"])).toEqual(newest);
  });

  it.each([
    [["foo"], "Invalid attribute key 'foo' specified."],
    [["metrics.a UPWARDS"], "Invalid ordering key in order_by clause 'metrics.a UPWARDS'"],
    [["foo.acc"], "Invalid entity type 'foo'."],
    [[""], "Invalid order_by clause ''. Could not be parsed"],
  ])("run search: refuses the order %s", async (orderBy, message) => {
    const search = (await open()).searchRuns({ experimentIds: ["0"], orderBy });
    await expect(search).rejects.toMatchObject(refused);
    await expect(search).rejects.toThrow(message);
  });

  it("run search: refuses the same key twice", async () => {
    const orderBy = ["metrics.a", "metrics.a DESC"];
    await expect((await open()).searchRuns({ experimentIds: ["0"], orderBy })).rejects.toThrow(
      "`order_by` contains duplicate fields",
    );
  });
}
