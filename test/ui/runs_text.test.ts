import { describe, expect, it } from "vitest";
import type { RunTable } from "../../src/protocol/page.js";
import { codeOf, csvOfRuns, jsonOfRuns, markdownOfRuns } from "../../src/ui/runs/runs_text.js";

const table: RunTable = {
  total: 2,
  all: 2,
  offset: 0,
  runs: {
    runId: ["a", "b"],
    experimentId: ["1", "1"],
    runName: ["=HYPERLINK(1)", "b|c"],
    status: ["FINISHED", "RUNNING"],
    startTimeMs: [0, 1_764_000_000_000],
    endTimeMs: [null, null],
    lifecycleStage: ["active", "active"],
    parentRunId: [null, null],
  },
  columns: { "metrics.rmse": [-6.5, "NaN"], "params.note": ["-5", "-x, y"] },
};
const runs = [0, 1].map((index) => ({ table, index }));
const fields = ["run_name", "start_time", "duration", "metrics.rmse", "params.note", "params.__proto__"];
const nowMs = 1_764_000_005_000;

describe("runs as text", () => {
  it("are CSV in which nothing is a formula", () => {
    expect(csvOfRuns(runs, fields, nowMs)).toBe(
      "run_name,start_time,duration,metrics.rmse,params.note,params.__proto__\r\n" +
        "'=HYPERLINK(1),0,,-6.5,-5,\r\n" +
        'b|c,2025-11-24T16:00:00.000Z,5000,NaN,"\'-x, y",\r\n',
    );
  });

  it("are JSON and Markdown", () => {
    expect(JSON.parse(jsonOfRuns(runs, ["run_id", "metrics.rmse"], nowMs))).toEqual([
      { run_id: "a", "metrics.rmse": -6.5 },
      { run_id: "b", "metrics.rmse": "NaN" },
    ]);
    expect(markdownOfRuns(runs.slice(1), ["run_name", "metrics.rmse"], nowMs)).toBe(
      "| Run | rmse |\n| --- | ---: |\n| b\\|c | NaN |\n",
    );
  });

  it("are found again by code, which says where only the page reads the filter", () => {
    const selection = { experimentIds: ["1"], filter: "metrics.rmse < 7", viewType: "ALL" } as const;
    const order = ["metrics.val loss DESC", "max.rmse ASC"];
    expect(codeOf("typescript", selection, order)).toBe(
      'import { searchRuns } from "labbook";\n\n' +
        'const runs = await searchRuns({ experimentIds: ["1"], filter: "metrics.rmse < 7", viewType: "ALL", orderBy: ["metrics.`val loss` DESC"] });\n',
    );
    expect(codeOf("python", selection, order)).toBe(
      "import mlflow\n\n" +
        'runs = mlflow.search_runs(experiment_ids=["1"], filter_string="metrics.rmse < 7", run_view_type=mlflow.entities.ViewType.ALL, order_by=["metrics.`val loss` DESC"])\n',
    );
    expect(codeOf("python", { experimentIds: ["1"], filter: "params.a > 1 OR params.b = '2'" }, [])).toContain(
      "# Only labbook's page reads this filter",
    );
  });
});
