/**
 * TypeScript's file watches without watchers: what it watches is looked at before each cell, so that a changed file is
 * seen at once and nothing keeps the process alive. Files of installed packages are taken as unchanging.
 */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

interface Watched {
  readonly path: string;
  readonly changed: (path: string, kind: ts.FileWatcherEventKind) => void;
  modifiedMs: number | null;
}

interface WatchedFolder {
  readonly path: string;
  readonly changed: (path: string) => void;
  names: string;
}

const files = new Set<Watched>();
const folders = new Set<WatchedFolder>();

export function watchFile(path: string, changed: Watched["changed"]): ts.FileWatcher {
  const watched: Watched = { path, changed, modifiedMs: modifiedMs(path) };
  if (!/[\\/]node_modules[\\/]/.test(path)) files.add(watched);
  return { close: () => void files.delete(watched) };
}

export function watchDirectory(path: string, changed: WatchedFolder["changed"]): ts.FileWatcher {
  const watched: WatchedFolder = { path, changed, names: namesIn(path) };
  folders.add(watched);
  return { close: () => void folders.delete(watched) };
}

/** Tells TypeScript what changed since the last look. */
export function lookForChanges(): void {
  for (const file of [...files]) {
    const now = modifiedMs(file.path);
    if (now === file.modifiedMs) continue;
    const kind = now === null ? "Deleted" : file.modifiedMs === null ? "Created" : "Changed";
    file.modifiedMs = now;
    file.changed(file.path, ts.FileWatcherEventKind[kind]);
  }
  for (const folder of [...folders]) {
    const names = namesIn(folder.path);
    if (names === folder.names) continue;
    const before = new Set(folder.names.split("\n"));
    folder.names = names;
    for (const name of names.split("\n")) if (!before.has(name)) folder.changed(join(folder.path, name));
  }
}

function modifiedMs(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null;
}

function namesIn(path: string): string {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return "";
  return readdirSync(path).sort().join("\n");
}
