/** Where runs go: `setTrackingUri`, else MLFLOW_TRACKING_URI, else `sqlite:///mlflow.db` in the working directory. */
import { relative } from "node:path";
import { closeOrphans } from "./notebook/orphans.js";
import { pendingCalls } from "./pending.js";
import { openStore, sqlitePath } from "./store/open.js";
import type { TrackingStore } from "./store/store.js";

let chosen: string | null = null;
const openStores = new Map<string, TrackingStore>();

/** Chooses the store for all that follows, e.g. `sqlite:///mlflow.db`. Rejects a URI that no store answers to. */
export async function setTrackingUri(uri: string): Promise<void> {
  sqlitePath(uri);
  chosen = uri;
}

/** The URI in use, as it was given. */
export function getTrackingUri(): string {
  return chosen ?? (process.env["MLFLOW_TRACKING_URI"] || "sqlite:///mlflow.db");
}

/** The open store of a URI; one per file and process. The first use closes runs whose process is gone. */
export function storeAt(uri: string = getTrackingUri()): TrackingStore {
  const path = sqlitePath(uri);
  let store = openStores.get(path);
  if (store === undefined) {
    store = openStore(uri);
    openStores.set(path, store);
    pendingCalls.add(closeOrphans(store), null);
  }
  return store;
}

/** Closes every store, at the end of the process: SQLite then folds its side files into the database. */
export async function closeStores(): Promise<void> {
  const open = [...openStores.values()];
  openStores.clear();
  for (const store of open) await store.close();
}

/** The URI as a person reads it: relative to the working directory where it lies inside. */
export function readableUri(uri: string): string {
  const path = relative(process.cwd(), sqlitePath(uri));
  return path.startsWith("..") ? uri : `sqlite:///${path}`;
}
