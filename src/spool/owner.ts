/** Whose a spool file is: its name says so, and only its owner writes it or sends it. */
import { randomUUID } from "node:crypto";
import { statSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { processStartMs, stillRuns } from "../process_start.js";

const suffix = ".jsonl";
const free = "free";
/** A file of another machine (a home directory that several share) is left alone until it is this old. */
const foreignMs = 24 * 3_600_000;

export function newName(): string {
  return ownName(`${Date.now()}-${randomUUID().slice(0, 8)}`);
}

/** The file's name in the hands of this process; taking over is a rename, which only one can do. */
export function ownName(id: string): string {
  return `${id}@${hostname()}+${process.pid}+${processStartMs(process.pid)}${suffix}`;
}

export function freeName(id: string): string {
  return `${id}@${free}${suffix}`;
}

export function idOf(name: string): string {
  return name.slice(0, name.indexOf("@"));
}

export function isSpoolFile(name: string): boolean {
  return name.includes("@") && name.endsWith(suffix);
}

/** Whether whoever wrote the file is gone, so that another may send what it holds. */
export function isLeft(folder: string, name: string): boolean {
  const owner = name.slice(name.indexOf("@") + 1, -suffix.length);
  if (owner === free) return true;
  const [host, pid, startMs] = owner.split("+");
  if (host === hostname()) return !stillRuns(Number(pid), Number(startMs));
  const found = statSync(join(folder, name), { throwIfNoEntry: false });
  return found !== undefined && Date.now() - found.mtimeMs > foreignMs;
}
