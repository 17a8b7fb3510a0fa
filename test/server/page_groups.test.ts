/** `runs/groups`, `runs/series`, `runs/change` and `experiments/activity`, on SQLite and from a store that has only whole runs. */
import { describe, expect, it } from "vitest";
import type { RunGroups, RunsChangeAnswer, SeriesAnswer } from "../../src/protocol/page.js";
import { runGroups } from "../../src/server/page/runs/groups.js";
import { runSeries } from "../../src/server/page/runs/series.js";
import { experimentId, ids, pageGround, post, store, whole, wholeColumns } from "./page_ground.js";

pageGround();

describe("runs/groups", () => {
  async function groups(body: object): Promise<RunGroups> {
    const request = { experimentIds: [experimentId], ...body };
    const answer = await post("runs/groups", request);
    expect(answer.status, answer.text).toBe(200);
    expect(JSON.parse(JSON.stringify(await runGroups(request, whole)))).toEqual(answer.json());
    return answer.json() as RunGroups;
  }

  it("gathers by values, and sums up what are finite numbers", async () => {
    expect(await groups({ by: ["params.kind"], fields: ["metrics.rmse", "params.alpha"] })).toEqual({
      total: 6,
      groupCount: 2,
      groups: [
        {
          values: ["tree"],
          runs: 4,
          aggregates: {
            "metrics.rmse": { count: 2, min: 1, mean: 2, max: 3, std: Math.SQRT2 },
            "params.alpha": {
              count: 3,
              min: 0.5,
              mean: expect.closeTo(11 / 3, 12) as number,
              max: 10,
              std: expect.closeTo(5.4848, 4) as number,
            },
          },
        },
        {
          values: ["linear"],
          runs: 2,
          aggregates: {
            "metrics.rmse": { count: 1, min: 2, mean: 2, max: 2, std: null },
            "params.alpha": { count: 1, min: 9, mean: 9, max: 9, std: null },
          },
        },
      ],
    });
  });

  it("orders groups by a value or an aggregate, what is missing last", async () => {
    const { groups: byValue } = await groups({ by: ["params.alpha"], fields: [], orderBy: "params.alpha DESC" });
    expect(byValue.map((group) => group.values[0])).toEqual(["10", "9", "0.5", "auto", null]);
    const byMean = await groups({ by: ["params.alpha"], fields: ["metrics.rmse"], orderBy: "mean metrics.rmse ASC" });
    expect(byMean.groups.map((group) => group.values[0])).toEqual(["10", "auto", "0.5", "9", null]);
  });
});

describe("runs/groups of a value that each run has for itself", () => {
  it("counts all groups, and answers the first 1000 of them unless asked for more", async () => {
    const experiment = await store.createExperiment("own values");
    for (let start = 0; start < 1005; start++) {
      await store.createRun({
        experimentId: experiment,
        startTimeMs: start,
        tags: [{ key: "seed", value: `${start}` }],
      });
    }
    wholeColumns.forget();
    const request = {
      experimentIds: [experiment],
      by: ["tags.seed"],
      fields: ["duration", "metrics.none", "params.none", "tags.none", "tags.seed"],
      orderBy: "mean tags.seed DESC",
    };
    const answer = (await post("runs/groups", request)).json() as RunGroups;
    expect([answer.total, answer.groupCount, answer.groups.length]).toEqual([1005, 1005, 1000]);
    expect(answer.groups.at(-1)).toMatchObject({
      values: ["5"],
      runs: 1,
      aggregates: {
        "tags.seed": { count: 1, min: 5, mean: 5, max: 5, std: null },
        "metrics.none": { count: 0, mean: null },
        "tags.none": { count: 0, mean: null },
      },
    });
    const most = (await post("runs/groups", { ...request, limit: 50_000 })).json() as RunGroups;
    expect(most.groups.map(({ values }) => Number(values[0]))).toEqual(range(1005).reverse());
    expect(JSON.parse(JSON.stringify(await runGroups({ ...request, limit: 50_000 }, whole)))).toEqual(most);
    expect(((await post("runs/groups", { ...request, limit: 2 })).json() as RunGroups).groups).toHaveLength(2);
    await store.deleteExperiment(experiment);
  });

  it("refuses a limit that is none", async () => {
    const answer = await post("runs/groups", {
      experimentIds: [experimentId],
      by: ["params.kind"],
      fields: [],
      limit: 50_001,
    });
    expect(answer.json()).toMatchObject({ error_code: "INVALID_PARAMETER_VALUE" });
  });

  const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
});

