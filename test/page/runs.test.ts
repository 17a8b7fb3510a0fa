/** The runs page: the table opens, sorts, scrolls, and is worked by keyboard. */
import { expect, it, onTestFinished } from "vitest";
import { call, open, type PageServer, seed, startPage, useBrowser } from "./page.js";

useBrowser();

const models = ["xgboost", "lasso", "ridge"];

/** Runs as the course logs them: `count` of them, rmse falling from 9. */
async function course(count: number): Promise<{ server: PageServer; experimentId: string; runIds: readonly string[] }> {
  const server = await startPage();
  onTestFinished(server.stop);
  const runs = Array.from({ length: count }, (_, index) => ({
    name: `run-${index}`,
    params: { max_depth: index + 4, learning_rate: 0.1 * (index + 1), objective: "reg:linear" },
    metrics: { rmse: 9 - index / 10, "validation-rmse": [10, 9 - index / 20] },
    tags: { model: models[index % 3]! },
  }));
  return { server, ...(await seed(server, "nyc-taxi-experiment", runs)) };
}

it("opens in one request on metrics and varying params, and says how many runs match", async () => {
  const { server, experimentId } = await course(12);
  const { page } = await open(server, "/");
  const asked: string[] = [];
  page.on("request", (request) => request.url().includes("runs/") && asked.push(request.url()));
  await page.goto(`${server.url}/#/experiments/${experimentId}/runs`);
  const grid = page.getByRole("grid", { name: "Runs" });
  await grid.getByRole("rowheader", { name: "run-11" }).waitFor();
  expect(asked).toEqual([`${server.url}/ajax-api/labbook/runs/table`]);
  await page.getByText("12 of 12 runs match").waitFor();
  const headers = (await grid.getByRole("columnheader").allInnerTexts()).map((text) => text.trim());
  expect(headers).toEqual(["", "Run", "Started", "Duration", "rmse", "validation-rmse", "learning_rate", "max_depth"]);
  expect(await grid.getAttribute("aria-rowcount")).toBe("13");
});

it("sorts by header, several with Shift, and Back undoes it", async () => {
  const { server, experimentId } = await course(6);
  const { page } = await open(server, `/experiments/${experimentId}/runs`);
  const grid = page.getByRole("grid", { name: "Runs" });
  const first = grid.getByRole("rowheader").first();
  await grid.getByRole("rowheader", { name: "run-5" }).waitFor();
  await grid.getByRole("columnheader", { name: "max_depth" }).getByRole("button").first().click();
  await first.getByRole("link", { name: "run-0", exact: true }).waitFor();
  expect(await grid.getByRole("columnheader", { name: "max_depth" }).getAttribute("aria-sort")).toBe("ascending");
  await grid
    .getByRole("columnheader", { name: "rmse" })
    .first()
    .getByRole("button")
    .first()
    .click({ modifiers: ["Shift"] });
  const query = new URLSearchParams(page.url().split("?")[1]);
  expect(query.get("orderBy")).toBe('["params.max_depth ASC","metrics.rmse ASC"]');
  await page.goBack();
  await page.goBack();
  await first.getByRole("link", { name: "run-5", exact: true }).waitFor();
});

