/** The runs that the options of a command choose. */
import type { Command } from "commander";
import type { Run } from "../entities.js";
import { allExperiments } from "../store/all_experiments.js";
import { allRuns } from "../store/all_runs.js";
import type { TrackingStore } from "../store/store.js";
import { viewOption, viewTypeOf } from "./view.js";
import { collect, type StoreOptions, unknown, withStoreOptions } from "./with_store.js";

export interface SearchOptions extends StoreOptions {
  readonly experiment?: string[];
  readonly filter?: string;
  readonly order?: string[];
  readonly view: string;
  readonly max?: number;
}

/** The options that choose runs. */
export function searching(command: Command): Command {
  return withStoreOptions(command)
    .option("--experiment <name>", "only runs of this experiment (repeatable; default: of all)", collect)
    .option("--filter <text>", "MLflow's filter grammar, e.g. \"metrics.rmse < 8 and params.alpha = '0.1'\"")
    .option("--order <term...>", 'e.g. "metrics.rmse ASC" (default: newest first)')
    .addOption(viewOption());
}

/** The runs that a command's options choose. */
export async function searchedRuns(store: TrackingStore, options: SearchOptions): Promise<Run[]> {
  const query = {
    experimentIds: await experimentsOf(store, options.experiment),
    viewType: viewTypeOf(options.view),
    ...(options.filter !== undefined && { filter: options.filter }),
    ...(options.order !== undefined && { orderBy: options.order }),
  };
  return (await allRuns(store, query, options.max)).runs;
}

/** Ids of the experiments of these names (or ids), or of all. */
export async function experimentsOf(store: TrackingStore, names?: readonly string[]): Promise<string[]> {
  const all = await allExperiments(store);
  if (names === undefined) return all.map((experiment) => experiment.experimentId);
  return names.map((name) => {
    const found = all.find((one) => one.name === name) ?? all.find((one) => one.experimentId === name);
    if (found !== undefined) return found.experimentId;
    const known = all.map((experiment) => experiment.name);
    throw unknown("experiment", name, known);
  });
}
