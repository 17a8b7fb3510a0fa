/**
 * The ledger: every execution of a cell in the order in which it ran, with what came out and what it logged.
 * The kernel appends `LedgerEvent`s to a file as they happen; `fold` turns them into one entry per execution.
 */
import { readFile } from "node:fs/promises";
import type { IOutput } from "@jupyterlab/nbformat";
import { parsedJson } from "../json.js";
import type { ExecutionStatus, Logged } from "../protocol/ledger.js";

export interface LedgerEntry {
  /** Order in this kernel, from 1. */
  readonly seq: number;
  /** The id of the execute_request. */
  readonly executionId: string;
  readonly cellId: string | null;
  readonly executionCount: number | null;
  readonly source: string;
  readonly startTimeMs: number;
  readonly endTimeMs: number | null;
  readonly status: ExecutionStatus;
  /** As nbformat stores them. */
  readonly outputs: readonly IOutput[];
  readonly error: { readonly ename: string; readonly evalue: string } | null;
  readonly logged: readonly Logged[];
}

/** The first line of a ledger, and again when one of these facts becomes known. */
export interface KernelEvent {
  event: "kernel";
  kernelId: string;
  pid: number;
  startTimeMs: number;
  cwd: string;
  versions: Readonly<Record<string, string>>;
  notebookPath: string | null;
}

/** One line of the kernel's append-only file. */
export type LedgerEvent =
  | KernelEvent
  | {
      event: "start";
      seq: number;
      executionId: string;
      cellId: string | null;
      executionCount: number | null;
      source: string;
      timeMs: number;
    }
  | { event: "output"; seq: number; output: IOutput; timeMs: number }
  | { event: "clear"; seq: number }
  | { event: "update"; displayId: string; data: Record<string, unknown>; metadata: Record<string, unknown> }
  | { event: "logged"; seq: number; logged: Logged }
  | { event: "run"; seq: number | null; runId: string; opened: boolean; trackingUri: string; timeMs: number }
  | {
      event: "end";
      seq: number;
      status: Exclude<ExecutionStatus, "running">;
      error: { ename: string; evalue: string } | null;
      timeMs: number;
    };

/** Mutable while events are folded. */
interface Draft extends Omit<LedgerEntry, "outputs" | "logged"> {
  outputs: IOutput[];
  logged: Logged[];
}

/** One entry per execution, in the order in which they ran. With `lost`, what still runs was lost with its kernel. */
export function fold(events: Iterable<LedgerEvent>, options: { lost?: boolean } = {}): LedgerEntry[] {
  const entries = new Map<number, Draft>();
  for (const event of events) apply(entries, event);
  if (options.lost === true) {
    for (const entry of entries.values()) if (entry.status === "running") Object.assign(entry, { status: "lost" });
  }
  return [...entries.values()];
}

/** Reads a ledger's file; lines that a crash or a full disk has cut off are left out. */
export async function readLedger(path: string): Promise<{ events: LedgerEvent[]; kernel: KernelEvent | null }> {
  const lines = (await readFile(path, "utf8")).split("\n");
  const events = lines.flatMap(eventIn);
  const kernel = events.findLast((event): event is KernelEvent => event.event === "kernel") ?? null;
  return { events, kernel };
}

function eventIn(line: string): LedgerEvent[] {
  const event = parsedJson(line);
  return event === undefined ? [] : [event as LedgerEvent];
}

function apply(entries: Map<number, Draft>, event: LedgerEvent): void {
  if (event.event === "start") entries.set(event.seq, started(event));
  else if (event.event === "update") for (const entry of entries.values()) updateDisplays(entry, event);
  else if (event.event !== "kernel" && event.event !== "run") {
    const entry = entries.get(event.seq);
    if (entry === undefined) return;
    if (event.event === "output") addOutput(entry.outputs, event.output);
    else if (event.event === "clear") entry.outputs = [];
    else if (event.event === "logged") addLogged(entry.logged, event.logged);
    else Object.assign(entry, { status: event.status, error: event.error, endTimeMs: event.timeMs });
  }
}

function started(event: Extract<LedgerEvent, { event: "start" }>): Draft {
  const { seq, executionId, cellId, executionCount, source, timeMs } = event;
  const entry = { seq, executionId, cellId, executionCount, source, startTimeMs: timeMs, endTimeMs: null };
  return { ...entry, status: "running", outputs: [], error: null, logged: [] };
}

/** Text of one stream that follows text of the same stream is one output, as front ends store it. */
export function addOutput(outputs: IOutput[], output: IOutput): void {
  const before = outputs.at(-1);
  if (output.output_type === "stream" && before?.output_type === "stream" && before["name"] === output["name"]) {
    outputs[outputs.length - 1] = { ...before, text: `${String(before["text"])}${String(output["text"])}` } as IOutput;
  } else {
    outputs.push(output);
  }
}

function updateDisplays(entry: Draft, event: Extract<LedgerEvent, { event: "update" }>): void {
  entry.outputs = entry.outputs.map((output) => {
    const transient = output["transient"] as { display_id?: string } | undefined;
    if (transient?.display_id !== event.displayId) return output;
    return { ...output, data: event.data, metadata: event.metadata } as IOutput;
  });
}

function addLogged(logged: Logged[], fact: Logged): void {
  const index = logged.findIndex((one) => one.runId === fact.runId && one.kind === fact.kind && one.key === fact.key);
  if (index < 0) logged.push(fact);
  else logged[index] = { ...fact, count: logged[index]!.count + fact.count };
}
