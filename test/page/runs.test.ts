/** The runs page: the table opens, sorts, scrolls, and is worked by keyboard. */
import { expect, it, onTestFinished } from "vitest";
import { open, type PageServer, seed, startPage, useBrowser } from "./page.js";

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
