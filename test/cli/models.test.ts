/** `labbook models`: the registry from a shell. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { MlflowClient } from "labbook";
import { expect, it } from "vitest";
import { tempFolder } from "../temp.js";
import { labbook } from "./cli.js";

it("registers, lists, shows, stages, tags, gives aliases, renames and deletes", async () => {
  const cwd = tempFolder();
  const client = new MlflowClient(`sqlite:///${cwd}/mlflow.db`);
  const { runId } = (await client.createRun("0", { runId: "cd34".repeat(8) })).info;
  await client.logText(runId, "trees", "model/MLmodel");
  const call = async (...args: string[]) => {
    const { code, stdout, stderr } = await labbook(["models", ...args], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    return stdout;
  };
  expect(await call("register", `runs:/${runId}/model`, "taxi", "--tag", "by=lasso")).toContain(
    "version 1 of model taxi",
  );
  const second = JSON.parse(
    await call("register", `runs:/${runId}/model`, "taxi", "--description", "better", "--json"),
  );
  expect(second).toMatchObject({ version: "2", description: "better", runId });
  await call("transition", "taxi", "1", "production");
  expect(await call("transition", "taxi", "2", "Production", "--archive")).toBe(
    "version 2 of model taxi is in stage Production\n",
  );
  expect(await call("alias", "taxi", "champion", "2")).toBe("taxi@champion is version 2\n");
  await call("tag", "taxi", "team", "red");
  await call("tag", "taxi", "ok", "yes", "--of", "champion");
  expect((await call()).split("\n")[2]).toMatch(/^taxi {7}2 {2}Archived 1, Production 2 {2}champion → 2 {2}\d{4}-/);
  expect(
    (await call("versions", "taxi"))
      .split("\n")
      .slice(2)
      .map((line) => line.slice(0, 26).trimEnd()),
  ).toEqual(["taxi         2  Production", "taxi         1  Archived", ""]);
  expect(JSON.parse(await call("show", "taxi", "champion", "--json"))).toMatchObject({
    version: "2",
    tags: { ok: "yes" },
  });
  expect(await call("show", "taxi")).toContain("tag team  red\n");
  const got = await labbook(["artifacts", "get", "models:/taxi@champion", "-o", "model"], { cwd });
  expect([got.stdout, readFileSync(join(cwd, "model/MLmodel"), "utf8")]).toEqual(["model\n", "trees"]);
  expect(await call("rename", "taxi", "rides")).toBe("model taxi is called rides now\n");
  const typo = await labbook(["models", "show", "ride"], { cwd });
  expect(typo).toMatchObject({ code: 1, stderr: expect.stringContaining("did you mean 'rides'?") });
  const unsure = await labbook(["models", "delete", "rides"], { cwd });
  expect(unsure.stderr).toBe("labbook: model rides with all its versions would be gone for good; add --yes to do it\n");
  await call("delete", "rides", "1", "--yes");
  expect((await client.searchModelVersions()).map((one) => one.version)).toEqual(["2"]);
  await call("delete", "rides", "--yes");
  expect(await call()).toBe("no registered models\n");
});
