/** 50,000 runs: counted, scrolled to the end, sorted and filtered. */
import Database from "better-sqlite3";
import { expect, it } from "vitest";
import { call, open, type PageServer, startPage, useBrowser } from "./page.js";

useBrowser();

const count = 50_000;

/** Straight into the store's file: `run-0` is the oldest, rmse falls with depth and repeats after 997 runs. Returns the experiment. */
async function filled(server: PageServer): Promise<string> {
  const { experiment_id } = await call(server, "POST", "experiments/create", { name: "search of a week" });
  const database = new Database(`${server.folder}/mlflow.db`);
  database
    .transaction(() => {
      database.exec(`CREATE TEMP TABLE made AS
        WITH RECURSIVE counted(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM counted WHERE n + 1 < ${count})
        SELECT n, printf('%032x', n) AS id FROM counted`);
      database
        .prepare(
          `INSERT INTO runs (run_uuid, name, source_type, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri, experiment_id)
           SELECT id, 'run-' || n, 'NOTEBOOK', 'ann', 'FINISHED', 1700000000000 + n * 1000, 1700000000500 + n * 1000,
             'active', 'mlflow-artifacts:/' || :experiment || '/' || id || '/artifacts', :experiment FROM made`,
        )
        .run({ experiment: Number(experiment_id) });
      database.exec(`INSERT INTO params (key, value, run_uuid) SELECT 'max_depth', CAST(n % 100 AS TEXT), id FROM made;
        INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid)
          SELECT 'rmse', CASE n WHEN 31415 THEN 1.5 ELSE 6 + (n * 7919 % 997) / 1000.0 END, 1700000000000, 0, 0, id FROM made;
        INSERT INTO metrics (key, value, timestamp, step, is_nan, run_uuid)
          SELECT key, value, timestamp, step, is_nan, run_uuid FROM latest_metrics`);
    })
    .immediate();
  database.close();
  return experiment_id as string;
}

it("shows the last of 50,000 runs, the best of them, and how many match", async () => {
  const server = await startPage();
  const { page } = await open(server, `/experiments/${await filled(server)}/runs`);
  const grid = page.getByRole("grid", { name: "Runs" });
  await page.getByText("50,000 of 50,000 runs match").waitFor();
  await grid.getByRole("rowheader", { name: "run-49999" }).waitFor();
  expect(await grid.getAttribute("aria-rowcount")).toBe("50001");

  await grid.focus();
  await page.keyboard.press("Control+End");
  await grid.getByRole("link", { name: "run-0", exact: true }).waitFor();
  const last = grid.getByRole("row").last();
  expect(await last.getAttribute("aria-rowindex")).toBe("50001");
  expect(await grid.getByRole("row").count()).toBeLessThan(100); // only what is seen
  for (const share of [0.25, 0.8, 0.5]) await grid.evaluate((it, at) => (it.scrollTop = it.scrollHeight * at), share);
  await grid
    .getByRole("rowheader", { name: /run-(24|25)\d{3}/ })
    .first()
    .waitFor();

  await grid.getByRole("columnheader", { name: "rmse" }).getByRole("button").first().click();
  await grid.getByRole("rowheader", { name: "run-31415" }).waitFor();
  expect(await grid.evaluate((it) => it.scrollTop)).toBe(0);

  const box = page.getByRole("textbox", { name: "Filter runs" });
  await box.focus();
  await page.locator(".cm-content:focus").fill("params.max_depth >= 98 AND metrics.rmse < 6.5");
  await page.keyboard.press("Enter");
  const wanted = Array.from({ length: count }, (_, n) => n).filter((n) => n % 100 >= 98 && (n * 7919) % 997 < 500);
  await page.getByText(`${wanted.length.toLocaleString("en")} of 50,000 runs match`).waitFor();
  expect(await grid.getAttribute("aria-rowcount")).toBe(String(wanted.length + 1));
});
