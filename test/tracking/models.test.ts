/** Registry, datasets, logged models and artifact URIs through the public API, on a SQLite file. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";
import * as mlflow from "labbook";
import { beforeEach, describe, expect, it } from "vitest";
import { tempFolder } from "../temp.js";

let folder = "";
let client: mlflow.MlflowClient;
let runId = "";

beforeEach(async () => {
  folder = tempFolder();
  await mlflow.setTrackingUri(`sqlite:///${folder}/mlflow.db`);
  client = new mlflow.MlflowClient();
  const experimentId = await client.createExperiment("taxi", { artifactLocation: `${folder}/files` });
  runId = (await client.createRun(experimentId)).info.runId;
  await client.logText(runId, "trees", "model/MLmodel");
});

describe("a Python notebook of the registry, ported line by line", () => {
  it("registers, stages, describes, tags and gives aliases, in Python's order and by keyword", async () => {
    const version = await mlflow.registerModel(`runs:/${runId}/model`, "nyc-taxi", { tags: { by: "lasso" } });
    expect(version).toMatchObject({ version: "1", runId, status: "READY", tags: { by: "lasso" } });
    expect(version.source).toBe(`${folder}/files/${runId}/artifacts/model`);
    const second = await mlflow.registerModel({ modelUri: `runs:/${runId}/model`, name: "nyc-taxi" });
    expect(second.version).toBe("2");
    expect((await client.listRegisteredModels()).map((model) => model.name)).toEqual(["nyc-taxi"]);
    await client.transitionModelVersionStage({
      name: "nyc-taxi",
      version: 1,
      stage: "Staging",
      archiveExistingVersions: false,
    });
    await client.transitionModelVersionStage("nyc-taxi", 2, "staging", true);
    expect((await client.getLatestVersions("nyc-taxi", ["Staging"])).map((one) => one.version)).toEqual(["2"]);
    expect((await client.getModelVersion({ name: "nyc-taxi", version: 1 })).currentStage).toBe("Archived");
    const described = await client.updateModelVersion({ name: "nyc-taxi", version: 2, description: "moved today" });
    expect(described.description).toBe("moved today");
    await client.setRegisteredModelAlias("nyc-taxi", "champion", 2);
    expect((await client.getModelVersionByAlias({ name: "nyc-taxi", alias: "champion" })).version).toBe("2");
    await client.setModelVersionTag("nyc-taxi", 2, "checked", true);
    await client.setRegisteredModelTag({ name: "nyc-taxi", key: "team", value: "red" });
    expect((await client.searchModelVersions("name = 'nyc-taxi'")).map((one) => one.version).sort()).toEqual([
      "1",
      "2",
    ]);
    expect((await client.searchRegisteredModels({ filterString: "tags.team = 'red'" }))[0]!.aliases).toEqual({
      champion: "2",
    });
    expect((await client.copyModelVersion("models:/nyc-taxi@champion", "copy")).tags).toEqual({ checked: "true" });
    expect(await client.getModelVersionStages("nyc-taxi", 1)).toEqual(["None", "Staging", "Production", "Archived"]);
    await client.deleteModelVersionTag("nyc-taxi", 2, "checked");
    await client.deleteRegisteredModelAlias("nyc-taxi", "champion");
    await client.renameRegisteredModel({ name: "nyc-taxi", newName: "taxi" });
    await client.deleteModelVersion({ name: "taxi", version: 1 });
    await client.deleteRegisteredModel({ name: "copy" });
    expect((await client.searchModelVersions()).map((one) => `${one.name}/${one.version}`)).toEqual(["taxi/2"]);
  });

  it("makes no registered model for a run that has no such file", async () => {
    await expect(mlflow.registerModel(`runs:/${runId}/modle`, "x")).rejects.toThrow(
      `run ${runId} has neither an artifact nor a logged model 'modle'; log the model first`,
    );
    expect(await client.listRegisteredModels()).toHaveLength(0);
  });

  it("searches runs in Python's words", async () => {
    await client.logMetric(runId, "rmse", 6.5);
    const found = await client.searchRuns({
      experimentIds: "1",
      filterString: "metrics.rmse < 7",
      runViewType: mlflow.ViewType.ACTIVE_ONLY,
      maxResults: 5,
      orderBy: ["metrics.rmse ASC"],
    });
    expect(found.map((run) => run.info.runId)).toEqual([runId]);
    expect((await mlflow.searchRuns({ experimentIds: "1", filterString: "metrics.rmse > 7" })).length).toBe(0);
    await client.createExperiment({ name: "my-cool-experiment", tags: { team: "red" } });
    expect((await client.listExperiments()).map((one) => one.name)).toEqual(["my-cool-experiment", "taxi", "Default"]);
  });
});

describe("downloadArtifacts", () => {
  it("takes runs, models by number, alias, stage and latest, paths, and run ids", async () => {
    await mlflow.registerModel(`runs:/${runId}/model`, "m");
    await client.setRegisteredModelAlias("m", "best", 1);
    await client.transitionModelVersionStage("m", 1, "Production");
    const read = (path: string) => readFileSync(path, "utf8");
    for (const uri of ["models:/m/1", "models:/m@best", "models:/m/Production", "models:/m/latest"]) {
      const copy = await mlflow.downloadArtifacts({ artifactUri: uri, dstPath: join(folder, "model") });
      expect(read(join(copy, "MLmodel"))).toBe("trees");
    }
    const out = join(folder, "out");
    expect(await mlflow.downloadArtifacts({ artifactUri: `runs:/${runId}/model/MLmodel`, dstPath: out })).toBe(
      join(out, "MLmodel"),
    );
    expect(await mlflow.downloadArtifacts({ artifactUri: "models:/m@best/MLmodel", dstPath: out })).toBe(
      join(out, "MLmodel"),
    );
    expect(await client.downloadArtifacts({ runId, path: "model/MLmodel", dstPath: out })).toBe(
      join(out, "model/MLmodel"),
    );
    const plain = `${folder}/files/${runId}/artifacts/model`;
    expect(read(join(await mlflow.downloadArtifacts(plain), "MLmodel"))).toBe("trees");
    expect(existsSync(await client.downloadArtifacts(runId, "model"))).toBe(true);
    await expect(mlflow.downloadArtifacts({ artifactUri: "models:/m@worst" })).rejects.toThrow("worst");
    await expect(mlflow.downloadArtifacts({ artifactUri: "x", runId: "y" })).rejects.toThrow(
      "needs either artifactUri",
    );
  });

  it("finds a logged model under its run's path", async () => {
    const model = await client.createLoggedModel({ experimentId: "1", name: "net", sourceRunId: runId });
    writeFileSync(join(folder, "weights"), "0101");
    await client.logOutputs(runId, [{ modelId: model.modelId, step: 0 }]);
    const source = tempFolder();
    writeFileSync(join(source, "MLmodel"), "net");
    await client.logModelArtifacts(model.modelId, source);
    await client.finalizeLoggedModel(model.modelId, "READY");
    const copy = await mlflow.downloadArtifacts({ artifactUri: `runs:/${runId}/net` });
    expect(readFileSync(join(copy, "MLmodel"), "utf8")).toBe("net");
    const version = await mlflow.registerModel(`runs:/${runId}/net`, "net");
    expect(version).toMatchObject({ runId, source: `models:/${model.modelId}` });
    expect(existsSync(join(await mlflow.downloadArtifacts("models:/net/1"), "MLmodel"))).toBe(true);
    const file = await mlflow.downloadArtifacts({ artifactUri: `models:/${model.modelId}/MLmodel` });
    expect(readFileSync(file, "utf8")).toBe("net");
    expect((await mlflow.searchLoggedModels({ experimentIds: "1" })).map((one) => one.name)).toEqual(["net"]);
  });
});

describe("datasets", () => {
  it("are made of files, rows and URLs, and noted on the run at hand", async () => {
    writeFileSync(join(folder, "green.csv"), "a,b\n1,2\n");
    const file = await mlflow.data.fromFile(join(folder, "green.csv"));
    expect(file).toEqual({
      name: "green.csv",
      digest: createHash("sha256").update("a,b\n1,2\n").digest("hex").slice(0, 16),
      sourceType: "local",
      source: JSON.stringify({ uri: join(folder, "green.csv") }),
      schema: null,
      profile: '{"num_bytes":8}',
    });
    const rows = mlflow.data.fromRows(
      [
        { distance: 1, zone: "a" },
        { distance: 2.5, zone: null },
      ],
      {
        source: "https://example.com/trips.parquet",
        targets: "distance",
      },
    );
    expect(JSON.parse(rows.schema!)).toEqual({
      mlflow_colspec: [
        { type: "double", name: "distance", required: true },
        { type: "string", name: "zone", required: true },
      ],
    });
    expect(rows).toMatchObject({ sourceType: "http", source: '{"url":"https://example.com/trips.parquet"}' });
    expect(JSON.parse(rows.profile!)).toEqual({ num_rows: 2, num_elements: 4, targets: "distance" });
    expect(() => mlflow.data.fromRows([{ a: 1 }], { targets: "b" })).toThrow("no column 'b' to predict; there are: a");
    expect(mlflow.data.fromUrl("https://example.com/x/y.csv").name).toBe("y.csv");
    await mlflow.withRun({ experimentId: "1" }, async (run) => {
      await mlflow.logInput(file, { context: "training" });
      await client.logInputs(run.info.runId, { datasets: [{ dataset: rows, tags: { fold: "1" } }] });
      const { inputs } = await mlflow.getRun(run.info.runId);
      expect(inputs.datasets).toEqual([
        { dataset: file, tags: { "mlflow.data.context": "training" } },
        { dataset: rows, tags: { fold: "1" } },
      ]);
    });
    expect(await client.searchDatasets("1")).toContainEqual({
      experimentId: "1",
      name: "green.csv",
      digest: file.digest,
      context: "training",
    });
  });
});
