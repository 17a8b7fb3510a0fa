/** `labbook gc`: what is deleted goes with all its rows and files; what is not stays, to the byte. */
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import Sqlite from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { openStore } from "../../src/store/open.js";
import { Connection } from "../../src/store/sqlite/connection.js";
import { findGarbage } from "../../src/store/sqlite/gc.js";
import { tempFolder } from "../temp.js";
import { edited, stored } from "../store/stored.js";
import { labbook as command } from "./cli.js";

const labbook = (args: readonly string[]) => command(args, { cwd: tempFolder() });

/** Rows of each table that has any, without those of schema and catalogue. */
function rows(path: string): Record<string, number> {
  const db = new Sqlite(path, { readonly: true });
  const names = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all() as string[];
  const counts = names.map((name) => [name, db.prepare(`SELECT count(*) FROM "${name}"`).pluck().get()] as const);
  const broken = db.pragma("foreign_key_check") as unknown[];
  db.close();
  expect(broken).toEqual([]);
  return Object.fromEntries(
    counts.filter(([name, count]) => count !== 0 && !/^(alembic_version|workspaces)$/.test(name)),
  ) as Record<string, number>;
}

/** A store with an experiment "kept" and one run in it, then the same again in the same and in another experiment, deleted. */
async function filled(schema: string) {
  const path = stored(schema);
  const folder = dirname(path);
  const store = openStore(`sqlite:///${path}`, { artifactRoot: join(folder, "mlruns") });
  const run = async (experimentId: string) => {
    const { info } = await store.createRun({ experimentId, tags: [{ key: "a", value: "b" }] });
    await store.logBatch(info.runId, {
      metrics: [1, 2].map((step) => ({ key: "m", value: step, timestampMs: step, step })),
      params: [{ key: "p", value: "1" }],
    });
    const dataset = { name: "d", digest: "1", sourceType: "local", source: "{}", schema: null, profile: null };
    await store.logInputs(info.runId, { datasets: [{ dataset, tags: { "mlflow.data.context": "test" } }] });
    const model = await store.createLoggedModel({
      experimentId,
      sourceRunId: info.runId,
      params: [{ key: "depth", value: "3" }],
      tags: [{ key: "k", value: "v" }],
    });
    await store.logOutputs(info.runId, [{ modelId: model.modelId, step: 1 }]);
    for (const place of [info.artifactUri, model.artifactUri]) {
      mkdirSync(join(place, "sub"), { recursive: true });
      writeFileSync(join(place, "sub", "file.txt"), "text");
    }
    return { ...info, model };
  };
  const kept = await store.createExperiment("kept", { tags: [{ key: "t", value: "u" }] });
  const active = await run(kept);
  const before = rows(path);
  const deleted = await run(kept);
  await store.deleteRun(deleted.runId);
  await store.deleteLoggedModel(deleted.model.modelId);
  const gone = await store.createExperiment("gone", { tags: [{ key: "t", value: "u" }] });
  const within = await run(gone);
  await store.deleteExperiment(gone);
  await store.close();
  return { path, folder, uri: `sqlite:///${path}`, kept, gone, active, deleted, within, before };
}

describe.each(["schemas/2.18.0", "schemas/3.17.2"])("labbook gc on %s", (schema) => {
  it("removes deleted runs, models and experiments with all their rows and artifacts, and nothing else", async () => {
    const { path, uri, folder, active, deleted, within, gone, kept, before } = await filled(schema);
    const dry = await labbook(["gc", "--tracking-uri", uri, "--dry-run"]);
    const all = rows(path);
    expect(dry.stdout.split("\n").slice(0, -1).sort()).toEqual(
      [
        ...[deleted, within].flatMap((run) => [
          `would remove run ${run.runId} and its artifacts (${run.artifactUri})`,
          `would remove logged model ${run.model.modelId} and its artifacts (${run.model.artifactUri})`,
        ]),
        `would remove experiment ${gone} ('gone')`,
      ].sort(),
    );
    expect(all["runs"]).toBe(3);
    expect(existsSync(deleted.artifactUri)).toBe(true);
    const done = await labbook(["gc", "--tracking-uri", uri]);
    expect(done.stderr).toBe("");
    expect(done.stdout.split("\n").slice(0, -1).sort()).toEqual(
      [
        ...[deleted, within].flatMap((run) => [
          `removed run ${run.runId}`,
          `removed logged model ${run.model.modelId}`,
        ]),
        `removed experiment ${gone} ('gone')`,
      ].sort(),
    );
    expect(rows(path)).toEqual(before);
    for (const place of [active.artifactUri, active.model.artifactUri]) {
      expect(readdirSync(join(place, "sub"))).toEqual(["file.txt"]);
    }
    expect(readdirSync(join(folder, "mlruns", kept)).sort()).toEqual([active.runId, "models"].sort());
    expect(readdirSync(join(folder, "mlruns", kept, "models"))).toEqual([active.model.modelId]);
    expect(existsSync(dirname(within.artifactUri))).toBe(false);
  });
});

