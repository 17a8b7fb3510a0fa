/** `runs/table` over a socket on a SQLite file, and from a store that has only whole runs: both say the same. */
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { RunTable } from "../../src/protocol/page.js";
import { runTable } from "../../src/server/page/runs/table.js";
import { experimentId, folder, ids, pageGround, post, server, store, whole, wholeColumns } from "./page_ground.js";
import { openStore } from "../../src/store/open.js";
import { tempFolder } from "../temp.js";
import { type Answer, ask, call, serve } from "./serving.js";

pageGround();

/** The answer of the server, which a store with only whole runs gives as well. */
async function table(body: object): Promise<RunTable> {
  const request = { experimentIds: [experimentId], limit: 100, fields: [], ...body };
  const answer = await post("runs/table", request);
  expect(answer.status, answer.text).toBe(200);
  expect(JSON.parse(JSON.stringify(await runTable(request, whole)))).toEqual(answer.json());
  return answer.json() as RunTable;
}

/** Numbers of the runs, in order. */
async function found(filter: string, more: object = {}): Promise<number[]> {
  return (await table({ filter, ...more })).runs.runId.map((runId) => ids.indexOf(runId));
}

describe("runs/table", () => {
  it("answers a window of columns, newest first, and how many there are", async () => {
    const fields = ["params.alpha", "metrics.rmse", "metrics.val loss", "tags.team", "duration", "dataset"];
    expect(await table({ filter: "params.kind = 'tree'", offset: 1, limit: 3, fields })).toEqual({
      total: 4,
      all: 6,
      offset: 1,
      runs: {
        runId: [ids[4], ids[1], ids[0]],
        experimentId: [experimentId, experimentId, experimentId],
        runName: ["run 4", "run 1", "run 0"],
        status: ["RUNNING", "FINISHED", "FINISHED"],
        startTimeMs: [5000, 2000, 1000],
        endTimeMs: [null, 2009, 1010],
        lifecycleStage: ["active", "active", "active"],
        parentRunId: [null, null, null],
      },
      columns: {
        "params.alpha": [null, "10", "0.5"],
        "metrics.rmse": [null, 1, 3],
        "metrics.val loss": [null, null, null],
        "tags.team": [null, "red", null],
        duration: [null, 9, 10],
        dataset: [null, "trips (d1)", null],
      },
    });
  });

  it("sorts numbers in params as numbers, before text, and has what is missing last in both directions", async () => {
    expect(await found("", { orderBy: ["params.alpha ASC", "start_time ASC"] })).toEqual([0, 5, 2, 1, 3, 4]);
    expect(await found("", { orderBy: ["params.alpha DESC", "start_time ASC"] })).toEqual([1, 2, 0, 5, 3, 4]);
  });

  it("sorts by metrics, their extremes, duration and name", async () => {
    expect(await found("", { orderBy: ["metrics.rmse"] })).toEqual([1, 3, 0, 5, 2, 4]);
    expect(await found("", { orderBy: ["metrics.rmse DESC"] })).toEqual([5, 0, 3, 1, 2, 4]);
    expect(await found("", { orderBy: ["duration DESC"] })).toEqual([0, 1, 2, 3, 5, 4]);
    expect(await found("", { orderBy: ["run_name ASC"] })).toEqual([0, 1, 2, 3, 4, 5]);
    const { columns } = await table({ runIds: [ids[0]], fields: ["min.loss", "max.loss", "metrics.rmse"] });
    expect(columns).toEqual({ "min.loss": [1], "max.loss": [1000], "metrics.rmse": [3] });
  });

  it("reads OR, NOT, parentheses and numbers for params", async () => {
    expect(await found("params.alpha >= 0.5 OR metrics.rmse = 2")).toEqual([5, 3, 2, 1, 0]);
    expect(await found("params.alpha = 0.50")).toEqual([5, 0]);
    expect(await found("NOT (params.kind = 'tree' OR params.alpha = 'auto')")).toEqual([2]);
    expect(await found("NOT params.alpha > 5")).toEqual([5, 4, 3, 0]);
    expect(await found("NOT attributes.end_time > 0")).toEqual([4]);
    expect(await found("tags.team IS NULL AND params.kind LIKE 'tr%' AND metrics.rmse > 2")).toEqual([5, 0]);
    expect(await found("metrics.rmse != 3")).toEqual([5, 3, 2, 1]);
  });

  it("takes runs that are named, in their order, deleted ones too", async () => {
    const { runs, total } = await table({ experimentIds: [], runIds: [ids[6], ids[2], "0".repeat(32), ids[4]] });
    expect([runs.runId, runs.lifecycleStage, total]).toEqual([
      [ids[6], ids[2], ids[4]],
      ["deleted", "active", "active"],
      3,
    ]);
    expect(await found("", { viewType: "DELETED_ONLY" })).toEqual([6]);
  });

  it("finds runs in all experiments that are not deleted, where that is asked", async () => {
    const [other, gone] = [await store.createExperiment("elsewhere"), await store.createExperiment("gone")];
    for (const id of [other, gone]) await store.createRun({ experimentId: id, runName: "rare name", startTimeMs: 9 });
    await store.deleteExperiment(gone);
    const request = { experimentIds: [], everywhere: true, filter: "attributes.run_name ILIKE '%RARE%'" };
    expect((await table(request)).runs.experimentId).toEqual([other]);
    expect((await table({ ...request, everywhere: false })).total).toBe(0);
    await store.deleteExperiment(other);
  });

  it("has runs under their parents, where those match", async () => {
    const all = await table({ roots: true });
    expect(all.runs.runId.map((runId) => ids.indexOf(runId))).toEqual([4, 2, 1, 0]);
    expect([all.total, all.rootTotal, all.runs.children]).toEqual([6, 4, [0, 0, 0, 2]]);
    const { runs, rootTotal } = await table({ roots: true, filter: "params.alpha = 'auto'" });
    expect([runs.runId, runs.parentRunId, rootTotal]).toEqual([[ids[3]], [ids[0]], 1]);
  });

  it("says which columns there are and opens on metrics and on params that vary", async () => {
    const { fields, columns } = await table({ fields: "opening", withFields: true });
    expect(Object.keys(columns)).toEqual([
      "metrics.loss",
      "metrics.rmse",
      "metrics.val loss",
      "params.alpha",
      "params.kind",
      "params.same",
    ]);
    const by = new Map(fields!.map((field) => [field.name, field]));
    expect(by.get("metrics.rmse")).toEqual({
      name: "metrics.rmse",
      kind: "metric",
      key: "rmse",
      runs: 5,
      varies: true,
      numeric: true,
      min: 1,
      max: 3,
      opening: true,
    });
    expect(by.get("params.alpha")).toEqual({
      name: "params.alpha",
      kind: "param",
      key: "alpha",
      runs: 5,
      varies: true,
      numeric: false,
      values: ["0.5", "10", "9", "auto"],
      opening: true,
    });
    expect(by.get("user_id")).toMatchObject({ runs: 6, varies: false, values: ["ada"] });
    expect(by.get("duration")).toMatchObject({ runs: 5, min: 5, max: 10, numeric: true });
  });

  it("answers all columns of the runs of a window", async () => {
    const { columns } = await table({ fields: "all", limit: 1 });
    expect(columns).toMatchObject({
      "metrics.rmse": ["Infinity"],
      "params.same": ["x"],
      "tags.mlflow.runName": ["run 5"],
    });
    expect(Object.keys(columns)).not.toContain("metrics.loss");
  });

  it("says what is wrong with a filter and where, and which field of a request is wrong", async () => {
    const wrong = await post("runs/table", {
      experimentIds: [experimentId],
      limit: 1,
      fields: [],
      filter: "params.a = 1 OR (metrics.b > 'x')",
    });
    expect([wrong.status, wrong.json()]).toMatchObject([
      400,
      { error_code: "INVALID_PARAMETER_VALUE", position: 29, filter: "params.a = 1 OR (metrics.b > 'x')" },
    ]);
    const open = await post("runs/table", {
      experimentIds: [experimentId],
      limit: 1,
      fields: [],
      filter: "(params.a = 1",
    });
    expect(open.json()).toMatchObject({ message: "a ) is missing here, for the ( before", position: 13 });
    const limit = await post("runs/table", { experimentIds: [experimentId], limit: -1, fields: [] });
    expect(limit.json()).toMatchObject({
      message: "Invalid value -1 for field 'limit': it must be a whole number from 0 to 50000.",
    });
    const column = await post("runs/table", { experimentIds: [experimentId], limit: 1, fields: ["rmse"] });
    expect(column.json()).toMatchObject({
      error_code: "INVALID_PARAMETER_VALUE",
      message: expect.stringContaining("'rmse' is no column") as string,
    });
  });

  it("keeps MLflow's own search as strict as MLflow's", async () => {
    for (const filter of ["params.alpha > 1", "params.a = '1' OR params.b = '2'", "NOT params.a = '1'"]) {
      const answer = await ask(server, "POST", "/api/2.0/mlflow/runs/search", {
        body: { experiment_ids: [experimentId], filter },
      });
      expect([filter, answer.status]).toEqual([filter, 400]);
    }
  });
});

