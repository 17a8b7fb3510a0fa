import { join } from "node:path";
import * as mlflow from "labbook";
import { tempFolder } from "../temp.js";

/** Tracks to a SQLite file and artifacts of the running test alone. */
export async function trackToTemporary(): Promise<void> {
  const folder = tempFolder();
  await mlflow.setTrackingUri(`sqlite:///${join(folder, "mlflow.db")}`);
  const experimentId = await mlflow.createExperiment("autolog", { artifactLocation: join(folder, "artifacts") });
  await mlflow.setExperiment({ experimentId });
}
