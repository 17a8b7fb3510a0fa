/** Artifact URI → artifact store. */
import { isAbsolute, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { TrackingError } from "../errors.js";
import type { ArtifactStore } from "./artifacts.js";
import { FolderArtifacts } from "./folder.js";
import { RemoteArtifacts } from "./remote.js";
import { isRemote, remoteFolder } from "./remote_folder.js";

/**
 * Opens the artifacts at a plain path, a `file:` URI, or at a server that keeps them (`mlflow-artifacts:`), which is the
 * tracking server unless the URI names another. `hasty`: a server that is not there is not waited for. Other schemes are INVALID_PARAMETER_VALUE.
 */
export function openArtifacts(
  artifactUri: string,
  trackingUri?: string,
  { hasty = false }: { hasty?: boolean } = {},
): ArtifactStore {
  if (isRemote(artifactUri)) return new RemoteArtifacts(remoteFolder(artifactUri, trackingUri), hasty);
  return new FolderArtifacts(localFolder(artifactUri));
}

/** The local folder of an artifact URI. */
export function localFolder(artifactUri: string): string {
  if (/^file:/i.test(artifactUri)) return folderOf(artifactUri);
  if (artifactUri.includes("\0")) throw unusable(artifactUri, "no path has a NUL in it");
  if (isAbsolute(artifactUri)) return artifactUri;
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(artifactUri)?.[1];
  if (scheme === undefined) return resolve(artifactUri);
  throw new TrackingError(
    "INVALID_PARAMETER_VALUE",
    `cannot reach artifacts at ${artifactUri}: this version keeps artifacts in local folders and on MLflow servers, not at ${scheme}:; ` +
      `create the experiment with an artifactLocation that is a folder`,
  );
}

function folderOf(fileUri: string): string {
  let folder: string;
  try {
    folder = fileURLToPath(fileUri);
  } catch (error) {
    throw unusable(fileUri, (error as Error).message); // another machine's, an encoded slash, no URI
  }
  if (folder.includes("\0")) throw unusable(fileUri, "no path has a NUL in it");
  return folder;
}

function unusable(artifactUri: string, reason: string): TrackingError {
  return new TrackingError(
    "INVALID_PARAMETER_VALUE",
    `cannot reach artifacts at ${JSON.stringify(artifactUri)}: ${reason}`,
  );
}
