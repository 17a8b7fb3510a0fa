/** Artifacts of a run on a server that may be away: what is written then is kept on the disk and sent later. */
import { readdir, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { ArtifactContent, ArtifactStore, ByteRange } from "../../artifacts/artifacts.js";
import { checkPath } from "../../artifacts/place.js";
import type { FileInfo } from "../../entities.js";
import { TrackingError } from "../../errors.js";
import { ServerAwayError } from "../../http/server_away.js";

/** The way to the disk. */
export interface Later {
  isAway(): boolean;
  away(error: ServerAwayError): void;
  put(path: string, content: Uint8Array | { readonly file: string }): Promise<void>;
}

export class KeptArtifacts implements ArtifactStore {
  readonly #reads: ArtifactStore | null;
  readonly #writes: ArtifactStore | null;
  readonly #later: Later;

  /** Both are null for a run that the server does not know yet; `writes` does not wait for a server that is not there. */
  constructor(reads: ArtifactStore | null, writes: ArtifactStore | null, later: Later) {
    this.#reads = reads;
    this.#writes = writes;
    this.#later = later;
  }

  async write(path: string, content: Uint8Array | string): Promise<void> {
    await this.#now(
      path,
      (direct) => direct.write(path, content),
      () => this.#later.put(path, Buffer.from(content as Uint8Array)),
    );
  }

  async writeFile(path: string, localFile: string): Promise<void> {
    await this.#now(
      path,
      (direct) => direct.writeFile(path, localFile),
      () => this.#later.put(path, { file: localFile }),
    );
  }

  async writeFolder(path: string, localFolder: string): Promise<void> {
    const entries = await readdir(localFolder, { recursive: true, withFileTypes: true });
    const places = entries.map((entry) => join(entry.parentPath, entry.name));
    const keep = async (): Promise<void> => {
      for (const place of places) {
        const name = relative(localFolder, place).split(sep).join("/");
        if ((await stat(place)).isFile())
          await this.#later.put(path === "" ? name : `${path}/${name}`, { file: place });
      }
    };
    await this.#now(path === "" ? "." : path, (direct) => direct.writeFolder(path, localFolder), keep);
  }

  /** A stream can be read once: while the server is away, what it yields goes through memory. */
  async writeStream(path: string, content: Readable, sizeBytes?: number): Promise<void> {
    if (this.#writes !== null && !this.#later.isAway()) return await this.#writes.writeStream(path, content, sizeBytes);
    checkPath(path);
    await this.#later.put(path, await buffer(content));
  }

  async read(path: string): Promise<Uint8Array> {
    return await this.#there().read(path);
  }

  async readStream(path: string, range?: ByteRange): Promise<ArtifactContent> {
    return await this.#there().readStream(path, range);
  }

  async list(path?: string): Promise<readonly FileInfo[]> {
    return await this.#there().list(path);
  }

  async download(path: string, destination: string): Promise<string> {
    return await this.#there().download(path, destination);
  }

  async remove(path: string): Promise<void> {
    await this.#there().remove(path);
  }

  async #now(path: string, work: (direct: ArtifactStore) => Promise<void>, keep: () => Promise<void>): Promise<void> {
    checkPath(path);
    if (this.#writes !== null && !this.#later.isAway()) {
      try {
        return await work(this.#writes);
      } catch (error) {
        if (!(error instanceof ServerAwayError)) throw error;
        this.#later.away(error);
      }
    }
    await keep();
  }

  #there(): ArtifactStore {
    if (this.#reads !== null) return this.#reads;
    throw new TrackingError(
      "TEMPORARILY_UNAVAILABLE",
      "the run waits for its server, which is away: its artifacts can be read when it is back",
    );
  }
}