describe("labbook gc", () => {
  it("takes only what is old enough, and of that only what is named", async () => {
    const { path, uri, deleted, within, active, kept } = await filled("schemas/2.18.0");
    expect((await labbook(["gc", "--tracking-uri", uri, "--older-than", "1d"])).stdout).toBe("nothing to remove\n");
    edited(path, `UPDATE runs SET deleted_time = deleted_time - 86400001 WHERE run_uuid = '${deleted.runId}'`);
    const old = await labbook(["gc", "--tracking-uri", uri, "--older-than", "23h59m60s", "--dry-run"]);
    expect(old.stdout).toBe(`would remove run ${deleted.runId} and its artifacts (${deleted.artifactUri})\n`);
    const named = await labbook(["gc", "--tracking-uri", uri, "--run-ids", within.runId]);
    expect(named.stdout).toBe(`removed run ${within.runId}\n`);
    const refused = await labbook(["gc", "--tracking-uri", uri, "--run-ids", active.runId]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toBe(
      `labbook: Run ${active.runId} is not deleted, so it stays; delete it first. Nothing was removed\n`,
    );
    const connection = new Connection({ path, readOnly: true, artifactRoot: "" });
    for (const [query, message] of [
      [{ runIds: ["f".repeat(32)] }, `Run with id=${"f".repeat(32)} not found in ${path}`],
      [{ experimentIds: [kept] }, `Experiment ${kept} ('kept') is not deleted, so it stays; delete it first.`],
      [{ experimentIds: ["99"] }, "No Experiment with id=99 exists"],
    ] as const) {
      expect(() => findGarbage(connection, query)).toThrow(message);
    }
    connection.close();
    expect(rows(path)["runs"]).toBe(2);
    expect((await labbook(["gc", "--older-than", "soon"])).code).toBe(2);
  });

  it("leaves artifacts that are not in a folder of the run's own, and says so", async () => {
    const { path, uri, folder, deleted, within } = await filled("schemas/2.18.0");
    const precious = join(folder, "precious");
    mkdirSync(join(precious, "artifacts"), { recursive: true });
    symlinkSync(precious, join(folder, deleted.runId));
    edited(
      path,
      `UPDATE runs SET artifact_uri = '${folder}' WHERE run_uuid = '${within.runId}';
       UPDATE runs SET artifact_uri = '${folder}/${deleted.runId}/artifacts' WHERE run_uuid = '${deleted.runId}'`,
    );
    const done = await labbook(["gc", "--tracking-uri", uri]);
    expect(done.stderr.split("\n").slice(0, -1).sort()).toEqual(
      [
        `labbook: artifacts left at ${folder} (not a folder ${within.runId}/artifacts)`,
        `labbook: artifacts left at ${folder}/${deleted.runId}/artifacts (${folder}/${deleted.runId} is a link)`,
      ].sort(),
    );
    expect(existsSync(join(precious, "artifacts"))).toBe(true);
    expect(rows(path)["runs"]).toBe(1);
  });

  it("finds artifacts of a server in the folder that it keeps them in", async () => {
    const { path, uri, folder, deleted } = await filled("schemas/2.18.0");
    edited(path, `UPDATE runs SET artifact_uri = 'mlflow-artifacts:/1/' || run_uuid || '/artifacts'`);
    const place = join(folder, "served", "1", deleted.runId, "artifacts");
    mkdirSync(place, { recursive: true });
    await labbook(["gc", "--tracking-uri", uri, "--artifacts-destination", join(folder, "served")]);
    expect(readdirSync(join(folder, "served", "1"))).toEqual([]);
  });
});
