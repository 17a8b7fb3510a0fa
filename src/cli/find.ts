/** What people type → the experiment or run that they mean. */
import type { Experiment, Run } from "../entities.js";
import { TrackingError } from "../errors.js";
import { allExperiments } from "../store/all_experiments.js";
import type { TrackingStore } from "../store/store.js";
import { unknown } from "./with_store.js";

/** An experiment by its name, else by its id; deleted ones too. */
export async function experimentOf(store: TrackingStore, text: string): Promise<Experiment> {
  const all = await allExperiments(store, { viewType: "ALL" });
  const named = all.filter((experiment) => experiment.name === text);
  const found = named.find((experiment) => experiment.lifecycleStage === "active") ?? named[0];
  const chosen = found ?? all.find((experiment) => experiment.experimentId === text);
  if (chosen !== undefined) return chosen;
  throw unknown(
    "experiment",
    text,
    all.map((experiment) => experiment.name),
  );
}

/** A run by its id, by the beginning of one that no other run's id has, or by its name; deleted ones too. */
export async function runOf(store: TrackingStore, text: string): Promise<Run> {
  if (/^[0-9a-f]{32}$/.test(text)) return await store.getRun(text);
  const experimentIds = (await allExperiments(store, { viewType: "ALL" })).map(({ experimentId }) => experimentId);
  const search = async (filter: string) =>
    (await store.searchRuns({ experimentIds, filter, viewType: "ALL", maxResults: 6 })).items;
  const starting = /^[\w-]+$/.test(text) ? await search(`attributes.run_id LIKE '${text}%'`) : [];
  const whole = starting.find((run) => run.info.runId === text);
  const called = starting.length > 0 || /["`]/.test(text) ? [] : await search(`attributes.run_name = "${text}"`);
  const found = whole === undefined ? [...starting, ...called] : [whole];
  if (found.length === 1) return found[0]!;
  if (found.length === 0) {
    throw new TrackingError("RESOURCE_DOES_NOT_EXIST", `no run has the id or name '${text}', or an id that begins so`, {
      remedy: "labbook runs --json lists them with their ids",
    });
  }
  const list = found.map(({ info }) => `  ${info.runId}  ${info.runName}`).join("\n");
  throw new TrackingError(
    "INVALID_PARAMETER_VALUE",
    `'${text}' may be any of these runs:\n${list}\ngive more of the id`,
  );
}
