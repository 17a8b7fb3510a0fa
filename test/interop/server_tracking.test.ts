/** A notebook that tracks to a server: the same story as on a file, and what becomes of it when the server goes away. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { MlflowClient } from "labbook";
import { beforeEach, expect, it, onTestFinished } from "vitest";
import { type Served, serve } from "../server/serving.js";
import { tempFolder } from "../temp.js";
import { TestKernel } from "../e2e/kernel.js";

let server: Served;
let kernel: TestKernel;
let folder: string;

beforeEach(async () => {
  server = await serve();
  folder = tempFolder();
  const env = { MLFLOW_TRACKING_URI: server.url.replace("//", "//ann:s3cret@"), LABBOOK_SPOOL_LIMIT_MB: "100" };
  kernel = await TestKernel.start(folder, env);
  onTestFinished(() => kernel.stop());
});

function filesIn(place: string): string[] {
  const entries = readdirSync(place, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

const lr = "const lr = 0.1\n%log_param lr {lr}";

it("opens a run by the first log call, makes attempts, stores the snapshot and ends the run", async () => {
  const client = new MlflowClient(server.url);
  const first = await kernel.execute("%experiment story");
  expect(first.stderr).toBe("");
  await kernel.execute("import { logMetric, logText } from 'labbook'", { cellId: "setup" });
  await kernel.execute(lr, { cellId: "lr" });
  await kernel.execute("logMetric('rmse', 1); logMetric('rmse', 0.5, { step: 1 }); logText('hi', 'notes/a.txt')", {
    cellId: "log",
  });
  await kernel.execute(lr.replaceAll("const lr = 0.1", "let lr = 0.2"), { cellId: "lr" });
  const { experimentId } = (await client.getExperimentByName("story"))!;
  const runs = await client.searchRuns({ experimentIds: [experimentId], orderBy: ["attributes.start_time ASC"] });
  expect(runs.map(({ info, data }) => [info.status, data.params, data.metrics])).toEqual([
    ["FINISHED", { lr: "0.1" }, { rmse: 0.5 }],
    ["RUNNING", { lr: "0.2" }, {}],
  ]);
  const [one, two] = runs.map(({ info }) => info.runId);
  expect(runs[1]!.data.tags["labbook.previousRun"]).toBe(one);
  expect((await client.listArtifacts(one!)).map((file) => file.path)).toEqual(["notebook", "notes"]);
  expect(Buffer.from(await client.readArtifact(one!, "notes/a.txt")).toString()).toBe("hi");
  expect((await client.getMetricHistory(one!, "rmse")).map(({ step, value }) => [step, value])).toEqual([
    [0, 1],
    [1, 0.5],
  ]);
  await kernel.stop();
  expect((await client.getRun(two!)).info.status).toBe("FINISHED");
  const kept = await client.downloadArtifacts(two!, "", join(folder, "kept"));
  const texts = filesIn(kept)
    .concat(filesIn(join(folder, "state")))
    .map((path) => readFileSync(path, "utf8"));
  expect(texts.filter((text) => text.includes("s3cret"))).toEqual([]); // the password of the tracking URI
  const ledger = readFileSync(join(kept, "notebook/executions.jsonl"), "utf8");
  expect(ledger.trim().split("\n")).toHaveLength(5);
});

it("keeps cells whole while the server is away, says so once, and sends everything when it is back", async () => {
  await kernel.execute("import { logMetric, logText, endRun } from 'labbook'");
  await kernel.execute("await logMetric('a', 1)", { cellId: "a" });
  await server.close();
  const cells = [
    await kernel.execute("await logMetric('b', 2)", { cellId: "b" }),
    await kernel.execute("for (let i = 0; i < 50; i++) logMetric('c', i, { step: i })", { cellId: "c" }),
    await kernel.execute("await logText('kept', 'kept.txt')", { cellId: "d" }),
    // A new run while nobody is there to make it.
    await kernel.execute("%track --run-name offline", { cellId: "e" }),
    await kernel.execute("await logMetric('d', 4)", { cellId: "f" }),
  ];
  expect(cells.map((cell) => cell.reply["status"])).toEqual(["ok", "ok", "ok", "ok", "ok"]);
  const shown = cells.flatMap((cell) =>
    cell.displays.map(({ data }) => (data as Record<string, string>)["text/plain"]),
  );
  const said = [...shown, ...cells.map((cell) => cell.stdout + cell.stderr)].join("\n");
  expect(said.split("cannot reach the server")).toHaveLength(2);

  const again = await serve({ port: Number(new URL(server.url).port) }, server.folder);
  await kernel.execute("await logMetric('e', 5)", { cellId: "g" });
  await kernel.stop();
  const client = new MlflowClient(again.url);
  const runs = await client.searchRuns({ experimentIds: ["0"], orderBy: ["attributes.start_time ASC"] });
  expect(runs.map(({ info, data }) => [info.status, data.metrics])).toEqual([
    ["FINISHED", { a: 1, b: 2, c: 49 }],
    ["FINISHED", { d: 4, e: 5 }],
  ]);
  const [one, two] = runs;
  expect((await client.getMetricHistory(one!.info.runId, "c")).map(({ step }) => step)).toEqual(
    Array.from({ length: 50 }, (_, step) => step),
  );
  expect(two!.info.runName).toBe("offline");
  expect(Buffer.from(await client.readArtifact(one!.info.runId, "kept.txt")).toString()).toBe("kept");
  for (const run of runs) {
    expect((await client.listArtifacts(run.info.runId, "notebook")).map((file) => file.path)).toContain(
      "notebook/executions.jsonl",
    );
  }
  const left = readdirSync(join(folder, "state/spool"), { recursive: true, encoding: "utf8" });
  expect(left.filter((name) => name.includes("@") || name.includes("/files/"))).toEqual([]);
});
