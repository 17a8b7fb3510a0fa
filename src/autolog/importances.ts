/** How much each feature counts in a trained model, as JSON and as a picture, under the names of MLflow's autologging. */
import type { TrainingEnd } from "../training.js";
import type { Settings } from "./options.js";
import type { TrainingRun } from "./training_run.js";

/** `feature_importance_weight.json` and `.svg`, for each type that was asked for and that the model has. */
export async function logImportances(run: TrainingRun, end: TrainingEnd, settings: Settings): Promise<void> {
  for (const [type, scores] of Object.entries(end.importances ?? {})) {
    if (!settings.importanceTypes.includes(type)) continue;
    await run.writeArtifact(`feature_importance_${type}.json`, JSON.stringify(scores));
  }
  for (const [name, picture] of Object.entries(end.pictures ?? {})) {
    const svg = picture["image/svg+xml"];
    if (typeof svg === "string") await run.writeArtifact(`${name}.svg`, svg);
  }
}
