/** Autologged trainings as Python's MLflow sees them, and beside what its own autologging logs. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import * as mlflow from "../../src/index.js";
import * as ml from "../../src/ml/index.js";
import { pendingCalls } from "../../src/pending.js";
import * as xgb from "../../src/xgboost/index.js";
import { tempFolder } from "../temp.js";

const rows = Array.from({ length: 200 }, (_, row) => [(row * 7) % 11, ((row * 13) % 17) / 10, row % 3]);
const target = rows.map(([a, b, c]) => a! * b! - c!);
const [train, validate] = [
  { rows: rows.slice(0, 150), label: target.slice(0, 150) },
  { rows: rows.slice(150), label: target.slice(150) },
];
const names = ["a", "b", "c"];
const params = {
  max_depth: 3,
  learning_rate: 0.5,
  objective: "reg:squarederror",
  tree_method: "exact",
  base_score: 0.5,
};
const trainOptions = {
  numBoostRound: 30,
  earlyStoppingRounds: 2,
  evals: [[new xgb.DMatrix(validate.rows, { label: validate.label, featureNames: names }), "validation"]],
  verboseEval: false,
} as const;

/** A SQLite file of the running test; gives its folder. */
async function trackTo(): Promise<string> {
  const folder = tempFolder();
  await mlflow.setTrackingUri(`sqlite:///${join(folder, "mlflow.db")}`);
  const experimentId = await mlflow.createExperiment("autolog", { artifactLocation: join(folder, "artifacts") });
  await mlflow.setExperiment({ experimentId });
  mlflow.autolog();
  return folder;
}

function trainBooster(): Promise<xgb.Booster> {
  const dtrain = new xgb.DMatrix(train.rows, { label: train.label, featureNames: names });
  return xgb.train(params, dtrain, trainOptions);
}

async function artifactsOf({ info }: mlflow.Run): Promise<string[]> {
  return (await new mlflow.MlflowClient().listArtifacts(info.runId)).map(({ path }) => path).sort();
}

function python(venv: string, ...args: readonly string[]): string {
  return execFileSync(resolve(".venv", venv, "bin/python"), args, { encoding: "utf8", stdio: "pipe" }).trim();
}

it("shows them to MLflow 2.22 and the newest, which predict with the models", async () => {
  const folder = await trackTo();
  const models = [
    new ml.Ridge({ alpha: 0.5 }).fit(rows, target),
    new ml.GradientBoostingRegressor({ nEstimators: 20 }).fit(rows, target),
    await new ml.RandomForestRegressor({ nEstimators: 5, randomState: 1 }).fit(rows, target),
    await trainBooster(),
  ];
  await pendingCalls.settle(null);
  const runs = await mlflow.searchRuns({ filter: "attributes.status = 'FINISHED'" });
  expect(runs).toHaveLength(models.length);
  const expected = runs.map(async (run) => {
    const { info, data, inputs } = run;
    const name = data.tags["estimator_name"] ?? "Booster";
    const model = models.find(({ constructor }) => constructor.name === name)!;
    return [
      info.runId,
      {
        ...{ params: data.params, metrics: data.metrics, artifacts: await artifactsOf(run), rows },
        names: model instanceof xgb.Booster ? names : null,
        datasets: inputs.datasets.map(({ dataset, tags }) => [dataset.name, tags["mlflow.data.context"]]),
        importances: model instanceof xgb.Booster ? { feature_importance_weight: model.getScore() } : {},
        predictions: [...model.predict(rows)],
      },
    ];
  });
  writeFileSync(join(folder, "expected.json"), JSON.stringify(Object.fromEntries(await Promise.all(expected))));
  const args = ["test/interop/check_autolog.py", join(folder, "mlflow.db"), join(folder, "expected.json")];
  expect(python("mlflow2", ...args)).toBe("4");
  expect(python("interop", ...args, "--models")).toBe("4");
});

it("logs what Python's autologging logs of the same training, and more", async () => {
  const folder = await trackTo();
  const training = { params, rounds: 30, early_stopping_rounds: 2, train, validate, names };
  writeFileSync(join(folder, "training.json"), JSON.stringify(training));
  const theirs = JSON.parse(python("interop", "test/interop/autolog_reference.py", folder));
  await trainBooster();
  const [run] = await mlflow.searchRuns();
  const { data, inputs } = run!;
  const { custom_metric, ...given } = theirs.params;
  expect(custom_metric).toBe("None");
  expect(data.params).toMatchObject({ ...given, tree_method: "exact" });
  const client = new mlflow.MlflowClient();
  for (const [key, points] of Object.entries<[number, number][]>(theirs.metrics)) {
    const ours = await client.getMetricHistory(run!.info.runId, key);
    expect(ours.map(({ step }) => step)).toEqual(points.map(([step]) => step));
    ours.forEach(({ value }, at) => expect(value).toBeCloseTo(points[at]![1], 5));
  }
  expect(Object.keys(data.metrics).filter((key) => !(key in theirs.metrics))).toEqual(["best_score"]);
  const tags = Object.keys(data.tags).filter((key) => !theirs.tags.includes(key));
  expect(tags.filter((key) => key !== "mlflow.source.git.commit").sort()).toEqual([
    "labbook.nodeVersion",
    "labbook.version",
    "mlflow.log-model.history",
  ]);
  expect(theirs.artifacts).toEqual(["feature_importance_weight.json", "feature_importance_weight.png"]);
  expect(await artifactsOf(run!)).toEqual(["feature_importance_weight.json", "feature_importance_weight.svg", "model"]);
  expect(theirs.datasets).toEqual(inputs.datasets.map((one) => [one.dataset.name, one.tags["mlflow.data.context"]]));
});
