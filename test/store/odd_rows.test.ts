/** What real stores hold and no client of today would write: all of it is read, and nothing is made up. */
import { join } from "node:path";
import { expect, it } from "vitest";
import { openStore } from "../../src/store/open.js";
import { labbook } from "../cli/cli.js";
import { tempFolder } from "../temp.js";
import { edited, stored } from "./stored.js";

const id = (digit: string) => digit.repeat(32);
const longAgo = 1_500_000_000_000;

const rows = `
  UPDATE experiments SET lifecycle_stage = 'deleted' WHERE experiment_id = 0;
  INSERT INTO experiments VALUES
    (3, 'taxi', '/data/3', 'active', NULL, NULL), (4, 'Taxi', 'file:///C:/mlruns/4', 'active', 1, 2),
    (4000, 'ταξί', NULL, 'active', 1, 2);
  INSERT INTO experiment_tags VALUES ('null', NULL, 3), ('a key', 'v', 3);
  INSERT INTO runs (run_uuid, name, status, start_time, end_time, lifecycle_stage, artifact_uri, experiment_id) VALUES
    ('${id("a")}', '', 'RUNNING', ${longAgo}, NULL, 'active', 'file:///C:/mlruns/4/${id("a")}/artifacts', 4),
    ('${id("b")}', NULL, 'FINISHED', 2000, 1000, 'active', '/data/3/b/artifacts', 3),
    ('${id("c")}', NULL, NULL, NULL, NULL, NULL, NULL, 3),
    ('${id("d")}', 'in Default', 'SCHEDULED', 5, NULL, 'deleted', '', 0);
  INSERT INTO tags VALUES ('mlflow.runName', 'named by its tag', '${id("b")}'), ('null', NULL, '${id("b")}'),
    ('', 'no key', '${id("b")}'), ('__proto__', 'polluted', '${id("b")}');
  INSERT INTO metrics VALUES
    ('loss', 3, 7, '${id("b")}', 1, 0), ('loss', 1, 7, '${id("b")}', 1, 0), ('loss', 2, 8, '${id("b")}', 1, 0),
    ('loss', 9, 9, '${id("b")}', 0, 0), ('loss', 0, 5, '${id("b")}', 2, 1),
    ('a b/c', -0.25, -5, '${id("b")}', -9007199254740991, 0), ('top', 1.7976931348623157e308, 1, '${id("b")}', 0, 0);
  INSERT INTO latest_metrics VALUES
    ('loss', 0, 5, 2, 1, '${id("b")}'), ('a b/c', -0.25, -5, -9007199254740991, 0, '${id("b")}'),
    ('top', 1.7976931348623157e308, NULL, 0, 0, '${id("b")}');
  WITH RECURSIVE many (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM many WHERE n < 1999)
    INSERT INTO params SELECT 'p ' || n, n, '${id("b")}' FROM many;
  INSERT INTO datasets VALUES ('u1', 3, 'trips', 'd', 'local', '{}', NULL, NULL);
  INSERT INTO inputs VALUES ('i1', 'DATASET', 'u1', 'RUN', '${id("b")}'), ('i2', 'DATASET', 'gone', 'RUN', '${id("b")}');
  INSERT INTO registered_models VALUES ('a prompt', NULL, NULL, NULL), ('Churn', 1, 2, 'x'), ('churn', 1, 2, '');
  INSERT INTO registered_model_tags VALUES ('mlflow.prompt.is_prompt', 'true', 'a prompt'), ('null', NULL, 'churn');
  INSERT INTO model_versions (name, version) VALUES ('churn', 2), ('churn', 10);
  INSERT INTO model_versions (name, version, source, current_stage, run_id, status) VALUES
    ('a prompt', 1, 'dummy-source', 'None', '', 'READY');
  INSERT INTO registered_model_aliases VALUES ('champion', 3, 'churn');`;

function oddFile(): string {
  return edited(stored("schemas/2.18.0"), rows);
}

