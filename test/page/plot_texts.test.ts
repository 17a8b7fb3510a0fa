/** What runs, params and values are called shows as it is written in each plot of a notebook: Plotly reads tags, entities and formulas in texts. */
import { createRequire } from "node:module";
import { chromium } from "playwright-core";
import {
  box,
  contour,
  correlation,
  type Displayable,
  displaySymbol,
  metricHistory,
  optimizationHistory,
  parallelCoordinates,
  paramImportance,
  type Run,
  runBars,
  runsTable,
  scatter,
} from "labbook";
import { expect, it, onTestFinished } from "vitest";

const [alpha, depth, rmse] = ['a<b><a href="https://x.example/">l</a>', "&lt;i&gt; $d^2$", "%{y} <sub>rmse</sub>"];
const kindOf = (index: number): string => (index % 2 === 0 ? "<b>lasso</b>" : "&amp; $r$");

/** Whoever writes to the store by hand, and whoever names the params of a search, is not held to the API's letters. */
const runs: readonly Run[] = Array.from({ length: 8 }, (_, index) => ({
  info: {
    runId: `${index}`,
    experimentId: "1",
    runName: `<i>${index}</i> &gt; $n$`,
    userId: "",
    status: "FINISHED",
    startTimeMs: index + 1,
    endTimeMs: index + 2,
    artifactUri: "",
    lifecycleStage: "active",
  },
  data: {
    params: { [alpha]: String(index), [depth]: String((index * 3) % 8), kind: kindOf(index) },
    metrics: { [rmse]: (index - 3) ** 2 },
    tags: {},
  },
  inputs: { datasetInputs: [], modelInputs: [] },
  outputs: { modelOutputs: [] },
})) as unknown as readonly Run[];

interface Plotly {
  newPlot(id: string, data: unknown, layout: unknown): Promise<void>;
  Fx: { hover(id: string, points: readonly object[]): void };
}

it("are literal in every plot, under the pointer too", async () => {
  const points = [0, 1, 2].map((step) => ({ step, timestampMs: step, value: step }));
  const histories = [1, 2].map((one) => ({ name: `${alpha}${one}`, points }));
  const first = runs[0]!.info.runName;
  /** The plot, what stands in it, and what its first mark says. */
  const plots: Readonly<Record<string, readonly [Displayable, readonly string[], string?]>> = {
    parallel: [parallelCoordinates(runs), [alpha, depth, rmse, kindOf(0), kindOf(1)]],
    scatter: [scatter(runs, { x: alpha, y: "kind", color: rmse }), [alpha, kindOf(0), kindOf(1), rmse], first],
    contour: [contour(runs, { x: alpha, y: depth }), [alpha, depth, rmse]],
    history: [metricHistory(histories, { label: rmse }), [`${alpha}1`, rmse], `${alpha}1`],
    optimization: [optimizationHistory(runs), [rmse], `${first}: 9`],
    importance: [paramImportance(runs), [alpha, depth, "kind"]],
    correlation: [correlation(runs), [alpha, depth]],
    box: [box(runs, { by: "kind" }), [kindOf(0), kindOf(1), rmse]],
    bars: [runBars(runs), [first], `${first}: 9`],
    table: [runsTable(runs, { plotly: true }), [alpha, depth, kindOf(0), kindOf(1)]],
  };
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"],
  });
  onTestFinished(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1600, height: 900 } });
  await page.setContent("<div id=plot style='width:1600px;height:600px'></div>");
  await page.evaluate(() => {
    const version = (): never => {
      throw new Error("Plotly makes a formula of a name");
    };
    Object.defineProperty(globalThis, "MathJax", { value: Object.defineProperty({}, "version", { get: version }) });
  });
  await page.addScriptTag({ path: createRequire(import.meta.url).resolve("plotly.js-dist-min") });
  for (const [name, [plot, wanted, hovered]] of Object.entries(plots)) {
    const figure = (await plot[displaySymbol]())["application/vnd.plotly.v1+json"];
    const shown = await page.evaluate(
      async ({ drawn, hovers }) => {
        const plotly = (globalThis as unknown as { Plotly: Plotly }).Plotly;
        const { data, layout } = drawn as { data: unknown; layout: object };
        await plotly.newPlot("plot", data, { ...layout, width: 1600, height: 600, hovermode: "closest" });
        if (hovers) plotly.Fx.hover("plot", [{ curveNumber: 0, pointNumber: 0 }]);
        return [...document.querySelectorAll("#plot text")].map((text) => text.textContent.replaceAll("\u00a0", " "));
      },
      { drawn: figure, hovers: hovered !== undefined },
    );
    for (const text of [...wanted, ...(hovered === undefined ? [] : [hovered])])
      expect.soft(shown, `${name}: ${text}`).toContain(text);
    expect.soft(await page.locator("#plot text a").count()).toBe(0);
  }
});
