/** Transfers that are killed at random moments and called again until one ends. */
import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { openArtifacts } from "../../src/artifacts/open.js";
import { openStore } from "../../src/store/open.js";

const launcher = resolve(import.meta.dirname, "../../src/cli/launch.cjs");

/** A store whose transfer takes a while: `runs` runs with 1000 points and two files each. */
export async function largeStore(folder: string, runs: number): Promise<string> {
  const uri = `sqlite:///${folder}/mlflow.db`;
  const store = openStore(uri, { artifactRoot: `${folder}/files` });
  const experimentId = await store.createExperiment("many");
  for (let run = 0; run < runs; run++) {
    const startTimeMs = 1_700_000_000_000 + run;
    const { info } = await store.createRun({ experimentId, runName: `run ${run}`, startTimeMs });
    for (const key of ["loss", "rmse"]) {
      const metrics = Array.from({ length: 500 }, (_, step) => ({
        key,
        value: run / (step + 1),
        step,
        timestampMs: startTimeMs + step,
      }));
      await store.logBatch(info.runId, { metrics });
    }
    await store.logBatch(info.runId, { params: [{ key: "run", value: String(run) }] });
    await openArtifacts(info.artifactUri).write("model/weights", Buffer.alloc(200_000, run));
    await openArtifacts(info.artifactUri).write("notes.txt", `run ${run}`);
    await store.updateRun(info.runId, { status: "FINISHED", endTimeMs: startTimeMs + 1000 });
  }
  await store.createRegisteredModel("m");
  await store.createModelVersion({ name: "m", source: "s3://bucket/m" });
  await store.close();
  return uri;
}

/** Calls `labbook export` and kills it after a random time, `kills` times, then lets it end. Resolves to how many were killed under way. */
export async function killedExport(from: string, to: string, kills: number, longestMs: number): Promise<number> {
  let killed = 0;
  for (let attempt = 0; attempt <= kills; attempt++) {
    const child = spawn(process.execPath, [launcher, "export", "--from", from, "--to", to], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    const ended = new Promise<number | null>((done) => child.once("exit", done));
    if (attempt === kills) {
      const code = await ended;
      if (code !== 0) throw new Error(`the last export ended with code ${code}`);
      return killed;
    }
    await Promise.race([ended, pause(250 + Math.random() * longestMs)]);
    if (child.exitCode === null) killed += 1;
    child.kill("SIGKILL");
    await ended;
  }
  return killed;
}
