/** A server that stands before another: the same page and API over what that one keeps. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { ArtifactTreeAnswer, RunTable } from "../../src/protocol/page.js";
import { tempFolder } from "../temp.js";
import { below, get, message, newRun } from "./page_runs.js";
import { ask, call, serve, type Served } from "./serving.js";

async function pair(): Promise<{ behind: Served; front: Served }> {
  const behind = await serve({ staticPrefix: "/deep" });
  const trackingUri = behind.url;
  return { behind, front: await serve({ trackingUri, registryStoreUri: trackingUri }, tempFolder()) };
}

describe("a server before another", () => {
  it("reads and writes what that one keeps", async () => {
    const { behind, front } = await pair();
    const { experiment_id } = await call(front, "experiments/create", { name: "taxi" });
    const { run } = (await call(front, "runs/create", { experiment_id, start_time: 1, run_name: "one" })) as {
      run: { info: { run_id: string } };
    };
    const run_id = run.info.run_id;
    await call(front, "runs/log-batch", { run_id, metrics: [{ key: "rmse", value: 6.5, timestamp: 1, step: 0 }] });
    await call(front, "registered-models/create", { name: "m" });
    await call(front, "model-versions/create", { name: "m", source: `runs:/${run_id}/model`, run_id });
    for (const server of [front, behind]) {
      const found = await call(server, "runs/search", { experiment_ids: [experiment_id], filter: "metrics.rmse < 7" });
      expect((found["runs"] as { info: object }[]).map(({ info }) => info)).toMatchObject([
        { run_id, run_name: "one" },
      ]);
      const version = await ask(server, "GET", "/api/2.0/mlflow/model-versions/get?name=m&version=1");
      expect((version.json() as { model_version: object }).model_version).toMatchObject({ run_id, version: "1" });
    }
    const table = { experimentIds: [experiment_id], limit: 10, fields: [] };
    const shown = async (): Promise<number> =>
      ((await ask(front, "POST", "/ajax-api/labbook/runs/table", { body: table })).json() as RunTable).total;
    expect(await shown()).toBe(1);
    await call(front, "runs/delete", { run_id });
    expect(await shown()).toBe(0);
    const deleted = await ask(behind, "GET", `/api/2.0/mlflow/runs/get?run_id=${run_id}`);
    expect((deleted.json() as { run: { info: object } }).run.info).toMatchObject({ lifecycle_stage: "deleted" });
    expect((await ask(front, "GET", "/api/2.0/mlflow/runs/get?run_id=none")).status).toBe(404);
  });

  it("reaches the artifacts that it keeps, and folders of this machine", async () => {
    const { behind, front } = await pair();
    const { runId, root } = await newRun(behind, { "model/MLmodel": "flavors", "a b ü.txt": "hi", "f.html": "<p>" });
    const query = { run_id: runId, path: "a b ü.txt" };
    expect((await get(front, "file", query)).text).toBe("hi");
    expect((await get(front, "file", query, { range: "bytes=1-1" })).text).toBe("i");
    const url = `${below}/file?${new URLSearchParams({ run_id: runId, path: "up/x.bin" })}`;
    expect((await ask(front, "PUT", url, { body: "0123" })).status).toBe(200);
    expect(readFileSync(join(root, "up/x.bin"), "utf8")).toBe("0123");
    const local = tempFolder();
    const { experiment_id } = await call(behind, "experiments/create", { name: "local", artifact_location: local });
    const { run } = (await call(behind, "runs/create", { experiment_id, start_time: 1 })) as {
      run: { info: { run_id: string } };
    };
    const localPut = `${below}/file?run_id=${run.info.run_id}&path=here.txt`;
    expect((await ask(front, "PUT", localPut, { body: "here" })).status).toBe(200);
    expect(readFileSync(join(local, run.info.run_id, "artifacts/here.txt"), "utf8")).toBe("here");
    const tree = await ask(front, "POST", `${below}/tree`, {
      body: { owners: [{ runId }, { runId: run.info.run_id }] },
    });
    expect((tree.json() as ArtifactTreeAnswer).trees.map(({ files }) => files.map(({ path }) => path))).toEqual([
      ["a b ü.txt", "f.html", "model", "model/MLmodel", "up", "up/x.bin"],
      ["here.txt"],
    ]);
    expect((await get(front, "frame", { run_id: runId, path: "f.html" })).text).toMatch(/^<p>\n<script>/);
    expect((await get(front, "zip", { run_id: runId, path: "model" })).body.subarray(0, 2).toString()).toBe("PK");
    await call(front, "registered-models/create", { name: "m" });
    await call(front, "model-versions/create", { name: "m", source: `runs:/${runId}/model`, run_id: runId });
    expect((await get(front, "file", { name: "m", version: "1", path: "MLmodel" })).text).toBe("flavors");
    expect((await ask(front, "GET", `/get-artifact?run_id=${runId}&path=f.html`)).text).toBe("<p>");
    const proxied = await ask(front, "GET", `/api/2.0/mlflow-artifacts/artifacts/0/${runId}/artifacts/f.html`);
    expect(proxied.text).toBe("<p>");
    expect((await get(front, "file", { run_id: runId, path: "none" })).status).toBe(404);
  });

  it("says so when that one is away, or keeps artifacts where this one does not reach", async () => {
    vi.stubEnv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0"); // no waiting for it
    onTestFinished(() => void vi.unstubAllEnvs());
    const { behind, front } = await pair();
    const { experiment_id } = await call(behind, "experiments/create", { name: "s3", artifact_location: "s3://b/x" });
    const { run } = (await call(behind, "runs/create", { experiment_id, start_time: 1 })) as {
      run: { info: { run_id: string } };
    };
    expect(await message(get(front, "file", { run_id: run.info.run_id, path: "x" }))).toEqual([
      501,
      expect.stringContaining("cannot be reached: this server keeps artifacts in folders, not at s3:"),
    ]);
    expect(front.greeting).toContain(`store: ${behind.url}\n  artifacts: where that server keeps them`);
    await behind.close();
    const away = await ask(front, "GET", "/api/2.0/mlflow/experiments/get?experiment_id=0");
    expect(away.status).toBe(503);
    expect(away.text).toContain(`cannot reach the server at ${behind.url.replace("/deep", "")}`);
  });
});
