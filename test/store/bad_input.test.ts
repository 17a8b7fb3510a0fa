/** What no well-meant program asks for: it is refused with one sentence, before anything is written. */
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openStore } from "../../src/store/open.js";
import type { Store } from "../../src/store/store.js";
import { tempFolder } from "../temp.js";

let store: Store;
let experimentId: string;
let runId: string;

beforeEach(async () => {
  store = openStore(`sqlite:///${join(tempFolder(), "mlflow.db")}`);
  experimentId = await store.createExperiment("taxi");
  runId = (await store.createRun({ experimentId })).info.runId;
});

afterEach(() => store.close());

describe("a search", () => {
  const many = (count: number, one: (index: number) => string) => Array.from({ length: count }, (_, i) => one(i));

  it.each([
    ["conditions", { filter: many(1500, (i) => `params.p${i} = 'x'`).join(" AND ") }],
    ["entries of a list", { filter: `run_id IN (${many(32_766, (i) => `'${i}'`).join()})` }],
    ["terms of order", { orderBy: many(1000, (i) => `metrics.m${i}`) }],
    ["wildcards", { filter: `tags.mlflow.runName LIKE '${"%a".repeat(30_000)}'` }],
  ])("for more %s than SQLite takes is the user's fault", async (_what, query) => {
    const search = store.searchRuns({ experimentIds: [experimentId], ...query });
    await expect(search).rejects.toMatchObject({
      code: "INVALID_PARAMETER_VALUE",
      message: expect.stringMatching(/^\/.*mlflow\.db: the search asks for more than SQLite takes at once/) as string,
      bare: expect.stringMatching(/^the store: the search asks for more than SQLite takes at once/) as string, // no path
    });
  });

  it("is not even read where it is too long for a server's memory", async () => {
    const search = (query: { filter?: string; orderBy?: string[] }) =>
      store.searchRuns({ experimentIds: [experimentId], ...query });
    await expect(search({ filter: "(".repeat(2_000_001) })).rejects.toMatchObject({
      code: "INVALID_PARAMETER_VALUE",
      message: "The filter has 2000001 characters; at most 2000000 are read",
    });
    for (const filter of [`run_id IN (${many(200_000, () => "'a'").join()})`, "metrics.a = 1 AND ".repeat(100_000)]) {
      await expect(search({ filter })).rejects.toThrow(/^The filter has [12]00000 values; at most 32766 are read$/);
    }
    await expect(search({ orderBy: many(2001, (i) => `metrics.m${i}`) })).rejects.toThrow("The order has 2001 terms");
    await expect(search({ orderBy: ["(".repeat(2_000_001)] })).rejects.toThrow("A term of the order has 2000001 char");
  });

  it("explains a filter in MLflow's words as long as that takes no time to speak of", async () => {
    const search = (filter: string) => store.searchRuns({ experimentIds: [experimentId], filter });
    const fault = { code: "INVALID_PARAMETER_VALUE" };
    await expect(search("(".repeat(3))).rejects.toMatchObject({
      ...fault,
      bare: "Invalid clause(s) in filter string: '(', '(', '('",
    });
    await expect(search("(".repeat(5001))).rejects.toMatchObject({
      ...fault,
      bare: "a key such as metrics.rmse is expected instead of (",
    });
  });
});

describe("what is written", () => {
  // What a program without types hands over.
  const five = 5 as unknown as string;
  const text = "'k' is 5; a tag is stored as text";

  it("is text where tags are text", async () => {
    await expect(store.setExperimentTag(experimentId, "k", five)).rejects.toThrow(`Tag ${text}`);
    await expect(store.createRun({ experimentId, tags: [{ key: "k", value: five }] })).rejects.toThrow(`Tag ${text}`);
    const tagged = { experimentId, tags: [{ key: "k", value: five }] };
    await expect(store.createLoggedModel(tagged)).rejects.toThrow(`Tag ${text}`);
    expect((await store.getExperiment(experimentId)).tags).toEqual({});
    expect((await store.searchLoggedModels({ experimentIds: [experimentId] })).items).toEqual([]);
  });

  it("is a status that runs have, and a whole number of milliseconds", async () => {
    const bogus = "DONE" as "FINISHED";
    await expect(store.updateRun(runId, { status: bogus })).rejects.toThrow(
      'Invalid run status: "DONE"; it is one of RUNNING, SCHEDULED, FINISHED, FAILED, KILLED',
    );
    await expect(store.updateRun(runId, { endTimeMs: 1.5 })).rejects.toThrow("endTimeMs is 1.5");
    await expect(store.updateRun(runId, { endTimeMs: NaN })).rejects.toThrow("endTimeMs is NaN");
    expect((await store.getRun(runId)).info).toMatchObject({ status: "RUNNING", endTimeMs: null });
  });

  it("names a metric's dataset with its digest", async () => {
    const metric = { key: "m", value: 1, timestampMs: 1, step: 0, datasetName: "trips" };
    await expect(store.logBatch(runId, { metrics: [metric] })).rejects.toMatchObject({
      code: "INVALID_PARAMETER_VALUE",
      bare: "Both dataset_name and dataset_digest must be provided if one is provided",
    });
  });

  it("is named in MLflow's words, which have only ASCII", async () => {
    await expect(store.logBatch(runId, { params: [{ key: "😀", value: "x" }] })).rejects.toMatchObject({
      bare: expect.stringMatching(
        /^Invalid value "\\ud83d\\ude00" for parameter 'params\[0\]\.key' supplied: /,
      ) as string,
    });
  });

  it("is checked in datasets that are named twice too", async () => {
    const dataset = { name: "d", digest: "1", sourceType: "local", source: "{}", schema: null, profile: null };
    const datasets = [
      { dataset, tags: {} },
      { dataset, tags: { "mlflow.data.context": "x".repeat(501) } },
    ];
    await expect(store.logInputs(runId, { datasets })).rejects.toThrow(
      "'value' exceeds the maximum length of 500 characters",
    );
    expect((await store.getRun(runId)).inputs.datasets).toEqual([]);
  });

  it("keeps within fifty views of MLflow's page in one experiment", async () => {
    const view = (index: number) => ({ key: `mlflow.customView.view.v1.${index}`, value: "{}" });
    const views = Array.from({ length: 51 }, (_, index) => view(index));
    const fault =
      "the maximum number of custom views per experiment is 50. Delete an existing custom view before creating a new one.";
    await expect(store.createExperiment("views", { tags: views })).rejects.toThrow(
      `Unable to create another custom view; ${fault}`,
    );
    const full = await store.createExperiment("views", { tags: views.slice(0, 50) });
    await expect(store.setExperimentTag(full, view(50).key, "{}")).rejects.toThrow(
      `Unable to create another custom view for experiment ${full}; ${fault}`,
    );
    await store.setExperimentTag(full, view(0).key, "again");
    await store.setExperimentTag(full, "other", "x");
    await store.deleteExperimentTag(full, view(1).key);
    await store.setExperimentTag(full, view(50).key, "{}");
  });
});