it("is worked by keyboard: moves, chooses, hides, pins, opens", async () => {
  const { server, experimentId, runIds } = await course(4);
  const { page } = await open(server, `/experiments/${experimentId}/runs`);
  const grid = page.getByRole("grid", { name: "Runs" });
  await grid.getByRole("rowheader", { name: "run-3" }).waitFor();
  await grid.focus();
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await grid.getByRole("checkbox", { name: "Choose run-3", checked: true }).waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("e");
  await grid.getByRole("button", { name: "Draw run-2 in charts", pressed: false }).waitFor();
  await page.keyboard.press("p");
  await grid.getByRole("button", { name: "Pin run-2", pressed: true }).nth(1).waitFor();
  expect(await grid.getByRole("rowheader").first().innerText()).toContain("run-2");
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/runs/${runIds[2]}`);
});

it("filters with completion, by keyboard, and tells a fault", async () => {
  const { server, experimentId } = await course(6);
  const { page } = await open(server, `/experiments/${experimentId}/runs`);
  await page.getByRole("rowheader", { name: "run-5" }).waitFor();
  await page.keyboard.press("/");
  const field = page.locator(".cm-content");
  await field.waitFor();
  await page.getByRole("option").first().waitFor();
  await page.keyboard.press("Tab"); // nothing was begun that it could complete: it leaves, and writes nothing
  const help = page.getByRole("button", { name: "How to write filters" });
  await expect.poll(() => help.evaluate((button) => button === document.activeElement)).toBe(true);
  await expect.poll(() => page.getByRole("option").count()).toBe(0);
  await page.keyboard.press("/");
  await page.keyboard.type("max_d");
  await page.getByRole("option", { name: "params.max_depth", selected: true }).waitFor();
  await page.keyboard.press("Tab");
  await page.getByRole("option", { name: ">=" }).waitFor();
  await page.keyboard.type(">= 8");
  await page.keyboard.press("Enter");
  await page.getByText("2 of 6 runs match").waitFor();
  expect(await field.innerText()).toBe("params.max_depth >= 8");
  await page.keyboard.type(" ANDD");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").getByText("AND or OR is expected instead of ANDD").waitFor();
});

it("shows what a filter from the address leaves, and what is wrong with one", async () => {
  const { server, experimentId } = await course(6);
  const filter = (text: string): string => `/experiments/${experimentId}/runs?${new URLSearchParams({ filter: text })}`;
  const { page } = await open(server, filter("params.max_depth >= 8 OR tags.model = 'xgboost'"), {
    faultsExpected: true,
  });
  await page.getByText("4 of 6 runs match").waitFor();
  await page.goto(`${server.url}/#${filter("metrics.rmse < 6 ANDD tags.a = 'b'")}`);
  await page.getByRole("alert").getByText("AND or OR is expected instead of ANDD").first().waitFor();
  await page.getByRole("button", { name: "Clear the filter" }).click();
  await page.getByText("6 of 6 runs match").waitFor();
});

it("filters by the value of a cell from its menu, opened by keyboard", async () => {
  const { server, experimentId } = await course(6);
  const { page } = await open(server, `/experiments/${experimentId}/runs?columns=["tags.model"]`);
  const grid = page.getByRole("grid", { name: "Runs" });
  await grid.getByRole("gridcell", { name: "xgboost" }).first().click();
  await page.keyboard.press("Alt+ArrowDown");
  await page.getByRole("menuitem", { name: "Only this value" }).click();
  await page.getByText("2 of 6 runs match").waitFor();
  expect(new URLSearchParams(page.url().split("?")[1]).get("filter")).toBe("tags.model = 'xgboost'");
});

it("deletes what is chosen, offers to undo it, and finds it among the deleted", async () => {
  const { server, experimentId } = await course(5);
  const { page } = await open(server, `/experiments/${experimentId}/runs`);
  await page.getByRole("checkbox", { name: "Choose run-4" }).click();
  await page.getByRole("checkbox", { name: "Choose run-2" }).click({ modifiers: ["Shift"] });
  const bar = page.getByRole("toolbar", { name: "Chosen runs" });
  await bar.getByText("3 runs chosen").waitFor();
  await bar.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete 3 runs" }).click();
  await page.getByText("2 of 2 runs match").waitFor();
  await page.getByRole("radio", { name: "Deleted" }).click();
  await page.getByText("3 of 3 runs match").waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("No deleted runs").waitFor();
  await page.getByRole("radio", { name: "Active" }).click();
  await page.getByText("5 of 5 runs match").waitFor();
});

it("groups runs with mean and range, and shows those of a group", async () => {
  const { server, experimentId } = await course(6);
  const { page } = await open(server, `/experiments/${experimentId}/runs?groupBy=["tags.model"]`);
  await page.getByText("6 of 6 runs match in 3 groups").waitFor();
  const grid = page.getByRole("grid", { name: "Runs" });
  const group = grid.getByRole("row").filter({ has: page.getByRole("rowheader", { name: "xgboost" }) });
  expect(await group.getByTitle(/^mean 8.85, min 8.7, max 9,/).innerText()).toBe("8.85\n±0.2121\n8.7 to 9");
  await group.getByRole("button", { name: "Runs of xgboost" }).click();
  await grid.getByRole("link", { name: "run-3" }).waitFor();
  expect(await grid.getAttribute("aria-rowcount")).toBe("6");
});

