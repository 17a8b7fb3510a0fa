/** The story by keyboard alone: what has the focus can be seen, and the focus is somewhere after each step. */
import type { Locator, Page } from "playwright-core";
import { expect, it } from "vitest";
import { call, open, seed, startPage, useBrowser } from "./page.js";

useBrowser();

const MLmodel = "artifact_path: models_mlflow\nflavors:\n  xgboost:\n    model_class: xgboost.core.Booster\n";

/** What is wrong with where the focus is; empty: nothing. */
function faultOfFocus(page: Page): Promise<string> {
  return page.evaluate(() => {
    const { activeElement } = document;
    if (activeElement === null || activeElement === document.body) return "nothing has the focus";
    if (activeElement.id === "content") return ""; // a page that has just come
    const cell = document.getElementById(activeElement.getAttribute("aria-activedescendant") ?? "");
    const around = activeElement.closest("[data-focus-visible], label");
    const field = activeElement.closest(".runs-filter-line");
    const marked = [activeElement, cell, around, activeElement.parentElement, field].some((element) => {
      if (element === null) return false;
      const { outlineStyle, outlineWidth, boxShadow, backgroundColor } = getComputedStyle(element);
      const isItem = element.matches("[role^=menuitem], [role=option]") && backgroundColor !== "rgba(0, 0, 0, 0)";
      return (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none" || isItem;
    });
    const { width, height, top, bottom } = (cell ?? around ?? activeElement).getBoundingClientRect();
    const seen = width > 0 && height > 0 && bottom > 0 && top < innerHeight;
    const name = `${activeElement.tagName} ${activeElement.className} ${activeElement.textContent.slice(0, 40)}`;
    return !marked ? `cannot be told from the rest: ${name}` : seen ? "" : `out of sight: ${name}`;
  });
}

/** Presses keys one after the other; after each the focus is somewhere, to be seen. */
async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    await page.keyboard.press(key);
    await expect.poll(() => faultOfFocus(page), { message: `after ${key}` }).toBe("");
  }
}

const hasFocus = (wanted: Locator): Promise<boolean> =>
  wanted.evaluate((element) => element === document.activeElement || element.contains(document.activeElement));

async function tabTo(page: Page, wanted: Locator, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
  await wanted.waitFor();
  for (let times = 0; times < 40 && !(await hasFocus(wanted)); times++) await press(page, key);
  expect(await hasFocus(wanted), `${wanted} is reached by Tab`).toBe(true);
}

async function focusComesTo(wanted: Locator): Promise<void> {
  await wanted.waitFor();
  const waiting = { message: `the focus comes to ${wanted}` };
  await expect.poll(() => hasFocus(wanted), waiting).toBe(true);
}

async function course() {
  const server = await startPage();
  const seeded = await seed(
    server,
    "nyc-taxi-experiment",
    Array.from({ length: 300 }, (_, index) => ({
      name: `run-${index}`,
      params: { max_depth: index },
      metrics: { rmse: 6 + ((index * 7) % 300) / 100 },
      ...(index === 0 && { artifacts: { "models_mlflow/MLmodel": MLmodel } }),
    })),
  );
  return { server, ...seeded };
}

