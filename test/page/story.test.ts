/** The course's story from the list of experiments to a model in Production, told by roles and names. */
import { expect, it } from "vitest";
import { call, open, type PageServer, seed, type SeededRun, startPage, useBrowser } from "./page.js";

useBrowser();

const mlmodel = `flavors:
  python_function: {loader_module: mlflow.xgboost}
  xgboost: {data: model.xgb, model_class: xgboost.core.Booster}
signature:
  inputs: '[{"type": "string", "name": "PU_DO", "required": true}, {"type": "double", "name": "trip_distance", "required": true}]'
  outputs: '[{"type": "double", "required": true}]'
  params: null
`;

function trial(name: string, max_depth: number, learning_rate: number, rmse: number): SeededRun {
  const metrics = { rmse, "validation-rmse": [rmse + 3, rmse + 1, rmse] };
  return { name, params: { max_depth, learning_rate, objective: "reg:linear" }, metrics, tags: { model: "xgboost" } };
}

const runs: readonly SeededRun[] = [
  { name: "lasso", params: { alpha: 0.01 }, metrics: { rmse: 11.17 }, tags: { model: "lasso" } },
  trial("placid-hen-70", 30, 0.0958, 6.303),
  trial("shallow", 4, 0.4, 6.79),
  trial("middling", 12, 0.2, 6.61),
].map((run) => ({ ...run, artifacts: { "models_mlflow/MLmodel": mlmodel, "models_mlflow/model.xgb": "{}" } }));

/** An older version that is in Production. */
async function inProduction(server: PageServer, experimentId: string, runId: string): Promise<void> {
  const name = "nyc-taxi-regressor";
  const source = `mlflow-artifacts:/${experimentId}/${runId}/artifacts/models_mlflow`;
  await call(server, "POST", "registered-models/create", { name });
  await call(server, "POST", "model-versions/create", { name, source, run_id: runId });
  await call(server, "POST", "model-versions/transition-stage", { name, version: "1", stage: "Production" });
}

it("goes from a sort to the best run, its model, a new version, Staging and Production", async () => {
  const server = await startPage();
  const { experimentId, runIds } = await seed(server, "nyc-taxi-experiment", runs);
  await inProduction(server, experimentId, runIds[0]!);
  const { page } = await open(server, "/", { faultsExpected: true }); // the server says that the name is taken
  await page.getByRole("link", { name: "nyc-taxi-experiment" }).click();
  const grid = page.getByRole("grid", { name: "Runs" });
  await page.getByText("4 of 4 runs match").waitFor();
  await grid.getByRole("columnheader", { name: "rmse" }).first().getByRole("button").first().click();
  const names = grid.getByRole("rowheader").getByRole("link");
  await expect.poll(() => names.allInnerTexts()).toEqual(["placid-hen-70", "middling", "shallow", "lasso"]);

  await page.getByRole("radio", { name: "Both" }).click();
  const axis = page.getByRole("button", { name: /^rmse, axis/ }).first();
  await axis.focus();
  for (const key of ["ArrowDown", "ArrowUp", "ArrowDown", "Tab"]) await page.keyboard.press(key); // a brush that takes all
  const upper = page.getByRole("slider", { name: "rmse, upper end", exact: true });
  await expect.poll(() => upper.evaluate((element) => element === document.activeElement)).toBe(true);
  for (let times = 0; times < 8; times++) await page.keyboard.press("PageDown");
  await page.getByText("3 of 4 runs match").waitFor();
  expect(await names.allInnerTexts()).toEqual(["placid-hen-70", "middling", "shallow"]);
  await page.getByRole("button", { name: "Turn into filter text" }).click();
  await expect.poll(() => new URLSearchParams(page.url().split("?")[1]).get("filter")).toContain("metrics.rmse");

  await grid.getByRole("link", { name: "placid-hen-70" }).click();
  await page.getByRole("heading", { name: "placid-hen-70" }).waitFor();
  await page.getByRole("link", { name: "Artifacts" }).click();
  const files = page.getByRole("treegrid", { name: "Artifacts" });
  await files.getByText("MLmodel").click();
  const typescript = page.getByRole("textbox", { name: "How to predict in TypeScript" });
  await typescript.getByText(`loadModel("runs:/${runIds[1]}/models_mlflow")`).waitFor();
  await page.getByRole("tab", { name: "Python" }).click();
  await page.getByText(`pyfunc.load_model("runs:/${runIds[1]}/models_mlflow")`).waitFor();

  await page.getByRole("button", { name: "Register model" }).click();
  await page.getByRole("combobox", { name: "Registered model" }).fill("nyc-taxi");
  await page.getByRole("option", { name: "nyc-taxi-regressor" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Register", exact: true }).click();
  await page.getByText("Registered nyc-taxi-regressor, version 2").waitFor();
  await page.getByRole("button", { name: "Show" }).click();
  for (const [from, to] of [
    ["No stage", "Staging"],
    ["Staging", "Production"],
  ] as const) {
    await page.getByRole("button", { name: `Stage of version 2: ${from}. Change` }).click();
    await page.getByRole("menuitem", { name: to }).click();
    await page.getByRole("button", { name: `Move to ${to}` }).click();
    await page.getByRole("button", { name: `Stage of version 2: ${to}. Change` }).waitFor();
  }
  const { model_versions: versions } = await call(server, "GET", "model-versions/search", {
    order_by: "version_number",
  });
  expect(versions).toHaveLength(2);
  for (const [version, stage] of [
    ["1", "Archived"],
    ["2", "Production"],
  ])
    expect(versions).toContainEqual(expect.objectContaining({ version, current_stage: stage }));
  expect(versions).toContainEqual(
    expect.objectContaining({
      version: "2",
      run_id: runIds[1],
      source: `mlflow-artifacts:/${experimentId}/${runIds[1]}/artifacts/models_mlflow`,
    }),
  );
});