describe("answers", () => {
  it("carry a tag, and no body when it is known; large ones are compressed", async () => {
    const body = { experimentIds: [experimentId], limit: 100, fields: "all" };
    const first = await post("runs/table", body, { "accept-encoding": "gzip" });
    expect(first.headers["content-encoding"]).toBe("gzip");
    expect(JSON.parse(gunzipSync(first.body).toString())).toMatchObject({ total: 6 });
    const again = await post("runs/table", body, { "if-none-match": first.headers.etag! });
    expect([again.status, again.text]).toEqual([304, ""]);
  });

  it("change their revision when this server or another process writes", async () => {
    const revision = async (): Promise<Answer> => await ask(server, "GET", "/ajax-api/labbook/revision");
    const first = (await revision()).headers.etag!;
    expect(
      (await ask(server, "GET", "/ajax-api/labbook/revision", { headers: { "if-none-match": first } })).status,
    ).toBe(304);
    await store.setExperimentTag(experimentId, "by", "another connection");
    const second = (await revision()).headers.etag!;
    await call(server, "experiments/set-experiment-tag", {
      experiment_id: experimentId,
      key: "by",
      value: "the server",
    });
    const third = (await revision()).headers.etag!;
    expect(new Set([first, second, third]).size).toBe(3);
  });

  it("change their revision when models change that are kept in a store of their own", async () => {
    const models = `sqlite:///${tempFolder()}/models.db`;
    const apart = await serve({ registryStoreUri: models });
    const revision = async (): Promise<string> => {
      const answer = await ask(apart, "GET", "/ajax-api/labbook/revision");
      return `${answer.status} ${answer.headers.etag}`;
    };
    const seen = [await revision()];
    expect(await revision()).toBe(seen[0]);
    await call(apart, "registered-models/create", { name: "by the server" });
    seen.push(await revision());
    const other = openStore(models);
    await other.createRegisteredModel("by another process");
    await other.close();
    seen.push(await revision());
    await call(apart, "experiments/create", { name: "not a model" });
    seen.push(await revision());
    expect(new Set(seen).size).toBe(4);
    expect(seen.every((one) => one.startsWith("204 "))).toBe(true);
  });

  it("follow what another process writes", async () => {
    const { runId } = (await store.createRun({ experimentId: "0" })).info;
    expect((await table({ experimentIds: ["0"] })).runs.runId).toEqual([runId]);
    await store.deleteRun(runId);
    wholeColumns.forget();
    expect((await table({ experimentIds: ["0"] })).runs.runId).toEqual([]);
  });

  it("say what this server shows", async () => {
    expect((await ask(server, "GET", "/ajax-api/labbook/about")).json()).toMatchObject({
      store: `sqlite:///${folder}/mlflow.db`,
      readOnlyReason: null,
    });
    expect((await ask(server, "GET", "/ajax-api/labbook/runs/table")).status).toBe(405);
  });
});
