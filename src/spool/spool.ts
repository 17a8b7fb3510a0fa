/** What waits for one server: this process's own file, those that others left, and what the server refused. */
import { createHash } from "node:crypto";
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { TrackingError } from "../errors.js";
import { isLeft, isSpoolFile } from "./owner.js";
import { SpoolFile } from "./spool_file.js";

export class Spool {
  readonly folder: string;
  readonly #serverUrl: string;
  readonly #limitBytes: number;
  #own: SpoolFile | null = null;
  /** Bytes in the folder that are not in the own file. */
  #otherBytes = 0;

  constructor(folder: string, serverUrl: string, limitBytes: number) {
    this.folder = folder;
    this.#serverUrl = serverUrl;
    this.#limitBytes = limitBytes;
  }

  get isEmpty(): boolean {
    return this.#own === null || this.#own.isEmpty;
  }

  /** Resolves when the entry is on the disk. RESOURCE_EXHAUSTED when too much waits already, PERMISSION_DENIED when the disk takes no more. */
  async append(entry: string): Promise<void> {
    const file = this.#fileFor(entry);
    try {
      await file.append(entry);
    } catch (cause) {
      throw this.#unkept(cause, "make room on the disk, or set LABBOOK_STATE_DIR to a folder on another one");
    }
  }

  appendNow(entry: string): void {
    this.#fileFor(entry).appendNow(entry);
  }

  /** The file that this process writes; null while nothing waits. */
  get own(): SpoolFile | null {
    return this.#own;
  }

  /** Drops the own file if all of it was sent. */
  tidy(): void {
    if (this.#own?.isEmpty !== true) return;
    this.#own.close();
    this.#own = null;
  }

  /** Files of processes that are gone, taken over by this one, oldest first. */
  *left(): Generator<SpoolFile> {
    for (const name of namesIn(this.folder).filter(isSpoolFile).sort()) {
      const file = isLeft(this.folder, name) ? SpoolFile.adopt(this.folder, name) : null;
      if (file !== null) yield file;
    }
  }

  /** Copies a file's content into the spool, in the place of an earlier one of the same name; returns where it is. */
  keepFile(name: string, content: Uint8Array | { readonly file: string }): string {
    const size = content instanceof Uint8Array ? content.length : statSync(content.file).size;
    this.#checkRoom(size);
    this.#otherBytes += size;
    const folder = join(this.folder, "files");
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const place = join(folder, createHash("sha256").update(name).digest("hex"));
    const draft = `${place}.${process.pid}.tmp`;
    if (content instanceof Uint8Array) writeFileSync(draft, content, { flush: true });
    else copyFileSync(content.file, draft);
    renameSync(draft, place);
    return place;
  }

  /** Puts aside what the server refused; returns the file that it is in. */
  reject(entry: string, reason: string): string {
    const place = join(this.folder, "rejected.jsonl");
    appendFileSync(place, `${JSON.stringify({ reason, timeMs: Date.now(), entry: JSON.parse(entry) as unknown })}\n`);
    return place;
  }

  /** Remembers which run of the server a provisional id became, for other processes too. */
  noteRunId(provisional: string, runId: string): void {
    // Each on a line of its own, also behind one that a full disk cut off.
    appendFileSync(join(this.folder, "run_ids.jsonl"), `\n${JSON.stringify({ provisional, runId })}\n`);
  }

  runIds(): ReadonlyMap<string, string> {
    const place = join(this.folder, "run_ids.jsonl");
    if (!existsSync(place)) return new Map();
    const whole = /^\{"provisional":"([^"]+)","runId":"([^"]+)"\}$/gm;
    return new Map(
      [...readFileSync(place, "utf8").matchAll(whole)].map(([, provisional, runId]) => [provisional!, runId!]),
    );
  }

  close(): void {
    this.#own?.close();
    this.#own = null;
  }

  #fileFor(entry: string): SpoolFile {
    this.#own ??= this.#create();
    this.#checkRoom(entry.length);
    return this.#own;
  }

  #create(): SpoolFile {
    try {
      const file = SpoolFile.create(this.folder);
      writeFileSync(join(this.folder, "server.txt"), `${this.#serverUrl}\n`);
      this.#otherBytes = bytesIn(this.folder);
      return file;
    } catch (cause) {
      throw this.#unkept(cause, "set LABBOOK_STATE_DIR to a folder that can be written");
    }
  }

  #unkept(cause: unknown, remedy: string): TrackingError {
    const reason = (cause as Error).message;
    const message = `cannot keep what the server at ${this.#serverUrl} misses: ${reason}`;
    return new TrackingError("PERMISSION_DENIED", message, { cause, remedy });
  }

  #checkRoom(bytes: number): void {
    if (this.#otherBytes + (this.#own?.sizeBytes ?? 0) + bytes > this.#limitBytes) {
      throw new TrackingError(
        "RESOURCE_EXHAUSTED",
        `more than ${Math.round(this.#limitBytes / 2 ** 20)} MB wait in ${this.folder} for the server at ${this.#serverUrl}, which is away`,
        { remedy: "start it, so that they are sent, or raise LABBOOK_SPOOL_LIMIT_MB" },
      );
    }
  }
}

/** None where there is no such folder, or none that this user may read. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (!["ENOENT", "EACCES", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    return [];
  }
}

function bytesIn(folder: string): number {
  mkdirSync(folder, { recursive: true });
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce(
    (sum, one) => sum + (statSync(join(one.parentPath, one.name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}
