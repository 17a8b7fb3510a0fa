/** Parallel coordinates of 5,000 runs × 10 axes: the page's chart beside Plotly's, in the same Chromium without a GPU. */
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { makeRuns } from "../test/page/parallel_chart/runs.ts";
import { serveChart } from "../test/page/parallel_chart/serve.ts";
import type { Figures } from "./tracking.ts";

/** Key, what it is, goal. */
export const parallelRows = [
  ["firstLines", "first lines of 5,000 runs × 10 axes, ms", "under 100 ms"],
  ["complete", "all of them, ms", "at least 20 times faster"],
  ["coldFirstLines", "first lines as the first thing that the page does, ms", ""],
  ["coldComplete", "all of them, ms", ""],
  ["brush", "drawn anew after a brush's last move, ms", "at least 20 times faster"],
] as const;

const runs = 5000;

/** `ours` has more: `hover`, the slowest of 20; `bigFirst` and `bigComplete`, of 50,000 runs. */
export async function measureParallel(browser: Browser): Promise<{ readonly ours: Figures; readonly plotly: Figures }> {
  const server = await serveChart();
  try {
    await ourFigures(browser, server.url, 200); // warm
    const ours = await ourFigures(browser, server.url, runs);
    const big = await ourFigures(browser, server.url, 50_000);
    const plotly = await plotlyFigures(browser);
    return { ours: { ...ours, bigFirst: big["firstLines"]!, bigComplete: big["complete"]! }, plotly };
  } finally {
    await server.stop();
  }
}

/** Notes the frame in which first lines, and all of them, can be seen. What runs in the page is text: there is no DOM here. */
const watch = `
  globalThis.seen = {};
  const note = (name) => {
    if (name in seen) return;
    seen[name] = NaN;
    requestAnimationFrame(() => (seen[name] = performance.now()));
  };
  new MutationObserver(() => {
    const canvas = document.querySelector(".parallel-chosen");
    if (Number(canvas?.dataset.lines ?? 0) > 0) note("first");
    if (canvas?.dataset.state === "complete") note("complete");
  }).observe(document, { subtree: true, childList: true, attributes: true });
  const settled = () => {
    const done = document.querySelector(".parallel-chosen").dataset.state === "complete" && seen.released;
    if (done) seen.complete = performance.now();
    else requestAnimationFrame(settled);
  };
  const shows = ({ target }) => target.textContent === "then";
  addEventListener("click", (event) => shows(event) && (globalThis.seen = {}), true);
  addEventListener("pointermove", ({ buttons }) => {
    if (buttons === 0) return;
    delete seen.complete;
    seen.moved = performance.now();
  }, true);
  addEventListener("pointerup", () => {
    delete seen.complete;
    seen.released = true;
    requestAnimationFrame(settled);
  }, true);`;

/** From the event to the end of all script and drawing that it causes, the slowest of 20. */
const hover = `(async () => {
  const area = document.querySelector(".parallel-area");
  const drawn = document.querySelector(".parallel-hovered").getContext("2d");
  const box = area.getBoundingClientRect();
  let slowest = 0;
  for (let step = 0; step < 20; step++) {
    const at = { clientX: box.left + 100 + step * 50, clientY: box.top + 120 + step * 8, bubbles: true };
    const start = performance.now();
    area.dispatchEvent(new PointerEvent("pointermove", at));
    drawn.getImageData(0, 0, 1, 1);
    slowest = Math.max(slowest, performance.now() - start);
    await new Promise(requestAnimationFrame);
  }
  return slowest;
})()`;

/** With the data at hand: in a page that has drawn another chart of 200 runs, and from the first call of React on. */
async function ourFigures(browser: Browser, url: string, count: number): Promise<Figures> {
  const cold = await opened(browser, `${url}/?runs=${count}`, "mount");
  await cold.page.close();
  const { page, ...warm } = await opened(browser, `${url}/?runs=200&then=${count}`, "then");
  const band = (await page.locator('[data-field="metrics.rmse"]').boundingBox())!;
  await page.mouse.move(band.x + 13, band.y + 120);
  await page.mouse.down();
  await page.mouse.move(band.x + 13, band.y + 330, { steps: 3 });
  await page.mouse.up();
  const brushed = await times(page);
  const slowest = await page.evaluate<number>(hover);
  await page.close();
  return {
    firstLines: warm.first,
    complete: warm.complete,
    coldFirstLines: cold.first,
    coldComplete: cold.complete,
    brush: brushed["complete"]! - brushed["moved"]!,
    hover: slowest,
  };
}

/** ms from `mark` on. */
async function opened(browser: Browser, url: string, mark: "mount" | "then") {
  const page = await browser.newPage({ viewport: { width: 1440, height: 700 } });
  await page.addInitScript({ content: watch });
  await page.goto(url);
  await times(page);
  if (mark === "then") await page.getByRole("button", { name: "then" }).click();
  const { first, complete } = await times(page);
  const start = await page.evaluate<number>(`performance.getEntriesByName("${mark}")[0].startTime`);
  return { page, first: first! - start, complete: complete! - start };
}

async function times(page: Page): Promise<Figures> {
  await page.waitForFunction("seen.complete > 0");
  return page.evaluate<Figures>("seen");
}

/** Until frames come quickly again: Plotly's drawing goes on after it says that it is done. */
const plotlyDrawn = `
  const calm = async () => {
    for (let quick = 0, last = performance.now(); quick < 3; ) {
      await new Promise(requestAnimationFrame);
      const now = performance.now();
      quick = now - last < 50 ? quick + 1 : 0;
      last = now;
    }
  };`;

async function plotlyFigures(browser: Browser): Promise<Figures> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 700 } });
  await page.setContent('<div id="plot" style="width:1380px;height:420px"></div>');
  await page.addScriptTag({ path: createRequire(import.meta.url).resolve("plotly.js-dist-min") });
  const dimensions = [...makeRuns(runs).columns].map(([label, values]) => {
    const texts = [...new Set(values)];
    const numeric = texts.every((text) => text === null || text === "NaN" || !Number.isNaN(Number(text)));
    return { label, values: values.map((value) => (numeric ? Number(value) || 0 : texts.indexOf(value))) };
  });
  const line = { color: dimensions.at(-1)!.values, colorscale: "Viridis" };
  const trace = JSON.stringify({ type: "parcoords", dimensions, line });
  const figures = await page.evaluate<Figures>(`(async () => {
    ${plotlyDrawn}
    const trace = ${trace};
    const few = ({ label, values }) => ({ label, values: values.slice(0, 200) });
    const small = { ...trace, dimensions: trace.dimensions.map(few), line: { ...trace.line, color: trace.line.color.slice(0, 200) } };
    const drawn = async (one) => {
      const start = performance.now();
      await Plotly.newPlot("plot", [one], { height: 420 });
      await calm();
      return performance.now() - start;
    };
    const coldComplete = await drawn(trace);
    Plotly.purge("plot");
    await drawn(small);
    const complete = await drawn(trace);
    const again = performance.now();
    await Plotly.restyle("plot", { "dimensions[9].constraintrange": [[[6, 6.8]]] });
    await calm();
    return { complete, firstLines: complete, coldComplete, coldFirstLines: coldComplete, brush: performance.now() - again };
  })()`);
  await page.close();
  return figures;
}