it("reads experiments with gaps between ids, names that differ in case only, no times and no location", async () => {
  const store = openStore(`sqlite:///${oddFile()}`);
  const found = (await store.searchExperiments({ viewType: "ALL", orderBy: ["experiment_id"] })).items;
  expect(found.map((one) => [one.experimentId, one.name, one.lifecycleStage, one.artifactLocation])).toEqual([
    ["0", "Default", "deleted", "/data/mlruns/0"],
    ["3", "taxi", "active", "/data/3"],
    ["4", "Taxi", "active", "file:///C:/mlruns/4"],
    ["4000", "ταξί", "active", ""],
  ]);
  expect(found[1]).toMatchObject({ creationTimeMs: null, lastUpdateTimeMs: null, tags: { null: "", "a key": "v" } });
  expect((await store.getExperimentByName("Taxi")).experimentId).toBe("4");
  expect((await store.searchExperiments({ filter: "name ILIKE 'TAXI'" })).items).toHaveLength(2);
  expect((await store.searchExperiments()).items).toHaveLength(3);
  expect(await store.createExperiment("new")).toBe("4001");
  await store.close();
});

it("reads runs without names, times or states, still running after years, and with two thousand params", async () => {
  const store = openStore(`sqlite:///${oddFile()}`);
  const all = { experimentIds: ["0", "3", "4", "4000"], viewType: "ALL" as const };
  const found = (await store.searchRuns({ ...all, orderBy: ["attributes.run_id"] })).items;
  expect(found.map(({ info }) => [info.runId[0], info.runName, info.status, info.startTimeMs, info.endTimeMs])).toEqual(
    [
      ["a", "", "RUNNING", longAgo, null],
      ["b", "named by its tag", "FINISHED", 2000, 1000],
      ["c", "", "RUNNING", 0, null],
      ["d", "in Default", "SCHEDULED", 5, null],
    ],
  );
  expect(found.map((run) => run.info.artifactUri)).toEqual([
    `file:///C:/mlruns/4/${id("a")}/artifacts`,
    "/data/3/b/artifacts",
    "",
    "",
  ]);
  const { data, inputs } = found[1]!;
  expect(await store.getRun(id("b"))).toEqual(found[1]);
  expect(Object.keys(data.params)).toHaveLength(2000);
  expect(data.params["p 1999"]).toBe("1999");
  expect(Object.entries(data.tags).sort()).toEqual([
    ["", "no key"],
    ["__proto__", "polluted"],
    ["mlflow.runName", "named by its tag"],
    ["null", ""],
  ]);
  expect(inputs.datasets.map((input) => input.dataset)).toEqual([
    { name: "trips", digest: "d", sourceType: "local", source: "{}", schema: null, profile: null },
  ]);
  const named = await store.searchRuns({ ...all, filter: "attributes.run_name = 'named by its tag'" });
  expect(named.items).toHaveLength(1);
  await store.close();
});

it("reads several points at one step, NaN, the ends of the numbers, and keys with spaces", async () => {
  const store = openStore(`sqlite:///${oddFile()}`);
  const { data } = await store.getRun(id("b"));
  expect(data.metrics).toEqual({ loss: NaN, "a b/c": -0.25, top: Number.MAX_VALUE });
  const loss = (await store.getMetricHistory(id("b"), "loss")).items;
  expect(loss.map((point) => [point.timestampMs, point.step, point.value])).toEqual([
    [5, 2, NaN],
    [7, 1, 1],
    [7, 1, 3],
    [8, 1, 2],
    [9, 0, 9],
  ]);
  expect((await store.getMetricHistory(id("b"), "a b/c")).items[0]).toMatchObject({
    step: Number.MIN_SAFE_INTEGER,
    timestampMs: -5,
  });
  const filter = 'metrics."a b/c" <= 0 AND params."p 7" = \'7\'';
  expect((await store.searchRuns({ experimentIds: ["3"], filter })).items).toHaveLength(1);
  await store.close();
});

it("reads prompts kept as registered models, models that differ in case only, and versions of which little is known", async () => {
  const store = openStore(`sqlite:///${oddFile()}`);
  expect((await store.searchRegisteredModels()).items.map((model) => model.name)).toEqual(["Churn", "churn"]);
  const prompts = await store.searchRegisteredModels({ filter: "tags.`mlflow.prompt.is_prompt` = 'true'" });
  expect(prompts.items.map((model) => model.name)).toEqual(["a prompt"]);
  const churn = await store.getRegisteredModel("churn");
  expect(churn.tags).toEqual({ null: "" });
  const versions = (await store.searchModelVersions({ filter: "name = 'churn'", orderBy: ["version_number ASC"] }))
    .items;
  expect(versions.map((version) => String(version.version))).toEqual(["2", "10"]);
  expect(String((await store.createModelVersion({ name: "churn", source: "/data/m" })).version)).toBe("11");
  await expect(store.getModelVersionByAlias("churn", "champion")).rejects.toMatchObject({
    code: "RESOURCE_DOES_NOT_EXIST",
  });
  await store.close();
});

