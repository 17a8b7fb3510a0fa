import { mkdirSync, symlinkSync } from "node:fs";
import { describe, expect, it, onTestFinished } from "vitest";
import { trustNoHost } from "../../src/artifacts/host_policy.js";
import { checkedSource, type SourceStores } from "../../src/registry/checked_source.js";
import { openStore } from "../../src/store/open.js";
import { tempFolder } from "../temp.js";

/** A store with a run, a logged model and version 1 of `taxi`, made by the run. */
async function stores(
  artifactRoot?: string,
): Promise<{ stores: SourceStores; runId: string; root: string; modelId: string }> {
  const folder = tempFolder();
  const store = openStore(`sqlite:///${folder}/mlflow.db`, { artifactRoot: artifactRoot ?? `${folder}/mlruns` });
  onTestFinished(() => store.close());
  const { runId, artifactUri: root } = (await store.createRun({ experimentId: "0" })).info;
  const { modelId } = await store.createLoggedModel({ experimentId: "0", name: "net" });
  await store.createRegisteredModel("taxi");
  await store.createModelVersion({ name: "taxi", source: "s3://b/1", runId });
  return { stores: { tracking: store, registry: store, hosts: trustNoHost }, runId, root, modelId };
}

describe("what a client of a server registers", () => {
  it("may be a folder of the run's artifacts, but no link that leads out of them", async () => {
    const { stores: all, runId, root } = await stores();
    mkdirSync(`${root}/model`, { recursive: true });
    const inside = { source: `${root}/model`, runId };
    expect(await checkedSource(all, inside)).toMatchObject(inside);
    symlinkSync("/etc", `${root}/link`);
    await expect(checkedSource(all, { source: `${root}/link`, runId })).rejects.toThrow(
      `Invalid model version source: '${root}/link'. To use a local path as a model version source`,
    );
    await expect(checkedSource(all, { source: `${root}/link/passwd`, runId })).rejects.toThrow("To use a local path");
    await expect(checkedSource(all, { source: `${root}/model` })).rejects.toThrow("To use a local path");
    await expect(checkedSource(all, { source: `${root}/model`, runId: "nobody" })).rejects.toThrow(
      "The run_id request parameter must identify the resource that contains the source.",
    );
  });

  it("may be what a server keeps for the run or logged model that is given", async () => {
    const { stores: all, runId, root, modelId } = await stores("mlflow-artifacts:/");
    expect(await checkedSource(all, { source: `${root}/model`, runId })).toMatchObject({ source: `${root}/model` });
    const model = `mlflow-artifacts:/0/models/${modelId}/artifacts`;
    expect(await checkedSource(all, { source: model, modelId })).toMatchObject({ modelId });
    await expect(checkedSource(all, { source: `${root}/model` })).rejects.toThrow("The run_id request parameter must");
    await expect(checkedSource(all, { source: model, runId })).rejects.toThrow("The run_id request parameter must");
  });

  it("may be another version, and then has its run", async () => {
    const { stores: all, runId } = await stores();
    const copy = { source: "models:/taxi/1", runId, modelId: undefined };
    expect(await checkedSource(all, { source: "models:/taxi/1" })).toEqual(copy);
    expect(await checkedSource(all, { source: "models:/taxi/latest", runId })).toEqual(copy);
    await expect(checkedSource(all, { source: "models:/taxi/1", runId: "" })).rejects.toThrow(
      "The run_id and model_id request parameters must match the referenced model version.",
    );
    await expect(checkedSource(all, { source: "models://host/taxi/1" })).rejects.toThrow(
      "Registered model sources must use the active model registry.",
    );
    await expect(checkedSource(all, { source: "models:/nobody/1" })).rejects.toThrow(
      "Registered Model with name=nobody not found",
    );
  });

  it("may be in an object store without any id, but on no host that the client chose", async () => {
    const { stores: all } = await stores();
    expect(await checkedSource(all, { source: "s3://b/m", runId: "not ours" })).toMatchObject({ source: "s3://b/m" });
    await expect(checkedSource(all, { source: "https://evil/m" })).rejects.toThrow(
      "'source' cannot use the 'https' scheme",
    );
    const hosts = { trusted: ["https://evil/"], allowedSchemes: [] };
    expect(await checkedSource({ ...all, hosts }, { source: "https://evil/m" })).toMatchObject({
      source: "https://evil/m",
    });
  });

  it("is nothing at all, where it is a prompt", async () => {
    const { stores: all } = await stores();
    const tags = [{ key: "mlflow.prompt.is_prompt", value: "True" }];
    expect(await checkedSource(all, { source: "dummy-source", tags })).toEqual({ source: "dummy-source" });
    await expect(checkedSource(all, { source: "/etc", tags })).rejects.toThrow(
      "Invalid prompt source: '/etc'. Prompt sources must use an MLflow placeholder.",
    );
  });
});
