/** A run's page: how it went, what it logged, what can be done to it, and registering its model. */
import { expect, it, onTestFinished } from "vitest";
import { call, open, seed, type SeededRun, startPage, useBrowser } from "./page.js";

useBrowser();

const MLmodel = "artifact_path: models_mlflow\nflavors:\n  xgboost:\n    model_class: xgboost.core.Booster\n";

const best: SeededRun = {
  name: "loud-owl-77",
  params: { max_depth: 21, learning_rate: 0.0958 },
  metrics: { rmse: 6.303, "validation-rmse": [9, 7, 6.5], "system/memory_usage": [400, 410] },
  tags: {
    model: "xgboost",
    "labbook.cells": "9 executed, 2 failed",
    "mlflow.source.name": "duration.ipynb",
    "mlflow.source.git.commit": "0123456789abcdef0123456789abcdef01234567",
    "mlflow.source.git.repoURL": "git@github.com:ann/taxi.git",
  },
  artifacts: { "models_mlflow/MLmodel": MLmodel },
};

it("shows what a run is and how it went", async () => {
  const server = await startPage();
  onTestFinished(server.stop);
  const { experimentId, runIds } = await seed(server, "taxi", [best]);
  const [runId] = runIds;
  await seedChild(server, experimentId, runId!);
  const { page } = await open(server, `/runs/${runId}`);
  await page.waitForURL(`${server.url}/#/experiments/${experimentId}/runs/${runId}`);
  await page.getByRole("heading", { name: "loud-owl-77" }).waitFor();
  expect(await page.title()).toBe("loud-owl-77 · labbook");
  await page.getByText("2 of 9 cells failed").waitFor();
  await page.getByText("1 min 5 s").waitFor();
  await page.getByRole("row", { name: "learning_rate 0.0958" }).waitFor();
  await page.getByRole("region", { name: "Related runs" }).getByRole("link", { name: "child" }).waitFor();
  const commit = page.getByRole("link", { name: "0123456789" });
  expect(await commit.getAttribute("href")).toMatch(/^https:\/\/github\.com\/ann\/taxi\/commit\/0123456789abcdef/);

  await page.getByRole("link", { name: "History of validation-rmse, 3 points" }).click();
  const card = page.getByRole("region", { name: "validation-rmse" });
  await card.getByText("last, step 2").waitFor();
  expect(await page.getByRole("region", { name: "rmse", exact: true }).count()).toBe(0); // the search holds the key
  await card.getByRole("slider").focus();
  await page.keyboard.press("ArrowLeft");
  await card.getByText("step 1").waitFor();
  await card.getByRole("button", { name: "Points of validation-rmse" }).click();
  await page
    .getByRole("dialog")
    .getByRole("row", { name: /^2 6.5 / })
    .waitFor();
  await page.keyboard.press("Escape");
  await card.getByRole("button", { name: /^Chart of validation-rmse/ }).click();
  const chart = page.getByRole("dialog", { name: "History of validation-rmse" });
  await chart.getByRole("img", { name: "Lines of validation-rmse by step, 1 run" }).waitFor();
  await chart.getByLabel("Logarithms up").check({ force: true });
  await chart.getByLabel("system/memory_usage").check({ force: true });
  await page.waitForURL(/logY/);
  await page.reload();
  await page.getByRole("dialog", { name: "History of validation-rmse, system/memory_usage" }).waitFor();
  await page.getByRole("button", { name: "Close", exact: true }).click();
  await page.getByRole("searchbox", { name: "Search metrics" }).fill("");
  await page.getByRole("region", { name: "System metrics" }).getByText("last, step 1").waitFor();

  await page.getByRole("link", { name: "Artifacts" }).click();
  await page.getByText("MLmodel").first().click();
  await page.waitForURL(/\/artifacts\/models_mlflow\/MLmodel$/);
});

it("edits name, description and tags, deletes and restores", async () => {
  const server = await startPage();
  onTestFinished(server.stop);
  const { experimentId, runIds } = await seed(server, "taxi", [best]);
  const [runId] = runIds;
  const { page } = await open(server, `/experiments/${experimentId}/runs/${runId}`);
  const more = async (item: string): Promise<void> => {
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: item }).click();
  };
  await more("Rename");
  await page.getByRole("textbox", { name: "Name" }).fill("the best");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "the best" }).waitFor();
  await page.getByRole("button", { name: "Edit description" }).click();
  await page.getByRole("textbox", { name: /Description/ }).fill("Early *stopping*");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("stopping", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Delete tag model" }).click();
  await page.getByText("Tag model deleted").waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("button", { name: "Delete tag model" }).waitFor();
  await more("Delete");
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await page.getByText("deleted", { exact: true }).waitFor();
  await more("Restore");
  await page.getByText("Restored run the best").waitFor();
  const { run } = (await call(server, "GET", "runs/get", { run_id: runId })) as {
    run: { info: object; data: { tags: object[] } };
  };
  expect(run.info).toMatchObject({ run_name: "the best", lifecycle_stage: "active" });
  expect(run.data.tags).toContainEqual({ key: "mlflow.note.content", value: "Early *stopping*" });
  expect(run.data.tags).toContainEqual({ key: "model", value: "xgboost" });
});

