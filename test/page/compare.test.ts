/** Runs side by side in Chromium: values, a baseline, artifacts, notebooks, and a thousand of them. */
import type { Locator } from "playwright-core";
import { expect, it } from "vitest";
import { bundle, notebookArtifacts, stream } from "./notebook_runs.js";
import { open, seed, startPage, useBrowser } from "./page.js";

useBrowser();

/** The words that are marked in a comparison of texts. */
async function marks(table: Locator): Promise<string[]> {
  await table.locator("mark").first().waitFor();
  return await table.locator("mark").allTextContents();
}

const cells = ["setup", "train", "plot"].map((id) => ({ id, source: id }));

function artifacts(rate: string, rmse: string, picture: string) {
  return notebookArtifacts(
    cells,
    [
      { cellId: "setup", source: "const seed = 42;" },
      { cellId: "train", source: `const lr = ${rate};\ntrain(lr);`, outputs: [stream(`done\nrmse: ${rmse}\n`)] },
      { cellId: "plot", source: "plot();", outputs: [bundle({ "image/png": picture })] },
    ],
    { versions: { node: rate === "0.1" ? "24.21.0" : "24.22.0" } },
  );
}

it("shows runs side by side as MLflow's address names them, and keeps how it is set up in the address", async () => {
  const server = await startPage();
  const { experimentId, runIds } = await seed(server, "nyc-taxi-experiment", [
    {
      name: "slow",
      params: { lr: 0.1, depth: 6 },
      metrics: { rmse: 6.5, accuracy: 0.5 },
      artifacts: artifacts("0.1", "6.5", "aGk="),
    },
    {
      name: "fast",
      params: { lr: 0.2, depth: 6 },
      metrics: { rmse: 6.25, accuracy: 0.25 },
      artifacts: artifacts("0.2", "6.25", "aG8="),
    },
  ]);
  const query = new URLSearchParams({ runs: JSON.stringify(runIds), experiments: JSON.stringify([experimentId]) });
  const { page } = await open(server, `/compare-runs?${query}`);
  await page.getByRole("heading", { name: "Comparing 2 runs" }).waitFor();
  const grid = page.getByRole("grid", { name: "Values of the runs" });
  const row = (name: string) => grid.getByRole("row").filter({ has: page.getByRole("rowheader", { name }) });
  await row("Node.js").getByText("24.22.0").waitFor();
  await row("depth").waitFor();

  await page.getByRole("button", { name: "Baseline: slow" }).click();
  await row("rmse").getByText("▲ −0.25 better").waitFor();
  await row("accuracy").getByText("▼ −0.25 worse").waitFor();
  await page.getByRole("button", { name: "accuracy: higher is better" }).click();
  await page.getByRole("menuitemradio", { name: "Lower is better" }).click();
  await row("accuracy").getByText("▲ −0.25 better").waitFor();

  await page.getByRole("button", { name: "Only what differs" }).click();
  await row("depth").waitFor({ state: "detached" });
  await page.getByRole("searchbox", { name: "Search names" }).fill("params");
  await page.getByText(/^1 of \d+ values$/).waitFor();
  await page.reload();
  await page.getByText(/^1 of \d+ values$/).waitFor();
  await page.getByRole("button", { name: "Runs as rows" }).click();
  await grid.getByRole("columnheader", { name: "lr" }).waitFor();
  await grid.getByRole("rowheader", { name: "fast" }).waitFor();

  await page.getByRole("searchbox", { name: "Search names" }).fill("");
  await page.getByRole("tab", { name: "Artifacts" }).click();
  await page.getByRole("columnheader", { name: "notebook/taxi.ipynb" }).waitFor();
  await page.getByRole("button", { name: "notebook/environment.json" }).click();
  const file = page.getByRole("region", { name: "notebook/environment.json" });
  expect(await marks(file.getByRole("table"))).toEqual(["21", "22"]);
  await page.reload();
  await file.getByRole("radio", { name: "Side by side" }).click();
  await expect.poll(() => file.getByRole("list", { name: "notebook/environment.json" }).count()).toBe(2);
  await file.getByRole("button", { name: /^Close/ }).click();
  await file.waitFor({ state: "detached" });
});

it("compares notebooks cell by cell: sources, outputs and pictures", async () => {
  const server = await startPage();
  const { runIds } = await seed(server, "e", [
    { name: "slow", artifacts: artifacts("0.1", "6.5", "aGk="), tags: { "labbook.cells": "3 executed, 0 failed" } },
    { name: "none" },
    { name: "fast", artifacts: artifacts("0.2", "6.25", "aG8="), tags: { "labbook.cells": "3 executed, 0 failed" } },
  ]);
  const { page } = await open(server, `/compare-runs?runs=${runIds.join(",")}&part=notebooks`);
  await page.getByText("2 of 3 cells differ").waitFor();
  const train = page.getByRole("article", { name: "Cell 2" });
  await train.getByText("source differs").waitFor();
  expect(await marks(train.getByRole("table", { name: "Source" }))).toEqual(["1", "2"]);
  expect(await marks(train.getByRole("table", { name: "Output 1" }))).toEqual(["5", "25"]);
  await page.getByRole("article", { name: "Cell 3" }).locator("img").nth(1).waitFor();
  await page.getByText("1 cell the same").click();
  await page.getByRole("article", { name: "Cell 1" }).getByText("seed").waitFor();
  await page.getByRole("button", { name: "Outputs" }).click();
  await page.getByText("1 of 3 cells differ").waitFor();
  await page.getByRole("radio", { name: "Executions" }).click();
  await page.getByText("1 of 3 executions differ").waitFor();
  await page.getByRole("combobox", { name: "After" }).click();
  await page.getByRole("option", { name: /none/ }).click();
  await page.getByText("No notebook to compare in none").waitFor();
});

it("compares 1,000 runs with three requests, and draws only what is seen", async () => {
  const server = await startPage();
  const { experimentId, runIds } = await seed(
    server,
    "many",
    Array.from({ length: 1000 }, (_, index) => ({
      name: `run-${index}`,
      params: { lr: index / 1000, depth: index % 7 },
      metrics: { rmse: 9 - index / 500 },
    })),
  );
  const { page } = await open(server, "/experiments");
  const asked: string[] = [];
  page.on("request", (request) => request.method() === "POST" && asked.push(new URL(request.url()).pathname));
  const query = new URLSearchParams({ runs: JSON.stringify(runIds), experiments: JSON.stringify([experimentId]) });
  await page.goto(`${server.url}/#/compare-runs?${query}`);
  await page.getByText("So many runs are easier to read, sort and filter in the").waitFor();
  const grid = page.getByRole("grid", { name: "Values of the runs" });
  await grid.getByRole("columnheader", { name: "run-0" }).waitFor();
  expect(await grid.getAttribute("aria-colcount")).toBe("1001");
  await grid.focus();
  await page.keyboard.press("End");
  await grid.getByRole("columnheader", { name: "run-999" }).waitFor();
  expect(
    asked.filter((path) => !path.endsWith("/activity") && !path.endsWith("/experiments/search")).length,
  ).toBeLessThanOrEqual(3);
  expect(await page.locator("*").count()).toBeLessThan(2000);
});
