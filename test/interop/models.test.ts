/** Models logged here in Python's libraries, and the other way round. Run by run.sh. */
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import * as mlflow from "../../src/index.js";
import {
  DictVectorizer,
  GradientBoostingRegressor,
  Lasso,
  LogisticRegression,
  makePipeline,
  RandomForestRegressor,
  Ridge,
} from "../../src/ml/index.js";
import type { NamedRows } from "../../src/models/model.js";
import { Booster } from "../../src/xgboost/index.js";
import { suiteFolder, tempFolder } from "../temp.js";
import { startMlflow } from "./mlflow_server.js";

const folder = suiteFolder();
const python = async (venv: string, ...args: string[]): Promise<unknown> => {
  const { stdout } = await promisify(execFile)(
    resolve(".venv", venv, "bin/python"),
    ["test/interop/check_models.py", ...args],
    {
      maxBuffer: 2 ** 26,
      env: { ...process.env, MLFLOW_DISABLE_TELEMETRY: "true", GIT_PYTHON_REFRESH: "quiet" },
    },
  );
  return JSON.parse(stdout.trim().split("\n").at(-1)!);
};

type Trip = Readonly<Record<string, string | number>>;

/** Five texts and three numbers are the eight features of the recorded booster. */
const trips: Trip[] = Array.from({ length: 300 }, (_, row) => ({
  PU_DO: `${row % 5}_7`,
  distance: (row % 50) / 10 - 2,
  hour: (row * 13) % 24,
  tip: Math.sin(row) * 2,
}));
const vectorizer = new DictVectorizer().fit(trips);
const small = Booster.load("test/fixtures/xgboost-small.json");
const booster = new Booster({ ...small.model, featureNames: vectorizer.featureNames });
const durations = Float64Array.from(trips, ({ distance, hour }) => Number(distance) * 3 + Number(hour));

const numbers = (count: number) =>
  Array.from({ length: count }, (_, row) => [row % 7, (row * 13) % 11, Math.sin(row), row / count]);
const target = (rows: readonly number[][]) => Float64Array.from(rows, ([a, b, c]) => a! * 2 - b! + c!);

/** The largest difference of what Python predicts from what the model predicts here. */
async function differences(
  models: readonly { model: object; rows: readonly object[]; options?: mlflow.SaveOptions }[],
): Promise<number[]> {
  const args: string[] = [];
  const expected: (readonly unknown[])[] = [];
  for (const [index, { model, rows, options }] of models.entries()) {
    const place = join(folder, `${expect.getState().currentTestName!.replaceAll(/\W+/g, "_")}_${index}`);
    const inputExample = rows.slice(0, 5) as NamedRows;
    await mlflow.saveModel(model, place, { inputExample, ...options });
    writeFileSync(`${place}.json`, JSON.stringify(rows));
    args.push(place, `${place}.json`);
    expected.push(await (await mlflow.loadModel<unknown>(place)).predict(rows as NamedRows));
  }
  const predicted = (await python("interop", "predict", ...args)) as unknown[][];
  return predicted.map((values, index) => {
    expect(values).toHaveLength(expected[index]!.length);
    const apart = values.map((value, row) => {
      const own = expected[index]![row];
      return typeof value === "number" ? Math.abs(value - (own as number)) : value === own ? 0 : Infinity;
    });
    return Math.max(...apart);
  });
}

it("predicts the same by mlflow.xgboost and mlflow.pyfunc, to the last bit of float32", async () => {
  const rows = numbers(300).map((row) => [...row, ...row].map((value, at) => (at === 5 ? null : value)));
  const names = Array.from({ length: 8 }, (_, at) => `column ${at}`);
  const named = new Booster({ ...small.model, featureNames: names });
  const records = rows.map((row) => Object.fromEntries(names.map((name, at) => [name, row[at] ?? NaN])));
  const missing = rows.map((row) => row.map((value) => value ?? NaN));
  expect(
    await differences([
      { model: named, rows: records },
      { model: named, rows: records, options: { modelFormat: "ubj" } },
      { model: new Booster({ ...small.model, featureNames: null }), rows: missing },
    ]),
  ).toEqual([0, 0, 0]);
});

it("predicts the same by ONNX, to 1e-4", async () => {
  const rows = numbers(500);
  const y = target(rows);
  const records = rows.map(([a, b, c, d]) => ({ a, b, c, d }));
  const apart = await differences([
    { model: new Ridge({ alpha: 0.1 }).fit(rows, y), rows },
    { model: new Lasso({ alpha: 0.01 }).fit(rows, y), rows: records },
    { model: new GradientBoostingRegressor().fit(rows, y), rows },
    { model: await new RandomForestRegressor({ nEstimators: 5 }).fit(rows, y), rows },
    {
      model: new LogisticRegression().fit(
        rows,
        Array.from(y, (value) => (value > 0 ? "late" : "early")),
      ),
      rows,
    },
  ]);
  expect(Math.max(...apart)).toBeLessThan(1e-4);
});

