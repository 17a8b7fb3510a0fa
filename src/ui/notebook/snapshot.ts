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
  /** By path; where the server tells them, what has not changed is not read again. */
  readonly etags: ReadonlyMap<string, string>;
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
    queryFn: ({ signal, client, queryKey }) =>
      readSnapshot(runId, client.getQueryData<Snapshot | null>(queryKey) ?? null, signal),
    structuralSharing: false, // what has not changed is the same object already
    gcTime: 60_000, // outputs may be large
  });
}

/** A run that logs tells of a change every few seconds; its notebook changes when a cell has ended. */
async function readSnapshot(runId: string, before: Snapshot | null, signal: AbortSignal): Promise<Snapshot | null> {
  const files = await filesOf(runId, signal);
  const file = (end: string) => files.find(({ path }) => path.endsWith(end));
  const [notebookFile, ledgerFile, environmentFile] = [
    file(".ipynb"),
    file("/executions.jsonl"),
    file("/environment.json"),
  ];
  if (notebookFile === undefined && ledgerFile === undefined) return null;
  const wanted = [notebookFile, ledgerFile, environmentFile];
  if (before !== null && JSON.stringify(files) === JSON.stringify(before.files)) {
    const same = await Promise.all(wanted.map((one) => isUnchanged(runId, one, before.etags, signal)));
    if (same.every(Boolean)) return before;
  }
  const etags = new Map<string, string>();
  const texts = await Promise.all(wanted.map((one) => textOf(runId, one, etags, signal)));
  const [notebookText, ledgerText, environmentText] = texts;
  const problems = wanted.flatMap((one) =>
    one !== undefined && one.sizeBytes > mostBytes
      ? [`${one.path} is larger than ${mostBytes / 2 ** 20} MiB: download it to look at it.`]
      : [],
  );
  const notebook = attempt(problems, () => (notebookText == null ? null : parseNotebook(notebookText)));
  return {
    runId,
    files,
    notebookPath: notebookFile?.path ?? null,
    notebook,
    executions: ledgerText == null ? [] : parseLedger(ledgerText, notebook),
    environment: environmentText == null ? null : parseEnvironment(environmentText),
    problems,
    etags,
  };
}

async function filesOf(runId: string, signal: AbortSignal): Promise<readonly SnapshotFile[]> {
  const { trees } = await ask("artifacts/tree", { owners: [{ runId }], path: "notebook", depth: 1 }, signal);
  const tree = trees[0]!;
  if (tree.error !== undefined) throw new Error(tree.error);
  return tree.files.filter(({ isDir }) => !isDir).map(({ path, sizeBytes }) => ({ path, sizeBytes }));
}

async function isUnchanged(
  runId: string,
  file: SnapshotFile | undefined,
  etags: Snapshot["etags"],
  signal: AbortSignal,
): Promise<boolean> {
  if (file === undefined || file.sizeBytes > mostBytes) return true;
  const etag = etags.get(file.path);
  if (etag === undefined) return false;
  const headers = { "if-none-match": etag };
  const answer = await send(artifactUrl("file", { runId }, file.path), { signal, headers, conditional: true });
  await answer.body?.cancel();
  return answer.status === 304;
}

/** null: there is none, or it is too large. */
async function textOf(
  runId: string,
  file: SnapshotFile | undefined,
  etags: Map<string, string>,
  signal: AbortSignal,
): Promise<string | null> {
  if (file === undefined || file.sizeBytes > mostBytes) return null;
  const answer = await send(artifactUrl("file", { runId }, file.path), { signal, patient: true });
  const etag = answer.headers.get("etag");
  if (etag !== null) etags.set(file.path, etag);
  return await answer.text();
}

function attempt(problems: string[], read: () => NotebookDocument | null): NotebookDocument | null {
  try {
    return read();
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
    return null;
  }
}
