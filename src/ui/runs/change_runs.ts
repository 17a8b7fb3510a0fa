/** The same done to many runs, in portions that the server takes at once. */
import type { RunsChangeAnswer, RunsChangeRequest } from "../../protocol/page.js";
import { ask } from "../api/page.js";

const portion = 1000;

/** `onProgress` hears how many are done. Resolves also when some failed; rejects when the server did not answer. */
export async function changeRuns(
  runIds: readonly string[],
  change: RunsChangeRequest["change"],
  onProgress: (done: number) => void = () => undefined,
): Promise<RunsChangeAnswer> {
  const changed: string[] = [];
  const failed: { readonly runId: string; readonly message: string }[] = [];
  for (let start = 0; start < runIds.length; start += portion) {
    const answer = await ask("runs/change", { runIds: runIds.slice(start, start + portion), change });
    changed.push(...answer.changed);
    failed.push(...answer.failed);
    onProgress(Math.min(runIds.length, start + portion));
  }
  return { changed, failed };
}

/** `1 run`, `2,000 runs`. */
export function countOfRuns(count: number): string {
  return `${count.toLocaleString("en")} ${count === 1 ? "run" : "runs"}`;
}
