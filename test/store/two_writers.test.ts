/** Two processes on one file: each row of both is there, and neither sees a lock. */
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { expect, it } from "vitest";
import { openStore } from "../../src/store/open.js";
import { checkFile, isSound } from "../../src/store/sqlite/check_file.js";
import { tempFolder } from "../temp.js";
import { stored } from "./stored.js";
import { startWriter } from "./writer.js";

const batches = 150;

/** Batches of a run of its own, points of a metric that both share, and models: all that can collide. */
const body = (name: string) => `
  const { runId } = (await store.createRun({ experimentId: "0", runName: ${JSON.stringify(name)} })).info;
  const shared = (await store.searchRuns({ experimentIds: ["0"], filter: "attributes.run_name = 'shared'" })).items[0].info.runId;
  say(runId);
  for (let n = 0; n < ${batches}; n++) {
    const metrics = Array.from({ length: 20 }, (_, i) => ({ key: "m" + i, value: n, timestampMs: n, step: n }));
    await store.logBatch(runId, { metrics, params: [{ key: "p" + n, value: "v" }] });
    await store.logBatch(shared, { metrics: [{ key: "both", value: n, timestampMs: process.pid, step: n }] });
    if (n % 10 === 0) await store.createExperiment(${JSON.stringify(name)} + n);
  }
  await store.close();`;

it("loses no row of two processes that write at once", async () => {
  const path = join(tempFolder(), "both.db");
  const store = openStore(`sqlite:///${path}`);
  const shared = (await store.createRun({ experimentId: "0", runName: "shared" })).info.runId;
  const writers = ["one", "two"].map((name) => startWriter(path, body(name)));
  const [one, two] = (await Promise.all(writers.map((writer) => writer.ended))).map((lines) => lines[0]!);
  for (const runId of [one!, two!]) {
    const { data } = await store.getRun(runId);
    expect(Object.keys(data.params)).toHaveLength(batches);
    expect((await store.getMetricHistory(runId, "m19")).items).toHaveLength(batches);
    expect(data.metrics["m0"]).toBe(batches - 1);
  }
  expect((await store.getMetricHistory(shared, "both")).items).toHaveLength(2 * batches);
  expect((await store.searchExperiments()).items).toHaveLength(1 + 2 * (batches / 10));
  await store.close();
  expect(isSound(checkFile(path))).toBe(true);
});

it.each(["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])("waits for another's lock instead of failing (%s)", async (begin) => {
  const path = stored("schemas/2.18.0"); // in MLflow's journal mode, which labbook changes when it can
  const other = new Sqlite(path);
  other.exec(begin);
  const writer = startWriter(path, `say(await store.createExperiment("later")); await store.close();`, `say("opens");`);
  await writer.printed(1);
  other.exec("INSERT INTO experiments (name, lifecycle_stage) VALUES ('first', 'active'); COMMIT");
  other.close();
  expect((await writer.ended)[1]).toBe("2");
});

it("writes beside one who keeps MLflow's file busy for long", async () => {
  const path = stored("schemas/2.18.0");
  const other = new Sqlite(path);
  other.exec("BEGIN IMMEDIATE");
  const writer = startWriter(path, `say("open"); say(await store.createExperiment("later")); await store.close();`);
  await writer.printed(1);
  other.exec("COMMIT");
  expect((await writer.ended)[1]).toBe("1");
  expect(other.pragma("journal_mode", { simple: true })).toBe("delete");
  other.close();
});

it("waits for another's upgrade instead of writing to a table that is about to be replaced", async () => {
  const path = join(tempFolder(), "upgraded.db");
  await openStore(`sqlite:///${path}`).close();
  const writer = startWriter(
    path,
    `for (let n = 0; n < 300; n++) {
      await store.createExperiment("e" + n);
      say(n);
    }
    await store.close();`,
  );
  await writer.printed(5);
  const other = new Sqlite(path, { timeout: 20_000 });
  other.exec("CREATE TABLE others (x); CREATE TABLE _alembic_tmp_experiments AS SELECT * FROM experiments");
  const insert = other.prepare("INSERT INTO others VALUES (1)");
  for (let turn = 0; turn < 300; turn++) insert.run(); // gives the writer many a chance to write in between
  const copied = other.prepare("SELECT count(*) FROM _alembic_tmp_experiments").pluck().get();
  expect(other.prepare("SELECT count(*) FROM experiments").pluck().get()).toBe(copied);
  other.exec(
    `BEGIN IMMEDIATE; DROP TABLE experiments; ALTER TABLE _alembic_tmp_experiments RENAME TO experiments; COMMIT`,
  );
  await writer.ended;
  expect(other.prepare("SELECT count(*) FROM experiments").pluck().get()).toBe(301);
  other.close();
});
