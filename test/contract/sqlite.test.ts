import { onTestFinished } from "vitest";
import { openStore } from "../../src/store/open.js";
import { tempFolder } from "../temp.js";
import { trackingStoreContract } from "./tracking_store.js";

trackingStoreContract("SQLite", async () => {
  const folder = tempFolder();
  const store = openStore(`sqlite:///${folder}/mlflow.db`, { artifactRoot: `${folder}/mlruns` });
  onTestFinished(() => store.close());
  return store;
});
