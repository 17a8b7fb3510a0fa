import { onTestFinished } from "vitest";
import { openStore } from "../../src/store/open.js";
import type { Store } from "../../src/store/store.js";
import { serve } from "../server/serving.js";
import { suiteFolder } from "../temp.js";
import { expectGaps, ourServer } from "./gaps.js";
import { modelRegistryContract } from "./model_registry.js";
import { trackingStoreContract } from "./tracking_store.js";

process.env["XDG_STATE_HOME"] = suiteFolder();
expectGaps(ourServer);

async function open(): Promise<Store> {
  const { url } = await serve();
  const store = openStore(url);
  onTestFinished(() => store.close());
  return store;
}

trackingStoreContract("our server", open);
modelRegistryContract("our server", open);
