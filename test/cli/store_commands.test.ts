/** `labbook experiments`, `runs …` and `artifacts`: what a person does to a store from a shell. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MlflowClient } from "labbook";
import { describe, expect, it } from "vitest";
import { serve } from "../server/serving.js";
import { suiteFolder, tempFolder } from "../temp.js";
import { labbook } from "./cli.js";

process.env["XDG_STATE_HOME"] = suiteFolder();

async function json(args: string[], cwd: string): Promise<unknown> {
  const { code, stdout, stderr } = await labbook([...args, "--json"], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout);
}

/** A store whose one run has a name, odd characters, NaN and a file. */
async function storeWithRun(cwd: string): Promise<{ client: MlflowClient; runId: string }> {
  const client = new MlflowClient(`sqlite:///${cwd}/mlflow.db`);
  const experimentId = await client.createExperiment("taxi", { artifactLocation: `${cwd}/files` });
  const { runId } = (
    await client.createRun(experimentId, { runName: "lasso", runId: "ab12".repeat(8), startTimeMs: 1_700_000_000_123 })
  ).info;
  await client.logBatch(runId, {
    params: [
      { key: "alpha", value: 0.1 },
      { key: "note", value: 'a "b", c\nd' },
    ],
    metrics: [
      { key: "rmse", value: 0.1 + 0.2, step: 3 },
      { key: "loss", value: NaN },
    ],
    tags: [{ key: "team", value: "red" }],
  });
  await client.logText(runId, "weights", "model/weights.txt");
  await client.setTerminated(runId, "FINISHED", 1_700_000_060_123);
  return { client, runId };
}

describe("labbook experiments", () => {
  it("makes, lists, renames, deletes and restores", async () => {
    const cwd = tempFolder();
    const made = await labbook(["experiments", "create", "taxi", "--tag", "team=red", "--tag", "a=b=c"], { cwd });
    expect(made).toEqual({ code: 0, stdout: "1\n", stderr: "" });
    const taken = await labbook(["experiments", "create", "taxi"], { cwd });
    expect([taken.code, taken.stderr]).toEqual([1, expect.stringContaining("Experiment(name=taxi) already exists")]);
    expect((await labbook(["experiments", "rename", "taxi", "rides"], { cwd })).stdout).toContain(
      "is called rides now",
    );
    expect(await json(["experiments", "show", "1"], cwd)).toMatchObject({
      name: "rides",
      tags: { team: "red", a: "b=c" },
    });
    expect((await labbook(["experiments", "delete", "rides"], { cwd })).stdout).toBe(
      "experiment rides (id 1) is deleted\n",
    );
    expect(await json(["experiments"], cwd)).toMatchObject([{ name: "Default" }]);
    expect(await json(["experiments", "search", "--view", "all", "--order", "name DESC"], cwd)).toMatchObject([
      { name: "rides", lifecycleStage: "deleted" },
      { name: "Default" },
    ]);
    await labbook(["experiments", "restore", "rides"], { cwd });
    const table = (await labbook(["experiments", "--filter", "name LIKE 'ri%'"], { cwd })).stdout.split("\n");
    expect(table[2]).toMatch(/^ 1 {2}rides {2}active {2}\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d {2}2$/);
    const wrong = await labbook(["experiments", "show", "rise"], { cwd });
    expect(wrong.stderr).toBe("labbook: no experiment 'rise'; did you mean 'rides'? there are: rides, Default\n");
    expect((await labbook(["experiments", "shw"], { cwd })).code).toBe(2);
  });

  it("does not make a store where it only reads or changes", async () => {
    const cwd = tempFolder();
    for (const args of [["show", "x"], ["delete", "x"], []]) {
      expect((await labbook(["experiments", ...args], { cwd })).code).toBe(1);
      expect(existsSync(join(cwd, "mlflow.db"))).toBe(false);
    }
  });
});

