/** Sends the entries of a spool file, in order, and notes how far it came. */
import { rmSync, statSync } from "node:fs";
import { openArtifacts } from "../../artifacts/open.js";
import type { Run } from "../../entities.js";
import { TrackingError } from "../../errors.js";
import { OddAnswerError } from "../../http/refusal.js";
import { ServerAwayError } from "../../http/server_away.js";
import { runOf } from "../../protocol/run.js";
import type { Spool } from "../../spool/spool.js";
import type { Line, SpoolFile } from "../../spool/spool_file.js";
import type { Calls } from "./calls.js";
import { type CreateRunEntry, type Entry, entryOf, isIdempotent, type PutArtifactEntry } from "./entry.js";
import { isProvisional, type KnownRuns } from "./known_runs.js";
import { createRun, type SentEntry } from "./send_entry.js";
import { groupLength, sendGroup } from "./send_group.js";

export interface DeliveryContext {
  /** The tracking URI. */
  readonly uri: string;
  readonly calls: Calls;
  readonly spool: Spool;
  readonly known: KnownRuns;
  /** Provisional id → the server's id; "" where the server refused to make the run. */
  readonly ids: Map<string, string>;
  /** How often an entry was answered with a plain 500. */
  readonly strikes: Map<string, number>;
  readonly rejected: { reason: string; place: string }[];
}

/** An entry is of a run that another process has opened while the server was away, and that is not there yet. */
export class UnmadeRunError extends Error {
  constructor(runId: string) {
    super(`run ${runId} waits for another process to make it`);
    this.name = "UnmadeRunError";
  }
}

/** On a run made late: the id that stood for it, by which it is found again if its answer was lost. */
export const provisionalTag = "labbook.provisionalRunId";
const windowBytes = 1 << 20;
const maxStrikes = 3;

interface Held {
  readonly text: string;
  readonly entry: Entry;
}

/** Rejects when the server is away, or is not one that could judge; what was sent until then is noted. */
export async function deliver(file: SpoolFile, context: DeliveryContext): Promise<void> {
  while (!file.isEmpty) {
    const lines = file.next(windowBytes);
    if (lines.length === 0) throw new TrackingError("DATA_LOSS", "a file there was cut short by somebody else");
    for (let at = 0; at < lines.length;) {
      const stretch = stretchFrom(lines, at);
      await sendStretch(stretch, context);
      at += stretch.length;
      file.advance(lines[at - 1]!.end);
    }
  }
}

/** Entries that may be sent again if the process dies before it has noted them; or one that may not. */
function stretchFrom(lines: readonly Line[], start: number): Held[] {
  const stretch: Held[] = [];
  for (const { text } of lines.slice(start)) {
    const entry = entryOf(text);
    if (stretch.length > 0 && !isIdempotent(entry)) break;
    stretch.push({ text, entry });
    if (!isIdempotent(entry)) break;
  }
  return stretch;
}

async function sendStretch(stretch: readonly Held[], context: DeliveryContext): Promise<void> {
  const byRun = Map.groupBy(stretch, ({ entry }) => entry.runId);
  for (const held of byRun.values()) {
    for (let at = 0; at < held.length;) at += await sendNext(held.slice(at), context);
  }
}

/** Sends the first of the entries of one run, as many as go together; returns how many those were. */
async function sendNext(held: readonly Held[], context: DeliveryContext): Promise<number> {
  const first = held[0]!;
  if (context.ids.get(first.entry.runId) === "") return rejectAll([first], context, "its run was refused");
  if (first.entry.op === "create-run") {
    await makeRun(first, first.entry, context);
    return 1;
  }
  if (first.entry.op === "put-artifact") {
    await putArtifact(first, withIds(first.text, context) as Entry & PutArtifactEntry, context);
    return 1;
  }
  const entries = held.map(({ text }) => withIds(text, context)) as SentEntry[];
  const length = groupLength(entries);
  const outcomes = await sendGroup(context.calls, entries.slice(0, length));
  for (const [index, outcome] of outcomes.entries()) {
    if ("error" in outcome) judge(held[index]!, outcome.error, context);
  }
  return length;
}

/** The entry with the server's ids in place of provisional ones, wherever they stand in it. */
function withIds(text: string, { ids, spool }: DeliveryContext): Entry {
  if (!isProvisional(text)) return entryOf(text);
  const found = text.replace(/provisional-[0-9a-f]{32}/g, (id) => {
    if (!ids.has(id)) for (const [one, runId] of spool.runIds()) ids.set(one, runId);
    return ids.get(id) || id;
  });
  const entry = entryOf(found);
  if (entry.op === "create-run" || !isProvisional(entry.runId)) return entry;
  throw new UnmadeRunError(entry.runId);
}

