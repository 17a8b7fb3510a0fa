/** The same done to many runs, in portions that the server takes at once. */
import type { RunsChangeAnswer, RunsChangeRequest } from "../../protocol/page.js";
import { ask } from "../api/page.js";

export type RunsChange = RunsChangeRequest["change"];

const portion = 1000;

/** `onProgress` hears how many are done. Resolves also when some failed; rejects when the server did not answer. */
export async function changeRuns(
  runIds: readonly string[],
  change: RunsChange,
  onProgress: (done: number) => void = () => undefined,
): Promise<RunsChangeAnswer> {
  const changed: string[] = [];
  const failed: { readonly runId: string; readonly message: string }[] = [];
  for (let start = 0; start < runIds.length; start += portion) {
    const end = start + portion;
    const part = change.kind === "rename" ? { ...change, names: change.names.slice(start, end) } : change;
    const answer = await ask("runs/change", { runIds: runIds.slice(start, end), change: part });
    changed.push(...answer.changed);
    failed.push(...answer.failed);
    onProgress(Math.min(runIds.length, end));
  }
  return { changed, failed };
}
