/** What a transfer does about names that are taken, choices of experiments and models, and places that are none. */
import { mkdirSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { labbook } from "../cli/cli.js";
import { openStore } from "../../src/store/open.js";
import { tempFolder } from "../temp.js";
import { richStore } from "../exchange/rich_store.js";
import { valueIn } from "../exchange/rows.js";

async function twoStores(): Promise<{ cwd: string; source: string; target: string }> {
  const cwd = tempFolder();
  const source = await richStore(cwd);
  const target = `sqlite:///${cwd}/other.db`;
  const store = openStore(target, { artifactRoot: `${cwd}/other` });
  await store.createExperiment("taxi");
  await store.createRegisteredModel("greeting");
  await store.close();
  return { cwd, source, target };
}

it("refuses an experiment or model of another origin before it writes, and takes it under another name", async () => {
  const { cwd, source, target } = await twoStores();
  const call = (...args: string[]) => labbook(["export", "--from", source, "--to", target, ...args], { cwd });
  const before = createHash("sha256")
    .update(readFileSync(`${cwd}/other.db`))
    .digest("hex");
  const clash = await call();
  expect(clash).toMatchObject({ code: 1, stdout: "" });
  expect(clash.stderr).toBe(
    "labbook: there is an experiment 'taxi' already, which did not come from this source; " +
      '--rename "taxi=NEW NAME" brings it over under another name, --into "taxi" adds its runs to that one\n',
  );
  expect((await call("--rename", "taxi=rides")).stderr).toContain("there is a registered model 'greeting' already");
  expect(
    createHash("sha256")
      .update(readFileSync(`${cwd}/other.db`))
      .digest("hex"),
  ).toBe(before);
  const names = ["--rename", "taxi=rides", "--rename", "greeting=hello"];
  const done = await call(...names, "--json");
  expect(JSON.parse(done.stdout)).toMatchObject({ experiments: 3, runs: 5, registeredModels: 2, failures: [] });
  expect(JSON.parse((await call(...names, "--json")).stdout)).toMatchObject({
    runs: 1,
    unchangedRuns: 4,
    modelVersions: 0,
  });
  const inRides = "SELECT count(*) FROM runs JOIN experiments USING (experiment_id) WHERE experiments.name = ?";
  expect([valueIn(target, inRides, "rides"), valueIn(target, inRides, "taxi")]).toEqual([3, 0]);
  expect(valueIn(target, "SELECT name FROM experiments WHERE experiment_id = 1")).toBe("taxi");
});

it("brings one experiment, with the models of its runs where asked, into another where asked", async () => {
  const { cwd, source, target } = await twoStores();
  const args = ["import", "--from", source, "--to", target, "--experiment", "taxi", "--into", "taxi", "--json"];
  const first = JSON.parse((await labbook(args, { cwd })).stdout);
  expect(first).toMatchObject({ experiments: 1, runs: 3, registeredModels: 0 });
  const second = JSON.parse((await labbook([...args, "--models"], { cwd })).stdout);
  expect(second).toMatchObject({ runs: 1, unchangedRuns: 2, registeredModels: 1, modelVersions: 2 });
  expect(valueIn(target, "SELECT count(*) FROM experiments")).toBe(2);
  const wrong = await labbook(["import", "--from", source, "--to", target, "--experiment", "taxy"], { cwd });
  expect(wrong.stderr).toContain("no experiment 'taxy' to bring over; did you mean 'taxi'?");
});

it("leaves files behind where asked, and brings them later", async () => {
  const cwd = tempFolder();
  await richStore(cwd);
  const without = await labbook(["export", "--to", "out", "--no-artifacts"], { cwd });
  expect(without).toEqual({
    code: 0,
    stderr: "",
    stdout:
      "3 experiments: 5 runs, 2,505 points, 0 files (0.0 MB), 1 logged model, 2 registered models (3 new versions)\n",
  });
  const later = JSON.parse((await labbook(["export", "--to", "out", "--json"], { cwd })).stdout);
  expect(later).toMatchObject({ runs: 1, unchangedRuns: 4, artifacts: 5, artifactBytes: 300_018 });
});

it("says what is wrong with a place", async () => {
  const cwd = tempFolder();
  const said = async (...args: string[]) => {
    const { code, stdout, stderr } = await labbook(args, { cwd });
    expect([code, stdout]).toEqual([1, ""]);
    return stderr;
  };
  expect(await said("export", "--to", "out")).toContain("there is no tracking store");
  await richStore(cwd);
  mkdirSync(join(cwd, "full"));
  writeFileSync(join(cwd, "full/notes.txt"), "");
  expect(await said("export", "--to", "full")).toContain(
    "it is no export and holds notes.txt; name a new or empty folder",
  );
  expect(await said("import", "--from", "nowhere")).toContain("it is not there; name a SQLite file");
  mkdirSync(join(cwd, "mlruns/0"), { recursive: true });
  writeFileSync(join(cwd, "mlruns/0/meta.yaml"), "");
  expect(await said("import", "--from", "mlruns")).toContain("MLflow's old file store; `mlflow migrate-filestore`");
  expect(await said("export", "--to", "mlflow.db")).toContain("is both source and target");
  expect(await said("export")).toContain("nothing to copy from or to");
  expect(await said("export", "--to", "postgresql://x/y")).toContain("cannot track to 'postgresql://x/y'");
  expect(await said("export", "--to", "out", "--rename", "taxi")).toContain("write --rename OLD=NEW");
  writeFileSync(join(cwd, "full/manifest.json"), '{"format":"labbook-exchange","version":2}');
  expect(await said("import", "--from", "full")).toContain(
    "version 2 of the exchange format; this labbook reads version 1",
  );
});
