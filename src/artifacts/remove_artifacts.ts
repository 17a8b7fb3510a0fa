/** Removes the folder of artifacts of something that is gone. */
import { lstat, rm, rmdir, realpath } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { localFolder } from "./open.js";
import { isMissing } from "./place.js";

/**
 * Removes `<id>/artifacts`, and `<id>` where nothing else is in it. Anything that is not at such a place is left, as its
 * URI might name any folder: then the answer says what was left and why. `destination` is the local folder that a
 * server keeps `mlflow-artifacts:` in.
 */
export async function removeArtifacts(uri: string, id: string, destination?: string): Promise<string | null> {
  const proxied = /^mlflow-artifacts:\/+(.*)$/.exec(uri)?.[1];
  if (proxied !== undefined && destination === undefined) {
    return `${uri} (give --artifacts-destination, the folder that the server keeps them in)`;
  }
  if (proxied === undefined && /^[a-z][a-z0-9+.-]+:/i.test(uri) && !uri.startsWith("file:"))
    return `${uri} (not a local folder)`;
  const folder = resolve(proxied === undefined ? localFolder(uri) : join(resolve(destination!), proxied));
  const owner = dirname(folder);
  if (basename(folder) !== "artifacts" || basename(owner) !== id) return `${uri} (not a folder ${id}/artifacts)`;
  if (proxied !== undefined && !folder.startsWith(join(resolve(destination!), "/")))
    return `${uri} (outside ${destination})`;
  try {
    if (basename(await realpath(owner)) !== id) return `${uri} (${owner} is a link)`;
    if ((await lstat(folder)).isSymbolicLink()) return `${uri} (a link)`;
    await rm(folder, { recursive: true });
    await rmdir(owner);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!isMissing(error) && code !== "ENOTEMPTY") return `${uri} (${(error as Error).message})`;
  }
  return null;
}
