import { expect, it } from "vitest";
import { open, seed, startPage, useBrowser } from "./page.js";

useBrowser();

it("goes to an experiment, a run and a model by name, with the keyboard alone", async () => {
  const server = await startPage();
  const { experimentId, runIds } = await seed(server, "nyc-taxi", [{ name: "quick-owl-1" }, { name: "calm-fox-2" }]);
  const { page } = await open(server);
  await page.getByRole("heading", { name: "Experiments" }).waitFor();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("calm-fox");
  await page.getByRole("menuitem", { name: "calm-fox-2" }).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/#/experiments/${experimentId}/runs/${runIds[1]}*`);
});

it("lists the shortcuts of the page behind a question mark, but not where one writes", async () => {
  const server = await startPage();
  const { page } = await open(server);
  await page.getByRole("heading", { name: "Experiments" }).waitFor();
  await page.locator("body").press("?");
  const list = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await list.getByText("Find experiments, runs and models").waitFor();
  await page.keyboard.press("Escape");
  await list.waitFor({ state: "hidden" });
  await page.getByRole("searchbox").first().fill("what?");
  await page.getByRole("searchbox").first().press("?");
  expect(await list.count()).toBe(0);
});

it("speaks English all through, whatever the browser's language", async () => {
  const server = await startPage();
  const { experimentId } = await seed(server, "sprachen", [{ name: "one", metrics: { rmse: 2 } }]);
  const { page } = await open(server, `/experiments/${experimentId}/runs`, { locale: "de-DE" });
  await page.getByRole("button", { name: "Group by" }).click();
  await page.getByRole("menu", { name: "Group by" }).waitFor();
  await page.getByRole("button", { name: "Dismiss" }).first().waitFor({ state: "attached" });
});

it("says that a server is gone, and that it is back", async () => {
  const server = await startPage();
  const { page } = await open(server, "/", { faultsExpected: true });
  await page.getByRole("heading", { name: "Experiments" }).waitFor();
  const port = new URL(server.url).port;
  await server.stop();
  await page.getByRole("alert").getByText("The server does not answer.").waitFor();
  await startPage(server.folder, ["--port", port]);
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  await page.getByText("The server does not answer.").waitFor({ state: "hidden" });
});

it("shows the first run after eight requests", async () => {
  const server = await startPage();
  const { experimentId } = await seed(server, "small", [{ name: "one", params: { alpha: 1 }, metrics: { rmse: 2 } }]);
  const { page } = await open(server, "/experiments");
  await page.getByRole("link", { name: "small" }).waitFor();
  await page.goto("about:blank"); // an address that differs behind the # only would load nothing anew
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(`${server.url}/#/experiments/${experimentId}/runs`);
  await page.getByRole("rowheader").first().waitFor();
  expect(asked.filter((url) => url.startsWith(server.url)).length, asked.join("\n")).toBeLessThanOrEqual(8);
});

it("asks for no body while nothing changes", async () => {
  const server = await startPage();
  await seed(server, "quiet", [{ name: "one", params: { alpha: 1 }, metrics: { rmse: 2 } }]);
  const { page } = await open(server, "/experiments");
  await page.getByRole("link", { name: "quiet" }).waitFor();
  await page.waitForLoadState("networkidle");
  const answers = [0, 1].map(() => page.waitForResponse(/\/revision$/));
  const first = await answers[0]!;
  const second = await page.waitForResponse((answer) => answer.url().endsWith("/revision") && answer !== first);
  expect(second.status()).toBe(304);
  expect((await second.request().sizes()).responseBodySize).toBe(0);
});
