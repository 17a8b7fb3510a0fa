/** axe-core's findings that would keep people out, on every page, in both themes and on a small screen. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { bundle, logged, notebookArtifacts, stream } from "./notebook_runs.js";
import { call, open, type PageServer, seed, startPage, useBrowser } from "./page.js";

useBrowser();

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Finding {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly html: string }[];
}

async function findings(page: Page): Promise<string[]> {
  const found = (await page.evaluate(`${axe}; axe.run(document, { resultTypes: ["violations"] })`)) as {
    readonly violations: readonly Finding[];
  };
  return found.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ target, html }) => `${target.join(" ")} ${html.slice(0, 120)}`).join(" | ")}`,
    );
}

function notebook(alpha: string) {
  const cells = [
    { id: "intro", type: "markdown" as const, source: "# Taxi" },
    ...["setup", "train", "broken"].map((id) => ({ id, source: id })),
  ];
  return notebookArtifacts(cells, [
    {
      cellId: "train",
      source: `const alpha = ${alpha}; // the strength`,
      logged: [logged("param", "alpha"), logged("metric", "rmse")],
    },
    { cellId: "setup", source: 'import * as mlflow from "labbook";', outputs: [stream("\u001b[32mready\u001b[0m")] },
    {
      cellId: "broken",
      source: "boom()",
      status: "error",
      error: { ename: "Error", evalue: "boom" },
      outputs: [
        { output_type: "error", ename: "Error", evalue: "boom", traceback: ["\u001b[31mError: boom\u001b[0m"] },
        bundle({ "text/html": "<script></script>", "text/plain": "stand-in" }),
      ],
    },
  ]);
}

async function store(server: PageServer) {
  const seeded = await seed(server, "nyc-taxi-experiment", [
    {
      name: "lasso",
      params: { alpha: 0.1, model: "lasso" },
      metrics: { rmse: [9, 8, 7.5] },
      tags: { developer: "cristian" },
      artifacts: notebook("0.1"),
    },
    {
      name: "xgboost",
      params: { alpha: 0.01, model: "xgboost" },
      metrics: { rmse: [8, 7, 6.3] },
      artifacts: {
        "report/notes.md": "# Notes\n\nAll *fine*.",
        "model/MLmodel": "flavors: {}\n",
        ...notebook("0.01"),
      },
    },
    { name: "broken", params: { alpha: 0.001, model: "ridge" }, metrics: { rmse: NaN }, status: "FAILED" },
  ]);
  const [, runId] = seeded.runIds;
  await call(server, "POST", "registered-models/create", { name: "nyc-taxi-regressor", description: "Durations." });
  await call(server, "POST", "model-versions/create", {
    name: "nyc-taxi-regressor",
    source: `mlflow-artifacts:/${seeded.experimentId}/${runId}/artifacts/model`,
    run_id: runId,
  });
  return seeded;
}

/** Path of the page, and a text that only its data can show. */
function pagesOf(experimentId: string, runIds: readonly string[]): readonly (readonly [string, string, string])[] {
  const run = `/experiments/${experimentId}/runs/${runIds[1]}`;
  const both = encodeURIComponent(JSON.stringify(runIds.slice(0, 2)));
  return [
    ["experiments", "/experiments", "nyc-taxi-experiment"],
    ["runs", `/experiments/${experimentId}/runs`, "xgboost"],
    ["charts", `/experiments/${experimentId}/runs?shown=charts`, "rmse"],
    ["run", run, "alpha"],
    ["metrics", `${run}/metrics`, "rmse"],
    ["notebook", `${run}/notebook?metric=rmse`, "2 of 3 cells ok"],
    ["artifacts", `${run}/artifacts/report/notes.md`, "Notes"],
    ["compare", `/compare-runs?runs=${both}&experiments=${encodeURIComponent(`["${experimentId}"]`)}`, "alpha"],
    ["notebooks", `/compare-runs?runs=${both}&part=notebooks`, "1 of 4 cells differ"],
    ["models", "/models", "nyc-taxi-regressor"],
    ["model", "/models/nyc-taxi-regressor", "Durations."],
    ["version", "/models/nyc-taxi-regressor/versions/1", "xgboost"],
  ];
}

describe.each([
  ["light", 1440],
  ["dark", 400],
] as const)("in %s, %i px wide", (colorScheme, width) => {
  it("no page has a serious fault that axe can find", async () => {
    const server = await startPage();
    const { experimentId, runIds } = await store(server);
    const all: string[] = [];
    for (const [name, path, text] of pagesOf(experimentId, runIds)) {
      const { page } = await open(server, path, { colorScheme, viewport: { width, height: 900 } });
      await page.getByText(text).first().waitFor();
      await page.waitForLoadState("networkidle");
      all.push(...(await findings(page)).map((finding) => `${name}: ${finding}`));
    }
    expect(all).toEqual([]);
  });
});
