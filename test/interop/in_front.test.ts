/** Our page's endpoints and API before servers of MLflow's own. */
import { resolve } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { ArtifactTreeAnswer } from "../../src/protocol/page.js";
import { below, get } from "../server/page_runs.js";
import { ask, call, serve } from "../server/serving.js";
import { tempFolder } from "../temp.js";
import { startMlflow } from "./mlflow_server.js";

describe.each([
  ["2.22", "mlflow2"],
  ["3", "interop"],
])("before MLflow %s", (_version, venv) => {
  it("tracks, registers, and reaches artifacts", { timeout: 120_000 }, async () => {
    const behind = await startMlflow(resolve(".venv", venv), tempFolder());
    onTestFinished(behind.stop);
    const server = await serve({ trackingUri: behind.url, registryStoreUri: behind.url });
    const { experiment_id } = await call(server, "experiments/create", { name: "taxi" });
    const made = await call(server, "runs/create", { experiment_id, start_time: 1, run_name: "one" });
    const run_id = (made as { run: { info: { run_id: string } } }).run.info.run_id;
    await call(server, "runs/log-batch", { run_id, params: [{ key: "alpha", value: "0.1" }] });
    const runs = await call(server, "runs/search", { experiment_ids: [experiment_id], filter: "params.alpha = '0.1'" });
    expect(runs["runs"]).toMatchObject([{ info: { run_id } }]);
    for (const [path, content] of Object.entries({
      "model/MLmodel": "flavors:",
      "model/a b ü.txt": "0123456789",
      "f.html": "<p>",
    })) {
      const url = `${below}/file?${new URLSearchParams({ run_id, path })}`;
      expect((await ask(server, "PUT", url, { body: content })).status, path).toBe(200);
    }
    const tree = await ask(server, "POST", `${below}/tree`, { body: { owners: [{ runId: run_id }] } });
    expect((tree.json() as ArtifactTreeAnswer).trees).toEqual([
      {
        files: [
          { path: "f.html", isDir: false, sizeBytes: 3 },
          { path: "model", isDir: true, sizeBytes: 18 },
          { path: "model/MLmodel", isDir: false, sizeBytes: 8 },
          { path: "model/a b ü.txt", isDir: false, sizeBytes: 10 },
        ],
        truncated: false,
      },
    ]);
    const part = await get(server, "file", { run_id, path: "model/a b ü.txt" }, { range: "bytes=2-4" });
    expect([part.status, part.text, part.headers["content-range"]]).toEqual([206, "234", "bytes 2-4/10"]);
    expect((await get(server, "frame", { run_id, path: "f.html" })).text).toMatch(/^<p>\n<script>/);
    expect((await get(server, "zip", { run_id, path: "model" })).body.subarray(0, 2).toString()).toBe("PK");
    const texts = await ask(server, "POST", `${below}/texts`, {
      body: { runIds: [run_id], paths: ["none", "*/MLmodel"] },
    });
    expect(texts.json()).toEqual({ texts: [{ path: "model/MLmodel", text: "flavors:", truncated: false }] });
    await call(server, "registered-models/create", { name: "taxi" });
    await call(server, "model-versions/create", { name: "taxi", source: `runs:/${run_id}/model`, run_id });
    await call(server, "model-versions/transition-stage", { name: "taxi", version: "1", stage: "Production" });
    expect((await get(server, "file", { name: "taxi", version: "1", path: "MLmodel" })).text).toBe("flavors:");
    expect((await get(server, "file", { run_id, path: "none" })).status).toBe(404);
    const away = await ask(server, "GET", `/api/2.0/mlflow/model-versions/get?name=taxi&version=1`);
    expect(away.json()).toMatchObject({ model_version: { current_stage: "Production", run_id } });
  });
});
