/** The tracking URI of a command: the option, else MLFLOW_TRACKING_URI, else mlflow.db in a folder. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { InvalidArgumentError } from "commander";
import { TrackingError } from "../errors.js";
import { isServerUri } from "../http/address.js";
import { openStore, sqlitePath } from "../store/open.js";
import type { Store } from "../store/store.js";

export function trackingUriIn(folder: string, chosen: string | undefined): string {
  if (chosen !== undefined) return absolute(chosen);
  const fromEnvironment = process.env["MLFLOW_TRACKING_URI"];
  if (fromEnvironment)
    return fromEnvironment.startsWith("sqlite:") ? relativeTo(folder, fromEnvironment) : fromEnvironment;
  return `sqlite:///${join(resolve(folder), "mlflow.db")}`;
}

/** A relative path in an option starts where the user typed it, wherever the notebook runs. */
export function absolute(uri: string): string {
  return isServerUri(uri) ? uri : `sqlite:///${sqlitePath(uri)}`;
}

function relativeTo(folder: string, uri: string): string {
  const path = /^sqlite:\/\/\/(.+)$/.exec(uri)?.[1];
  return path === undefined ? uri : `sqlite:///${resolve(folder, path)}`;
}

/** Opens a store that exists, or a server; a command that only reads must not make one, nor need to write to it. */
export function existingStore(uri: string, options: { readOnly: boolean } = { readOnly: true }): Store {
  if (isServerUri(uri) || existsSync(sqlitePath(uri))) {
    const store = openStore(uri, options);
    if (store.readOnlyReason !== undefined) process.stderr.write(`labbook: ${store.readOnlyReason}\n`);
    return store;
  }
  throw new TrackingError(
    "RESOURCE_DOES_NOT_EXIST",
    `there is no tracking store at ${uri}; --tracking-uri or MLFLOW_TRACKING_URI names another`,
  );
}

export function positiveNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError(`'${text}' is not a number above 0.`);
}

export function positiveInteger(text: string): number {
  const value = positiveNumber(text);
  if (Number.isInteger(value)) return value;
  throw new InvalidArgumentError(`'${text}' is not a whole number.`);
}
