/** Searches of many runs: along our indices, and the same answers as without them. */
import { copyFileSync } from "node:fs";
import Sqlite from "better-sqlite3";
import { beforeAll, describe, expect, it } from "vitest";
import type { SearchRunsQuery } from "../../src/store/store.js";
import { openStore } from "../../src/store/open.js";
import type { Layout } from "../../src/store/sqlite/detect.js";
import { indexNames } from "../../src/store/sqlite/indices.js";
import { pointsOfRun } from "../../src/store/sqlite/metrics.js";
import { alongValues, fromFew, indexed, runSearch, sorted } from "../../src/store/sqlite/run_search.js";
import { suiteFolder } from "../temp.js";

const folder = suiteFolder();
const withIndices = `${folder}/indexed.db`;
const without = `${folder}/plain.db`;
const runsOfOne = 2400;

/** Two experiments in one file, with ties, NaN, missing metrics, deleted runs and starts in no order; and a copy without our indices. */
beforeAll(async () => {
  const store = openStore(`sqlite:///${withIndices}`);
  for (const name of ["many", "others"]) await store.createExperiment(name);
  await store.close();
  const db = new Sqlite(withIndices);
  db.transaction(() => {
    const run = db.prepare(
      `INSERT INTO runs (run_uuid, name, status, start_time, lifecycle_stage, artifact_uri, experiment_id)
       VALUES (?, ?, 'FINISHED', ?, ?, '', ?)`,
    );
    const metric = db.prepare("INSERT INTO latest_metrics VALUES (?, ?, 1, 0, ?, ?)");
    const param = db.prepare("INSERT INTO params VALUES (?, ?, ?)");
    const tag = db.prepare("INSERT INTO tags VALUES (?, ?, ?)");
    for (let index = 0; index < runsOfOne + 300; index++) {
      const id = ((index * 7919) % 1_000_003).toString(16).padStart(32, "0");
      run.run(
        id,
        `run ${index}`,
        (index * 31) % 900,
        index % 50 === 7 ? "deleted" : "active",
        index < runsOfOne ? 1 : 2,
      );
      if (index % 5 !== 0) metric.run("m", (index * 17) % 400, 0, id);
      else if (index % 10 === 0) metric.run("m", 0, 1, id);
      param.run("p", `${index % 100}`, id);
      tag.run("t", index % 3 === 0 ? "x".repeat(300) : `${index % 1000}`, id);
      tag.run("mlflow.runName", `run ${index}`, id);
    }
  })();
  db.close();
  copyFileSync(withIndices, without);
  const plain = new Sqlite(without);
  for (const name of indexNames) plain.exec(`DROP INDEX ${name}`);
  plain.close();
});

