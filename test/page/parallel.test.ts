/** Parallel coordinates by pointer and keyboard, in Chromium, with made-up runs. */
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { RunTable } from "../../src/protocol/page.js";
import { type Brush, filterOf, maskOf } from "../../src/ui/runs/brush.js";
import { open, seed, startPage, useBrowser } from "./page.js";
import { type ChartServer, serveChart } from "./parallel_chart/serve.js";

useBrowser();

let server: ChartServer;
beforeAll(async () => {
  server = await serveChart();
});
afterAll(() => server.stop());

/** The chart of so many runs, when its lines are drawn. */
async function openChart(runs: number, more = ""): Promise<Page> {
  const { page } = await open({ url: server.url }, "/", { viewport: { width: 1440, height: 700 } });
  await page.goto(`${server.url}/?runs=${runs}${more}`);
  await drawn(page);
  return page;
}

async function drawn(page: Page): Promise<void> {
  await page.locator('.parallel-chosen[data-state="complete"]').waitFor();
}

const said = (page: Page, what: string): Locator => page.getByRole("status", { name: what, exact: true });
const chosen = (page: Page): Locator => page.locator(".parallel-counts");
const canvas = (page: Page): Locator => page.getByRole("img", { name: /^Parallel coordinates/ });
const band = (page: Page, field: string): Locator => page.locator(`[data-field="${field}"]`);

/** Presses on an axis at one share of its height from the top and lets go at another. */
async function drag(page: Page, field: string, from: number, to: number): Promise<void> {
  const box = (await band(page, field).boundingBox())!;
  const x = box.x + box.width / 2;
  await page.mouse.move(x, box.y + box.height * from);
  await page.mouse.down();
  await page.mouse.move(x, box.y + box.height * ((from + to) / 2));
  await page.mouse.move(x, box.y + box.height * to);
  await page.mouse.up();
}

async function brushes(
  page: Page,
): Promise<{ field: string; ranges?: [number, number][]; values?: string[]; missing?: boolean }[]> {
  return JSON.parse((await said(page, "brushes").textContent())!) as never;
}

it("choose the same runs by what is brushed as the filter that is made of it", async () => {
  const store = await startPage();
  onTestFinished(store.stop);
  const values = [NaN, Infinity, -Infinity, 0, 5, undefined, -3];
  const { experimentId } = await seed(
    store,
    "brushes",
    values.map((value, index) => ({ name: `${index}`, metrics: value === undefined ? {} : { m: value } })),
  );
  const brushed: readonly Omit<Brush, "field">[] = [
    ...["NaN", "Infinity", "-Infinity", "5"].map((value) => ({ values: [value] })),
    { missing: true },
    { ranges: [[-3, 0]], missing: true, values: ["NaN"] },
    {},
  ];
  for (const part of brushed) {
    const brush = { field: "metrics.m", ...part };
    const wire = values.map((value) => (value === undefined ? null : Number.isFinite(value) ? value : String(value)));
    const mask = maskOf([brush], values.length, () => wire);
    const answer = await fetch(`${store.url}/ajax-api/labbook/runs/table`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ experimentIds: [experimentId], filter: filterOf([brush]), limit: 10, fields: [] }),
    });
    const { runs } = (await answer.json()) as RunTable;
    expect(runs.runName.map(Number).sort(), filterOf([brush])).toEqual(
      [...mask.keys()].filter((run) => mask[run] === 1),
    );
  }
});

