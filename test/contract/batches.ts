/** What every store must do with params, metrics and tags that are written together. */
import { expect, it } from "vitest";
import type { TrackingStore } from "../../src/store/store.js";
import { experiment, type Open, refused } from "./open.js";

async function newRun(store: TrackingStore): Promise<string> {
  return (await store.createRun({ experimentId: await experiment(store) })).info.runId;
}

export function batchCases(open: Open): void {
  it("batches: keeps params, metrics and tags", async () => {
    const store = await open();
    const runId = await newRun(store);
    await store.logBatch(runId, {
      params: [
        { key: "lr", value: "0.1" },
        { key: "pü a/b", value: '日本☃\n"x"' },
        { key: "empty", value: "" },
      ],
      metrics: [{ key: "précision/日本 1", value: 1.5, timestampMs: 1, step: 0 }],
      tags: [
        { key: "größe", value: "☃" },
        { key: "twice", value: "1" },
        { key: "twice", value: "2" },
      ],
    });
    const { data } = await store.getRun(runId);
    expect(data.params).toEqual({ lr: "0.1", "pü a/b": '日本☃\n"x"', empty: "" });
    expect(data.metrics).toEqual({ "précision/日本 1": 1.5 });
    expect(data.tags).toMatchObject({ größe: "☃", twice: "2" });
    await store.logBatch(runId, {});
  });

  it("batches: takes the same value of a param again and refuses another", async () => {
    const store = await open();
    const runId = await newRun(store);
    await store.logBatch(runId, { params: [{ key: "lr", value: "0.1" }] });
    await store.logBatch(runId, { params: [{ key: "lr", value: "0.1" }] });
    const change = store.logBatch(runId, {
      params: [
        { key: "lr", value: "0.2" },
        { key: "other", value: "1" },
      ],
    });
    await expect(change).rejects.toMatchObject(refused);
    await expect(change).rejects.toThrow("Changing param values is not allowed.");
    expect((await store.getRun(runId)).data.params).toEqual({ lr: "0.1" });
  });

  it.each([
    [
      "metric key",
      { metrics: [{ key: "b@d", value: 1, timestampMs: 1, step: 0 }] },
      `Invalid value "b@d" for parameter 'metrics[0].name' supplied: Names may only contain`,
    ],
    ["param key", { params: [{ key: "a//b", value: "1" }] }, "This name would resolve to 'a/b'"],
    [
      "long param key",
      { params: [{ key: "k".repeat(251), value: "1" }] },
      "'Param key' exceeds the maximum length of 250 characters",
    ],
    [
      "long metric key",
      { metrics: [{ key: "k".repeat(251), value: 1, timestampMs: 1, step: 0 }] },
      "'Metric name' exceeds the maximum length of 250 characters",
    ],
    ["tag key", { tags: [{ key: "../up", value: "1" }] }, "must not resolve to other names"],
    [
      "negative time",
      { metrics: [{ key: "m", value: 1, timestampMs: -1, step: 0 }] },
      "Invalid value -1 for parameter 'metrics[0].timestamp' supplied: metric 'm' (value=1.0). Timestamp must be",
    ],
    [
      "param named twice",
      {
        params: [
          { key: "p", value: "1" },
          { key: "p", value: "2" },
        ],
      },
      "Duplicate parameter keys have been submitted: ['p']. Please ensure the request contains only one param value",
    ],
    [
      "1001 metrics",
      { metrics: Array.from({ length: 1001 }, (_, step) => ({ key: "m", value: 1, timestampMs: 1, step })) },
      "A batch logging request can contain at most 1000 metrics. Got 1001 metrics.",
    ],
    [
      "101 params",
      { params: Array.from({ length: 101 }, (_, index) => ({ key: `p${index}`, value: "1" })) },
      "A batch logging request can contain at most 100 params. Got 101 params.",
    ],
  ])("batches: refuses a %s and writes no metric", async (_, batch, message) => {
    const store = await open();
    const runId = await newRun(store);
    await expect(store.logBatch(runId, batch)).rejects.toMatchObject(refused);
    await expect(store.logBatch(runId, batch)).rejects.toThrow(message);
    expect((await store.getRun(runId)).data.latestMetrics).toEqual([]);
  });

  it("batches: cuts over-long values of params and tags", async () => {
    const store = await open();
    const runId = await newRun(store);
    await store.logBatch(runId, {
      params: [{ key: "p", value: "é".repeat(7000) }],
      tags: [{ key: "t", value: "x".repeat(9000) }],
    });
    const { data } = await store.getRun(runId);
    expect(data.params["p"]).toBe("é".repeat(6000));
    expect(data.tags["t"]).toHaveLength(8000);
  });
}
