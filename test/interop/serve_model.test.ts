/** `labbook models serve` and `predict`, as a shell calls them: each command is a process. Run by run.sh. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  inferSignature,
  loadModel,
  logModel,
  MlflowClient,
  saveModel,
  setTrackingUri,
  withRun,
} from "../../src/index.js";
import { expect, it, onTestFinished } from "vitest";
import { tempFolder } from "../temp.js";
import { labbook } from "../cli/cli.js";

it("serves a version of the registry until it is told to end, and predicts from a file", async () => {
  const cwd = tempFolder();
  await setTrackingUri(`sqlite:///${cwd}/mlflow.db`);
  // The module imports what is not installed beside it.
  writeFileSync(
    join(cwd, "taxi.mts"),
    `import { meanAbsoluteError } from "labbook/ml";
     export default { predict: (rows: { x: number }[]): number[] => rows.map(({ x }) => x * 2 + meanAbsoluteError([1], [1])) };`,
  );
  const signature = inferSignature([{ x: 1 }], [1]);
  await withRun({}, () => logModel(join(cwd, "taxi.mts"), { registeredModelName: "taxi", signature }));
  await new MlflowClient().setRegisteredModelAlias("taxi", "champion", 1);
  const launcher = resolve("src/cli/launch.cjs");
  const args = [launcher, "models", "serve", "-m", "models:/taxi@champion", "-p", "0"];
  const child = spawn(process.execPath, args, { cwd, stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let greeting = "";
  while (!greeting.includes("Ctrl-C")) greeting += String((await once(child.stdout, "data"))[0]);
  const [, url, body] = /at (http:\S+)\n.*-d '(.*)'/.exec(greeting)!;
  expect(body).toBe('{"dataframe_records":[{"x":1}]}');
  const answer = await fetch(`${url}/invocations`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: body!,
  });
  expect(await answer.json()).toEqual({ predictions: [2] });
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);

  const shown = (await labbook(["models", "show", "taxi", "champion"], { cwd })).stdout;
  expect(shown.slice(shown.indexOf("predict in"))).toBe(`predict in TypeScript:
  import * as mlflow from "labbook";

  const model = await mlflow.loadModel("models:/taxi/1");
  const predictions = await model.predict([{ x: 1 }]);

predict in Python:
  this model cannot be loaded in Python; serve it, and ask it over HTTP

predict in HTTP:
  labbook models serve -m models:/taxi/1 --port 5000
  curl http://127.0.0.1:5000/invocations -H 'Content-Type: application/json' -d '{"dataframe_records":[{"x":1}]}'
`);

  writeFileSync(join(cwd, "rows.json"), '{"dataframe_split": {"columns": ["x"], "data": [[4], [5]]}}');
  const predict = ["models", "predict", "-m", "models:/taxi/1", "-i", "rows.json", "-o", "out.json"];
  expect(await labbook(predict, { cwd })).toMatchObject({ code: 0, stdout: "", stderr: "" });
  expect(readFileSync(join(cwd, "out.json"), "utf8")).toBe('{"predictions":[8,10]}\n');
  writeFileSync(join(cwd, "rows.csv"), "x\n4\n5\n");
  expect(
    await labbook(["models", "predict", "-m", "models:/taxi/1", "-i", "rows.csv", "-t", "csv"], { cwd }),
  ).toMatchObject({ code: 0, stdout: '{"predictions":[8,10]}\n' });
});

it("needs no store for a folder, makes none, and says which model it cannot find", async () => {
  const cwd = tempFolder();
  await saveModel((rows: { x: number }[]) => rows.map(({ x }) => -x), join(cwd, "model"));
  await loadModel(join(cwd, "model"));
  writeFileSync(join(cwd, "rows.json"), '{"inputs": {"x": [1]}}');
  const predict = (uri: string) => labbook(["models", "predict", "-m", uri, "-i", "rows.json"], { cwd });
  expect(await predict("model")).toMatchObject({ code: 0, stdout: '{"predictions":[-1]}\n' });
  expect(existsSync(join(cwd, "mlflow.db"))).toBe(false);
  expect(await predict("models:/taxi/1")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("no tracking store") as string,
  });
});
