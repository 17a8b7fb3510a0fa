/** A place that a transfer reads from or writes to: a SQLite file, a server or a folder. */
import { existsSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { TrackingError } from "../errors.js";
import { isServerUri, withoutCredentials } from "../http/address.js";
import type { ImportTarget } from "../store/import_target.js";
import { openStore, sqlitePath } from "../store/open.js";
import { entries, Folder, formatName, formatVersion, readJson, writeJson } from "./folder.js";
import { FolderReader } from "./folder_reader.js";
import { FolderTarget } from "./folder_target.js";
import type { Reader } from "./reader.js";
import { ServerTarget } from "./server_target.js";
import { StoreReader } from "./store_reader.js";

export interface Endpoint {
  /** As a person reads it: absolute, without credentials. */
  readonly uri: string;
  readonly reader: Reader;
  close(): Promise<void>;
}

export interface TargetEndpoint extends Endpoint {
  readonly target: ImportTarget;
}

/** Opens a place to read: `sqlite:///file.db`, a file, `http://server`, or a folder that an export wrote. It is not changed. */
export async function openSource(uri: string): Promise<Endpoint> {
  const place = placeOf(uri);
  if (place.kind === "folder") {
    const folder = new Folder(place.path);
    await checkManifest(folder);
    return { uri: folder.root, reader: new FolderReader(folder), close: () => Promise.resolve() };
  }
  const store = openStore(place.uri, { readOnly: true });
  return { uri: withoutCredentials(store.uri), reader: new StoreReader(store), close: () => store.close() };
}

/**
 * Opens a place to write: the same kinds; a file or folder that is not there is made. Artifacts of experiments that a
 * SQLite file gets go to `artifactRoot`, by default to a folder beside the file that is its own: `mlruns` for `mlflow.db`,
 * else `<name>-artifacts`, as two files with the same runs must not share theirs.
 */
export async function openTarget(uri: string, artifactRoot?: string): Promise<TargetEndpoint> {
  const place = placeOf(uri);
  if (place.kind === "folder") {
    const folder = new Folder(place.path);
    await makeManifest(folder);
    const close = () => Promise.resolve();
    return { uri: folder.root, reader: new FolderReader(folder), target: new FolderTarget(folder), close };
  }
  const root = artifactRoot ?? (isServerUri(place.uri) ? undefined : rootBeside(sqlitePath(place.uri)));
  const store = openStore(place.uri, root === undefined ? {} : { artifactRoot: root });
  if (store.readOnlyReason !== undefined) {
    await store.close();
    throw new TrackingError("INVALID_STATE", store.readOnlyReason);
  }
  const target = store.importing?.() ?? new ServerTarget(store);
  return { uri: withoutCredentials(store.uri), reader: new StoreReader(store), target, close: () => store.close() };
}

function rootBeside(file: string): string {
  const name = basename(file).replace(/\.(db|sqlite3?)$/, "");
  return join(dirname(file), name === "mlflow" ? "mlruns" : `${name}-artifacts`);
}

type Place = { readonly kind: "store"; readonly uri: string } | { readonly kind: "folder"; readonly path: string };

/** What a person names: a URI of a store, a SQLite file by its path, or a folder. */
function placeOf(uri: string): Place {
  if (isServerUri(uri)) return { kind: "store", uri };
  if (uri.startsWith("sqlite:")) return { kind: "store", uri: `sqlite:///${sqlitePath(uri)}` };
  if (/^[a-z][a-z0-9+.-]+:/i.test(uri) && !uri.startsWith("file:")) sqlitePath(uri); // which says what can be tracked to
  const path = resolve(uri.startsWith("file:") ? fileURLToPath(uri) : uri);
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() ?? /\.(db|sqlite3?)$/.test(path);
  return isFile ? { kind: "store", uri: `sqlite:///${path}` } : { kind: "folder", path };
}

interface Manifest {
  readonly format: string;
  readonly version: number;
}

async function checkManifest(folder: Folder): Promise<void> {
  const manifest = await readJson<Manifest>(folder.manifest);
  if (manifest?.format === formatName) {
    if (manifest.version === formatVersion) return;
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `${folder.root} is written in version ${manifest.version} of the exchange format; this labbook reads version ${formatVersion}`,
      { remedy: "update labbook" },
    );
  }
  const fileStore = (await entries(folder.root)).some((name) => existsSync(join(folder.root, name, "meta.yaml")));
  const fault = fileStore
    ? "is a folder of MLflow's old file store"
    : existsSync(folder.root)
      ? "is no export"
      : "is not there";
  throw new TrackingError("INVALID_PARAMETER_VALUE", `cannot read ${folder.root}: it ${fault}`, {
    remedy: fileStore
      ? "`mlflow migrate-filestore` makes a SQLite file of it, which labbook reads"
      : "name a SQLite file (sqlite:///mlflow.db), a server (http://…) or a folder that `labbook export` wrote",
  });
}

async function makeManifest(folder: Folder): Promise<void> {
  const found = await entries(folder.root);
  if (found.includes("manifest.json")) return await checkManifest(folder);
  if (found.length > 0) {
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `cannot export to ${folder.root}: it is no export and holds ${found[0]}`,
      {
        remedy: "name a new or empty folder",
      },
    );
  }
  await writeJson(folder.manifest, { format: formatName, version: formatVersion });
}
