/** Sends writes of one run together where they can be, and finds the one that is wrong when the server refuses them. */
import { ServerAwayError } from "../../http/server_away.js";
import type { Calls } from "./calls.js";
import type { Written } from "./entry.js";
import { merged, mergeable } from "./merge.js";
import { sendEntry, type SentEntry } from "./send_entry.js";

type LogBatch = Extract<SentEntry, { op: "log-batch" }>;
export type Outcome = { readonly written: Written } | { readonly error: unknown };

/** How many of the entries, from the first on, `sendGroup` takes at once. */
export function groupLength(entries: readonly { readonly op: string }[]): number {
  const other = entries.findIndex((entry) => entry.op !== "log-batch");
  const batches = (other < 0 ? entries : entries.slice(0, other)) as unknown as readonly LogBatch[];
  return batches.length === 0 ? 1 : mergeable(batches.slice(0, 1000).map((entry) => entry.batch));
}

/**
 * One outcome per entry, in order. Rejects with `ServerAwayError` when the server went away: all of them may then be sent
 * again. A merged batch that is refused is sent in halves, down to the calls that are wrong.
 */
export async function sendGroup(calls: Calls, group: readonly SentEntry[]): Promise<Outcome[]> {
  const first = group[0]!;
  const batches = (group as readonly LogBatch[]).map((entry) => entry.batch);
  const entry = group.length === 1 ? first : { op: "log-batch" as const, runId: first.runId, batch: merged(batches) };
  try {
    const written = await sendEntry(calls, entry);
    return group.map(() => ({ written }));
  } catch (error) {
    if (error instanceof ServerAwayError) throw error;
    if (group.length === 1) return [{ error }];
  }
  const half = Math.ceil(group.length / 2);
  return [...(await sendGroup(calls, group.slice(0, half))), ...(await sendGroup(calls, group.slice(half)))];
}
