/** Tracking URI → store. */
import { isAbsolute, resolve } from "node:path";
import { TrackingError } from "../errors.js";
import { isServerUri } from "../http/address.js";
import { openRest } from "./rest/store.js";
import { openSqlite } from "./sqlite/store.js";
import type { Store } from "./store.js";

export interface OpenOptions {
  /** Where new experiments keep artifacts: a folder, made absolute here, or a URI (`mlflow-artifacts:/`); default `./mlruns`. */
  artifactRoot?: string;
  /** Open an existing store without writing to it. */
  readOnly?: boolean;
  /** The store that tracks, where this one is opened as its registry: versions come from logged models there. */
  tracking?: Store;
  /** Takes what a user must know of a server: that it is away, is back, refused what had waited. Default: stderr. */
  notice?: (text: string) => void;
}

/**
 * Opens the store of a tracking URI: `http(s)://host:port`, `sqlite:///relative.db` or `sqlite:////absolute.db`. Relative
 * paths start at the working directory. Throws INVALID_PARAMETER_VALUE for other schemes and for files that are no MLflow
 * store; a server is not asked before the first call.
 */
export function openStore(uri: string, options: OpenOptions = {}): Store {
  if (isServerUri(uri)) return openRest({ uri, ...(options.notice !== undefined && { notice: options.notice }) });
  return openSqlite({
    path: sqlitePath(uri),
    artifactRoot: absoluteRoot(options.artifactRoot ?? "mlruns"),
    readOnly: options.readOnly === true,
    models: options.tracking,
  });
}

/** Experiments are put at `<root>/<id>`, so that a URI loses the slash at its end: `mlflow-artifacts:/` gives `mlflow-artifacts:/0`. */
function absoluteRoot(root: string): string {
  return /^[a-z][a-z0-9+.-]+:/i.test(root) ? root.replace(/\/+$/, "") : resolve(root);
}

/** The absolute path that a `sqlite:` URI names; throws for any other URI. */
export function sqlitePath(uri: string): string {
  const found = /^sqlite:\/\/\/(.+)$/.exec(uri);
  const path = found?.[1]?.split("?")[0];
  if (path !== undefined && path !== ":memory:") return isAbsolute(path) ? path : resolve(path);
  throw new TrackingError("INVALID_PARAMETER_VALUE", `cannot track to '${uri}': ${remedy(uri)}`);
}

function remedy(uri: string): string {
  if (isServerUri(uri)) return "that is a server, and a file is needed here, such as sqlite:///mlflow.db";
  if (/^(postgresql|mysql|mssql)/.test(uri))
    return "this version tracks to SQLite files and to servers, such as sqlite:///mlflow.db or http://localhost:5000";
  if (uri.startsWith("sqlite:")) {
    return "a SQLite URI has three slashes before a relative path and four before an absolute one: sqlite:///mlflow.db, sqlite:////home/me/mlflow.db";
  }
  if (/\.(db|sqlite3?)$/.test(uri)) return `write sqlite:///${uri}`;
  return "give a SQLite file, such as sqlite:///mlflow.db (folders of MLflow's old file store are not supported)";
}