describe("runs/series", () => {
  async function series(body: object): Promise<SeriesAnswer["series"]> {
    const request = { runIds: [ids[0]], keys: ["loss"], x: "step", buckets: 2000, ...body };
    const answer = await post("runs/series", request);
    expect(answer.status, answer.text).toBe(200);
    expect(JSON.parse(JSON.stringify(await runSeries(request, whole)))).toEqual(answer.json());
    return (answer.json() as SeriesAnswer).series;
  }

  it("keeps extremes and the last point of each bucket", async () => {
    expect(await series({ buckets: 4 })).toEqual([
      {
        runId: ids[0],
        key: "loss",
        points: 100,
        x: [24, 49, 74, 99],
        last: [76, 51, 26, 1],
        min: [76, 51, 26, 1],
        max: [100, 1000, 50, 25],
      },
    ]);
  });

  it("gives each point, in a range, by time since the start", async () => {
    const [only] = await series({
      x: "relative",
      from: 420,
      to: 440,
      keys: ["loss", "none"],
      runIds: [ids[1], ids[0]],
    });
    expect(only).toEqual({
      runId: ids[0],
      key: "loss",
      points: 3,
      x: [420, 430, 440],
      last: [1000, "NaN", 56],
      min: [1000, null, 56],
      max: [1000, null, 56],
    });
  });

  it("refuses more than it reads", async () => {
    const answer = await post("runs/series", {
      runIds: Array.from({ length: 201 }, String),
      keys: ["a"],
      x: "step",
      buckets: 1,
    });
    expect(answer.json()).toMatchObject({ message: "The field 'runIds' has 201 entries; at most 200 are read." });
  });
});

describe("runs/change and experiments/activity", () => {
  it("changes runs, and says of each that could not be changed why", async () => {
    const other = await store.createExperiment("changes");
    const made = (await store.createRun({ experimentId: other, startTimeMs: 7 })).info.runId;
    const change = async (body: object): Promise<RunsChangeAnswer> =>
      (await post("runs/change", { runIds: [made, "f".repeat(32)], change: body })).json() as RunsChangeAnswer;
    expect(await change({ kind: "setTag", key: "team", value: "blue" })).toEqual({
      changed: [made],
      failed: [{ runId: "f".repeat(32), message: `Run with id=${"f".repeat(32)} not found` }],
    });
    expect((await store.getRun(made)).data.tags["team"]).toBe("blue");
    const asked = async (): Promise<unknown> => (await post("experiments/activity", { experimentIds: [other] })).json();
    expect(await asked()).toEqual({ experiments: { [other]: { runs: 1, running: 1, lastStartTimeMs: 7 } } });
    expect(await whole.columns.activity([other])).toEqual([{ runs: 1, running: 1, lastStartTimeMs: 7 }]);
    await change({ kind: "delete" });
    expect((await store.getRun(made)).info.lifecycleStage).toBe("deleted");
    expect(await asked()).toEqual({ experiments: { [other]: { runs: 0, running: 0, lastStartTimeMs: null } } });
    expect((await change({ kind: "delete" })).changed).toEqual([]);
    await change({ kind: "restore" });
    expect((await change({ kind: "restore" })).changed).toEqual([]);
    expect((await change({ kind: "rename", names: ["first", "none"] })).changed).toEqual([made]);
    expect((await store.getRun(made)).info.runName).toBe("first");
    await change({ kind: "deleteTag", key: "team" });
    expect((await store.getRun(made)).data.tags).not.toHaveProperty("team");
  });

  it("refuses changes that are none", async () => {
    const answer = await post("runs/change", { runIds: [], change: { kind: "paint" } });
    expect(answer.json()).toMatchObject({
      message: expect.stringContaining("Invalid value \"paint\" for field 'kind'") as string,
    });
    const renamed = await post("runs/change", { runIds: ["a"], change: { kind: "rename", names: [] } });
    expect(renamed.json()).toMatchObject({ message: "The field 'names' has 0 entries for 1 runs." });
  });
});