it("registers a model folder of a run, first as a new model, then as the next version", async () => {
  const server = await startPage();
  onTestFinished(server.stop);
  const { experimentId, runIds } = await seed(server, "taxi", [best, { name: "without" }]);
  const [runId, without] = runIds;
  const path = `/experiments/${experimentId}/runs/${runId}`;
  const { page } = await open(server, path, { faultsExpected: true }); // the server says that the name is taken
  for (const [version, hint] of [
    ["1", "nyc-taxi-regressor is new"],
    ["2", "nyc-taxi-regressor exists"],
  ]) {
    await page.getByRole("button", { name: "Register model" }).click();
    const dialog = page.getByRole("dialog");
    expect(await dialog.getByRole("combobox", { name: "Model of this run" }).innerText()).toBe("models_mlflow");
    await dialog.getByRole("combobox", { name: "Registered model" }).fill("nyc-taxi-regressor");
    await page.getByText(hint!).waitFor();
    await page.keyboard.press("Tab"); // out of the list of names
    await dialog.getByRole("button", { name: "Register", exact: true }).click();
    await page.getByText(`Registered nyc-taxi-regressor, version ${version}`).waitFor();
    await page.getByRole("link", { name: `nyc-taxi-regressor version ${version}` }).waitFor();
  }
  const { model_versions: versions } = await call(server, "GET", "model-versions/search", {});
  const source = `mlflow-artifacts:/${experimentId}/${runId}/artifacts/models_mlflow`;
  expect(versions).toMatchObject([
    { source, run_id: runId },
    { source, run_id: runId },
  ]);

  await page.getByRole("button", { name: "Code" }).click();
  const python = page.getByLabel("Python code", { exact: true });
  await python.getByText(`mlflow.pyfunc.load_model("runs:/${runId}/models_mlflow")`).waitFor();

  await page.goto(`${server.url}/#/runs/${without}`);
  await page.getByRole("heading", { name: "without" }).waitFor();
  await page.getByRole("button", { name: "Register model" }).click();
  await page.getByText("This run has no model").waitFor();
});

async function seedChild(server: { readonly url: string }, experimentId: string, parent: string): Promise<void> {
  const tags = [{ key: "mlflow.parentRunId", value: parent }];
  await call(server, "POST", "runs/create", { experiment_id: experimentId, run_name: "child", tags });
}

it("shows times beyond the calendar, and keeps what is typed about one run from the next", async () => {
  const server = await startPage();
  onTestFinished(server.stop);
  const { experimentId, runIds } = await seed(server, "taxi", [best]);
  const made = await call(server, "POST", "runs/create", {
    experiment_id: experimentId,
    run_name: "far off",
    start_time: 9e15,
    tags: [{ key: "mlflow.parentRunId", value: runIds[0] }],
  });
  const far = (made as { run: { info: { run_id: string } } }).run.info.run_id;
  const point = { key: "loss", value: 2, timestamp: 9e15, step: 1 };
  await call(server, "POST", "runs/log-batch", { run_id: far, metrics: [point, { ...point, value: 1, step: 2 }] });
  const { page } = await open(server, `/experiments/${experimentId}/runs/${far}`);
  await page.getByText("9000000000000000 ms").first().waitFor();
  await page.getByRole("button", { name: "Edit description" }).click();
  await page.getByRole("textbox", { name: /Description/ }).fill("of far off");
  await page.getByRole("region", { name: "Related runs" }).getByRole("link", { name: "loud-owl-77" }).click();
  await page.getByRole("heading", { name: "loud-owl-77" }).waitFor();
  expect(await page.getByRole("textbox", { name: /Description/ }).count()).toBe(0);
  await page.goBack();
  await page.getByRole("heading", { name: "far off" }).waitFor();
  await page.getByRole("link", { name: "Metrics" }).click();
  await page.getByRole("radio", { name: "Time", exact: true }).click();
  await page.getByRole("region", { name: "loss" }).getByText("9000000000000000 ms").first().waitFor();
});
