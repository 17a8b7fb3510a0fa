/** The packages that are installed here and that a model needs, as npm's lockfile lists them. */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, sep } from "node:path";
import { parsedJson } from "../json.js";

interface Manifest {
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly engines?: object;
  readonly bin?: unknown;
}

export interface LockedPackage {
  readonly version: string;
  readonly integrity?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const known = new Map<string, Readonly<Record<string, LockedPackage>>>();

/**
 * Of these packages and all that they need, those that are installed here, by their place in `node_modules`. Checksums are
 * those of npm's own note of the installation, where there is one; addresses of registries are left to npm.
 */
export function lockedPackages(names: readonly string[]): Readonly<Record<string, LockedPackage>> {
  const key = names.join(" ");
  let found = known.get(key);
  if (found === undefined) known.set(key, (found = collected(names)));
  return found;
}

function collected(names: readonly string[]): Record<string, LockedPackage> {
  const found = new Map<string, LockedPackage>();
  const roots = [ownFolder(), process.cwd()];
  const waiting = names.map((name) => ({ name, from: roots, place: "" }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const folder = next.name === "labbook" ? ownFolder() : folderOf(next.name, next.from);
    if (folder === null) continue; // optional, or of another system
    const place = placeOf(folder);
    if (found.has(place)) continue;
    const manifest = (parsedJson(readFileSync(join(folder, "package.json"), "utf8")) ?? {}) as Manifest;
    const { dependencies, optionalDependencies } = manifest;
    const integrity = checksum(folder);
    found.set(place, {
      version: manifest.version ?? "0.0.0",
      ...(integrity !== undefined && { integrity }),
      ...(dependencies !== undefined && { dependencies }),
      ...(optionalDependencies !== undefined && { optionalDependencies }),
    });
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      waiting.push({ name, from: [folder], place });
    }
  }
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

let own: string | null = null;

function ownFolder(): string {
  own ??= dirname(createRequire(import.meta.url).resolve("labbook/package.json"));
  return own;
}

/** Where Node finds a package from these folders: in `node_modules` there or further up. */
function folderOf(name: string, from: readonly string[]): string | null {
  for (const start of from) {
    for (let at = start; ; at = dirname(at)) {
      const folder = join(at, "node_modules", name);
      if (existsSync(join(folder, "package.json"))) return folder;
      if (at === dirname(at)) break;
    }
  }
  return null;
}

/** What labbook brings along stands under it where it is its own project; else everything stands as it is installed. */
function placeOf(folder: string): string {
  if (folder === ownFolder()) return "node_modules/labbook";
  const inside = relative(ownFolder(), folder);
  if (!inside.startsWith("..")) return `node_modules/labbook/${posix(inside)}`;
  return posix(folder.slice(folder.indexOf(`${sep}node_modules${sep}`) + 1));
}

function posix(path: string): string {
  return path.split(sep).join("/");
}

const notes = new Map<string, Readonly<Record<string, { integrity?: string }>>>();

/** npm keeps what it installed in `node_modules/.package-lock.json`. */
function checksum(folder: string): string | undefined {
  const at = folder.indexOf(`${sep}node_modules${sep}`);
  if (at < 0) return undefined;
  const project = folder.slice(0, at);
  let note = notes.get(project);
  if (note === undefined) {
    const path = join(project, "node_modules", ".package-lock.json");
    const content = existsSync(path) ? parsedJson(readFileSync(path, "utf8")) : undefined;
    notes.set(project, (note = (content as { packages?: typeof note } | undefined)?.packages ?? {}));
  }
  return note[posix(relative(project, folder))]?.integrity;
}