async function makeRun(held: Held, entry: Entry & CreateRunEntry, context: DeliveryContext): Promise<void> {
  const { runId: provisional } = entry;
  if (context.ids.has(provisional)) return;
  const { options } = withIds(held.text, context) as Entry & CreateRunEntry;
  try {
    const tags = [...(options.tags ?? []), { key: provisionalTag, value: provisional }];
    const run =
      (await findMade(options, provisional, context.calls)) ??
      (await createRun(context.calls, { ...options, tags }, "never"));
    note(provisional, run.info.runId, context);
  } catch (error) {
    judge(held, error, context);
    note(provisional, "", context);
  }
}

async function putArtifact(held: Held, entry: Entry & PutArtifactEntry, context: DeliveryContext): Promise<void> {
  const sent = versionOf(entry.file);
  if (sent === null) return; // a newer version of it was sent already
  try {
    const { run = {} } = await context.calls.call("getRun", { run_id: entry.runId });
    await openArtifacts(runOf(run).info.artifactUri, context.uri).writeFile(entry.path, entry.file);
    if (versionOf(entry.file) === sent) rmSync(entry.file); // else a newer one came, which waits for its own entry
  } catch (error) {
    judge(held, error, context);
  }
}

/** Tells one content of a place in the spool from the next, which is moved there; null where there is none. */
function versionOf(file: string): string | null {
  const found = statSync(file, { throwIfNoEntry: false, bigint: true });
  return found === undefined ? null : `${found.ino} ${found.ctimeNs}`;
}

function note(provisional: string, runId: string, { spool, ids, known }: DeliveryContext): void {
  spool.noteRunId(provisional, runId);
  ids.set(provisional, runId);
  known.forget(provisional);
}

/** The run, if an earlier attempt made it although its answer did not arrive. */
async function findMade(
  options: CreateRunEntry["options"],
  provisional: string,
  calls: Calls,
): Promise<Run | undefined> {
  const filter = `attributes.start_time = ${options.startTimeMs ?? 0}`;
  const found = await calls.call(
    "searchRuns",
    { experiment_ids: [options.experimentId], filter, max_results: 1000, run_view_type: "ALL" },
    { repeatable: "never" },
  );
  const wanted = options.tags ?? [];
  return (found.runs ?? []).map(runOf).find(({ info, data }) => {
    const mark = data.tags[provisionalTag];
    if (mark !== undefined) return mark === provisional;
    const fresh = data.latestMetrics.length === 0 && info.status === "RUNNING";
    return fresh && info.runName === options.runName && wanted.every(({ key, value }) => data.tags[key] === value);
  });
}

/** Puts aside what the server will never take; rethrows what says nothing about the entry. */
function judge(held: Held, error: unknown, context: DeliveryContext): void {
  if (!(error instanceof TrackingError) || isAboutServer(error, held.entry)) throw error;
  if (error instanceof OddAnswerError && !isStruckOut(held.text, context)) throw error;
  if (held.entry.op === "delete-tag" && error.code === "RESOURCE_DOES_NOT_EXIST") return; // deleted already
  rejectAll([held], context, error.message);
}

/** A 500 without a word of MLflow's may be the server's or the entry's fault: the entry's, when it happens each time. */
function isStruckOut(text: string, { strikes }: DeliveryContext): boolean {
  const count = (strikes.get(text) ?? 0) + 1;
  strikes.set(text, count);
  if (count < maxStrikes) return false;
  strikes.delete(text);
  return true;
}

function rejectAll(held: readonly Held[], { spool, rejected }: DeliveryContext, reason: string): number {
  for (const { text } of held) rejected.push({ reason, place: spool.reject(text, reason) });
  return held.length;
}

const aboutServer = [
  "UNAUTHENTICATED",
  "CUSTOMER_UNAUTHORIZED",
  "PERMISSION_DENIED",
  "TEMPORARILY_UNAVAILABLE",
  "REQUEST_LIMIT_EXCEEDED",
  "RESOURCE_EXHAUSTED",
  "DEADLINE_EXCEEDED",
];

function isAboutServer(error: TrackingError, entry: Entry): boolean {
  if (error instanceof ServerAwayError) return true;
  if (error instanceof OddAnswerError) return error.status !== 500;
  if (error.code === "ENDPOINT_NOT_FOUND") return entry.op === "log-batch" || entry.op === "create-run";
  return aboutServer.includes(error.code);
}
