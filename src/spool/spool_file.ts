/**
 * Lines of JSON that wait to be sent, in a file of one process. A line that `append` resolved for is on the disk.
 * Beside it, `<id>.sent` holds how many bytes of it were sent.
 */
import {
  closeSync,
  fdatasync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { freeName, idOf, newName, ownName } from "./owner.js";

export interface Line {
  readonly text: string;
  /** Offset behind it, to hand to `advance`. */
  readonly end: number;
}

export class SpoolFile {
  readonly #folder: string;
  readonly #id: string;
  readonly #fd: number;
  #name: string;
  #size: number;
  #sent: number;
  #syncing: Promise<void> | null = null;
  #closed = false;

  private constructor(folder: string, name: string, sent: number) {
    this.#folder = folder;
    this.#name = name;
    this.#id = idOf(name);
    this.#fd = openSync(join(folder, name), "a+", 0o600);
    this.#size = fstatSync(this.#fd).size;
    this.#sent = sent;
  }

  static create(folder: string): SpoolFile {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return new SpoolFile(folder, newName(), 0);
  }

  /** Takes over a file whose owner is gone; null when another process was faster. */
  static adopt(folder: string, name: string): SpoolFile | null {
    const mine = ownName(idOf(name));
    try {
      renameSync(join(folder, name), join(folder, mine));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      return null;
    }
    const file = new SpoolFile(folder, mine, sentOf(folder, idOf(name)));
    file.#cutTornLine();
    return file;
  }

  get isEmpty(): boolean {
    return this.#sent >= this.#size;
  }

  get sizeBytes(): number {
    return this.#size;
  }

  /** Resolves when the line is on the disk; lines are written in the order of the calls. */
  async append(text: string): Promise<void> {
    this.#write(text);
    await this.#syncing; // it may have begun before the line was written: the one after it is shared by all that wait
    if (this.#closed) return; // what it holds was sent, or synced, by then
    this.#syncing ??= this.#sync().finally(() => (this.#syncing = null));
    await this.#syncing;
  }

  /** The same at once, for the end of the process. */
  appendNow(text: string): void {
    this.#write(text);
    fdatasyncSync(this.#fd);
  }

  /** What was not sent yet, from the oldest on: about `maxBytes` of it, at least one line. */
  next(maxBytes: number): Line[] {
    let bytes = maxBytes;
    for (;;) {
      const chunk = Buffer.alloc(Math.min(bytes, this.#size - this.#sent));
      readSync(this.#fd, chunk, 0, chunk.length, this.#sent);
      const lines = linesOf(chunk, this.#sent);
      if (lines.length > 0 || bytes >= this.#size - this.#sent) return lines;
      bytes *= 2;
    }
  }

  /** Notes that everything before the offset `end` was sent. */
  advance(end: number): void {
    this.#sent = end;
    const place = join(this.#folder, `${this.#id}.sent`);
    writeFileSync(`${place}.tmp`, String(end));
    renameSync(`${place}.tmp`, place);
  }

  /** Lets go of the file: removed when all of it was sent, else left for whoever comes next. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (!this.isEmpty) fdatasyncSync(this.#fd);
    const closeFile = (): void => closeSync(this.#fd);
    if (this.#syncing === null) closeFile();
    else this.#syncing.then(closeFile, closeFile);
    const place = join(this.#folder, this.#name);
    if (!this.isEmpty) renameSync(place, join(this.#folder, freeName(this.#id)));
    else {
      rmSync(place, { force: true });
      rmSync(join(this.#folder, `${this.#id}.sent`), { force: true });
    }
  }

  #write(text: string): void {
    const bytes = Buffer.from(`${text}\n`, "utf8");
    try {
      for (let done = 0; done < bytes.length;) done += writeSync(this.#fd, bytes, done);
    } catch (error) {
      ftruncateSync(this.#fd, this.#size); // a full disk took part of the line: the next one must not continue it
      throw error;
    }
    this.#size += bytes.length;
  }

  #sync(): Promise<void> {
    return new Promise((resolve, reject) => {
      fdatasync(this.#fd, (error) => (error === null ? resolve() : reject(error)));
    });
  }

  /** A process that was killed in the middle of a line had not promised it to anybody. */
  #cutTornLine(): void {
    if (this.#size === 0) return;
    const text = readFileSync(this.#fd);
    this.#size = text.lastIndexOf(10) + 1;
    if (this.#size < text.length) ftruncateSync(this.#fd, this.#size);
    this.#sent = Math.min(this.#sent, this.#size);
  }
}

function linesOf(chunk: Buffer, offset: number): Line[] {
  const lines: Line[] = [];
  for (let start = 0, end: number; (end = chunk.indexOf(10, start)) >= 0; start = end + 1) {
    lines.push({ text: chunk.toString("utf8", start, end), end: offset + end + 1 });
  }
  return lines;
}

function sentOf(folder: string, id: string): number {
  try {
    return Number(readFileSync(join(folder, `${id}.sent`), "utf8")) || 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return 0;
  }
}
