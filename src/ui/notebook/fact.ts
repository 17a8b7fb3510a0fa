/** What the names of `environment.json` are called, and how their values are written. Pure. */
import { readableSize } from "../artifacts/kind.js";

export const factNames: ReadonlyMap<string, string> = new Map([
  ["versions.node", "Node.js"],
  ["versions.labbook", "labbook"],
  ["versions.typescript", "TypeScript"],
  ["versions.tslab", "tslab"],
  ["platform.os", "System"],
  ["platform.arch", "Architecture"],
  ["platform.cpu", "Processor"],
  ["platform.cpuCount", "Cores"],
  ["platform.memoryBytes", "Memory"],
  ["git.commit", "Git commit"],
  ["git.branch", "Git branch"],
  ["git.dirty", "Changes not committed"],
  ["git.remote", "Git remote"],
  ["seed", "Seed"],
  ["workingDirectory", "Folder"],
  ["lockfile.name", "Lockfile"],
  ["lockfile.sha256", "Lockfile, SHA-256"],
  ["notebookFile.path", "Notebook"],
  ["notebookFile.sha256", "Notebook, SHA-256"],
]);

/** What a name of `environment.json` is called. */
export function factName(name: string): string {
  return factNames.get(name) ?? name.replace(/^typescriptOptions\./, "TypeScript option ");
}

export function factValue(name: string, value: string): string {
  if (name === "git.dirty") return value === "true" ? "yes" : "no";
  return name === "platform.memoryBytes" ? readableSize(Number(value)) : value;
}
