/**
 * Where runs go: `setTrackingUri`, else MLFLOW_TRACKING_URI, else `sqlite:///mlflow.db` in the working directory; and where
 * models are registered: `setRegistryUri`, else MLFLOW_REGISTRY_URI, else the same place.
 */
import { existsSync } from "node:fs";
import { dirname, relative } from "node:path";
import { isServerUri, serverAddress, withoutCredentials } from "./http/address.js";
import { notebookHost } from "./notebook/host.js";
import { closeOrphans } from "./notebook/orphans.js";
import { pendingCalls } from "./pending.js";
import { openStore, sqlitePath } from "./store/open.js";
import { sendLeftNow } from "./store/rest/send_left_now.js";
import { RestStore } from "./store/rest/store.js";
import type { Store } from "./store/store.js";

let chosen: string | null = null;
let chosenRegistry: string | null = null;
/** By file or server; and which one each URI meant when it was first used: `process.chdir` does not move the store. */
const openStores = new Map<string, Store>();
const places = new Map<string, string>();

/**
 * Chooses the store for all that follows: `sqlite:///mlflow.db`, `http://localhost:5000`. A run that the first log call or
 * %track opened ends with the next call that logs. Rejects a URI that no store answers to, a file that is no MLflow store, a
 * missing folder; a server is not asked before it is needed.
 */
export async function setTrackingUri(uri: string): Promise<void> {
  const place = placeOf(uri);
  if (!isServerUri(uri) && (existsSync(place) || !existsSync(dirname(place)))) storeAt(uri); // which says what is wrong; a new file can wait
  chosen = uri;
}

/** The URI in use, as it was given. */
export function getTrackingUri(): string {
  return chosen ?? (process.env["MLFLOW_TRACKING_URI"] || "sqlite:///mlflow.db");
}

/** Chooses where models are registered; "" goes back to where runs are tracked. */
export function setRegistryUri(uri: string): void {
  if (uri !== "") placeOf(uri);
  chosenRegistry = uri === "" ? null : uri;
}

export function getRegistryUri(): string {
  return chosenRegistry ?? (process.env["MLFLOW_REGISTRY_URI"] || getTrackingUri());
}

/** The open store of a URI; one per file or server, and process. The first use closes runs whose process is gone. */
export function storeAt(uri: string = getTrackingUri()): Store {
  const place = placeOf(uri);
  let store = openStores.get(place);
  if (store === undefined) {
    store = openStore(isServerUri(uri) ? place : `sqlite:///${place}`, { notice });
    openStores.set(place, store);
    pendingCalls.add(closeOrphans(store), null);
  }
  return store;
}

/** The file, or the server with its credentials. */
function placeOf(uri: string): string {
  let place = places.get(uri);
  if (place === undefined) {
    if (isServerUri(uri)) serverAddress(uri); // which says what is wrong with it
    place = isServerUri(uri) ? uri.replace(/\/+$/, "") : sqlitePath(uri);
    places.set(uri, place);
  }
  return place;
}

function notice(text: string): void {
  const host = notebookHost();
  if (host === null) process.stderr.write(`labbook: ${text}\n`);
  else host.notice(text);
}

/** Closes every store, at the end of the process: SQLite then folds its side files into the database. */
export async function closeStores(): Promise<void> {
  const open = [...openStores.values()];
  openStores.clear();
  for (const store of open) await store.close();
}

/** Waits, for at most `withinMs`, until servers have what was written; lets go of those that do not answer by then. */
export async function flushStores(withinMs: number): Promise<void> {
  const slow = async (store: RestStore): Promise<void> => {
    if (!(await store.flush(withinMs))) store.hangUp();
  };
  await Promise.all(servers().map(slow));
}

/** When nothing can be waited for any more: what servers do not have goes to the disk, and is sent if they are there. */
export function flushStoresNow(): void {
  for (const store of servers()) if (store.leaveNow()) sendLeftNow(store.uri);
}

function servers(): RestStore[] {
  return [...openStores.values()].filter((store) => store instanceof RestStore);
}

/** The URI as a person reads it: relative to the working directory where it lies inside, without credentials. */
export function readableUri(uri: string): string {
  if (isServerUri(uri)) return withoutCredentials(uri);
  const path = relative(process.cwd(), placeOf(uri));
  return path.startsWith("..") ? uri : `sqlite:///${path}`;
}
