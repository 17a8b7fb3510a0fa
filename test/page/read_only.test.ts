/** A store that is only read: an old one of MLflow's. */
import { dirname } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { stored } from "../store/stored.js";
import { open, startPage, useBrowser } from "./page.js";

useBrowser();

it("says why an old store is only read, and offers no change of it", async () => {
  const server = await startPage(dirname(stored("old_stores/2.12.2")));
  onTestFinished(server.stop);
  const { page } = await open(server, "/experiments");
  await page
    .getByRole("status")
    .getByText(/^Only for reading: /)
    .waitFor();
  await page.getByRole("button", { name: "New experiment" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name" }).fill("more");
  await dialog.getByText(/^Only for reading: /).waitFor();
  expect(await dialog.getByRole("button", { name: "Create" }).isDisabled()).toBe(true);
  await page.keyboard.press("Escape");
  await page.locator(".experiments-name a").first().click();
  await page.getByRole("button", { name: /^(Details|About this experiment)$/ }).click();
  await page.getByRole("heading", { name: "Description" }).waitFor();
  expect(await page.getByRole("button", { name: "Edit description" }).count()).toBe(0);
  expect(await page.getByRole("button", { name: "Add tag" }).count()).toBe(0);

  await page.goto(`${server.url}/#/experiments/1/runs`);
  const grid = page.getByRole("grid", { name: "Runs" });
  await grid
    .getByRole("checkbox", { name: /^Choose / })
    .nth(1)
    .click();
  const bar = page.getByRole("toolbar", { name: "Chosen runs" });
  await bar.getByRole("link", { name: "Compare" }).waitFor();
  expect(await bar.getByRole("button").allInnerTexts()).not.toContain("Delete");
  await grid.getByRole("rowheader").first().click({ button: "right" });
  await page.getByRole("menuitem", { name: "Open" }).waitFor();
  expect(await page.getByRole("menuitem", { name: "Delete…" }).count()).toBe(0);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("menuitem", { name: "Back to the default" }).waitFor();
  expect(await page.getByRole("menuitem", { name: "Save this view…" }).count()).toBe(0);
  await page.keyboard.press("Escape");
  await page.goto(`${server.url}/#/experiments/1/runs/f78ad476a6354aeeb28f64fd99946748/artifacts`);
  await page.getByRole("searchbox", { name: "Find a file" }).waitFor();
  expect(await page.getByRole("button", { name: /^Upload/ }).count()).toBe(0);
});
