import { onTestFinished } from "vitest";
import { openStore } from "../../src/store/open.js";
import type { Store } from "../../src/store/store.js";
import { tempFolder } from "../temp.js";
import { modelRegistryContract } from "./model_registry.js";
import { trackingStoreContract } from "./tracking_store.js";

async function open(): Promise<Store> {
  const folder = tempFolder();
  const store = openStore(`sqlite:///${folder}/mlflow.db`, { artifactRoot: `${folder}/mlruns` });
  onTestFinished(() => store.close());
  return store;
}

trackingStoreContract("SQLite", open);
modelRegistryContract("SQLite", open);