describe("parallel coordinates", () => {
  it("choose runs by ranges that are drawn, added, moved and taken away on axes", async () => {
    const page = await openChart(200);
    await expect.poll(() => chosen(page).textContent()).toBe("200 runs");
    await drag(page, "params.max_depth", 0.1, 0.3);
    const [first] = await brushes(page);
    expect(first).toMatchObject({ field: "params.max_depth" });
    expect(await chosen(page).textContent()).toMatch(/^\d+ of 200 runs chosen$/);
    await drag(page, "params.max_depth", 0.6, 0.8);
    const two = (await brushes(page))[0]!.ranges!;
    expect([two.length, two[1]]).toEqual([2, first!.ranges![0]]);
    await drag(page, "params.max_depth", 0.7, 0.75);
    const moved = (await brushes(page))[0]!.ranges!;
    expect(moved[0]![0]).toBeLessThan(two[0]![0]);
    expect(moved[0]![1] - moved[0]![0]).toBeCloseTo(two[0]![1] - two[0]![0], 0);
    await drag(page, "metrics.rmse", 0.3, 1);
    expect((await brushes(page)).map(({ field }) => field)).toEqual(["params.max_depth", "metrics.rmse"]);
    await drawn(page);
    const label = (await canvas(page).getAttribute("aria-label"))!;
    expect(await canvas(page).getAttribute("data-lines")).toBe(/(\d+) chosen/.exec(label)![1]);
    await band(page, "params.max_depth").click({ position: { x: 13, y: 190 } });
    expect((await brushes(page)).map(({ field }) => field)).toEqual(["metrics.rmse"]);
    await page.getByRole("button", { name: "Keep" }).click();
    expect(await said(page, "said").textContent()).toBe("keep 1");
    await page.getByRole("button", { name: "Reset" }).click();
    expect(await brushes(page)).toEqual([]);
  });

  it("drop no run: missing values and NaN have places, which can be chosen", async () => {
    const page = await openChart(200);
    await page
      .getByText("5 runs lack learning_rate: shown at ∅; 3 runs have NaN as train-rmse: shown below the scale")
      .waitFor();
    expect(await canvas(page).getAttribute("data-lines")).toBe("200");
    const place = (await page.locator(".parallel-place", { hasText: "∅" }).locator("circle").boundingBox())!;
    await page.mouse.click(place.x + 2, place.y + 2);
    expect(await brushes(page)).toEqual([{ field: "params.learning_rate", missing: true }]);
    expect(await chosen(page).textContent()).toBe("5 of 200 runs chosen");
    const none = (await page.locator(".parallel-place", { hasText: "NaN" }).last().locator("circle").boundingBox())!;
    await page.mouse.click(none.x + 2, none.y + 2);
    expect((await brushes(page))[1]).toEqual({ field: "metrics.rmse", values: ["NaN"] });
    await drag(page, "params.objective", 0.4, 1);
    expect((await brushes(page))[2]).toEqual({
      field: "params.objective",
      values: ["poisson", "regression-squared-error"],
    });
  });

  it("can be used by keyboard alone", async () => {
    const page = await openChart(200);
    const name = page.getByRole("button", { name: /^learning_rate, axis/ });
    await name.focus();
    await page.keyboard.press("Alt+ArrowLeft");
    await page.getByRole("button", { name: "learning_rate, axis 1 of 10, logarithmic; invert" }).waitFor();
    await expect.poll(() => name.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press("Enter");
    await expect.poll(() => name.getAttribute("aria-pressed")).toBe("true");
    await page.keyboard.press("ArrowDown");
    const lower = page.getByRole("slider", { name: "learning_rate, lower end" });
    await expect.poll(() => lower.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press("PageUp");
    await page.keyboard.press("ArrowUp");
    await expect.poll(() => lower.getAttribute("aria-valuenow")).toBe("11");
    const text = (await lower.getAttribute("aria-valuetext"))!;
    await expect.poll(async () => String((await brushes(page))[0]?.ranges?.[0]?.[0])).toBe(text); // after both keys
    const [low, high] = (await brushes(page))[0]!.ranges![0]!;
    await page.keyboard.press("Tab");
    const upper = page.getByRole("slider", { name: "learning_rate, upper end" });
    expect(await upper.getAttribute("aria-valuetext")).toBe(String(Number(high.toPrecision(6))));
    await page.keyboard.press("Home");
    await expect.poll(async () => (await brushes(page))[0]!.ranges).toEqual([[low, low]]);
    await page.keyboard.press("Delete");
    await expect.poll(() => brushes(page)).toEqual([]);
  });

  it("take typed ranges, other scales, colours and further axes from menus", async () => {
    const page = await openChart(200);
    const menu = async (axis: string, item: string): Promise<void> => {
      await page.getByRole("button", { name: `Menu of axis ${axis}` }).click();
      await page.getByRole("menu").getByText(item, { exact: true }).click();
    };
    await menu("max_depth", "Choose values…");
    await page.getByLabel("From", { exact: true }).fill("x");
    await page.getByText("x is not a number").waitFor();
    await page.getByLabel("From", { exact: true }).fill("10");
    await page.getByLabel("To", { exact: true }).fill("20.5");
    await page.getByRole("button", { name: "Choose" }).click();
    expect(await brushes(page)).toEqual([{ field: "params.max_depth", ranges: [[10, 20.5]] }]);
    await menu("max_depth", "Percentile");
    await page.getByRole("button", { name: "max_depth, axis 1 of 10, percentile; invert" }).waitFor();
    await menu("objective", "Colour lines by this");
    await page.getByRole("list", { name: "Colours of objective" }).getByText("poisson").waitFor();
    await menu("seconds", "Remove axis");
    await page.getByRole("button", { name: "Add axis" }).click();
    await page.getByRole("searchbox", { name: "Search columns" }).fill("sec");
    await page.getByRole("menuitem", { name: /seconds/ }).click();
    await page.getByRole("button", { name: /^seconds, axis 10 of 10/ }).waitFor();
  });

  it("move an axis with its name, and invert it by a click", async () => {
    const page = await openChart(200);
    const name = page.getByRole("button", { name: /^max_depth, axis/ });
    const [from, to] = [
      (await name.boundingBox())!,
      (await page.getByRole("button", { name: /^objective, axis/ }).boundingBox())!,
    ];
    await page.mouse.move(from.x + 5, from.y + 5);
    await page.mouse.down();
    await page.mouse.move(from.x + 60, from.y + 5);
    await page.mouse.move(to.x + 5, to.y + 5, { steps: 5 });
    await page.mouse.up();
    await page.getByRole("button", { name: "max_depth, axis 5 of 10, linear; invert" }).waitFor();
    expect(await name.getAttribute("aria-pressed")).toBe("false");
    await name.click();
    await expect
      .poll(() => said(page, "axes").textContent())
      .toContain('params.max_depth{"inverted":true} params.max_bin');
  });

  it("share the run under the pointer, open it by a click, and show what filters choose", async () => {
    const page = await openChart(200, "&hidden");
    expect(await canvas(page).getAttribute("data-lines")).toBe("199");
    const area = (await canvas(page).boundingBox())!;
    for (let y = 60; y < 300 && (await said(page, "hovered").textContent()) === ""; y += 7)
      await page.mouse.move(area.x + 90, area.y + y);
    const run = (await said(page, "hovered").textContent())!;
    expect(run).toMatch(/^run-\d+$/);
    await page.locator(".parallel-tip").getByText(run, { exact: true }).waitFor();
    await page.mouse.down();
    await page.mouse.up();
    expect(await said(page, "said").textContent()).toBe(`open ${run}`);
    await page.getByRole("button", { name: "run-1", exact: true }).focus();
    await expect.poll(() => page.locator(".parallel-chosen").evaluate((element) => element.style.opacity)).toBe("0.45");
    await page.getByRole("button", { name: "filter poisson" }).click();
    await expect.poll(() => page.locator(".parallel-brush").count()).toBe(1);
    await drawn(page);
    expect(await chosen(page).textContent()).toMatch(/^\d+ of 199 runs chosen, 1 hidden$/);
  });

  it("are saved as pictures", async () => {
    const page = await openChart(40);
    const typeOf = async (format: string): Promise<[string, string]> => {
      const before = (await said(page, "said").textContent())!;
      await page.getByRole("button", { name: format, exact: true }).click();
      const isNew = async (): Promise<boolean> => (await said(page, "said").textContent()) !== before;
      await expect.poll(isNew).toBe(true); // Chromium writes images when it is idle
      const url = (await said(page, "said").textContent())!;
      return page.evaluate(async (address) => {
        const blob = await (await fetch(address)).blob();
        return [blob.type, (await blob.text()).slice(0, 200_000)];
      }, url);
    };
    expect((await typeOf("png"))[0]).toBe("image/png");
    const [type, svg] = await typeOf("svg");
    expect([type, svg.match(/<polyline/g)!.length]).toEqual(["image/svg+xml", 40]);
    expect(svg).toContain("40 runs, coloured by rmse");
    for (const text of ["regression-squared-error", "regression-squared-log-error"]) expect(svg).toContain(`>${text}<`);
  });

  it("gather 5,000 lines as an image, all of them, and again for each brush", async () => {
    const page = await openChart(5000);
    expect(await canvas(page).getAttribute("data-lines")).toBe("5000");
    await drag(page, "metrics.rmse", 0.3, 0.9);
    await drawn(page);
    const count = Number((await canvas(page).getAttribute("data-lines"))!);
    expect(count).toBeGreaterThan(1200);
    expect(await chosen(page).textContent()).toBe(`${count.toLocaleString("en-US")} of 5,000 runs chosen`);
  });
});
