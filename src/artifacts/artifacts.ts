import type { Readable } from "node:stream";
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
  /**
   * Writes what `content` yields, without holding it in memory; whole or not at all, as `write`. Where `content` fails or
   * ends early (`sizeBytes` given and not reached), nothing is left behind.
   */
  writeStream(path: string, content: Readable, sizeBytes?: number): Promise<void>;
  read(path: string): Promise<Uint8Array>;
  /** Opens a file for reading piece by piece. Read `stream` to its end, or destroy it. */
  readStream(path: string, range?: ByteRange): Promise<ArtifactContent>;
  /** What stands directly in `path` (default: the root), sorted by name; empty where nothing was written yet. */
  list(path?: string): Promise<readonly FileInfo[]>;
  /** Copies a file or folder to the local path `destination` and returns that path. */
  download(path: string, destination: string): Promise<string>;
  /** Removes a file or folder; no error when it is not there. */
  remove(path: string): Promise<void>;
}

/** Offsets of bytes, the first 0, both included; `end` defaults to the last byte. */
export interface ByteRange {
  readonly start: number;
  readonly end?: number;
}

export interface ArtifactContent {
  /** Size of the whole file, also where a range of it is read. */
  readonly sizeBytes: number;
  /** Null where the store does not tell. */
  readonly modifiedMs: number | null;
  readonly stream: Readable;
}
