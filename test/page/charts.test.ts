/** Charts of the runs: what opens, how they are set up and tied together, lines, pictures. */
import { readFile } from "node:fs/promises";
import { expect, it, onTestFinished } from "vitest";
import { open, seed, startPage, useBrowser } from "./page.js";

useBrowser();

/** `count` runs whose rmse is lowest where the learning rate is 0.1; every tenth has no metrics. */
async function course(count: number) {
  const server = await startPage();
  onTestFinished(server.stop);
  const runs = Array.from({ length: count }, (_, index) => {
    const rate = 0.01 * (index + 1);
    const last = 6 + (rate - 0.1) ** 2 * 100;
    return {
      name: `run-${index}`,
      params: { learning_rate: rate, max_depth: 4 + ((index * 7) % 11), model: index % 2 === 0 ? "lasso" : "ridge" },
      metrics:
        index % 10 === 9 ? {} : { rmse: last, "validation-rmse": [last + 3, index === 0 ? NaN : last + 2, last + 1] },
    };
  });
  return { server, ...(await seed(server, "nyc-taxi-experiment", runs)) };
}

function charts(experimentId: string, setups: readonly object[]): string {
  return `/experiments/${experimentId}/runs?shown=charts&charts=${encodeURIComponent(JSON.stringify(setups))}`;
}

it("opens on what tells most, and each chart says in words what it shows", async () => {
  const { server, experimentId } = await course(20);
  const { page } = await open(server, `/experiments/${experimentId}/runs?shown=charts`);
  const panel = page.getByRole("region", { name: "Charts", exact: true });
  await panel
    .getByText(/^Parallel coordinates of 20 runs over 5 axes, 20 chosen/)
    .or(panel.getByLabel(/^Parallel coordinates of 20 runs over 5 axes, 20 chosen/))
    .first()
    .waitFor({ state: "attached" });
  await panel.getByRole("figure", { name: "Scatter plot of rmse against learning_rate, 20 runs" }).waitFor();
  await panel.getByRole("img", { name: "Lines of validation-rmse by step, 20 runs" }).waitFor();
  await panel.getByRole("figure", { name: /^Importance for rmse: learning_rate 0\.\d\d/ }).waitFor();
  await panel.getByRole("figure", { name: /^Rank correlation with rmse: validation-rmse 1\.00/ }).waitFor();
  await panel.getByText("20 runs", { exact: true }).first().waitFor();
});

it("makes brushes of a box on the scatter, which every chart follows and the address keeps", async () => {
  const { server, experimentId } = await course(20);
  const path = charts(experimentId, [
    { kind: "scatter", x: "params.learning_rate", y: "metrics.validation-rmse" },
    { kind: "box", by: "params.model" },
  ]);
  const { page } = await open(server, path);
  const scatter = page.getByRole("article", { name: "validation-rmse against learning_rate" });
  await scatter.locator("[data-state=drawn]").waitFor();
  const frame = (await scatter.locator(".nsewdrag").boundingBox())!;
  await page.mouse.move(frame.x + 1, frame.y + 1);
  await page.mouse.down();
  await page.mouse.move(frame.x + frame.width / 2, frame.y + frame.height - 1, { steps: 4 });
  await page.mouse.up();
  const amount = page.getByText(/^\d+ chosen of 20 runs$/);
  await amount.waitFor();
  const chosen = Number.parseInt(await amount.innerText());
  expect(chosen).toBeGreaterThan(7);
  expect(chosen).toBeLessThan(13);
  expect(decodeURIComponent(page.url())).toContain('{"field":"params.learning_rate","ranges":[[0.01,');
  await page.waitForFunction(
    (count) => document.querySelectorAll("article:first-child .charts-faded").length === count,
    20 - chosen,
  );
  expect(await page.locator("article:last-child .charts-faded").count()).toBeGreaterThan(5);
  await page.goBack();
  await page.getByText("20 runs", { exact: true }).waitFor();
  expect(await page.locator(".charts-faded").count()).toBe(0);
});

it("is set up by hand: added, changed, moved, removed, and kept by the address", async () => {
  const { server, experimentId } = await course(12);
  const { page } = await open(server, charts(experimentId, [{ kind: "scatter" }]));
  await page.getByRole("button", { name: "Add chart" }).click();
  await page.getByRole("menuitem", { name: "Bars" }).click();
  const bars = page.getByRole("article", { name: "rmse of each run" });
  await bars.getByRole("figure", { name: "Bars of rmse, 11 of 11 runs" }).waitFor();
  await bars.getByRole("button", { name: "Set up rmse of each run" }).click();
  await page.getByLabel("Value").selectOption({ label: "validation-rmse" });
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "More for validation-rmse of each run" }).click();
  await page.getByRole("menuitem", { name: "Move up" }).click();
  const titles = page.getByRole("article").getByRole("heading");
  await titles.first().filter({ hasText: "validation-rmse of each run" }).waitFor();
  await page.reload();
  await page.getByRole("figure", { name: "Bars of validation-rmse, 11 of 11 runs" }).waitFor();
  expect(await titles.allInnerTexts()).toEqual(["validation-rmse of each run", "rmse against learning_rate"]);
  await page.getByRole("button", { name: "More for validation-rmse of each run" }).click();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  await page.getByRole("button", { name: "Undo" }).click();
  await titles.nth(1).waitFor();
  await page.getByRole("searchbox", { name: "Search charts" }).fill("bars");
  await titles.nth(1).waitFor({ state: "detached" });
  expect(await titles.allInnerTexts()).toEqual(["validation-rmse of each run"]);
});

