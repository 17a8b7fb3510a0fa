/** Notes which files a cell reads, for the run's environment. */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

const mostFiles = 200;
let noted = new Set<string>();
let listening = false;

/** Watches the ways of opening a file for reading. Call once. */
export function watchReads(): void {
  const opened = (path: unknown, flags: unknown) => {
    if (listening && (flags === undefined || flags === "r" || flags === 0)) note(path);
  };
  const flagOf = (options: unknown) =>
    typeof options === "object" && options !== null ? (options as { flag?: unknown }).flag : undefined;
  wrap(fs, "openSync", (path, flags) => opened(path, flags ?? "r"));
  wrap(fs, "readFileSync", (path, options) => opened(path, flagOf(options)));
  wrap(fs, "readFile", (path, options) => opened(path, flagOf(options)));
  wrap(fs, "createReadStream", (path) => opened(path, undefined));
  wrap(fs.promises, "readFile", (path, options) => opened(path, flagOf(options)));
  wrap(fs.promises, "open", (path, flags) => opened(path, flags ?? "r"));
  syncBuiltinESMExports();
}

/** Begins a new list for a cell. */
export function startNoting(): void {
  noted = new Set();
  listening = true;
}

/** The files read since `startNoting`, absolute, without those of packages. */
export function filesRead(): readonly string[] {
  listening = false;
  return [...noted];
}

function note(path: unknown): void {
  const name = path instanceof URL ? fileURLToPath(path) : typeof path === "string" ? path : null;
  if (name === null || noted.size >= mostFiles) return;
  const absolute = resolve(name);
  if (!/[\\/]node_modules[\\/]|^\/(proc|sys|dev)\/|package\.json$|[\\/]dist[\\/]|\.db(-wal|-shm)?$/.test(absolute))
    noted.add(absolute);
}

function wrap<Owner extends object>(
  owner: Owner,
  name: keyof Owner & string,
  before: (...args: unknown[]) => void,
): void {
  const original = owner[name] as (...args: unknown[]) => unknown;
  const wrapped = function (this: unknown, ...args: unknown[]): unknown {
    before(...args);
    return original.apply(this, args);
  };
  Object.assign(owner, { [name]: Object.assign(wrapped, original) });
}
