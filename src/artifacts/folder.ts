/** Artifacts in a local folder, which is made when the first artifact is written. */
import { randomBytes } from "node:crypto";
import { cp, mkdir, readFile, readdir, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import type { FileInfo } from "../entities.js";
import { TrackingError } from "../errors.js";
import type { ArtifactStore } from "./artifacts.js";

export class FolderArtifacts implements ArtifactStore {
  readonly #root: string;

  /** `root` is an absolute path. */
  constructor(root: string) {
    this.#root = root;
  }

  async write(path: string, content: Uint8Array | string): Promise<void> {
    const place = await this.#placeFor(path);
    const draft = `${place}.${randomBytes(4).toString("hex")}.tmp`;
    try {
      await writeFile(draft, content);
      await rename(draft, place);
    } finally {
      await rm(draft, { force: true });
    }
  }

  async writeFile(path: string, localFile: string): Promise<void> {
    const place = await this.#placeFor(path);
    if (await isSame(localFile, place)) return; // it is already there
    await cp(localFile, place, { dereference: true });
  }

  async writeFolder(path: string, localFolder: string): Promise<void> {
    const place = path === "" ? this.#root : await this.#placeFor(path);
    await mkdir(place, { recursive: true });
    await cp(localFolder, place, { recursive: true, dereference: true });
  }

  async read(path: string): Promise<Uint8Array> {
    const place = await this.#existing(path);
    if ((await stat(place)).isDirectory()) {
      throw new TrackingError(
        "INVALID_PARAMETER_VALUE",
        `artifact '${path}' is a folder; list it, or download it whole`,
      );
    }
    return await readFile(place);
  }

  async list(path = ""): Promise<readonly FileInfo[]> {
    const place = path === "" ? this.#root : this.#inside(path);
    if (!(await isFolder(place))) return [];
    await this.#checkReal(place, path);
    const entries = await readdir(place, { withFileTypes: true });
    const listed = entries.map(async (entry): Promise<FileInfo | null> => {
      const child = path === "" ? entry.name : `${path.replace(/\/$/, "")}/${entry.name}`;
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
    const place = path === "" ? this.#root : await this.#existing(path);
    await mkdir(dirname(destination), { recursive: true });
    await cp(place, destination, { recursive: true, dereference: true });
    return destination;
  }

  async remove(path: string): Promise<void> {
    const place = this.#inside(path);
    await this.#checkReal(dirname(place), path);
    await rm(place, { recursive: true, force: true });
  }

  async #placeFor(path: string): Promise<string> {
    const place = this.#inside(path);
    await this.#checkReal(dirname(place), path);
    try {
      await mkdir(dirname(place), { recursive: true });
    } catch (error) {
      throw unwritable(this.#root, error);
    }
    return place;
  }

  async #existing(path: string): Promise<string> {
    const place = this.#inside(path);
    await this.#checkReal(place, path);
    try {
      await stat(place);
    } catch (error) {
      if (!isMissing(error)) throw error;
      throw new TrackingError(
        "RESOURCE_DOES_NOT_EXIST",
        `no artifact '${path}' in ${this.#root}; listArtifacts shows what there is`,
      );
    }
    return place;
  }

  #inside(path: string): string {
    const parts = path.split("/");
    if (path === "" || path.startsWith("/") || path.includes("\0") || path.includes("\\") || parts.includes("..")) {
      throw leaves(path);
    }
    return join(this.#root, ...parts);
  }

  /** Follows symbolic links of what exists of `place`; it must stay in the root. */
  async #checkReal(place: string, path: string): Promise<void> {
    const root = await nearestReal(this.#root);
    const real = await nearestReal(place);
    const inner = relative(root, real);
    const above = relative(real, root);
    const rootExists = await isFolder(this.#root);
    if (rootExists ? inner === ".." || inner.startsWith(`..${sep}`) : above.startsWith("..")) throw leaves(path);
  }
}

/** The real path of the deepest part of `place` that exists. */
async function nearestReal(place: string): Promise<string> {
  for (let part = place; ; part = dirname(part)) {
    try {
      return await realpath(part);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
}

function isMissing(error: unknown): boolean {
  return ["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "");
}

async function isSame(a: string, b: string): Promise<boolean> {
  const [one, other] = await Promise.all([a, b].map((path) => realpath(path).catch(() => null)));
  return one !== null && one === other;
}

async function isFolder(place: string): Promise<boolean> {
  const found = await stat(place).catch(() => undefined);
  return found?.isDirectory() === true;
}

function leaves(path: string): TrackingError {
  return new TrackingError(
    "INVALID_PARAMETER_VALUE",
    `Invalid artifact path '${path}': give a relative path that stays inside the run, such as "model/weights.json"`,
  );
}

function unwritable(root: string, cause: unknown): TrackingError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new TrackingError(
    "PERMISSION_DENIED",
    `cannot write artifacts to ${root}: ${reason}; check the permissions of the folder`,
    {
      cause,
    },
  );
}
