/** `kill -9` in a stream of batches: each is in the file whole or not at all. */
import { copyFileSync, existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect, it } from "vitest";
import { openStore } from "../../src/store/open.js";
import { checkFile, isSound } from "../../src/store/sqlite/check_file.js";
import { upgradeFile } from "../../src/store/sqlite/upgrade.js";
import { tempFolder } from "../temp.js";
import { contents, edited, stored } from "./stored.js";
import { startWriter } from "./writer.js";

const keys = 50;
const body = `
  const { runId } = (await store.createRun({ experimentId: "0" })).info;
  say(runId);
  for (let n = 0; ; n++) {
    const metrics = Array.from({ length: ${keys} }, (_, i) => ({ key: "m" + i, value: n, timestampMs: n, step: n }));
    await store.logBatch(runId, { metrics, params: [{ key: "p" + n, value: "v" }], tags: [{ key: "n", value: String(n) }] });
    say(n);
  }`;

it("keeps whole batches, and every one that was acknowledged, when the writing process is killed", async () => {
  const path = join(tempFolder(), "killed.db");
  for (let round = 0; round < 2; round++) {
    const writer = startWriter(path, body);
    await writer.printed(2 + Math.floor(Math.random() * 60));
    writer.process.kill("SIGKILL");
    const [runId, ...acknowledged] = await writer.ended;
    expect(checkFile(path)).toMatchObject({ damage: [], orphans: {}, wrongLatest: 0 });
    const store = openStore(`sqlite:///${path}`);
    const { data } = await store.getRun(runId!);
    const batches = Object.keys(data.params).length;
    expect(batches).toBeGreaterThanOrEqual(acknowledged.length);
    expect(batches).toBeLessThanOrEqual(acknowledged.length + 1);
    expect(data.tags["n"]).toBe(String(batches - 1));
    for (let key = 0; key < keys; key++) {
      expect((await store.getMetricHistory(runId!, `m${key}`)).items).toHaveLength(batches);
      expect(data.metrics[`m${key}`]).toBe(batches - 1);
    }
    await store.close();
    expect(isSound(checkFile(path))).toBe(true);
  }
});

const importUpgrade = `import { upgradeFile } from ${JSON.stringify(resolve("dist/src/store/sqlite/upgrade.js"))};`;
const nextTurn = () => new Promise((done) => setImmediate(done));

/** A copy beside the file. */
function copied(path: string, name: string): string {
  const copy = join(dirname(path), name);
  copyFileSync(path, copy);
  return copy;
}

it("leaves a file as it was, or upgraded whole, when the upgrade is killed", async () => {
  const more = Array.from(
    { length: 20_000 },
    (_, n) => `('t${n}', '${"v".repeat(40)}', (SELECT min(run_uuid) FROM runs))`,
  );
  const whole = edited(stored("old_stores/1.15.0"), `INSERT INTO tags VALUES ${more.join(",")}`);
  const before = contents(whole);
  await upgradeFile(copied(whole, "upgraded.db"));
  const after = contents(join(dirname(whole), "upgraded.db"));
  for (let round = 0; round < 2; round++) {
    const path = copied(whole, `${round}.db`);
    const writer = startWriter(
      path,
      `say("begins"); await upgradeFile(${JSON.stringify(path)}); say("done");`,
      importUpgrade,
    );
    await writer.printed(1);
    // The journal is there from the first change until the commit.
    let ended = false;
    void writer.ended.then(() => (ended = true));
    while (!ended && !existsSync(`${path}-journal`)) await nextTurn();
    for (let turn = 0; turn < round * 400; turn++) await nextTurn();
    writer.process.kill("SIGKILL");
    await writer.ended;
    const found = contents(path);
    const upgraded = found["alembic_version"]![0] === '["0584bdc529eb"]';
    expect(found).toEqual(upgraded ? after : before);
    expect(checkFile(path)).toMatchObject({ damage: [], orphans: {}, wrongLatest: 0 });
  }
});
