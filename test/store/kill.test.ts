/** `kill -9` in a stream of batches: each is in the file whole or not at all. */
import { join } from "node:path";
import { expect, it } from "vitest";
import { openStore } from "../../src/store/open.js";
import { checkFile, isSound } from "../../src/store/sqlite/check_file.js";
import { tempFolder } from "../temp.js";
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
  for (let round = 0; round < 4; round++) {
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