it("shows and hides columns, and keeps them in the address", async () => {
  const { server, experimentId } = await course(3);
  const { page } = await open(server, `/experiments/${experimentId}/runs`);
  const grid = page.getByRole("grid", { name: "Runs" });
  await grid.getByRole("rowheader", { name: "run-2" }).waitFor();
  await page.getByRole("button", { name: /^Columns/ }).click();
  const panel = page.getByRole("dialog", { name: "Columns" });
  await panel.getByRole("searchbox", { name: "Search columns" }).fill("rmse");
  await panel.getByRole("checkbox", { name: "min of rmse" }).click();
  await grid.getByRole("columnheader", { name: "rmse (min)" }).waitFor();
  await panel.getByRole("searchbox", { name: "Search columns" }).fill("model");
  await panel.getByRole("checkbox", { name: "model", exact: true }).click();
  await page.reload();
  await grid.getByRole("columnheader", { name: "model" }).waitFor();
  await grid.getByRole("columnheader", { name: "rmse (min)" }).waitFor();
});

it("leaves what is looked at in its place when runs arrive, and says how many", async () => {
  const { server, experimentId } = await course(60);
  const { page } = await open(server, "/models");
  const looked = page.waitForResponse((answer) => answer.url().endsWith("/revision"));
  await page.goto(`${server.url}/#/experiments/${experimentId}/runs`);
  const grid = page.getByRole("grid", { name: "Runs" });
  await grid.getByRole("rowheader", { name: "run-59" }).waitFor();
  await looked;
  await grid.evaluate((element) => element.scrollTo({ top: 640 }));
  const row = grid.getByRole("link", { name: "run-35", exact: true });
  await row.waitFor();
  const before = (await row.boundingBox())!.y;
  await call(server, "POST", "runs/create", { experiment_id: experimentId, run_name: "fresh", start_time: Date.now() });
  await page.getByRole("button", { name: "1 new run" }).waitFor();
  expect((await row.boundingBox())!.y).toBe(before);
  await page.getByRole("button", { name: "1 new run" }).click();
  await grid.getByRole("link", { name: "fresh" }).waitFor();
});

it("shows runs below their parents, however deep", async () => {
  const { server, experimentId, runIds } = await course(4);
  const below = async (child: number, parent: number): Promise<void> =>
    void (await call(server, "POST", "runs/set-tag", {
      run_id: runIds[child],
      key: "mlflow.parentRunId",
      value: runIds[parent],
    }));
  await below(1, 0);
  await below(2, 1);
  const { page } = await open(server, `/experiments/${experimentId}/runs?nested=true`);
  const grid = page.getByRole("grid", { name: "Runs" });
  await grid.getByRole("button", { name: "1 run below run-0" }).click();
  await grid.getByRole("button", { name: "1 run below run-1" }).click();
  await grid.getByRole("link", { name: "run-2" }).waitFor();
  const names = (await grid.getByRole("rowheader").allInnerTexts()).map((text) => text.split("\n").at(-1));
  expect(names).toEqual(["run-3", "run-0", "run-1", "run-2"]);
});

it("says once what is wrong with a filter in the address, and takes it away", async () => {
  const server = await startPage();
  const { experimentId } = await seed(server, "faulty", [{ name: "one", metrics: { rmse: 2 } }]);
  const path = `/experiments/${experimentId}/runs?filter=${encodeURIComponent("metrics.rmse < 'seven'")}`;
  const { page } = await open(server, path, { faultsExpected: true }); // the server refuses it too
  await page.getByText("No runs are shown while the filter cannot be read").waitFor();
  expect(await page.getByRole("alert").allTextContents()).toEqual([expect.stringContaining("compared with a number")]);
  await page.getByRole("button", { name: "Show all runs" }).click();
  await page.getByRole("rowheader", { name: "one" }).waitFor();
});

it("marks no order at the head of groups that groups cannot have", async () => {
  const server = await startPage();
  const runs = ["a", "b"].map((model, index) => ({ params: { model }, metrics: { rmse: index } }));
  const { experimentId } = await seed(server, "ordered", runs);
  const grouped = `/experiments/${experimentId}/runs?groupBy=${encodeURIComponent('["params.model"]')}`;
  const { page } = await open(server, `${grouped}&orderBy=${encodeURIComponent('["start_time DESC"]')}`);
  await page.getByRole("rowheader").first().waitFor();
  expect(await page.locator("[aria-sort=descending], [aria-sort=ascending]").count()).toBe(0);
  await page.goto(`${server.url}/#${grouped}&orderBy=${encodeURIComponent('["metrics.rmse DESC"]')}`);
  await page.locator("[aria-sort=descending]").waitFor();
});
