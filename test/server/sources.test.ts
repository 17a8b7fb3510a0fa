import { mkdirSync, symlinkSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { tempFolder } from "../temp.js";
import { ask, call, serve } from "./serving.js";

async function registering(options: Parameters<typeof serve>[0]): Promise<{
  register: (body: object) => Promise<string>;
  runId: string;
  root: string;
}> {
  const server = await serve(options);
  const { run } = (await call(server, "runs/create", { experiment_id: "0" })) as {
    run: { info: { run_id: string; artifact_uri: string } };
  };
  await call(server, "registered-models/create", { name: "taxi" });
  const register = async (body: object) => {
    const answer = await ask(server, "POST", "/api/2.0/mlflow/model-versions/create", {
      body: { name: "taxi", ...body },
    });
    const { message, model_version } = answer.json() as { message?: string; model_version?: { version: string } };
    return `${answer.status} ${message ?? model_version!.version}`;
  };
  return { register, runId: run.info.run_id, root: run.info.artifact_uri };
}

describe("registering a model over HTTP", () => {
  it("takes what the server keeps for the run that is named", async () => {
    const { register, runId, root } = await registering({});
    expect(await register({ source: `${root}/model`, run_id: runId })).toBe("200 1");
    expect(await register({ source: `runs:/${runId}/model`, run_id: runId })).toBe("200 2");
    expect(await register({ source: `${root}/model` })).toMatch(/^400 .* The run_id request parameter must identify/);
    expect(await register({ source: "/etc/passwd", run_id: runId })).toMatch(/^400 .* To use a local path/);
  });

  it("takes a folder of the run where artifacts are not served, but no link out of it", async () => {
    const { register, runId, root } = await registering({
      serveArtifacts: false,
      defaultArtifactRoot: tempFolder(),
    });
    mkdirSync(`${root}/model`, { recursive: true });
    symlinkSync("/etc", `${root}/link`);
    expect(await register({ source: `${root}/model`, run_id: runId })).toBe("200 1");
    expect(await register({ source: `${root}/link`, run_id: runId })).toMatch(/^400 .* To use a local path/);
    expect(await register({ source: `${root}/../../x`, run_id: runId })).toMatch(/^400 .* To use a local path/);
  });

  it("takes a logged model from the store that tracks, where the registry is another file", async () => {
    const registry = `${tempFolder()}/registry.db`;
    const server = await serve({ registryStoreUri: `sqlite:///${registry}` });
    const { model } = (await call(server, "logged-models", { experiment_id: "0", name: "net" })) as {
      model: { info: { model_id: string; artifact_uri: string } };
    };
    const { model_id, artifact_uri } = model.info;
    await call(server, "registered-models/create", { name: "taxi" });
    const body = { name: "taxi", source: `models:/${model_id}` };
    const refused = await ask(server, "POST", "/api/2.0/mlflow/model-versions/create", { body });
    expect(refused.text).toContain("The model_id request parameter must identify the resource");
    await call(server, "model-versions/create", { ...body, model_id });
    const found = await ask(server, "GET", "/api/2.0/mlflow/model-versions/get-download-uri?name=taxi&version=1");
    expect(found.json()).toEqual({ artifact_uri });
    const noted = await ask(server, "GET", `/api/2.0/mlflow/logged-models/${model_id}`);
    expect(noted.json()).toMatchObject({
      model: { info: { tags: [{ key: "mlflow.modelVersions", value: '[{"name": "taxi", "version": 1}]' }] } },
    });
  });

  it("names no other host, unless the operator allows its scheme", async () => {
    const source = "https://models.example/m";
    expect(await (await registering({})).register({ source })).toMatch(/^400 'source' cannot use the 'https' scheme/);
    expect(await (await registering({ allowedArtifactSchemes: ["https"] })).register({ source })).toBe("200 1");
  });
});
