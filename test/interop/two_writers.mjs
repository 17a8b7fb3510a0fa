/**
 * Python's MLflow and labbook write to one file at once: each row of both is there.
 *
 * usage: two_writers.mjs PYTHON FOLDER
 */
import { execFile } from "node:child_process";
import { strict as assert } from "node:assert";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { openStore } from "../../dist/src/store/open.js";
import { checkFile, isSound } from "../../dist/src/store/sqlite/check_file.js";

const [python, folder] = process.argv.slice(2);
const script = fileURLToPath(new URL("two_writers.py", import.meta.url));
const path = `${folder}/two_writers.db`;
const count = 150;

const store = openStore(`sqlite:///${path}`, { artifactRoot: `${folder}/mlruns` });
const shared = (await store.createRun({ experimentId: "0", runName: "shared" })).info.runId;
const ours = (await store.createRun({ experimentId: "0", runName: "ours" })).info.runId;

let pythonEnded = false;
const theirs = promisify(execFile)(python, [script, store.uri, shared, String(count)]).finally(() => {
  pythonEnded = true;
});
let [written, experiments, longestMs] = [0, 0, 0];
while (!pythonEnded || written < count) {
  const start = performance.now();
  const metrics = Array.from({ length: 20 }, (_, key) => ({
    key: `m${key}`,
    value: written,
    timestampMs: written,
    step: written,
  }));
  await store.logBatch(ours, { metrics });
  await store.logBatch(shared, { metrics: [{ key: "both", value: written, timestampMs: 1, step: written }] });
  if (written % 10 === 0) {
    await store.createExperiment(`ours ${written}`);
    experiments += 1;
  }
  written += 1;
  longestMs = Math.max(longestMs, performance.now() - start);
  await new Promise((done) => setImmediate(done)); // lets Python's end be seen
}
const runId = (await theirs).stdout.trim();

const pointsOf = async (id, key) => (await store.getMetricHistory(id, key)).items.length;
const byPython = (await store.getRun(runId)).data;
assert.equal(Object.keys(byPython.params).length, count);
assert.equal(byPython.metrics.m19, count - 1);
assert.equal(await pointsOf(runId, "m0"), count);
assert.equal(await pointsOf(ours, "m0"), written);
assert.equal((await store.getRun(ours)).data.metrics.m19, written - 1);
assert.equal(await pointsOf(shared, "both"), count + written);
const names = (await store.searchExperiments({ maxResults: 50_000 })).items.map((one) => one.name);
assert.equal(names.filter((name) => name.startsWith("ours")).length, experiments);
assert.equal(names.filter((name) => name.startsWith("python")).length, count / 10);
assert.equal((await store.getRegisteredModel("python")).name, "python");
await store.close();
const check = checkFile(path);
assert.ok(isSound(check), JSON.stringify(check));
process.stdout.write(
  `revision ${check.revision}: ${count} batches of Python's and ${written} of ours, none lost; our longest wait ${Math.round(longestMs)} ms\n`,
);