it("lists such runs on the command line", async () => {
  const path = oddFile();
  const listed = await labbook(["runs", "--tracking-uri", `sqlite:///${path}`, "--columns", "metrics.loss"], {
    cwd: tempFolder(),
  });
  expect(listed).toMatchObject({ code: 0, stderr: "" });
  expect(listed.stdout.split("\n").map((line) => line.replaceAll(/ {2,}/g, "  ").trim())).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^RUNNING  2017-07-14 02:40  –/),
      expect.stringMatching(/^named by its tag  FINISHED .* NaN$/),
    ]),
  );
  expect(listed.stdout).not.toContain("1970-01-01 00:00  –");
});

/** `mlflow migrate-filestore` keeps the ids of the file store, which are random and of 18 digits: no double holds them. */
it.each(["schemas/2.18.0", "schemas/3.17.2"])(
  "reads and writes experiments with ids of 64 bits (%s)",
  async (schema) => {
    const [big, next] = ["461436107835562284", "461436107835562285"];
    const file = edited(
      stored(schema),
      `INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage)
       VALUES (${big}, 'migrated', '/data/big', 'active');
     INSERT INTO runs (run_uuid, name, status, start_time, lifecycle_stage, artifact_uri, experiment_id)
       VALUES ('${id("a")}', 'old', 'FINISHED', 1, 'active', '/data/big/a/artifacts', ${big});`,
    );
    const store = openStore(`sqlite:///${file}`);
    expect(await store.createExperiment("new", { tags: [{ key: "__proto__", value: "kept" }] })).toBe(next);
    expect(Object.entries((await store.getExperiment(next)).tags)).toEqual([["__proto__", "kept"]]);
    await store.setExperimentTag(big, "k", "v");
    expect(await store.getExperimentByName("migrated")).toMatchObject({ experimentId: big, tags: { k: "v" } });
    expect((await store.searchExperiments({ filter: `experiment_id = '${big}'` })).items).toHaveLength(1);

    const { info } = await store.createRun({ experimentId: big, startTimeMs: 2 });
    const dataset = { name: "d", digest: "1", sourceType: "local", source: "{}", schema: null, profile: null };
    await store.logInputs(info.runId, { datasets: [{ dataset, tags: {} }] });
    const model = await store.createLoggedModel({ experimentId: big, name: "m", tags: [{ key: "k", value: "v" }] });
    await store.logBatch(info.runId, {
      metrics: [{ key: "rmse", value: 1, timestampMs: 1, step: 0, modelId: model.modelId }],
    });
    for (const experimentIds of [[big], [big, next]]) {
      const runs = (await store.searchRuns({ experimentIds })).items;
      expect(runs.map((run) => [run.info.runId, run.info.experimentId])).toEqual([
        [info.runId, big],
        [id("a"), big],
      ]);
      expect(await store.searchDatasets(experimentIds)).toMatchObject([{ experimentId: big, name: "d" }]);
      expect((await store.searchLoggedModels({ experimentIds })).items).toMatchObject([
        { experimentId: big, metrics: [{ key: "rmse" }] },
      ]);
    }
    expect((await store.searchRuns({ experimentIds: [next] })).items).toEqual([]);

    const copy = openStore(`sqlite:///${join(tempFolder(), "copy.db")}`);
    expect(await copy.importing!().makeExperiment(await store.getExperiment(big), "here")).toBe(big);
    expect((await copy.getExperiment(big)).name).toBe("migrated");
    await copy.close();

    await store.deleteExperiment(big);
    await store.close();
    expect((await labbook(["gc", "--tracking-uri", `sqlite:///${file}`], { cwd: tempFolder() })).stdout).toContain(
      `removed experiment ${big}`,
    );
  },
);
