/** The same store on the schemas of later MLflows: a new file of ours after each release's own upgrade. */
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { openStore } from "../../src/store/open.js";
import { storedIn } from "../store/stored.js";
import { suiteFolder, tempFolder } from "../temp.js";
import { modelRegistryContract } from "./model_registry.js";
import { trackingStoreContract } from "./tracking_store.js";

export function schemaContract(release: string): void {
  const template = storedIn(suiteFolder(), `schemas/${release}`);
  const open = async () => {
    const folder = tempFolder();
    copyFileSync(template, join(folder, "mlflow.db"));
    const store = openStore(`sqlite:///${folder}/mlflow.db`, { artifactRoot: `${folder}/mlruns` });
    onTestFinished(() => store.close());
    return store;
  };
  trackingStoreContract(`SQLite file upgraded by MLflow ${release}`, open);
  modelRegistryContract(`SQLite file upgraded by MLflow ${release}`, open);
}
