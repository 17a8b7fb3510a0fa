import { Command } from "commander";
import type { Run } from "../entities.js";
import { renderRunsTable, runsTableData } from "../plots/runs_table.js";
import { exportRuns } from "./export_runs.js";
import { runOf } from "./find.js";
import { searchedRuns, searching, type SearchOptions } from "./searched_runs.js";
import { shownRun } from "./shown_run.js";
import { positiveInteger } from "./tracking.js";
import { print, type StoreOptions, withStore, withStoreOptions } from "./with_store.js";

interface ListOptions extends SearchOptions {
  readonly columns?: string;
}

export function runsCommand(): Command {
  const command = new Command("runs")
    .usage("[--experiment E] [--filter F] [--order O] [--max N] [--json]")
    .description("List runs as a table, or as JSON for scripts.")
    .enablePositionalOptions();
  listing(command);
  command.addCommand(listing(new Command("search").alias("list").description("List runs, as the bare command does.")));
  command.addCommand(
    withStoreOptions(new Command("show"))
      .description("Show a run: state, params, metrics, tags, datasets, models.")
      .argument("<run>", "id, the beginning of one, or a name")
      .action(async (run: string, options: StoreOptions) => {
        print(options, await withStore(options, "read", (store) => runOf(store, run)), shownRun);
      }),
  );
  for (const what of ["delete", "restore"] as const) {
    command.addCommand(
      withStoreOptions(new Command(what))
        .description(what === "delete" ? "Mark runs as deleted; restore brings them back." : "Bring deleted runs back.")
        .argument("<run...>", "ids, or the beginnings of some")
        .action(async (runs: string[], options: StoreOptions) => await change(runs, options, what)),
    );
  }
  command.addCommand(exporting(new Command("export")));
  return command;
}

function listing(command: Command): Command {
  return searching(command)
    .option("--columns <list>", "e.g. params.alpha,metrics.rmse (default: those that vary)")
    .option("--max <count>", "at most so many runs", positiveInteger, 100)
    .action(listRuns);
}

function exporting(command: Command): Command {
  return searching(command)
    .usage("[--format csv|json] [-o FILE] [--experiment E] [--filter F] [--order O]")
    .description("Write all runs that match as CSV, with MLflow's columns, or as JSON.")
    .option("--format <csv|json>", "default: by the file's name, else csv")
    .option("-o, --output <file>", "default: the standard output")
    .option("--max <count>", "at most so many runs", positiveInteger)
    .action(exportRuns);
}

async function listRuns(options: ListOptions): Promise<void> {
  const runs = await withStore(options, "read", (store) => searchedRuns(store, options));
  const columns = options.columns?.split(",").map((column) => column.trim());
  print(options, runs, () => runsText(runs, options.order, columns).trimEnd());
}

async function change(texts: readonly string[], options: StoreOptions, what: "delete" | "restore"): Promise<void> {
  const changed = await withStore(options, "change", async (store) => {
    const found = [];
    for (const text of texts) found.push((await runOf(store, text)).info.runId);
    for (const runId of found) await (what === "delete" ? store.deleteRun(runId) : store.restoreRun(runId));
    return await Promise.all(found.map(async (runId) => (await store.getRun(runId)).info));
  });
  print(options, changed, (infos) =>
    infos.map((info) => `run ${info.runId} (${info.runName}) is ${info.lifecycleStage}`).join("\n"),
  );
}

/** The table of runs, as text. */
export function runsText(runs: readonly Run[], orderBy: readonly string[] = [], columns?: readonly string[]): string {
  const data = runsTableData(runs, { orderBy, ...(columns !== undefined && { columns }) });
  return `${String(renderRunsTable(data).data["text/plain"])}\n`;
}