it("compares runs at one step, the least first, and marks what is not finite", async () => {
  const { server, experimentId } = await course(5);
  const { page } = await open(server, charts(experimentId, [{ kind: "lines", smoothing: 0.5 }]));
  const card = page.getByRole("article", { name: "Metric history" });
  const legend = card.getByRole("region", { name: "Values of the lines" });
  await legend.getByRole("columnheader", { name: "Last" }).waitFor();
  await card.getByText("× marks NaN and infinite values.").waitFor();
  const plot = (await card.locator(".u-over").boundingBox())!;
  await page.mouse.move(plot.x + 2, plot.y + 30, { steps: 3 });
  await legend.getByRole("columnheader", { name: "At step 0" }).waitFor();
  const rows = (await legend.getByRole("row").allInnerTexts()).map((text) => text.trim().split(/\s+/));
  expect(rows.slice(1).map(([name]) => name)).toEqual(["run-4", "run-3", "run-2", "run-1", "run-0"]);
  expect(rows[1]![1]).toBe("9.25");
});

it("shows itself as a table, and saves as a picture", async () => {
  const { server, experimentId } = await course(5);
  const { page } = await open(server, charts(experimentId, [{ kind: "contour" }, { kind: "lines" }]));
  const card = page.getByRole("article", { name: "rmse over learning_rate and max_depth" });
  await card.locator("[data-state=drawn]").waitFor();
  expect(await card.locator('.modebar-btn[data-title^="Zoom"]').count()).toBeGreaterThan(0);
  expect(await card.locator('.modebar-btn[data-title^="Share"]').count()).toBe(0);
  for (const [name, title] of [
    ["rmse over learning_rate and max_depth", "rmse_over_learning_rate_and_max_depth.svg"],
    ["Metric history", "Metric_history.svg"],
  ] as const) {
    await page.getByRole("article", { name }).locator(".u-over, [data-state=drawn]").waitFor();
    await page.getByRole("button", { name: `More for ${name}` }).click();
    const coming = page.waitForEvent("download");
    await page.getByRole("menuitem", { name: "Download SVG" }).click();
    const file = await coming;
    expect(file.suggestedFilename()).toBe(title);
    expect(await readFile(await file.path(), "utf8")).toMatch(/^<svg .*<path/s);
  }
  await card.getByRole("button", { name: "Show as table" }).click();
  const table = card.getByRole("region", { name: "rmse over learning_rate and max_depth as a table" });
  expect((await table.getByRole("row").allInnerTexts()).slice(0, 2).map((text) => text.trim().split(/\s+/))).toEqual([
    ["Run", "learning_rate", "max_depth", "rmse"],
    ["run-4", "0.05", "10", "6.25"],
  ]);
});

it("opens addresses that were edited or that name columns which are gone, and charts fit what the table is sorted by", async () => {
  const { server, experimentId } = await course(20);
  const odd = [
    { kind: "lines", keys: 5, smoothing: "much" },
    { kind: "parallel", axes: [5] },
    { kind: "scatter", color: "params.gone", size: "metrics.gone" },
    { kind: "pie" },
  ];
  const { page } = await open(
    server,
    `${charts(experimentId, odd)}&orderBy=${encodeURIComponent('["metrics.validation-rmse ASC"]')}`,
  );
  await page.getByRole("figure", { name: "Scatter plot of validation-rmse against learning_rate, 20 runs" }).waitFor();
  await page.getByRole("img", { name: "Lines of validation-rmse by step, 20 runs" }).waitFor();
  expect(await page.getByRole("article").count()).toBe(3);
});

it("says what logarithms leave out", async () => {
  const server = await startPage();
  onTestFinished(server.stop);
  const { experimentId } = await seed(server, "losses", [{ name: "a", metrics: { elbo: [-9, -3, -1] } }]);
  const { page } = await open(server, charts(experimentId, [{ kind: "lines", logY: true }]));
  await page.getByText("What is 0 or below has no logarithm and is left out.").waitFor();
});

it("colours dots by the values of a text", async () => {
  const { server, experimentId } = await course(12);
  const { page } = await open(server, charts(experimentId, [{ kind: "scatter", color: "params.model" }]));
  await page.locator("[data-state=drawn]").waitFor();
  const bar = page.locator(".colorbar");
  await bar.getByText("lasso").waitFor();
  await bar.getByText("ridge").waitFor();
});