it("predicts the same from records by a pipeline", async () => {
  const ridge = new Ridge().fit(vectorizer.transform(trips), durations);
  const rows = [...trips.slice(0, 300), { PU_DO: "unseen", distance: 1.5, hour: 3, tip: 0 }];
  const apart = await differences([
    { model: makePipeline(vectorizer, booster), rows },
    { model: makePipeline(vectorizer, ridge), rows },
  ]);
  expect(apart[0]).toBe(0);
  expect(apart[1]).toBeLessThan(1e-4);
});

it.each(["mlflow2", "interop"])("is seen by MLflow on its server of .venv/%s, and loads from there", async (venv) => {
  const server = await startMlflow(resolve(".venv", venv), tempFolder());
  onTestFinished(() => server.stop());
  await mlflow.setTrackingUri(server.url);
  const pipeline = makePipeline(vectorizer, booster);
  const rows = trips.slice(0, 50);
  const info = await mlflow.withRun({}, async () => {
    await mlflow.logParam("depth", 8);
    await mlflow.logMetric("rmse", 6.5, { step: 3 });
    return await mlflow.xgboost.logModel(pipeline, { inputExample: rows.slice(0, 2), registeredModelName: "taxi" });
  });
  const flavors = ["python_function", "typescript", "xgboost"];
  const seen = await python(venv, "seen", server.url, info.runId!);
  const hasModels = venv === "interop";
  expect(seen).toEqual({
    history: [["model", flavors]],
    // MLflow 3 lists a run's files and those of its logged model together.
    files: [
      ...new Set([
        "MLmodel",
        "code",
        "conda.yaml",
        "input_example.json",
        "model.json",
        "package-lock.json",
        "package.json",
        "python_env.yaml",
        "requirements.txt",
        "serving_input_example.json",
        "vectorizer.json",
      ]),
    ].map((name) => `model/${name}`),
    signature:
      "['PU_DO': string (required), 'distance': double (required), 'hour': double (required), 'tip': double (required)]",
    version: [true, "READY"],
    metrics: [6.5],
    ...(hasModels && {
      logged: {
        count: 1,
        name: "model",
        status: "READY",
        params: { depth: "8" },
        metrics: [["rmse", 6.5]],
        files: 11,
        same: true,
      },
    }),
  });
  expect(info.modelId === null).toBe(!hasModels);
  const client = new mlflow.MlflowClient();
  await client.setRegisteredModelAlias("taxi", "champion", 1);
  await client.transitionModelVersionStage("taxi", 1, "Production");
  const expected = Array.from(pipeline.predict(rows) as Float32Array);
  const uris = [info.modelUri, "models:/taxi/1", "models:/taxi@champion", "models:/taxi/Production"];
  for (const uri of [...uris, ...(hasModels ? [`models:/${info.modelId}`] : [])]) {
    expect(await (await mlflow.loadModel(uri)).predict(rows)).toEqual(expected);
  }
  const path = join(folder, "rows.json");
  writeFileSync(path, JSON.stringify(rows));
  const args = uris.flatMap((uri) => [uri, path]);
  const there = (await python("interop", "predict", "--tracking-uri", server.url, ...args)) as number[][];
  expect(there).toEqual(uris.map(() => expected));
});

it("loads in Python from a file, which MLflow upgrades, and here again after that", async () => {
  const uri = `sqlite:///${tempFolder()}/mlflow.db`;
  await mlflow.setTrackingUri(uri);
  const pipeline = makePipeline(vectorizer, booster);
  const rows = trips.slice(0, 20);
  const info = await mlflow.withRun({}, () => mlflow.logModel(pipeline, { registeredModelName: "taxi" }));
  const path = join(folder, "file_rows.json");
  writeFileSync(path, JSON.stringify(rows));
  const expected = Array.from(pipeline.predict(rows) as Float32Array);
  const uris = [info.modelUri, "models:/taxi/1"];
  const there = await python("interop", "predict", "--tracking-uri", uri, ...uris.flatMap((one) => [one, path]));
  expect(there).toEqual(uris.map(() => expected));
  for (const one of [...uris, `models:/${info.modelId}`]) {
    expect(await (await mlflow.loadModel(one)).predict(rows)).toEqual(expected);
  }
});

it("loads what Python's mlflow.xgboost logged", async () => {
  const server = await startMlflow(resolve(".venv/interop"), tempFolder());
  onTestFinished(() => server.stop());
  const logged = (await python("interop", "log", server.url)) as {
    classifier: string;
    classes: number[];
    uris: string[];
    rows: NamedRows;
    predictions: number[];
  };
  await mlflow.setTrackingUri(server.url);
  for (const uri of [...logged.uris, "models:/python/1", "models:/python/2"]) {
    const model = await mlflow.loadModel(uri);
    expect(model.native).toBeInstanceOf(Booster);
    expect(await model.predict(logged.rows)).toEqual(logged.predictions);
  }
  expect(await (await mlflow.loadModel(logged.classifier)).predict(logged.rows)).toEqual(logged.classes);
});
