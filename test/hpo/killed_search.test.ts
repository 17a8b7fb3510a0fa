/** A search in a script that is killed in the middle of a trial, and goes on when the script runs again. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { MlflowClient } from "labbook";
import { expect, it } from "vitest";
import { tempFolder } from "../temp.js";

const search = `
  import { fmin, hp, Trials } from "labbook/hpo";
  const trials = new Trials();
  const best = await fmin(
    async ({ x }, { tid }) => {
      if (tid === 2 && process.argv[2] === "hang") {
        console.log("hanging");
        await new Promise((_) => setInterval(() => {}, 1000));
      }
      console.error("trial", tid);
      return x;
    },
    { x: hp.uniform("x", 0, 1) },
    { name: "taxi", maxEvals: 4, rstate: 1, trials, verbose: false },
  );
  console.log(JSON.stringify([best.x === Math.min(...trials.losses()), trials.tids]));
`;

it("evaluates only what is missing, and the lost trial again", async () => {
  const folder = tempFolder();
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(resolve("."), join(folder, "node_modules/labbook"));
  writeFileSync(join(folder, "search.ts"), search);
  const { MLFLOW_TRACKING_URI: _uri, ...env } = process.env;
  const begin = (...args: string[]) =>
    spawn(process.execPath, ["--no-warnings", "search.ts", ...args], {
      cwd: folder,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });

  const first = begin("hang");
  const hanging = Promise.withResolvers<void>();
  first.stdout.on("data", (printed: Buffer) => printed.includes("hanging") && hanging.resolve());
  const failed = once(first, "exit").then(async ([code]) => `ended with ${String(code)}: ${await text(first.stderr)}`);
  expect(await Promise.race([hanging.promise, failed])).toBeUndefined();
  first.kill("SIGKILL");
  await failed;

  const second = begin();
  const [stdout, stderr] = await Promise.all([text(second.stdout), text(second.stderr)]);
  expect(stderr).toBe("trial 2\ntrial 3\n");
  expect(JSON.parse(stdout)).toEqual([true, [0, 1, 2, 3]]);
  const runs = await new MlflowClient(`sqlite:///${folder}/mlflow.db`).searchRuns({ experimentIds: "0" });
  expect(runs.map(({ info }) => `${info.runName} ${info.status}`).sort()).toEqual([
    "taxi 0 FINISHED",
    "taxi 1 FINISHED",
    "taxi 2 FINISHED",
    "taxi 2 KILLED", // closed by the second process, as any run of a process that is gone
    "taxi 3 FINISHED",
  ]);
});
