/** The contract of stores on a stock MLflow server, through `RestStore`. */
import { resolve } from "node:path";
import { afterAll, beforeAll, onTestFinished } from "vitest";
import { openStore } from "../../src/store/open.js";
import type { Store } from "../../src/store/store.js";
import { expectGaps, type Gaps } from "../contract/gaps.js";
import { modelRegistryContract } from "../contract/model_registry.js";
import { trackingStoreContract } from "../contract/tracking_store.js";
import { suiteFolder } from "../temp.js";
import { type MlflowServer, startMlflow } from "./mlflow_server.js";

/** `venv` is a folder in `.venv`, made by run.sh. */
export function stockContract(name: string, venv: string, gaps: Gaps): void {
  const folder = suiteFolder();
  process.env["XDG_STATE_HOME"] = folder;
  let server: MlflowServer;
  beforeAll(async () => {
    server = await startMlflow(resolve(".venv", venv), folder);
  });
  afterAll(async () => {
    await server.stop();
  });
  expectGaps(gaps);

  async function open(): Promise<Store> {
    const store = openStore(server.url);
    onTestFinished(() => store.close());
    return store;
  }

  trackingStoreContract(name, open);
  modelRegistryContract(name, open);
}