async function pages(path: string, query: Omit<SearchRunsQuery, "maxResults">): Promise<string[][]> {
  const store = openStore(`sqlite:///${path}`, { readOnly: true });
  const found: string[][] = [];
  let pageToken: string | undefined;
  do {
    const page = await store.searchRuns({ ...query, maxResults: 700, ...(pageToken !== undefined && { pageToken }) });
    found.push(page.items.map((run) => run.info.runId));
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
  await store.close();
  return found;
}

describe("a search of 2,400 runs", () => {
  it.each<Omit<SearchRunsQuery, "experimentIds" | "maxResults">>([
    {},
    { viewType: "ALL" },
    { viewType: "DELETED_ONLY", orderBy: ["metrics.m"] },
    { orderBy: ["start_time"] },
    { orderBy: ["start_time DESC", "run_id DESC"] },
    { orderBy: ["metrics.m"] },
    { orderBy: ["metrics.m DESC"] },
    { orderBy: ["metrics.m DESC", "run_name"] },
    { orderBy: ["metrics.none"] },
    { orderBy: ["params.p", "metrics.m"] },
    { orderBy: ["params.p DESC"], filter: "metrics.m > 5" },
    { orderBy: ["params.none"] },
    { filter: "params.p = '7'" },
    { filter: "params.p = '7' and metrics.m > 100", orderBy: ["metrics.m DESC"] },
    { filter: "tags.t = '10'", orderBy: ["start_time"] },
    { filter: `tags.t = '${"x".repeat(300)}'` },
    { filter: "metrics.m >= 390" },
    { filter: "metrics.m < 200", orderBy: ["metrics.m"] },
    { filter: "metrics.m != 3 and tags.t != '5'" },
    { filter: "run_name = 'run 77'" },
    { filter: "params.none = 'x'" },
    { filter: `run_id IN ('${"0".repeat(32)}', '${(7919).toString(16).padStart(32, "0")}', 'none')` },
    { filter: `run_id = '${(7919).toString(16).padStart(32, "0")}' and metrics.m > 1`, orderBy: ["metrics.m"] },
    { filter: `run_id NOT IN ('${"0".repeat(32)}')` },
  ])("gives the same pages with our indices as without: %j", async (query) => {
    for (const experimentIds of [["1"], ["2"], ["1", "2"], ["2", "2", "99"]]) {
      const plain = await pages(without, { ...query, experimentIds });
      expect(await pages(withIndices, { ...query, experimentIds })).toEqual(plain);
      const ids = plain.flat();
      expect(new Set(ids).size).toBe(ids.length);
    }
  });
});

function explained(sql: string, parameters: readonly unknown[], path = withIndices): string[] {
  const db = new Sqlite(path, { readonly: true });
  const rows = db.prepare(`EXPLAIN QUERY PLAN ${sql} LIMIT 100`).all(...parameters) as { detail: string }[];
  db.close();
  return rows.map((row) => row.detail);
}

const search = (query: Omit<SearchRunsQuery, "experimentIds">) => runSearch({ experimentIds: ["1"], ...query });

describe("an index of ours serves", () => {
  const byStart = "SEARCH runs USING INDEX labbook_runs_by_start (experiment_id=? AND lifecycle_stage=?)";

  it("the default order, and the order of the starts, without sorting", () => {
    for (const orderBy of [[], ["start_time DESC"]]) {
      const { sql, parameters } = sorted(search({ orderBy }));
      expect(explained(sql, parameters)).toEqual([byStart]);
    }
    const { sql, parameters } = sorted(search({ orderBy: ["start_time ASC"] }));
    expect(explained(sql, parameters)).toEqual([byStart, "USE TEMP B-TREE FOR LAST TERM OF ORDER BY"]);
  });

  it("the order of a metric in both directions, sorting only what is equal", () => {
    for (const direction of ["ASC", "DESC"]) {
      const query = search({ orderBy: [`metrics.m ${direction}`] });
      const [values, nan, rest] = alongValues(query, query.orders[0]!);
      expect(explained(values!.sql, values!.parameters)).toEqual([
        "SEARCH v USING COVERING INDEX labbook_latest_metrics_by_value (key=? AND is_nan=?)",
        "SEARCH runs USING INDEX sqlite_autoindex_runs_1 (run_uuid=?)",
        "USE TEMP B-TREE FOR LAST 2 TERMS OF ORDER BY",
      ]);
      expect(explained(nan!.sql, nan!.parameters)[0]).toContain("labbook_latest_metrics_by_value (key=? AND is_nan=?)");
      expect(explained(rest!.sql, rest!.parameters)[0]).toBe(byStart);
    }
  });

  it("the order of a param", () => {
    const query = search({ orderBy: ["params.p DESC"] });
    const [values, rest] = alongValues(query, query.orders[0]!);
    expect(explained(values!.sql, values!.parameters)).toEqual([
      "SEARCH v USING COVERING INDEX labbook_params_by_value (key=?)",
      "SEARCH runs USING INDEX sqlite_autoindex_runs_1 (run_uuid=?)",
      "USE TEMP B-TREE FOR LAST 2 TERMS OF ORDER BY",
    ]);
    expect(explained(rest!.sql, rest!.parameters)[0]).toBe(byStart);
  });

  it("a list of ids", () => {
    const query = search({ filter: "run_id IN ('a', 'b')" });
    const { sql, parameters } = fromFew(query, indexed(query.conditions[0]!)!);
    const plan = explained(sql, parameters);
    expect(plan).toContain("SEARCH runs USING COVERING INDEX sqlite_autoindex_runs_1 (run_uuid=?)");
    expect(plan.filter((step) => step.startsWith("SCAN runs"))).toEqual([]);
  });

  it.each([
    [
      "metrics.m > 390",
      "SEARCH latest_metrics USING COVERING INDEX labbook_latest_metrics_by_value (key=? AND is_nan=? AND value>?)",
    ],
    [
      "metrics.m = 3",
      "SEARCH latest_metrics USING COVERING INDEX labbook_latest_metrics_by_value (key=? AND is_nan=? AND value=?)",
    ],
    ["params.p = '7'", "SEARCH params USING COVERING INDEX labbook_params_by_value (key=? AND value=?)"],
    ["tags.t = '7'", "SEARCH tags USING COVERING INDEX labbook_tags_by_value (key=? AND value=?)"],
    ["run_name = 'run 7'", "SEARCH tags USING COVERING INDEX labbook_tags_by_value (key=? AND value=?)"],
  ])("the filter %s", (filter, expected) => {
    const query = search({ filter });
    const { sql, parameters } = fromFew(query, indexed(query.conditions[0]!)!);
    const [first, second] = explained(sql, parameters);
    expect(first).toBe(expected);
    expect(second).toBe("SEARCH runs USING INDEX sqlite_autoindex_runs_1 (run_uuid=?)");
  });
});

describe("the points of one run", () => {
  it("are read alone, with our index in order, and without it too", () => {
    const query = (indices: boolean) =>
      `SELECT value ${pointsOfRun({ layout: { indices } as Layout })} ORDER BY timestamp, step, value`;
    expect(explained(query(true), ["r", "k"])).toEqual([
      "SEARCH metrics USING COVERING INDEX labbook_metrics_by_run (run_uuid=? AND key=?)",
    ]);
    expect(explained(query(false), ["r", "k"], without)).toEqual([
      "SEARCH metrics USING INDEX index_metrics_run_uuid (run_uuid=?)",
      "USE TEMP B-TREE FOR ORDER BY",
    ]);
  });
});

describe("a file that MLflow made", () => {
  it("gets our indices when it is opened to be written, if it is small, and not when it is only read", async () => {
    const path = `${folder}/theirs.db`;
    copyFileSync("test/fixtures/mlflow-2.18-empty.db", path);
    const names = () => {
      const db = new Sqlite(path, { readonly: true });
      const found = db.prepare("SELECT name FROM sqlite_master WHERE name LIKE 'labbook%'").pluck().all();
      db.close();
      return found;
    };
    await openStore(`sqlite:///${path}`, { readOnly: true }).close();
    expect(names()).toEqual([]);
    await openStore(`sqlite:///${path}`).close();
    expect(names()).toEqual(indexNames);
  });
});
