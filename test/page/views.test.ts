/** What a person sets up on the runs page: saved views, columns, addresses that lead back to it. */
import { expect, it, onTestFinished } from "vitest";
import { call, open, type PageServer, seed, startPage, useBrowser } from "./page.js";

useBrowser();

async function trials(): Promise<{ server: PageServer; experimentId: string; path: string }> {
  const server = await startPage();
  onTestFinished(server.stop);
  const runs = ["lasso", "ridge", "xgboost"].map((model, index) => ({
    name: model,
    params: { model, alpha: 0.1 * (index + 1) },
    metrics: { rmse: 9 - index },
    tags: { team: "blue" },
  }));
  const { experimentId } = await seed(server, "nyc-taxi-experiment", runs);
  return { server, experimentId, path: `/experiments/${experimentId}/runs` };
}

it("saves a view, opens it elsewhere, renames it and deletes it with a way back", async () => {
  const { server, experimentId, path } = await trials();
  const search = new URLSearchParams({
    filter: "metrics.rmse < 9",
    orderBy: '["metrics.rmse ASC"]',
    columns: '["metrics.rmse"]',
  });
  const { page } = await open(server, `${path}?${search}`);
  await page.getByText("2 of 3 runs match").waitFor();
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("menuitem", { name: "Save this view…" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("läuft gut");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });

  const other = (await open(server, path)).page;
  const grid = other.getByRole("grid", { name: "Runs" });
  await grid.getByRole("checkbox", { name: "Choose lasso" }).click();
  await other.getByRole("button", { name: "Views" }).click();
  await other.getByRole("menuitem", { name: "läuft gut" }).click();
  await other.getByText("2 of 3 runs match").waitFor();
  await other.getByText("1 run chosen").waitFor();
  const headers = await grid.getByRole("columnheader").allInnerTexts();
  expect(headers.map((text) => text.trim())).toEqual(["", "Run", "rmse"]);
  await other.reload();
  await other.getByText("2 of 3 runs match").waitFor();

  await other.getByRole("button", { name: "Views" }).click();
  await other.getByRole("menuitem", { name: "Rename a view" }).click();
  await other.getByRole("menu", { name: "Rename a view" }).getByRole("menuitem", { name: "läuft gut" }).click();
  await other.getByRole("textbox", { name: "Name" }).fill("best");
  await other.getByRole("dialog").getByRole("button", { name: "Rename" }).click();
  await other.getByRole("dialog").waitFor({ state: "detached" });
  const keys = async (): Promise<readonly string[]> => {
    const { experiment } = await call(server, "GET", "experiments/get", { experiment_id: experimentId });
    return (experiment as { tags?: { key: string }[] }).tags?.map(({ key }) => key) ?? [];
  };
  expect(await keys()).toEqual(["labbook.view.best"]);
  await other.getByRole("button", { name: "Views" }).click();
  await other.getByRole("menuitem", { name: "Delete a view" }).click();
  await other.getByRole("menu", { name: "Delete a view" }).getByRole("menuitem", { name: "best" }).click();
  await other.getByText("View best deleted").waitFor();
  expect(await keys()).toEqual([]);
  await other.getByRole("button", { name: "Undo" }).click();
  await expect.poll(keys, { timeout: 10_000 }).toEqual(["labbook.view.best"]);
});

it("resizes and moves columns by dragging, and keeps what is hidden by “Differences only”", async () => {
  const { server, path } = await trials();
  const columns = ["tags.team", "metrics.rmse", "params.alpha", "params.model"];
  const { page } = await open(server, `${path}?${new URLSearchParams({ columns: JSON.stringify(columns) })}`);
  const grid = page.getByRole("grid", { name: "Runs" });
  const header = (name: string) => grid.getByRole("columnheader", { name });
  const order = async (): Promise<readonly string[]> =>
    (await grid.getByRole("columnheader").allInnerTexts()).map((text) => text.trim()).slice(2);
  await header("rmse").waitFor();
  const before = (await header("rmse").boundingBox())!;
  await page.mouse.move(before.x + before.width, before.y + 20);
  await page.mouse.down();
  await page.mouse.move(before.x + before.width + 50, before.y + 20, { steps: 4 });
  await page.mouse.up();
  const widthOf = async (): Promise<number> => (await header("rmse").boundingBox())!.width;
  await expect.poll(widthOf).toBe(before.width + 50);
  await page.mouse.down();
  await page.mouse.move(before.x + before.width + 90, before.y + 20, { steps: 4 });
  await expect.poll(widthOf).toBe(before.width + 90);
  await header("rmse").locator(".runs-edge").dispatchEvent("pointercancel", { bubbles: true });
  await expect.poll(widthOf).toBe(before.width + 50);
  await page.mouse.move(before.x + before.width + 10, before.y + 20, { steps: 2 });
  await page.mouse.up();
  expect(await widthOf()).toBe(before.width + 50);
  await page.getByRole("button", { name: "Differences only" }).click();
  await expect.poll(order).toEqual(["rmse", "alpha", "model"]);
  await header("model").dragTo(header("rmse"));
  await expect.poll(order).toEqual(["model", "rmse", "alpha"]);
  await page.reload();
  await expect.poll(order).toEqual(["model", "rmse", "alpha"]);
  expect((await header("rmse").boundingBox())!.width).toBe(before.width + 50);
  await page.getByRole("button", { name: "Differences only" }).click();
  await expect.poll(order).toEqual(["team", "model", "rmse", "alpha"]);
});

it("goes back and forward through filter, order and columns", async () => {
  const { server, path } = await trials();
  const { page } = await open(server, path);
  const grid = page.getByRole("grid", { name: "Runs" });
  const first = grid.getByRole("rowheader").first();
  await grid.getByText("9", { exact: true }).click();
  await page.getByRole("menuitem", { name: "This or less" }).click();
  await grid.getByText("8", { exact: true }).click();
  await page.getByRole("menuitem", { name: "This or less" }).click();
  await page.getByText("2 of 3 runs match").waitFor();
  await grid.getByRole("columnheader", { name: "rmse" }).getByRole("button").first().click();
  await first.getByRole("link", { name: "xgboost" }).waitFor();
  await grid.getByRole("columnheader", { name: "rmse" }).getByRole("button").first().click();
  await first.getByRole("link", { name: "ridge" }).waitFor();
  await page.goBack();
  await page.goBack();
  await page.goBack();
  await page.getByText("3 of 3 runs match").waitFor();
  await page.goForward();
  await page.getByText("2 of 3 runs match").waitFor();
  await page.goForward();
  expect(await grid.getByRole("columnheader", { name: "rmse" }).getAttribute("aria-sort")).toBe("ascending");
});

it("knows the columns where only charts are open, and leaves out what an address has wrong", async () => {
  const { server, path } = await trials();
  const search = new URLSearchParams({ shown: "charts", brushes: '[{},{"field":"metrics.rmse","ranges":[1]}]' });
  const { page } = await open(server, `${path}?${search}`);
  await page.getByRole("button", { name: "Group by" }).click();
  await page.getByRole("menuitemcheckbox", { name: "model" }).waitFor();
});