it("leads from the experiment to Production, and the focus is never lost", async () => {
  const { server, runIds } = await course();
  const { page } = await open(server, "/experiments");
  await tabTo(page, page.getByRole("link", { name: "nyc-taxi-experiment" }));
  await press(page, "Enter");
  const grid = page.getByRole("grid", { name: "Runs" });
  await tabTo(page, grid);
  const active = (): Promise<string> =>
    grid.evaluate((it) => document.getElementById(it.getAttribute("aria-activedescendant")!)?.textContent.trim() ?? "");
  for (let times = 0; times < 8 && (await active()) !== "rmse"; times++) await press(page, "ArrowRight");
  await press(page, "Enter");
  await grid.getByRole("rowheader").first().getByRole("link", { name: "run-0", exact: true }).waitFor();
  await press(page, "Control+End", "PageUp", "PageUp"); // rows go and others come
  await focusComesTo(grid);
  await press(page, "Control+Home", "Enter");
  await page.waitForURL(`**/runs/${runIds[0]}`);

  const register = page.getByRole("button", { name: "Register model" });
  await tabTo(page, register);
  await press(page, "Enter");
  const dialog = page.getByRole("dialog");
  await tabTo(page, dialog.getByRole("combobox", { name: "Registered model" }));
  await page.keyboard.type("nyc-taxi-regressor");
  await tabTo(page, dialog.getByRole("button", { name: "Register", exact: true }));
  await press(page, "Enter");
  await page.getByText("Registered nyc-taxi-regressor, version 1").waitFor();
  await focusComesTo(register);

  await page.keyboard.press("Control+k");
  await focusComesTo(page.getByRole("dialog"));
  await page.keyboard.type("nyc-taxi-reg");
  const found = page.getByRole("menuitem", { name: "nyc-taxi-regressor" });
  await found.waitFor();
  const isMarked = (): Promise<boolean> => found.evaluate((element) => element.hasAttribute("data-focused"));
  for (let times = 0; times < 5 && !(await isMarked()); times++) await press(page, "ArrowDown");
  await press(page, "Enter");
  await page.getByRole("heading", { name: "nyc-taxi-regressor", level: 1 }).waitFor();
  await tabTo(page, page.getByRole("link", { name: "Version 1", exact: true }));
  await press(page, "Enter");
  await tabTo(page, page.getByRole("button", { name: "Stage of version 1: No stage. Change" }));
  await press(page, "Enter", "ArrowDown", "Enter");
  await tabTo(page, page.getByRole("button", { name: "Move to Production" }));
  await press(page, "Enter");
  await focusComesTo(page.getByRole("button", { name: "Stage of version 1: Production. Change" }));
  const { model_version } = await call(server, "GET", "model-versions/get", {
    name: "nyc-taxi-regressor",
    version: "1",
  });
  expect(model_version).toMatchObject({ current_stage: "Production", run_id: runIds[0] });
});

it("puts the focus back when a dialog, a menu or the list of shortcuts closes", async () => {
  const { server, experimentId, runIds } = await course();
  const { page } = await open(server, `/experiments/${experimentId}/runs/${runIds[0]}`);
  const more = page.getByRole("button", { name: "More actions" });
  await tabTo(page, more);
  await press(page, "Enter", "Escape");
  await focusComesTo(more);
  await press(page, "Enter", "Enter"); // Rename
  await focusComesTo(page.getByRole("dialog"));
  await press(page, "Escape");
  await focusComesTo(more);
  await press(page, "Enter", "ArrowDown", "Enter"); // Delete
  await focusComesTo(page.getByRole("alertdialog"));
  await press(page, "Enter");
  await page.getByText("Deleted run run-0").waitFor();
  await expect.poll(() => faultOfFocus(page)).toBe("");
  await tabTo(page, more);
  await press(page, "?");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  await press(page, "Escape");
  await focusComesTo(more);

  await page.goto(`${server.url}/#/experiments/${experimentId}/runs`);
  const grid = page.getByRole("grid", { name: "Runs" });
  await tabTo(page, grid);
  await press(page, "j", "j", "x");
  await page.getByRole("toolbar", { name: "Chosen runs" }).waitFor();
  await press(page, "Alt+ArrowDown");
  await page.getByRole("menu").waitFor();
  await press(page, "Escape");
  await focusComesTo(grid);
  await tabTo(page, page.getByRole("button", { name: "Delete", exact: true }), "Shift+Tab");
  await press(page, "Enter");
  await focusComesTo(page.getByRole("alertdialog"));
  await press(page, "Enter");
  await page.getByText("298 of 298 runs match").waitFor();
  await expect.poll(() => faultOfFocus(page)).toBe("");
});
