/** The list of experiments: found, made, described, renamed, deleted and brought back. */
import { expect, it, onTestFinished } from "vitest";
import { call, open, seed, startPage, useBrowser } from "./page.js";

useBrowser();

it("lists experiments with what goes on in them, and finds them by words and by filters", async () => {
  const server = await startPage();
  onTestFinished(server.stop);
  const runs = [{ metrics: { rmse: 7 } }, { status: "RUNNING" }] as const;
  const { experimentId } = await seed(server, "nyc-taxi-experiment", runs);
  await call(server, "POST", "experiments/set-experiment-tag", {
    experiment_id: experimentId,
    key: "team",
    value: "a",
  });
  await seed(server, "iris", []);
  const { page } = await open(server, "/experiments", { faultsExpected: true }); // one filter is wrong
  const taxi = page.getByRole("row", { name: /nyc-taxi-experiment/ });
  await taxi.getByText("1 running").waitFor();
  expect(await taxi.innerText()).toMatch(/team\s+a\s+2\s*1 running/);
  const search = page.getByRole("searchbox", { name: "Search experiments" });
  await search.fill("IRIS");
  await page.getByText("1 matches").waitFor();
  expect(await taxi.count()).toBe(0);
  await search.fill("tags.team = 'a'");
  await taxi.waitFor();
  expect(await page.getByRole("row").count()).toBe(2);
  await page.reload();
  await taxi.waitFor();
  expect(await page.getByRole("row").count()).toBe(2);
  await search.fill("nothing of the kind");
  await page.getByText("No experiment matches").waitFor();
  await search.fill("tags.team > 'a'");
  await page
    .getByRole("alert")
    .getByText(/Invalid|team/)
    .waitFor();
});

it("makes, renames, describes, deletes and restores an experiment", async () => {
  const server = await startPage();
  onTestFinished(server.stop);
  const { page } = await open(server, "/experiments", { faultsExpected: true });
  await page.getByRole("button", { name: "New experiment" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Default");
  await page.keyboard.press("Enter");
  await page
    .getByRole("dialog")
    .getByText(/already exists/)
    .waitFor();
  await page.getByRole("textbox", { name: "Name" }).fill("taxi <b>");
  await page.keyboard.press("Enter");
  await page.waitForURL(/#\/experiments\/1\/runs/);
  await page.getByRole("link", { name: "Experiments", exact: true }).first().click();

  const menu = (name: string) => page.getByRole("button", { name: `Actions for experiment ${name}` });
  await menu("taxi <b>").click();
  await page.getByRole("menuitem", { name: "Rename" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("taxi");
  await page.getByRole("button", { name: "Rename" }).click();
  await menu("taxi").click();
  await page.getByRole("menuitem", { name: "Description and tags" }).click();
  await page.getByRole("button", { name: "Edit description" }).click();
  await page.getByRole("textbox", { name: /Description/ }).fill("**Durations** <script>alert(1)</script>");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Durations", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Close" }).click();
  const [experiment] = await experiments(server, "ACTIVE_ONLY");
  expect(experiment).toMatchObject({
    name: "taxi",
    tags: [{ key: "mlflow.note.content", value: "**Durations** <script>alert(1)</script>" }],
  });

  await menu("taxi").click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await page.getByText("Deleted experiment taxi").waitFor();
  expect(await experiments(server, "DELETED_ONLY")).toMatchObject([{ name: "taxi" }]);
  await page.getByRole("button", { name: "Undo" }).click();
  await menu("taxi").waitFor();
  expect(await experiments(server, "DELETED_ONLY")).toEqual([]);
});

it("scrolls through thousands, and opens several together", async () => {
  const server = await startPage();
  onTestFinished(server.stop);
  for (let index = 0; index < 300; index++)
    await call(server, "POST", "experiments/create", { name: `e${String(index).padStart(3, "0")}` });
  const { page } = await open(server, "/experiments?orderBy=name%20ASC");
  await page.getByRole("link", { name: "e000" }).waitFor();
  expect(await page.getByRole("row").count()).toBeLessThan(80);
  expect(await page.getByRole("table").getAttribute("aria-rowcount")).toBe("302");
  await page.keyboard.press("End");
  await page.getByRole("link", { name: "e299" }).waitFor();
  await page.getByRole("checkbox", { name: "Choose e298" }).check();
  await page.getByRole("checkbox", { name: "Choose e299" }).check();
  await page.keyboard.press("Home");
  await page.getByRole("link", { name: "Compare 2 experiments" }).click();
  await page.waitForURL(/#\/experiments\/(299,300|299%2C300)\/runs/);
});

async function experiments(server: { readonly url: string }, view: string): Promise<readonly object[]> {
  const request = { max_results: 10, view_type: view, filter: "name != 'Default'" };
  return ((await call(server, "POST", "experiments/search", request))["experiments"] ?? []) as object[];
}

it("takes every letter of a search that is typed fast, and empties the box where the address does", async () => {
  const server = await startPage();
  onTestFinished(server.stop);
  await seed(server, "nyc-taxi-experiment", []);
  const { page } = await open(server, "/experiments");
  const search = page.getByRole("searchbox", { name: "Search experiments" });
  await search.pressSequentially("nyc-taxi-exp");
  await page.waitForURL(/search=nyc-taxi-exp$/);
  expect(await search.inputValue()).toBe("nyc-taxi-exp");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Experiments" }).click();
  await page.waitForURL(/#\/experiments$/);
  expect(await search.inputValue()).toBe("");
});
