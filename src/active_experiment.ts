/** The experiment that new runs belong to: `setExperiment`, else MLflow's environment variables, else Default. */
import type { Experiment } from "./entities.js";
import { TrackingError } from "./errors.js";
import type { TrackingStore } from "./store/store.js";
import { getTrackingUri, storeAt } from "./tracking_uri.js";

let chosen: { name: string; experimentId: string; trackingUri: string } | null = null;

/** Chooses an experiment by name, making it if there is none, or by id. */
export async function setExperiment(experiment: string | { experimentId: string }): Promise<Experiment> {
  const store = storeAt();
  const found =
    typeof experiment === "string"
      ? await byName(store, experiment)
      : await store.getExperiment(experiment.experimentId);
  if (found.lifecycleStage === "deleted") {
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `Cannot set a deleted experiment '${found.name}' as the active experiment; ` +
        `restoreExperiment("${found.experimentId}") brings it back, or choose another name`,
    );
  }
  chosen = { name: found.name, experimentId: found.experimentId, trackingUri: getTrackingUri() };
  return found;
}

/** The experiment of the next run. */
export async function experimentInUse(): Promise<{ name: string; experimentId: string }> {
  if (chosen !== null && chosen.trackingUri === getTrackingUri()) return chosen;
  const id = process.env["MLFLOW_EXPERIMENT_ID"];
  if (id) return await storeAt().getExperiment(id);
  const name = process.env["MLFLOW_EXPERIMENT_NAME"];
  if (name) return await setExperiment(name);
  if (chosen !== null) return await setExperiment(chosen.name);
  return { name: "Default", experimentId: "0" };
}

async function byName(store: TrackingStore, name: string): Promise<Experiment> {
  try {
    return await store.getExperimentByName(name);
  } catch (error) {
    if (!(error instanceof TrackingError) || error.code !== "RESOURCE_DOES_NOT_EXIST") throw error;
  }
  try {
    return await store.getExperiment(await store.createExperiment(name));
  } catch (error) {
    if (!(error instanceof TrackingError) || error.code !== "RESOURCE_ALREADY_EXISTS") throw error;
    return await store.getExperimentByName(name); // another process made it in between
  }
}