describe("labbook runs", () => {
  it("shows, deletes and restores a run by id, by the beginning of one, and by name", async () => {
    const cwd = tempFolder();
    const { client, runId } = await storeWithRun(cwd);
    expect(await json(["runs", "show", "lasso"], cwd)).toMatchObject({
      info: { runId },
      data: { tags: { team: "red" } },
    });
    const shown = (await labbook(["runs", "show", "ab1"], { cwd })).stdout;
    expect(shown).toContain(`id          ${runId}\n`);
    expect(shown).toMatch(/\nmetrics\n {2}loss {2}NaN\n {2}rmse {2}0\.3 \(step 3\)\n/);
    expect((await labbook(["runs", "delete", "ab12"], { cwd })).stdout).toBe(`run ${runId} (lasso) is deleted\n`);
    expect(await json(["runs", "--view", "deleted"], cwd)).toHaveLength(1);
    await labbook(["runs", "restore", "ab12"], { cwd });
    expect((await client.getRun(runId)).info.lifecycleStage).toBe("active");
    await client.createRun("1", { runId: "ab13".repeat(8), runName: "ridge" });
    const both = await labbook(["runs", "show", "ab1"], { cwd });
    expect(both).toMatchObject({ code: 1, stdout: "" });
    expect(both.stderr).toContain("'ab1' may be any of these runs:\n");
    expect(both.stderr).toContain(`  ${runId}  lasso\n`);
    expect((await labbook(["runs", "show", "zz"], { cwd })).stderr).toContain("no run has the id or name 'zz'");
  });

  it("exports CSV with MLflow's columns, all digits, and quotes where they are needed", async () => {
    const cwd = tempFolder();
    const { runId } = await storeWithRun(cwd);
    const { code, stdout } = await labbook(["runs", "export", "--experiment", "taxi"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toBe(
      "run_id,experiment_id,status,artifact_uri,start_time,end_time,metrics.loss,metrics.rmse,params.alpha,params.note," +
        "tags.mlflow.runName,tags.team\r\n" +
        `${runId},1,FINISHED,${cwd}/files/${runId}/artifacts,2023-11-14T22:13:20.123Z,2023-11-14T22:14:20.123Z,NaN,` +
        '0.30000000000000004,0.1,"a ""b"", c\nd",lasso,red\r\n',
    );
    const file = await labbook(["runs", "export", "-o", "runs.json"], { cwd });
    expect(file).toEqual({ code: 0, stdout: "", stderr: "1 run written to runs.json\n" });
    expect(JSON.parse(readFileSync(join(cwd, "runs.json"), "utf8"))).toMatchObject([{ info: { runId } }]);
    expect((await labbook(["runs", "export", "--format", "xml"], { cwd })).stderr).toContain("choose csv or json");
    expect((await labbook(["runs", "export", "-o", "no/where.csv"], { cwd })).stderr).toContain(
      "-o names another file",
    );
  });
});

it("does all of it on a server", async () => {
  const cwd = tempFolder();
  const { url } = await serve();
  const env = { MLFLOW_TRACKING_URI: url, XDG_STATE_HOME: `${cwd}/state` };
  const call = async (...args: string[]) => {
    const { code, stdout, stderr } = await labbook(args, { cwd, env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    return stdout;
  };
  expect(await call("experiments", "create", "taxi", "--tag", "team=red")).toBe("1\n");
  const client = new MlflowClient(url);
  const { runId } = (await client.createRun("1", { runName: "lasso" })).info;
  await client.logMetric(runId, "rmse", 6.5);
  writeFileSync(join(cwd, "notes.md"), "# notes");
  expect(await call("artifacts", "put", runId.slice(0, 8), "notes.md", "docs")).toBe("docs/notes.md\n");
  expect(await call("artifacts", "get", "lasso", "docs/notes.md", "-o", "out")).toBe("out/notes.md\n");
  expect(readFileSync(join(cwd, "out/notes.md"), "utf8")).toBe("# notes");
  expect(await call("runs", "--order", "metrics.rmse ASC")).toContain("lasso");
  expect(await call("runs", "export")).toMatch(/\r\n\w{32},1,RUNNING,mlflow-artifacts:\/1\/\w{32}\/artifacts,.*,6\.5,/);
  expect(await call("models", "register", `runs:/${runId}/docs`, "notes")).toContain("version 1 of model notes");
  expect(await call("runs", "delete", runId)).toContain("is deleted");
  expect(await call("experiments", "delete", "taxi")).toBe("experiment taxi (id 1) is deleted\n");
});

describe("labbook artifacts", () => {
  it("puts, lists and gets files of a run and of a URI", async () => {
    const cwd = tempFolder();
    const { runId } = await storeWithRun(cwd);
    writeFileSync(join(cwd, "notes.md"), "# notes");
    expect((await labbook(["artifacts", "put", "lasso", "notes.md", "docs"], { cwd })).stdout).toBe("docs/notes.md\n");
    expect((await labbook(["artifacts", "list", runId, "-r"], { cwd })).stdout.split("\n").slice(2)).toEqual([
      "      docs/",
      " 7 B  docs/notes.md",
      "      model/",
      " 7 B  model/weights.txt",
      "",
    ]);
    expect(await json(["artifacts", "list", `runs:/${runId}/model`], cwd)).toEqual([
      { path: "model/weights.txt", isDir: false, sizeBytes: 7 },
    ]);
    expect((await labbook(["artifacts", "get", "lasso", "model", "-o", "out"], { cwd })).stdout).toBe("out/model\n");
    expect(readFileSync(join(cwd, "out/model/weights.txt"), "utf8")).toBe("weights");
    await labbook(["artifacts", "get", `runs:/${runId}/docs/notes.md`], { cwd });
    expect(readFileSync(join(cwd, "notes.md"), "utf8")).toBe("# notes");
    const missing = await labbook(["artifacts", "list", "lasso", "modl"], { cwd });
    expect(missing.stderr).toContain("there is no artifact 'modl'");
  });
});
