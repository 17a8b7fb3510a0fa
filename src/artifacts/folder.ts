/** Artifacts in a local folder, which is made when the first artifact is written. */
import { randomBytes } from "node:crypto";
import { createWriteStream, type Dirent, type Stats } from "node:fs";
import {
  copyFile,
  cp,
  type FileHandle,
  mkdir,
  open,
  readFile,
  readdir,
  rename,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { FileInfo } from "../entities.js";
import { TrackingError } from "../errors.js";
import type { ArtifactContent, ArtifactStore, ByteRange } from "./artifacts.js";
import { checkPath, invalidPath, isFolder, isMissing, isSame, staysInside } from "./place.js";

/** Unfinished files are called so, beside their place; MLflow hides the same prefix from listings. */
const draftPrefix = ".artifact.uploading.";

/** Bigger ones are not faster, and cost memory in every transfer. */
const pieceBytes = 256 << 10;

export class FolderArtifacts implements ArtifactStore {
  readonly #root: string;

  /** `root` is an absolute path. */
  constructor(root: string) {
    this.#root = root;
  }

  async write(path: string, content: Uint8Array | string): Promise<void> {
    await this.#draft(path, (draft) => writeFile(draft, content));
  }

  async writeFile(path: string, localFile: string): Promise<void> {
    if (await isSame(localFile, this.#inside(path))) return; // it is already there
    await this.#draft(path, (draft) => copyFile(localFile, draft));
  }

  async writeStream(path: string, content: Readable, sizeBytes?: number): Promise<void> {
    await this.#draft(path, async (draft) => {
      const file = createWriteStream(draft, { flags: "wx", highWaterMark: pieceBytes });
      await pipeline(content, file);
      if (sizeBytes === undefined || file.bytesWritten === sizeBytes) return;
      throw new TrackingError(
        "INVALID_PARAMETER_VALUE",
        `artifact '${path}' ended after ${file.bytesWritten} of ${sizeBytes} bytes; send it again`,
      );
    });
  }

  async writeFolder(path: string, localFolder: string): Promise<void> {
    const place = path === "" ? this.#root : await this.#placeFor(path);
    await makeFolder(place);
    await cp(localFolder, place, { recursive: true, dereference: true });
  }

  async read(path: string): Promise<Uint8Array> {
    const { place, found } = await this.#existing(path);
    if (found.isDirectory()) throw isDirectory(path);
    return await readFile(place);
  }

  async readStream(path: string, range?: ByteRange): Promise<ArtifactContent> {
    const { place, found } = await this.#existing(path);
    if (found.isDirectory()) throw isDirectory(path);
    if (!found.isFile()) throw new TrackingError("INVALID_PARAMETER_VALUE", `artifact '${path}' is no regular file`);
    const file = await opened(place, path);
    const { size, mtimeMs } = await file.stat();
    const end = Math.max(Math.min(range?.end ?? size - 1, size - 1), 0);
    const stream = file.createReadStream({ start: range?.start ?? 0, end, highWaterMark: pieceBytes });
    return { sizeBytes: size, modifiedMs: Math.trunc(mtimeMs), stream };
  }

  async list(path = ""): Promise<readonly FileInfo[]> {
    const place = path === "" ? this.#root : this.#inside(path);
    if (!(await isFolder(place))) return [];
    await this.#checkReal(place, path);
    const entries = (await entriesOf(place)).filter(({ name }) => !name.startsWith(draftPrefix));
    const listed = entries.map(async (entry): Promise<FileInfo | null> => {
      const child = path === "" ? entry.name : `${path.replace(/\/+$/, "")}/${entry.name}`;
      if (entry.isDirectory()) return { path: child, isDir: true, sizeBytes: null };
      const found = await stat(join(place, entry.name)).catch(() => null); // a link that leads nowhere
      if (found === null) return null;
      return found.isDirectory()
        ? { path: child, isDir: true, sizeBytes: null }
        : { path: child, isDir: false, sizeBytes: found.size };
    });
    return (await Promise.all(listed)).filter((file) => file !== null).sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  async download(path: string, destination: string): Promise<string> {
    const place = path === "" ? this.#root : (await this.#existing(path)).place;
    await mkdir(dirname(destination), { recursive: true });
    await cp(place, destination, { recursive: true, dereference: true });
    return destination;
  }

  async remove(path: string): Promise<void> {
    const place = this.#inside(path);
    await this.#checkReal(dirname(place), path);
    try {
      await rm(place, { recursive: true, force: true });
    } catch (error) {
      if (!isMissing(error)) throw unwritable(this.#root, path, error); // ENOTDIR: a part of the path is a file
    }
  }

  /** Lets `fill` make a file beside the place of `path`, then moves it there in one step. */
  async #draft(path: string, fill: (draft: string) => Promise<void>): Promise<void> {
    const place = await this.#placeFor(path);
    const draft = join(dirname(place), `${draftPrefix}${randomBytes(6).toString("hex")}`);
    try {
      await fill(draft);
      await rename(draft, place);
    } catch (error) {
      throw unwritable(this.#root, path, error);
    } finally {
      await rm(draft, { force: true });
    }
  }

  async #placeFor(path: string): Promise<string> {
    const place = this.#inside(path);
    if (place.split("/").at(-1)!.startsWith(draftPrefix)) {
      throw new TrackingError(
        "INVALID_PARAMETER_VALUE",
        `Invalid artifact file name: '${path}'. Artifact names starting with '${draftPrefix}' are reserved.`,
      );
    }
    await this.#checkReal(dirname(place), path);
    try {
      await makeFolder(dirname(place));
    } catch (error) {
      throw unwritable(this.#root, path, error);
    }
    return place;
  }

  async #existing(path: string): Promise<{ place: string; found: Stats }> {
    const place = this.#inside(path);
    await this.#checkReal(place, path);
    try {
      return { place, found: await stat(place) };
    } catch (error) {
      if (!isMissing(error)) throw error;
      throw new TrackingError("RESOURCE_DOES_NOT_EXIST", `No such artifact: '${path}'`, {
        remedy: `listArtifacts shows what there is in ${this.#root}`,
      });
    }
  }

  #inside(path: string): string {
    checkPath(path);
    return join(this.#root, ...path.split("/"));
  }

  async #checkReal(place: string, path: string): Promise<void> {
    if (!(await staysInside(this.#root, place))) throw invalidPath(path);
  }
}

/** As `mkdir` with `recursive`, which tries without end where the system says that a folder is not there and never can be (`/proc/x`). */
async function makeFolder(place: string): Promise<void> {
  if (await isFolder(place)) return;
  const parent = dirname(place);
  if (parent !== place) await makeFolder(parent);
  try {
    await mkdir(place);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST" || !(await isFolder(place))) throw error;
  }
}

/** None where the folder was removed meanwhile. */
async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function opened(place: string, path: string): Promise<FileHandle> {
  try {
    return await open(place, "r");
  } catch (error) {
    throw new TrackingError("PERMISSION_DENIED", `artifact '${path}' cannot be read`, {
      cause: error,
      remedy: `${reasonOf(error)}; check its permissions`,
    });
  }
}

function isDirectory(path: string): TrackingError {
  return new TrackingError("INVALID_PARAMETER_VALUE", `Artifact path refers to a directory, not a file: '${path}'`, {
    remedy: "list it, or download it whole",
  });
}

/** What the file system says no to, as an error of the user's; anything else as it is. */
function unwritable(root: string, path: string, cause: unknown): unknown {
  switch ((cause as NodeJS.ErrnoException).code) {
    case "EISDIR":
    case "ENOTDIR":
    case "EEXIST":
    case "ENOTEMPTY":
      return new TrackingError(
        "INVALID_PARAMETER_VALUE",
        `cannot write artifact '${path}': a folder stands where it would be a file, or a file where a folder`,
        { cause, remedy: `choose another path in ${root}` },
      );
    case "ENOENT":
    case "ELOOP":
      return new TrackingError(
        "INVALID_PARAMETER_VALUE",
        `cannot write artifact '${path}': its folder cannot be made, was removed meanwhile, or is a link that leads nowhere`,
        { cause },
      );
    case "ENAMETOOLONG":
      return new TrackingError(
        "INVALID_PARAMETER_VALUE",
        `cannot write artifact '${path.slice(0, 80)}…': the name is too long for the file system; choose a shorter one`,
        { cause },
      );
    case "ENOSPC":
    case "EDQUOT":
      return new TrackingError("RESOURCE_EXHAUSTED", `cannot write artifact '${path}': the disk is full; make room`, {
        cause,
      });
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new TrackingError(
        "PERMISSION_DENIED",
        `cannot write artifacts to ${root}: ${reasonOf(cause)}; check the permissions of the folder`,
        { cause },
      );
    default:
      return cause;
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
