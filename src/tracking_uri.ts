/** Where runs go: `setTrackingUri`, else MLFLOW_TRACKING_URI, else `sqlite:///mlflow.db` in the working directory. */
import { existsSync } from "node:fs";
import { dirname, relative } from "node:path";
import { closeOrphans } from "./notebook/orphans.js";
import { pendingCalls } from "./pending.js";
import { openStore, sqlitePath } from "./store/open.js";
import type { TrackingStore } from "./store/store.js";

let chosen: string | null = null;
/** By file; and which file each URI meant when it was first used: `process.chdir` does not move the store. */
const openStores = new Map<string, TrackingStore>();
const paths = new Map<string, string>();

/**
 * Chooses the store for all that follows, e.g. `sqlite:///mlflow.db`; a run that the first log call or %track opened ends
 * with the next call that logs. Rejects a URI that no store answers to, a file that is no MLflow store, a missing folder.
 */
export async function setTrackingUri(uri: string): Promise<void> {
  const path = pathOf(uri);
  if (existsSync(path) || !existsSync(dirname(path))) storeAt(uri); // which says what is wrong; a new file can wait
  chosen = uri;
}

/** The URI in use, as it was given. */
export function getTrackingUri(): string {
  return chosen ?? (process.env["MLFLOW_TRACKING_URI"] || "sqlite:///mlflow.db");
}

/** The open store of a URI; one per file and process. The first use closes runs whose process is gone. */
export function storeAt(uri: string = getTrackingUri()): TrackingStore {
  const path = pathOf(uri);
  let store = openStores.get(path);
  if (store === undefined) {
    store = openStore(`sqlite:///${path}`);
    openStores.set(path, store);
    pendingCalls.add(closeOrphans(store), null);
  }
  return store;
}

function pathOf(uri: string): string {
  let path = paths.get(uri);
  if (path === undefined) {
    path = sqlitePath(uri);
    paths.set(uri, path);
  }
  return path;
}

/** Closes every store, at the end of the process: SQLite then folds its side files into the database. */
export async function closeStores(): Promise<void> {
  const open = [...openStores.values()];
  openStores.clear();
  for (const store of open) await store.close();
}

/** The URI as a person reads it: relative to the working directory where it lies inside. */
export function readableUri(uri: string): string {
  const path = relative(process.cwd(), pathOf(uri));
  return path.startsWith("..") ? uri : `sqlite:///${path}`;
}
