/** Registered models in the page, from Register to Production. */
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { call, open, type PageServer, seed, startPage, useBrowser } from "./page.js";

useBrowser();

const mlmodel = `flavors:
  python_function: {loader_module: mlflow.xgboost}
  xgboost: {model_data: model.json}
signature:
  inputs: '[{"type": "string", "name": "PU_DO", "required": true}, {"type": "double", "name": "trip_distance", "required": false}]'
  outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "float64", "shape": [-1]}}]'
  params: null
`;

/** A model with two versions: the first in Production with the alias `champion`, the second in no stage. */
async function taxi(server: PageServer, name = "nyc-taxi-regressor"): Promise<readonly string[]> {
  const model = { "model/MLmodel": mlmodel, "model/model.json": "{}" };
  const { experimentId, runIds } = await seed(server, "nyc-taxi-experiment", [
    { name: "deep", params: { max_depth: 30, alpha: 0.1 }, metrics: { rmse: 6.31 }, artifacts: model },
    { name: "shallow", params: { max_depth: 4, alpha: 0.1 }, metrics: { rmse: 6.74 }, artifacts: model },
  ]);
  await call(server, "POST", "registered-models/create", { name });
  for (const runId of [runIds[1]!, runIds[0]!])
    await call(server, "POST", "model-versions/create", {
      name,
      run_id: runId,
      source: `mlflow-artifacts:/${experimentId}/${runId}/artifacts/model`,
    });
  await call(server, "POST", "model-versions/transition-stage", { name, version: "1", stage: "Production" });
  await call(server, "POST", "registered-models/alias", { name, alias: "champion", version: "1" });
  return runIds;
}

async function versionOf(server: PageServer, name: string, version: string): Promise<Record<string, unknown>> {
  const { model_version } = await call(server, "GET", "model-versions/get", { name, version });
  return { aliases: [], ...(model_version as Record<string, unknown>) };
}

/** React-aria's check box is in a label that takes the click. */
async function tick(page: Page, name: string): Promise<void> {
  const box = page.getByRole("checkbox", { name });
  await page.locator("label").filter({ has: box }).click();
  expect(await box.isChecked()).toBe(true);
}

it("moves the better version to Production, archives the other and takes the alias along", async () => {
  const server = await startPage();
  const name = "nyc-taxi-regressor";
  await taxi(server, name);
  const { page } = await open(server, "/models");
  await page.getByRole("link", { name }).click();
  await page.getByRole("button", { name: "rmse" }).click();
  const first = page.getByRole("row").nth(1);
  await first.getByText("6.31").waitFor();
  await page.getByRole("row").nth(2).getByText("@champion").waitFor();
  await first.getByRole("link", { name: "Version 2" }).click();

  await page.getByRole("button", { name: "Stage of version 2: No stage. Change" }).click();
  await page.getByRole("menuitem", { name: "Production" }).click();
  await page.getByRole("checkbox", { name: "Move version 1 from Production to Archived" }).waitFor();
  await page.getByRole("button", { name: "Move to Production" }).click();
  await page.getByRole("button", { name: "Stage of version 2: Production. Change" }).waitFor();

  await page.getByRole("button", { name: "Add alias" }).click();
  await page.getByRole("textbox", { name: "Alias" }).fill("champion");
  await page.getByText("champion points to version 1 now. It will be moved: version 1 loses it.").waitFor();
  await page.getByRole("button", { name: "Move alias" }).click();
  await page.getByRole("button", { name: "Remove alias champion" }).waitFor();

  expect(await versionOf(server, name, "2")).toMatchObject({ current_stage: "Production", aliases: ["champion"] });
  expect(await versionOf(server, name, "1")).toMatchObject({ current_stage: "Archived", aliases: [] });
  await page.getByText('await mlflow.loadModel("models:/nyc-taxi-regressor@champion")').waitFor();
  const schema = page.getByRole("region", { name: "Schema" });
  await schema.getByRole("row", { name: "Input PU_DO string" }).waitFor();
  await schema.getByRole("row", { name: "Output – tensor of float64, any" }).waitFor();
});

it("compares chosen versions by what differs, at an address of its own", async () => {
  const server = await startPage();
  await taxi(server);
  const { page } = await open(server, "/models/nyc-taxi-regressor");
  await tick(page, "Choose version 1");
  await tick(page, "Choose version 2");
  await page.getByRole("button", { name: "Compare 2" }).click();
  const dialog = page.getByRole("dialog", { name: "Versions of nyc-taxi-regressor, compared" });
  await dialog.getByRole("row", { name: "max_depth 4 30" }).waitFor();
  expect(await dialog.getByRole("row", { name: "alpha" }).count()).toBe(0);
  await page.reload();
  await dialog.getByText("Only what differs").click();
  await dialog.getByRole("row", { name: "alpha 0.1 0.1" }).waitFor();
  await dialog.getByRole("button", { name: "Close" }).click();
  await dialog.waitFor({ state: "detached" });
  expect(page.url()).not.toContain("compare");
});

it("makes, describes, tags, renames and deletes a model whatever its name is", async () => {
  const server = await startPage();
  const name = `50% of "it's" #1? ü & <b>`;
  const { page } = await open(server, "/models", { faultsExpected: true }); // one name is refused
  await page.getByText("No registered models yet").waitFor();
  await page.getByRole("button", { name: "New model" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("a/b");
  await page.getByRole("button", { name: "Create model" }).click();
  await page.getByRole("alert").getByText("a/b").waitFor(); // the server says why, nothing typed is lost
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("button", { name: "Create model" }).click();
  await page.getByRole("heading", { name, level: 1 }).waitFor();
  await page.reload();
  await page.getByText("No versions yet").waitFor();

  await page.getByRole("button", { name: "Edit description" }).click();
  await page.getByRole("textbox", { name: "Description, in Markdown" }).fill("Rides, **short** ones");
  await page.getByRole("button", { name: "Save" }).click();
  await page.locator("strong", { hasText: "short" }).waitFor();
  await page.getByRole("button", { name: "Add tag" }).click();
  await page.getByRole("textbox", { name: "Key" }).fill("team");
  await page.getByRole("textbox", { name: "Value" }).fill("taxi");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Tag team: taxi. Change" }).waitFor();

  await page.getByRole("button", { name: "Rename" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill(`${name} 2`);
  await page.getByRole("dialog").getByRole("button", { name: "Rename" }).click();
  await page.getByRole("heading", { name: `${name} 2`, level: 1 }).waitFor();
  await page.getByRole("link", { name: "Models" }).first().click();
  await page.getByRole("searchbox", { name: "Search models" }).fill("tags.team = 'taxi'");
  await page.getByText("1 model matches").waitFor();
  await page.getByRole("searchbox", { name: "Search models" }).fill("half");
  await page.getByText("No model matches the search").waitFor();
  await page.getByRole("button", { name: "Show all models" }).click();

  await page.getByRole("link", { name: `${name} 2` }).click();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  const confirm = page.getByRole("button", { name: "Delete model" });
  expect(await confirm.isDisabled()).toBe(true);
  await page.getByRole("textbox", { name: `Type ${name} 2 to confirm` }).fill(`${name} 2`);
  await confirm.click();
  await page.getByText("No registered models yet").waitFor();
});
