/** `logModel` and `loadModel` on our SQLite store and our server. */
import { existsSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as mlflow from "labbook";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { flushStores } from "../../src/tracking_uri.js";
import { serve } from "../server/serving.js";
import { tempFolder } from "../temp.js";

const rows = [{ x: 1 }, { x: 2 }];
const model = { factor: 3, predict: (input: typeof rows) => input.map((row) => row.x * 3) };

describe.each(["a SQLite file", "a server"])("on %s", (where) => {
  const place = async () => (where === "a server" ? (await serve()).url : `sqlite:///${tempFolder()}/mlflow.db`);

  it("logs to the run at hand, for clients of MLflow 2 and 3, and loads by every kind of URI", async () => {
    await mlflow.setTrackingUri(await place());
    const info = await mlflow.withRun({}, async () => {
      await mlflow.logParam("alpha", 0.1);
      await mlflow.logMetric("rmse", 6.3, { step: 4 });
      return await mlflow.logModel(model, "models_mlflow", {
        inputExample: rows,
        registeredModelName: "taxi",
        tags: { by: "me" },
        params: { depth: 3 },
      });
    });
    const client = new mlflow.MlflowClient();
    const run = await client.getRun(info.runId!);
    expect(info).toMatchObject({ modelUri: `runs:/${info.runId}/models_mlflow`, registeredModelVersion: "1" });
    const [noted] = JSON.parse(run.data.tags["mlflow.log-model.history"]!) as Record<string, unknown>[];
    expect(noted).toMatchObject({ run_id: info.runId, artifact_path: "models_mlflow", model_uuid: info.modelUuid });
    expect(run.outputs.models).toEqual([{ modelId: info.modelId, step: 0 }]);
    expect((await client.getMetricHistory(info.runId!, "rmse")).map((point) => point.value)).toEqual([6.3]);
    expect(await client.getLoggedModel(info.modelId!)).toMatchObject({
      name: "models_mlflow",
      status: "READY",
      sourceRunId: info.runId,
      params: { alpha: "0.1", depth: "3" },
      tags: { by: "me" },
      metrics: [{ key: "rmse", value: 6.3, step: 4, runId: info.runId }],
    });
    const files = await client.listArtifacts(info.runId!, "models_mlflow");
    expect(files.map((file) => file.path)).toEqual(
      (await client.listLoggedModelArtifacts(info.modelId!)).map((file) => `models_mlflow/${file.path}`),
    );
    expect((await client.getModelVersion("taxi", 1)).source).toBe(
      where === "a server" ? `models:/${info.modelId}` : `${run.info.artifactUri}/models_mlflow`,
    );
    await client.transitionModelVersionStage("taxi", 1, "Production");
    await client.setRegisteredModelAlias("taxi", "champion", 1);
    vi.stubEnv("TMPDIR", tempFolder()); // other tests have temporary models of their own
    const [before, listeners] = [temporary(), process.listenerCount("exit")];
    for (const uri of [
      info.modelUri,
      `models:/${info.modelId}`,
      "models:/taxi/1",
      "models:/taxi/Production",
      "models:/taxi@champion",
      run.info.artifactUri + "/models_mlflow",
    ]) {
      const loaded = await mlflow.pyfunc.loadModel(uri);
      expect(await loaded.predict(rows)).toEqual([3, 6]);
      const isEntity = uri === `models:/${info.modelId}` || (where === "a server" && uri.startsWith("models:/"));
      const modelId = isEntity ? info.modelId : null;
      expect(loaded.metadata).toMatchObject({ runId: info.runId, modelId });
      const { registeredModelVersion: _, ...known } = info;
      expect(await mlflow.models.getModelInfo(uri)).toEqual({ ...known, modelId, modelUri: uri });
    }
    expect(process.listenerCount("exit")).toBeLessThanOrEqual(listeners + 1);
    if (where === "a SQLite file") expect(temporary()).toEqual(before); // what is here is not copied
    vi.unstubAllEnvs();
    await expect(mlflow.loadModel(`runs:/${info.runId}/model`)).rejects.toThrow("there is no MLmodel file");
    await expect(mlflow.models.getModelInfo(`runs:/${info.runId}/model`)).rejects.toThrow("there is no MLmodel file");
    await expect(mlflow.loadModel("models:/taxi@gone")).rejects.toThrow("alias gone not found");
  });
});

it("opens a run where there is none, and leaves nothing half done where the model cannot be saved", async () => {
  await mlflow.setTrackingUri(`sqlite:///${tempFolder()}/mlflow.db`);
  await expect(mlflow.logModel({} as never)).rejects.toThrow("is no model");
  const info = await mlflow.logModel(model, { name: "model" });
  expect((await mlflow.activeRun())?.info.runId).toBe(info.runId);
  await mlflow.endRun();
  expect(await mlflow.searchLoggedModels({ experimentIds: ["0"] })).toHaveLength(1);
  const { artifactUri } = (await mlflow.getRun(info.runId!)).info;
  expect(existsSync(join(artifactUri, "model", "MLmodel"))).toBe(true);
  await mlflow.logModel(model, { runId: info.runId!, artifactPath: "second" });
  expect(await mlflow.searchRuns({ experimentIds: ["0"] })).toHaveLength(1);
});

it("keeps a model for a server that is away, as artifacts of its run", async () => {
  vi.stubEnv("XDG_STATE_HOME", tempFolder());
  onTestFinished(() => void vi.unstubAllEnvs());
  const server = await serve();
  await mlflow.setTrackingUri(server.url);
  const info = await mlflow.withRun({}, async () => {
    await mlflow.logParam("a", 1);
    await server.close();
    return await mlflow.logModel(model, { inputExample: rows });
  });
  expect(info).toMatchObject({ modelId: null, artifactPath: "model" });
  await serve({ port: Number(new URL(server.url).port) }, server.folder);
  await flushStores(10_000);
  const run = await mlflow.getRun(info.runId!);
  expect(run.data.tags["mlflow.log-model.history"]).toContain(info.modelUuid!);
  expect(run.outputs.models).toEqual([]);
  expect(await (await mlflow.loadModel(info.modelUri)).predict(rows)).toEqual([3, 6]);
});

function temporary(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith("labbook-model-"));
}
