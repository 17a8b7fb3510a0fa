/** What a run kept of its notebook: the file, the ledger, the environment. */
import { queryOptions } from "@tanstack/react-query";
import type { Run } from "../../entities.js";
import { ask, artifactUrl } from "../api/page.js";
import { send } from "../api/send.js";
import { type NotebookDocument, parseNotebook } from "./document.js";
import { type Environment, parseEnvironment } from "./environment.js";
import { type Execution, parseLedger } from "./ledger.js";

export interface SnapshotFile {
  readonly path: string;
  readonly sizeBytes: number;
}

export interface Snapshot {
  /** The run in whose artifacts it is: a run within a run has that of the outer one. */
  readonly runId: string;
  readonly files: readonly SnapshotFile[];
  readonly notebookPath: string | null;
  readonly notebook: NotebookDocument | null;
  readonly executions: readonly Execution[];
  readonly environment: Environment | null;
  /** What could not be read, and why. */
  readonly problems: readonly string[];
}

const mostBytes = 64 * 2 ** 20;

/** The run that holds the snapshot of `run`. */
export function snapshotRunId({ info, data }: Pick<Run, "info" | "data">): string {
  const { tags } = data;
  return Object.hasOwn(tags, "labbook.snapshotRun") ? tags["labbook.snapshotRun"]! : info.runId;
}

/** Its answer is null where the run has no snapshot. */
export function snapshotQuery(runId: string) {
  return queryOptions({
    queryKey: ["artifacts", "snapshot", runId],
    queryFn: ({ signal }) => readSnapshot(runId, signal),
    gcTime: 60_000, // outputs may be large
  });
}

async function readSnapshot(runId: string, signal: AbortSignal): Promise<Snapshot | null> {
  const { trees } = await ask("artifacts/tree", { owners: [{ runId }], path: "notebook", depth: 1 }, signal);
  const tree = trees[0];
  if (tree?.error !== undefined && tree.files.length === 0) throw new Error(tree.error);
  const files = (tree?.files ?? []).filter(({ isDir }) => !isDir);
  const file = (end: string) => files.find(({ path }) => path.endsWith(end));
  const [notebookFile, ledgerFile] = [file(".ipynb"), file("/executions.jsonl")];
  if (notebookFile === undefined && ledgerFile === undefined) return null;
  const [notebookText, ledgerText, environmentText] = await Promise.all(
    [notebookFile, ledgerFile, file("/environment.json")].map((one) => textOf(runId, one, signal)),
  );
  const problems = files
    .filter((one) => (one === notebookFile || one === ledgerFile) && one.sizeBytes > mostBytes)
    .map(({ path }) => `${path} is larger than ${mostBytes / 2 ** 20} MiB: download it to look at it.`);
  const notebook = attempt(problems, () => (notebookText == null ? null : parseNotebook(notebookText)));
  return {
    runId,
    files,
    notebookPath: notebookFile?.path ?? null,
    notebook,
    executions: ledgerText == null ? [] : parseLedger(ledgerText, notebook),
    environment: environmentText == null ? null : parseEnvironment(environmentText),
    problems,
  };
}

/** null: there is none, or it is too large. */
async function textOf(runId: string, file: SnapshotFile | undefined, signal: AbortSignal): Promise<string | null> {
  if (file === undefined || file.sizeBytes > mostBytes) return null;
  return await (await send(artifactUrl("file", { runId }, file.path), { signal, patient: true })).text();
}

function attempt(problems: string[], read: () => NotebookDocument | null): NotebookDocument | null {
  try {
    return read();
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
    return null;
  }
}
