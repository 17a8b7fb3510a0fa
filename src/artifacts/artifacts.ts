import type { FileInfo } from "../entities.js";

/**
 * The artifacts of one run. Paths are relative with "/" between their parts; a path that would leave the root
 * (`..`, absolute, through a symbolic link) is INVALID_PARAMETER_VALUE, an unknown one RESOURCE_DOES_NOT_EXIST.
 */
export interface ArtifactStore {
  /** Writes a file whole: a reader sees the old content or the new, never a part. */
  write(path: string, content: Uint8Array | string): Promise<void>;
  /** Copies a local file to `path`. */
  writeFile(path: string, localFile: string): Promise<void>;
  /** Copies what is inside a local folder to the folder `path` ("" for the root). */
  writeFolder(path: string, localFolder: string): Promise<void>;
  read(path: string): Promise<Uint8Array>;
  /** What stands directly in `path` (default: the root), sorted by name; empty where nothing was written yet. */
  list(path?: string): Promise<readonly FileInfo[]>;
  /** Copies a file or folder to the local path `destination` and returns that path. */
  download(path: string, destination: string): Promise<string>;
  /** Removes a file or folder; no error when it is not there. */
  remove(path: string): Promise<void>;
}
