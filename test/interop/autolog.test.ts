/** Autologged trainings as Python's MLflow sees them. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import * as mlflow from "../../src/index.js";
import * as ml from "../../src/ml/index.js";
import { pendingCalls } from "../../src/pending.js";
import { tempFolder } from "../temp.js";

const rows = Array.from({ length: 200 }, (_, row) => [(row * 7) % 11, ((row * 13) % 17) / 10, row % 3]);
const target = rows.map(([a, b, c]) => a! * b! - c!);

it("shows them to MLflow 2.22 and the newest, which predict with the models", async () => {
  const folder = tempFolder();
  const db = join(folder, "mlflow.db");
  await mlflow.setTrackingUri(`sqlite:///${db}`);
  const experimentId = await mlflow.createExperiment("autolog", { artifactLocation: join(folder, "artifacts") });
  await mlflow.setExperiment({ experimentId });
  mlflow.autolog();
  const models = [
    new ml.Ridge({ alpha: 0.5 }).fit(rows, target),
    new ml.GradientBoostingRegressor({ nEstimators: 20 }).fit(rows, target),
    await new ml.RandomForestRegressor({ nEstimators: 5, randomState: 1 }).fit(rows, target),
  ];
  await pendingCalls.settle(null);
  const runs = await finishedRuns(models.length);
  const expected = runs.map(async ({ info, data, inputs }) => {
    const artifacts = (await new mlflow.MlflowClient().listArtifacts(info.runId)).map(({ path }) => path);
    const model = models.find(({ constructor }) => constructor.name === data.tags["estimator_name"])!;
    return [
      info.runId,
      {
        ...{ params: data.params, metrics: data.metrics, artifacts: artifacts.sort(), rows },
        datasets: inputs.datasets.map(({ dataset, tags }) => [dataset.name, tags["mlflow.data.context"]]),
        importances: {},
        predictions: [...model.predict(rows)],
      },
    ];
  });
  writeFileSync(join(folder, "expected.json"), JSON.stringify(Object.fromEntries(await Promise.all(expected))));
  for (const [venv, ...more] of [["mlflow2"], ["interop", "--models"]] as const) {
    const python = resolve(".venv", venv, "bin/python");
    const args = ["test/interop/check_autolog.py", db, join(folder, "expected.json"), ...more];
    expect([venv, execFileSync(python, args, { encoding: "utf8", stdio: "pipe" }).trim()]).toEqual([
      venv,
      String(runs.length),
    ]);
  }
});

async function finishedRuns(count: number): Promise<readonly mlflow.Run[]> {
  const runs = await mlflow.searchRuns({ filter: "attributes.status = 'FINISHED'" });
  expect(runs).toHaveLength(count);
  return runs;
}
