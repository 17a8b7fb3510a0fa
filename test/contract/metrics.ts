/** What every store must do with points of metrics and their histories. */
import { expect, it } from "vitest";
import type { Metric } from "../../src/entities.js";
import type { TrackingStore } from "../../src/store/store.js";
import { experiment, type Open, refused } from "./open.js";

const point = (step: number, timestampMs: number, value: number, key = "loss"): Metric => ({
  key,
  step,
  timestampMs,
  value,
});

async function runWith(store: TrackingStore, metrics: readonly Metric[]): Promise<string> {
  const { runId } = (await store.createRun({ experimentId: await experiment(store) })).info;
  await store.logBatch(runId, { metrics });
  return runId;
}

export function metricCases(open: Open): void {
  it("metrics: keeps every point once and the latest value by step, time and value", async () => {
    const store = await open();
    const runId = await runWith(store, [point(2, 10, 0.5), point(1, 20, 0.7), point(2, 10, 0.4), point(2, 10, 0.5)]);
    await store.logBatch(runId, { metrics: [point(2, 10, 0.4)] });
    const run = await store.getRun(runId);
    expect(run.data.metrics).toEqual({ loss: 0.5 });
    expect(run.data.latestMetrics).toEqual([point(2, 10, 0.5)]);
    const history = await store.getMetricHistory(runId, "loss");
    expect(history.items).toEqual([point(2, 10, 0.4), point(2, 10, 0.5), point(1, 20, 0.7)]);
    expect(history.nextPageToken).toBeUndefined();
    expect((await store.getMetricHistory(runId, "none")).items).toEqual([]);
  });

  it("metrics: hands a history in pages", async () => {
    const store = await open();
    const runId = await runWith(store, [point(0, 1, 1), point(1, 2, 2), point(2, 3, 3)]);
    const first = await store.getMetricHistory(runId, "loss", { maxResults: 2 });
    expect(first.items.map((one) => one.value)).toEqual([1, 2]);
    const rest = await store.getMetricHistory(runId, "loss", { maxResults: 2, pageToken: first.nextPageToken! });
    expect(rest.items.map((one) => one.value)).toEqual([3]);
    expect(rest.nextPageToken).toBeUndefined();
    const whole = await store.getMetricHistory(runId, "loss", { maxResults: 3 });
    expect(whole.nextPageToken).toBeUndefined();
  });

  it("metrics: refuses an empty page of a history and a bad token", async () => {
    const store = await open();
    const runId = await runWith(store, [point(0, 1, 1)]);
    const none = store.getMetricHistory(runId, "loss", { maxResults: 0 });
    await expect(none).rejects.toMatchObject(refused);
    await expect(none).rejects.toThrow("Invalid value 0 for parameter 'max_results' supplied");
    const bad = store.getMetricHistory(runId, "loss", { maxResults: 5, pageToken: "zzz" });
    await expect(bad).rejects.toThrow("Invalid page token, could not base64-decode");
  });

  it("metrics: stores NaN as NaN and infinity as the greatest double", async () => {
    const store = await open();
    const runId = await runWith(store, [
      point(0, 1, NaN, "nan"),
      point(0, 1, Infinity, "up"),
      point(0, 1, -Infinity, "down"),
    ]);
    const { metrics } = (await store.getRun(runId)).data;
    expect(metrics).toEqual({ nan: NaN, up: Number.MAX_VALUE, down: -Number.MAX_VALUE });
    expect((await store.getMetricHistory(runId, "nan")).items).toEqual([point(0, 1, NaN, "nan")]);
  });

  it("metrics: lets NaN be as great as 0 where values decide which is the latest", async () => {
    const store = await open();
    const runId = await runWith(store, [point(1, 1, NaN, "below"), point(1, 1, NaN, "above")]);
    await store.logBatch(runId, { metrics: [point(1, 1, -3, "below"), point(1, 1, 3, "above")] });
    expect((await store.getRun(runId)).data.metrics).toEqual({ below: NaN, above: 3 });
  });

  it("metrics: takes steps below zero and values of any size", async () => {
    const store = await open();
    const runId = await runWith(store, [point(-5, 0, 5e-324), point(-6, 9, 1e308)]);
    expect((await store.getRun(runId)).data.latestMetrics).toEqual([point(-5, 0, 5e-324)]);
  });

  it("metrics: keeps steps of 64 bits to the digit", async () => {
    const store = await open();
    const greatest = 2n ** 63n - 1n;
    const long = (exactStep: bigint, timestampMs: number): Metric => ({
      ...point(Number(exactStep), timestampMs, 1.5),
      exactStep,
    });
    const runId = await runWith(store, [point(7, 1, 1), long(greatest - 1n, 2), long(greatest, 3), long(-greatest, 4)]);
    const history = await store.getMetricHistory(runId, "loss");
    expect(history.items).toEqual([point(7, 1, 1), long(greatest - 1n, 2), long(greatest, 3), long(-greatest, 4)]);
    expect((await store.getRun(runId)).data.latestMetrics).toEqual([long(greatest, 3)]);
  });

  sampleCases(open);
}

function sampleCases(open: Open): void {
  const twelve = Array.from({ length: 12 }, (_, index) => point(index, 1000 + index, 100 + index));
  const five = Array.from({ length: 5 }, (_, index) => point(index + 3, 1000 + index, 200 + index));

  it("metrics: samples histories of several runs, first and last point always among them", async () => {
    const store = await open();
    const runIds = [await runWith(store, twelve), await runWith(store, five)];
    const values = async (query: object) =>
      (await store.sampleMetricHistory({ runIds, key: "loss", ...query })).map((one) => one.value);
    expect(await values({ maxResults: 4 })).toEqual([100, 103, 106, 111, 200, 202, 203, 204]);
    expect(await values({ maxResults: 1 })).toEqual([111, 204]);
    expect(await values({ maxResults: 3, startStep: 2, endStep: 6 })).toEqual([102, 104, 106, 200, 202, 203]);
    const all = await store.sampleMetricHistory({ runIds: [runIds[1]!], key: "loss" });
    expect(all).toEqual(five.map((one) => ({ ...one, runId: runIds[1] })));
    expect(await values({ key: "none" })).toEqual([]);
  });

  it("metrics: samples by row where many points share a step", async () => {
    const store = await open();
    const rows = Array.from({ length: 10 }, (_, index) => point(0, index, index));
    const runIds = [await runWith(store, [...rows, point(0, 11, NaN)])];
    const sample = await store.sampleMetricHistory({ runIds, key: "loss", maxResults: 3 });
    expect(sample.map((one) => one.value)).toEqual([0, 4, NaN]);
  });

  it.each([
    [{ startStep: 2 }, "If either start step or end step are specified, both must be specified."],
    [{ startStep: 5, endStep: 2 }, "end_step must be greater than start_step. Found start_step=5 and end_step=2."],
    [{ maxResults: 2501 }, "max_results must be between 1 and 2500."],
    [
      { runIds: Array.from({ length: 101 }, () => "f".repeat(32)) },
      "GetMetricHistoryBulkInterval request must specify at most 100 run_ids. Received 101 run_ids.",
    ],
  ])("metrics: refuses a bad sample %#", async (query, message) => {
    const sample = (await open()).sampleMetricHistory({ runIds: ["f".repeat(32)], key: "loss", ...query });
    await expect(sample).rejects.toMatchObject(refused);
    await expect(sample).rejects.toThrow(message);
  });
}
