/** Stores with a run what ran: the notebook, the ledger, the environment and the lockfile, as plain artifacts. */
import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import type { INotebookContent } from "@jupyterlab/nbformat";
import { parsedJson } from "../json.js";
import { artifactsOf } from "../artifacts_of.js";
import type { TrackingStore } from "../store/store.js";
import { type Environment, sha256 } from "./environment.js";
import { notebookAsItRan } from "./ipynb.js";
import type { LedgerEntry } from "./ledger.js";

export interface Snapshot {
  readonly store: TrackingStore;
  readonly runId: string;
  readonly artifactUri: string;
  readonly entries: readonly LedgerEntry[];
  /** The notebook's file; null when it is not known. */
  readonly notebookPath: string | null;
  readonly environment: Environment;
}

/** Writes `notebook/<name>.ipynb`, `executions.jsonl`, `environment.json` and the lockfile, and the tag `labbook.cells`. */
export async function storeSnapshot(snapshot: Snapshot): Promise<void> {
  const { store, runId, entries, environment } = snapshot;
  const file = readNotebook(snapshot.notebookPath);
  const artifacts = artifactsOf(store, snapshot);
  const name = snapshot.notebookPath === null ? "notebook.ipynb" : basename(snapshot.notebookPath);
  const notebook = notebookAsItRan(entries, file?.content ?? null, environment.versions["node"] ?? "");
  const onDisk = file === null ? null : { path: snapshot.notebookPath, sha256: file.sha256 };
  await artifacts.write(`notebook/${name}`, `${JSON.stringify(notebook, null, 1)}\n`);
  await artifacts.write("notebook/executions.jsonl", entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
  await artifacts.write(
    "notebook/environment.json",
    `${JSON.stringify({ ...environment, notebookFile: onDisk }, null, 2)}\n`,
  );
  if (environment.lockfile !== null && existsSync(environment.lockfile.path)) {
    await artifacts.writeFile(`notebook/${environment.lockfile.name}`, environment.lockfile.path);
  }
  await store.logBatch(runId, { tags: [{ key: "labbook.cells", value: cellCount(entries) }] });
}

/** "12 executed, 1 failed" */
function cellCount(entries: readonly LedgerEntry[]): string {
  const executed = entries.filter((entry) => entry.status !== "aborted");
  const failed = executed.filter((entry) => entry.status !== "ok" && entry.status !== "running").length;
  return `${executed.length} executed, ${failed} failed`;
}

function readNotebook(path: string | null): { content: INotebookContent; sha256: string } | null {
  if (path === null || !existsSync(path)) return null;
  const text = readFileSync(path, "utf8");
  const content = parsedJson(text); // none while it is being written: the ledger alone tells what ran
  return content === undefined ? null : { content: content as INotebookContent, sha256: sha256(text) };
}
