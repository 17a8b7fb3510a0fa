/** A notebook and its artifacts on stock MLflow servers. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { openArtifacts } from "../../src/artifacts/open.js";
import { MlflowClient } from "../../src/client.js";
import { TestKernel } from "../e2e/kernel.js";
import { tempFolder } from "../temp.js";
import { startMlflow } from "./mlflow_server.js";

it.each(["mlflow2", "interop"])("tracks a notebook to the server of .venv/%s", async (venv) => {
  const folder = tempFolder();
  process.env["XDG_STATE_HOME"] = join(folder, "xdg");
  const server = await startMlflow(resolve(".venv", venv), folder);
  const kernel = await TestKernel.start(folder, { MLFLOW_TRACKING_URI: server.url });
  const cells = [
    ["name", "%experiment story"],
    ["setup", "import { logMetric, logText, logDict } from 'labbook'"],
    ["lr", "let lr = 0.1\n%log_param lr {lr}"],
    ["log", "for (let i = 0; i < 40; i++) logMetric('rmse', 40 - i, { step: i }); logText('hi', 'notes/a b.txt')"],
    ["lr", "lr = 0.2\n%log_param lr {lr}"],
  ] as const;
  for (const [cellId, code] of cells) {
    const { reply, stderr } = await kernel.execute(code, { cellId });
    expect([code, reply["status"], stderr]).toEqual([code, "ok", ""]);
  }
  await kernel.stop();
  const client = new MlflowClient(server.url);
  const { experimentId } = (await client.getExperimentByName("story"))!;
  const runs = await client.searchRuns({ experimentIds: [experimentId], orderBy: ["attributes.start_time ASC"] });
  expect(runs.map(({ info, data }) => [info.status, data.params, data.metrics])).toEqual([
    ["FINISHED", { lr: "0.1" }, { rmse: 1 }],
    ["FINISHED", { lr: "0.2" }, {}],
  ]);
  const { runId, artifactUri } = runs[0]!.info;
  expect((await client.getMetricHistory(runId, "rmse")).map(({ step }) => step)).toEqual([...Array(40).keys()]);

  const artifacts = openArtifacts(artifactUri, server.url);
  expect((await artifacts.list("notebook")).map((file) => file.path)).toContain("notebook/executions.jsonl");
  expect(await artifacts.list("notes")).toEqual([{ path: "notes/a b.txt", isDir: false, sizeBytes: 2 }]);
  await artifacts.writeStream("streamed", Readable.from([Buffer.from("0123"), Buffer.from("456789")]), 10);
  expect(await text((await artifacts.readStream("streamed", { start: 2, end: 4 })).stream)).toBe("234");
  await artifacts.download("", join(folder, "copy"));
  expect(readFileSync(join(folder, "copy/notes/a b.txt"), "utf8")).toBe("hi");
  await expect(artifacts.read("nothing")).rejects.toMatchObject({ code: "RESOURCE_DOES_NOT_EXIST" });
  await artifacts.remove("streamed");
  await artifacts.remove("streamed");
  expect((await artifacts.list()).map((file) => file.path)).toEqual(["notebook", "notes"]);
  await server.stop();
});