it("draws the groups of the table: in its colours, by boxes and bars of their own, as mean lines with their range", async () => {
  const { server, experimentId } = await course(20);
  const setups = [{ kind: "scatter" }, { kind: "bar" }, { kind: "box" }, { kind: "lines" }, { kind: "parallel" }];
  const grouped = charts(experimentId, setups).replace(
    "shown=charts",
    `shown=both&groupBy=${encodeURIComponent('["params.model"]')}`,
  );
  const { page } = await open(server, grouped);
  const legend = page.getByRole("list", { name: "Colours of groups by model" });
  await legend.getByText("lasso").waitFor();
  expect((await legend.innerText()).replace(/\s+/g, " ")).toBe("lasso 10 ridge 10");
  const colors = await legend
    .locator(".charts-swatch")
    .evaluateAll((all) => all.map((one) => getComputedStyle(one).backgroundColor));
  expect(new Set(colors).size).toBe(2);

  const table = page.getByRole("grid", { name: "Runs" });
  const row = table.getByRole("row").filter({ hasText: "ridge" });
  await row.getByRole("button", { name: "Runs of ridge" }).click();
  const run = table.getByRole("row").filter({ hasText: "run-1" }).first();
  for (const one of [row, run])
    expect(await one.locator(".runs-swatch").evaluate((swatch) => getComputedStyle(swatch).backgroundColor)).toBe(
      colors[1],
    );

  const dots = page.getByRole("article", { name: "rmse against learning_rate" });
  await dots.locator("[data-state=drawn]").waitFor();
  expect(
    new Set(await dots.locator(".point").evaluateAll((all) => all.map((one) => getComputedStyle(one).fill))),
  ).toEqual(new Set(colors));
  await page.getByRole("figure", { name: "Bars of the mean rmse of 2 groups, 18 runs" }).waitFor();
  await page.getByRole("figure", { name: /^Boxes of rmse by group: lasso median .*, ridge median/ }).waitFor();
  await page.getByRole("button", { name: "Colour lines by; now group" }).waitFor();
  const lines = page.getByRole("article", { name: "Metric history" });
  await lines
    .getByRole("img", { name: "Lines of validation-rmse by step, means of 20 runs in groups by model" })
    .waitFor();
  await lines.getByText("Mean of each group by model; shaded from the least to the greatest value.").waitFor();
  expect(await lines.getByRole("region", { name: "Values of the lines" }).getByRole("row").count()).toBe(3);

  await lines.getByRole("button", { name: /^Set up/ }).click();
  await page.getByText("Mean of each group", { exact: true }).last().click();
  await lines.getByRole("img", { name: "Lines of validation-rmse by step, 20 runs" }).waitFor();
});

it("means what brushes choose, as the table does", async () => {
  const { server, experimentId } = await course(20);
  const brushes = encodeURIComponent('[{"field":"params.learning_rate","ranges":[[0.01,0.04]]}]');
  const path = charts(experimentId, [{ kind: "bar" }, { kind: "lines" }]);
  const { page } = await open(server, `${path}&brushes=${brushes}&groupBy=${encodeURIComponent('["params.model"]')}`);
  await page
    .getByRole("figure", { name: /^Bars of the mean rmse of 2 groups, 4 runs: lasso 6\.\d+, ridge 6\.\d+$/ })
    .waitFor();
  await page
    .getByRole("img", { name: "Lines of validation-rmse by step, means of 4 runs in groups by model" })
    .waitFor();
});

it("opens another experiment's charts as they open by themselves", async () => {
  const { server, experimentId } = await course(6);
  const other = await seed(
    server,
    "other",
    [1, 2, 3].map((rmse) => ({ params: { learning_rate: rmse }, metrics: { rmse } })),
  );
  const { page } = await open(server, charts(experimentId, [{ kind: "scatter" }]));
  const card = page.getByRole("article", { name: "rmse against learning_rate" });
  await card.getByRole("button", { name: "Show as table" }).click();
  await card.getByRole("table").waitFor();
  await page.getByRole("searchbox", { name: "Search charts" }).fill("rmse");
  await page.evaluate((hash) => location.assign(hash), `#${charts(other.experimentId, [{ kind: "scatter" }])}`);
  await page.getByRole("figure", { name: "Scatter plot of rmse against learning_rate, 3 runs" }).waitFor();
  expect(await page.getByRole("searchbox", { name: "Search charts" }).inputValue()).toBe("");
});

it("shows what runs and values are called as it is written", async () => {
  const server = await startPage();
  onTestFinished(server.stop);
  const names = ["<b>bold</b>", '<a href="https://x.example/">&amp;</a>'];
  const runs = names.map((name, rmse) => ({ name, params: { model: `${name} $x$` }, metrics: { rmse } }));
  const { experimentId } = await seed(server, "names", runs);
  const path = charts(experimentId, [{ kind: "bar", eachRun: true }, { kind: "box" }]);
  const { page } = await open(server, `${path}&groupBy=${encodeURIComponent('["params.model"]')}`);
  await page.waitForFunction(() => document.querySelectorAll("[data-state=drawn]").length === 2);
  const texts = await page.locator(".charts-figure text").allTextContents();
  const shown = texts.map((text) => text.replaceAll("\u00a0", " "));
  for (const name of names) expect(shown).toEqual(expect.arrayContaining([name, `${name} $x$`]));
  expect(await page.locator(".charts-figure text a").count()).toBe(0);
});
