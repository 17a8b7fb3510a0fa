/** What is done to several runs at once: tags, names, files to take away; and to one from its row. */
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { expect, it, onTestFinished } from "vitest";
import { call, open, type PageServer, seed, startPage, useBrowser } from "./page.js";

useBrowser();

interface Ground {
  readonly server: PageServer;
  readonly page: Page;
  readonly experimentId: string;
  readonly runIds: readonly string[];
}

async function opened(): Promise<Ground> {
  const server = await startPage();
  onTestFinished(server.stop);
  const { experimentId, runIds } = await seed(server, "nyc-taxi-experiment", [
    { name: "lasso", params: { alpha: 0.1, note: '=1+"2"' }, metrics: { rmse: 6.5 } },
    { name: "ridge, old", params: { alpha: 1 }, metrics: { rmse: NaN } },
    { name: "xgboost", metrics: { rmse: 6 } },
  ]);
  const { page } = await open(server, `/experiments/${experimentId}/runs`);
  await page.getByRole("rowheader", { name: "xgboost" }).waitFor();
  return { server, page, experimentId, runIds };
}

async function stored({ server }: Ground, runId: string) {
  const { run } = await call(server, "GET", "runs/get", { run_id: runId });
  const { info, data } = run as { info: { run_name: string }; data: { tags: { key: string; value: string }[] } };
  return { name: info.run_name, tags: Object.fromEntries(data.tags.map(({ key, value }) => [key, value])) };
}

it("tags all that match, takes the tag away again, and gives many runs new names with a way back", async () => {
  const ground = await opened();
  const { page, runIds } = ground;
  await page.getByRole("checkbox", { name: "Choose all runs that match" }).click();
  const bar = page.getByRole("toolbar", { name: "Chosen runs" });
  await bar.getByRole("button", { name: "Tag", exact: true }).click();
  await page.getByRole("textbox", { name: "Key" }).fill("team");
  await page.getByRole("textbox", { name: "Value" }).fill("blue & green");
  await page.getByRole("button", { name: "Set tag" }).click();
  await page.getByText("3 runs tagged").waitFor();
  for (const id of runIds) expect((await stored(ground, id)).tags["team"]).toBe("blue & green");
  await bar.getByRole("button", { name: "Remove tag" }).click();
  await page.getByRole("textbox", { name: "Key" }).fill("team");
  await page.getByRole("dialog").getByRole("button", { name: "Remove tag" }).click();
  await page.getByText("3 runs changed").waitFor();
  expect((await stored(ground, runIds[0]!)).tags).not.toHaveProperty("team");

  await bar.getByRole("button", { name: "Rename" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("{n} {name}");
  await page.getByText("1 xgboost, 2 ridge, old, 3 lasso").waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Rename" }).click();
  await page.getByRole("rowheader", { name: "2 ridge, old" }).waitFor();
  await page.getByText("3 runs renamed").waitFor();
  await page.getByRole("region", { name: "Notices" }).getByRole("button", { name: "Undo" }).click();
  await page.getByRole("rowheader", { name: /^\S* ?ridge, old/ }).waitFor();
  expect((await stored(ground, runIds[1]!)).name).toBe("ridge, old");
});

it("renames and deletes one run from its row, and leaves the focus in the table", async () => {
  const ground = await opened();
  const { page } = ground;
  const grid = page.getByRole("grid", { name: "Runs" });
  await grid.focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Alt+ArrowDown");
  await page.getByRole("menuitem", { name: "Rename…" }).click();
  const field = page.getByRole("textbox", { name: "Name" });
  await expect.poll(() => field.inputValue()).toBe("xgboost");
  await field.fill("boosted");
  await page.keyboard.press("Enter");
  await grid.getByRole("link", { name: "boosted" }).waitFor();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.keyboard.press("Alt+ArrowDown");
  await page.getByRole("menuitem", { name: "Delete…" }).press("Enter");
  await page.getByRole("button", { name: "Delete 1 run" }).press("Enter");
  await page.getByText("2 of 2 runs match").waitFor();
  await expect
    .poll(() => grid.evaluate((element) => document.activeElement === element), { timeout: 10_000 })
    .toBe(true);
  await page.keyboard.press("x");
  await grid.getByRole("checkbox", { name: "Choose ridge, old", checked: true }).waitFor();
  await page.getByRole("toolbar", { name: "Chosen runs" }).getByRole("button", { name: "Delete" }).press("Enter");
  await page.getByRole("button", { name: "Delete 1 run" }).press("Enter");
  await page.getByText("1 of 1 run matches").waitFor();
  await expect
    .poll(() => grid.evaluate((element) => document.activeElement === element), { timeout: 10_000 })
    .toBe(true);
});

it("takes runs away as CSV and JSON, whole and harmless", async () => {
  const { page, experimentId, runIds } = await opened();
  await page.goto(
    `${page.url().split("#")[0]}#/experiments/${experimentId}/runs?${new URLSearchParams({
      columns: '["metrics.rmse","params.alpha","params.note","status"]',
      orderBy: '["metrics.rmse ASC"]',
    })}`,
  );
  await page.getByRole("columnheader", { name: "note" }).waitFor();
  const file = async (item: string): Promise<string> => {
    await page.getByRole("button", { name: "Export" }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("menuitem", { name: item }).click(),
    ]);
    return await readFile(await download.path(), "utf8");
  };
  const [lasso, ridge, xgboost] = runIds;
  expect(await file("Download CSV")).toBe(
    [
      "run_id,run_name,metrics.rmse,params.alpha,params.note,status",
      `${xgboost},xgboost,6,,,FINISHED`,
      `${lasso},lasso,6.5,0.1,"'=1+""2""",FINISHED`,
      `${ridge},"ridge, old",NaN,1,,FINISHED`,
      "",
    ].join("\r\n"),
  );
  await page.getByRole("checkbox", { name: "Choose lasso" }).click();
  expect(JSON.parse(await file("Download JSON"))).toEqual([
    {
      run_id: lasso,
      run_name: "lasso",
      "metrics.rmse": 6.5,
      "params.alpha": "0.1",
      "params.note": '=1+"2"',
      status: "FINISHED",
    },
  ]);
});

it("shows the runs of a group by source, whose word in filters is a tag", async () => {
  const { server, page, experimentId, runIds } = await opened();
  for (const run_id of runIds.slice(0, 2))
    await call(server, "POST", "runs/set-tag", { run_id, key: "mlflow.source.name", value: "train it.ipynb" });
  await page.goto(`${server.url}/#/experiments/${experimentId}/runs?groupBy=["source_name"]`);
  await page.getByText("3 of 3 runs match in 2 groups").waitFor();
  await page.getByRole("button", { name: "Runs of train it.ipynb" }).click();
  await page.getByRole("link", { name: "lasso" }).waitFor();
  await page.getByRole("button", { name: "Runs of none" }).click();
  await page.getByRole("link", { name: "xgboost" }).waitFor();
});
