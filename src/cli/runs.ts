import { Command } from "commander";
import { TrackingError } from "../errors.js";
import type { Run } from "../entities.js";
import { renderRunsTable, runsTableData } from "../plots/runs_table.js";
import { allRuns } from "../store/all_runs.js";
import type { TrackingStore } from "../store/store.js";
import { existingStore, positiveInteger, trackingUriIn } from "./tracking.js";

interface Options {
  readonly experiment?: string;
  readonly filter?: string;
  readonly order?: string[];
  readonly columns?: string;
  readonly max: number;
  readonly trackingUri?: string;
  readonly json?: boolean;
}

export function runsCommand(): Command {
  return new Command("runs")
    .usage("[--experiment E] [--filter F] [--order O] [--max N] [--json]")
    .description("List runs as a table, or as JSON for scripts.")
    .option("--experiment <name>", "only runs of this experiment (default: of all)")
    .option("--filter <text>", "MLflow's filter grammar, e.g. \"metrics.rmse < 8 and params.alpha = '0.1'\"")
    .option("--order <term...>", 'e.g. "metrics.rmse ASC" (default: newest first)')
    .option("--columns <list>", "e.g. params.alpha,metrics.rmse (default: those that vary)")
    .option("--max <count>", "at most so many runs", positiveInteger, 100)
    .option("--tracking-uri <uri>", "default: MLFLOW_TRACKING_URI, else sqlite:///mlflow.db")
    .option("--json", "print the runs as a JSON array")
    .action(listRuns);
}

async function listRuns(options: Options): Promise<void> {
  const store = existingStore(trackingUriIn(process.cwd(), options.trackingUri));
  const runs = await search(store, options);
  await store.close();
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify(runs, null, 2)}\n`);
    return;
  }
  const columns = options.columns?.split(",").map((column) => column.trim());
  process.stdout.write(runsText(runs, options.order, columns));
}

/** The table of runs, as text. */
export function runsText(runs: readonly Run[], orderBy: readonly string[] = [], columns?: readonly string[]): string {
  const data = runsTableData(runs, { orderBy, ...(columns !== undefined && { columns }) });
  return `${String(renderRunsTable(data).data["text/plain"])}\n`;
}

async function search(store: TrackingStore, options: Options): Promise<Run[]> {
  const experimentIds = await experimentsOf(store, options.experiment);
  const query = {
    experimentIds,
    ...(options.filter !== undefined && { filter: options.filter }),
    ...(options.order !== undefined && { orderBy: options.order }),
  };
  return (await allRuns(store, query, options.max)).runs;
}

/** Ids of the experiment called `name`, or of all. */
export async function experimentsOf(store: TrackingStore, name?: string): Promise<string[]> {
  const { items } = await store.searchExperiments({ maxResults: 50_000 });
  if (name === undefined) return items.map((experiment) => experiment.experimentId);
  const found = items.find((experiment) => experiment.name === name);
  if (found !== undefined) return [found.experimentId];
  throw new TrackingError(
    "RESOURCE_DOES_NOT_EXIST",
    `no experiment '${name}'; there are: ${items.map((experiment) => experiment.name).join(", ")}`,
  );
}
