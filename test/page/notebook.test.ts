/** The notebook tab of a run in Chromium: cells, ledger, what logged what, and outputs that would do harm. */
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import type { Locator } from "playwright-core";
import { expect, it } from "vitest";
import { tempFolder } from "../temp.js";
import { bundle, logged, notebookArtifacts, stream } from "./notebook_runs.js";
import { call, open, seed, startPage, useBrowser } from "./page.js";

useBrowser();

/** What Plotly offers at a figure: to look at it, not to save or send it, which its frame may not. */
const tools = ["Autoscale", "Box Select", "Lasso Select", "Pan", "Reset axes", "Zoom", "Zoom in", "Zoom out"];

/** Waits until a cell stands out. */
async function marked(cell: Locator): Promise<void> {
  await cell.and(cell.page().locator("[aria-current=true]")).waitFor();
}

const figure = { data: [{ type: "scatter", y: [3, 2, 1] }], layout: { title: { text: "Curve" }, height: 300 } };
const evil = `<b>harmless</b><script>parent.postMessage({ height: 4000 }, "*"); document.body.append("it ran " + self.origin)</script>`;

it("ties metrics to the cells that logged them, both ways, and executions to cells", async () => {
  const server = await startPage();
  const cells = [
    { id: "intro", type: "markdown" as const, source: "# Taxi\n\n$x^2$ <script>window.ran = 1</script>" },
    { id: "params", source: "" },
    { id: "train", source: "" },
    { id: "plot", source: "" },
  ];
  const artifacts = notebookArtifacts(cells, [
    { cellId: "params", source: "const lr = 0.1;", outputs: [stream("first time")], logged: [logged("param", "lr")] },
    {
      cellId: "train",
      source: "train(lr);",
      outputs: [stream("\u001b[31mred\u001b[0m")],
      logged: [
        ...["0123456789", "abcdefghij"].flatMap((trial) => [
          logged("param", "lr", trial),
          logged("metric", "rmse", trial),
        ]),
        logged("metric", "rmse", "", 40),
      ],
    },
    { cellId: "params", source: "const lr = 0.2;", outputs: [stream("second time")], logged: [logged("param", "lr")] },
    {
      cellId: "plot",
      source: "show();",
      status: "error",
      error: { ename: "Error", evalue: "boom" },
      outputs: [
        bundle({ "application/vnd.plotly.v1+json": figure, "text/plain": "figure" }),
        bundle({ "text/html": evil, "text/plain": "stand-in" }),
        bundle({ "application/javascript": "window.ran = 1" }),
      ],
    },
  ]);
  const { experimentId, runIds } = await seed(server, "nyc-taxi-experiment", [
    { params: { lr: 0.2 }, metrics: { rmse: [7, 6.3] }, artifacts, tags: { "labbook.cells": "4 executed, 1 failed" } },
  ]);
  const { page } = await open(server, `/experiments/${experimentId}/runs/${runIds[0]}/notebook?metric=rmse`);
  const train = page.getByRole("region", { name: "Cell 3, code" });
  await marked(train);
  await page.getByText("2 of 3 cells ok").waitFor();
  await page.getByText("1 cell ran out of the notebook's order").waitFor();
  expect(await train.getByText("red").getAttribute("class")).toBe("ansi-red");

  const formula = page.getByRole("region", { name: "Cell 1, text" }).locator("math");
  await formula.waitFor();
  expect(await formula.locator("msup > *").allTextContents()).toEqual(["x", "2"]);

  await page.getByRole("button", { name: /^lr/ }).click();
  const params = page.getByRole("region", { name: "Cell 2, code" });
  await marked(params);
  expect(await train.getAttribute("aria-current")).toBeNull();
  await params.getByText("second time").waitFor();
  await params.getByRole("button", { name: "Changes since the 1st" }).click();
  const changes = params.getByRole("table", { name: "Changes of the source" });
  await changes.locator("mark").first().waitFor();
  expect(await changes.locator("mark").allTextContents()).toEqual(["1", "2"]);
  await page.getByRole("tab", { name: "Executions" }).click();
  await page.getByRole("button", { name: /1st of 2 times/ }).click();
  await params.getByText("first time").waitFor();
  await params.getByText("const lr = 0.1;").waitFor();
  await page.goBack();
  await params.getByText("second time").waitFor();

  const plot = page.getByRole("region", { name: "Cell 4, code" });
  await plot.scrollIntoViewIfNeeded();
  await plot.frameLocator('iframe[title="Figure of cell plot"]').locator(".gtitle", { hasText: "Curve" }).waitFor();
  const buttons = plot.frameLocator("iframe").locator(".modebar-btn");
  expect((await buttons.evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset["title"]))).sort()).toEqual(
    tools,
  );
  await plot.getByText("stand-in").waitFor();
  expect(await plot.locator("iframe").count()).toBe(1);
  await plot.getByRole("button", { name: "Run it" }).click();
  await plot.frameLocator('iframe[title="HTML output of cell plot"]').getByText("it ran null").waitFor();
  expect(await page.evaluate(() => (window as { ran?: unknown }).ran)).toBeUndefined();

  await train.getByRole("link", { name: "1 param, 1 metric of run abcdefgh" }).waitFor();
  await train.getByRole("link", { name: "metric rmse × 40" }).click();
  await page.waitForURL(/\/metrics\?search=rmse/);
});

it("shows the notebook of a run that a kernel made, where its cells were run from the command line", async () => {
  const folder = tempFolder();
  const code = (id: string, source: string) => ({
    cell_type: "code",
    id,
    metadata: {},
    source,
    outputs: [],
    execution_count: null,
  });
  const cells = [
    code("track", '%track taxi\nawait (await import("labbook")).logParam("max_depth", 6);'),
    code("fit", 'import * as mlflow from "labbook";\nawait mlflow.logMetric("rmse", 6.5);'),
  ];
  writeFileSync(join(folder, "taxi.ipynb"), JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }));
  const launch = join(import.meta.dirname, "../../src/cli/launch.cjs");
  const made = spawnSync(process.execPath, [launch, "run", "taxi.ipynb", "-o", "out.ipynb"], {
    cwd: folder,
    encoding: "utf8",
  });
  expect(made.status, made.stderr).toBe(0);
  const server = await startPage(folder);
  const found = (await call(server, "POST", "runs/search", { experiment_ids: ["1"] })) as {
    runs: { info: { run_id: string } }[];
  };
  const { page } = await open(server, `/experiments/1/runs/${found.runs[0]!.info.run_id}`);
  await page.getByRole("link", { name: "Cell that logged max_depth" }).click();
  await page.getByText("2 of 2 cells ok").waitFor();
  await marked(page.getByRole("region", { name: "Cell 1, code" }));
  await page.getByRole("tab", { name: "Environment" }).click();
  await page.getByRole("row", { name: `Node.js ${process.versions.node}` }).waitFor();
});

it("says why there is no notebook", async () => {
  const server = await startPage();
  const artifacts = {
    "reports/eda.ipynb": JSON.stringify({ cells: [{ cell_type: "markdown", source: "# Looked at" }] }),
  };
  const { experimentId, runIds } = await seed(server, "e", [{ tags: { "mlflow.source.name": "train.py" }, artifacts }]);
  const { page } = await open(server, `/experiments/${experimentId}/runs/${runIds[0]}/notebook`);
  await page.getByText("This run was not made in a labbook notebook").waitFor();
  await page.getByText("It was made by train.py.").waitFor();
  await page.getByRole("link", { name: "reports/eda.ipynb" }).click();
  await page.getByRole("heading", { name: "Looked at" }).waitFor();
});
