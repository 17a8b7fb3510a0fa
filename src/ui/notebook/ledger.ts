/** The ledger of a run: its executions in the order in which they ran, and which of them logged what. Pure. */
import {
  executionStatuses,
  type ExecutionStatus,
  type Logged,
  loggedKinds,
  type LoggedKind,
} from "../../protocol/ledger.js";
import { counted } from "../parts/counted.js";
import { listOf, type NotebookDocument, objectOf, type Output, outputOf, textOf } from "./document.js";

export interface Execution {
  /** Order in its kernel, from 1. */
  readonly seq: number;
  /** The id of its cell in the notebook that is shown; null: the notebook has no such cell. */
  readonly cell: string | null;
  readonly executionCount: number | null;
  readonly source: string;
  readonly startTimeMs: number;
  readonly endTimeMs: number | null;
  readonly status: ExecutionStatus;
  readonly outputs: readonly Output[];
  readonly error: { readonly name: string; readonly message: string } | null;
  readonly logged: readonly Logged[];
  /** Which execution of its cell it is, from 1, and of how many. */
  readonly attempt: number;
  readonly attempts: number;
  /** It is the last of its cell, and ran after a cell that stands below it. */
  readonly outOfOrder: boolean;
}

interface Line extends Omit<Execution, "cell" | "attempt" | "attempts" | "outOfOrder"> {
  readonly cellId: string | null;
}

/** Lines that a crash cut off, or that are none of a ledger, are left out. */
export function parseLedger(text: string, notebook: NotebookDocument | null): Execution[] {
  const lines = text.split("\n").flatMap(lineIn);
  const cells = cellsOf(lines, notebook);
  const identities = lines.map((line, index) => cells[index] ?? line.cellId ?? `source:${line.source}`);
  const totals = new Map<string, number>();
  for (const identity of identities) totals.set(identity, (totals.get(identity) ?? 0) + 1);
  const places = new Map(notebook?.cells.map((cell) => [cell.id, cell.index]));
  const seen = new Map<string, number>();
  let deepest = -1;
  return lines.map(({ cellId: _, ...line }, index) => {
    const [identity, cell] = [identities[index]!, cells[index] ?? null];
    const attempt = (seen.get(identity) ?? 0) + 1;
    seen.set(identity, attempt);
    const place = cell === null ? undefined : places.get(cell);
    const attempts = totals.get(identity)!;
    const isLast = attempt === attempts; // of what was repeated only the last counts
    const outOfOrder = isLast && place !== undefined && place < deepest;
    if (isLast && line.status !== "aborted") deepest = Math.max(deepest, place ?? -1);
    return { ...line, cell, attempt, attempts, outOfOrder };
  });
}

function lineIn(text: string): Line[] {
  const line = objectOf(parsed(text));
  if (line === null || typeof line["seq"] !== "number") return [];
  const error = objectOf(line["error"]);
  const status = executionStatuses.find((one) => one === line["status"]);
  return [
    {
      seq: line["seq"],
      cellId: typeof line["cellId"] === "string" ? line["cellId"] : null,
      executionCount: numberOf(line["executionCount"]),
      source: textOf(line["source"]),
      startTimeMs: numberOf(line["startTimeMs"]) ?? 0,
      endTimeMs: numberOf(line["endTimeMs"]),
      status: status ?? "lost",
      outputs: listOf(line["outputs"]).map(outputOf),
      error: error === null ? null : { name: textOf(error["ename"]), message: textOf(error["evalue"]) },
      logged: listOf(line["logged"]).flatMap(loggedOf),
    },
  ];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function numberOf(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}

function loggedOf(value: unknown): Logged[] {
  const logged = objectOf(value) ?? {};
  const kind = loggedKinds.find((one) => one === logged["kind"]);
  if (kind === undefined || typeof logged["key"] !== "string") return [];
  const runId = textOf(logged["runId"]);
  return [{ runId, kind, key: logged["key"], count: numberOf(logged["count"]) ?? 1 }];
}

/** The cell of each execution: by the place that the snapshot noted, by id, by source. */
function cellsOf(lines: readonly Line[], notebook: NotebookDocument | null): (string | null)[] {
  const code = (notebook?.cells ?? []).filter((cell) => cell.type === "code");
  const bySeq = new Map(code.flatMap(({ flags, id }) => (flags?.seq == null ? [] : [[flags.seq, id] as const])));
  const ids = new Set(code.map(({ id }) => id));
  const bySource = new Map(code.map(({ source, id }) => [source, id]));
  const byKernelId = new Map<string, string>(); // VS Code's ids are not those of the file
  for (const { cellId, seq } of lines) {
    const id = bySeq.get(seq);
    if (cellId !== null && id !== undefined) byKernelId.set(cellId, id);
  }
  return lines.map(({ seq, cellId, source }) => {
    const own = cellId !== null && ids.has(cellId) ? cellId : undefined;
    return bySeq.get(seq) ?? own ?? byKernelId.get(cellId ?? "") ?? bySource.get(source) ?? null;
  });
}

/** What a run logged and where: `kind key` → executions, the last first. */
export type LoggedBy = ReadonlyMap<string, readonly Execution[]>;

export function keyOf(kind: LoggedKind, key: string): string {
  return `${kind} ${key}`;
}

/**
 * Which executions logged to `runId`. What an attempt took over from the run before it was logged to that one:
 * where nothing was logged to `runId` itself, other runs of the same ledger count.
 */
export function loggedBy(executions: readonly Execution[], runId: string): LoggedBy {
  const own = new Map<string, Execution[]>();
  const others = new Map<string, Execution[]>();
  for (const execution of executions) {
    for (const { kind, key, runId: loggedTo } of execution.logged) {
      const found = loggedTo === runId || loggedTo === "" ? own : others;
      const list = found.get(keyOf(kind, key)) ?? [];
      if (list[0] !== execution) found.set(keyOf(kind, key), [execution, ...list]);
    }
  }
  return new Map([...others, ...own]);
}

export interface Verdict {
  readonly text: string;
  readonly isGood: boolean;
  /** What else is to be known: order, repetitions, cells that did not run. */
  readonly remarks: readonly string[];
}

/** "7 of 9 cells ok": by the last execution of each cell. */
export function verdictOf(executions: readonly Execution[], notebook: NotebookDocument | null): Verdict {
  const last = new Map(executions.map((one) => [one.cell ?? `source:${one.source}`, one]));
  const ran = [...last.values()].filter(({ status }) => status !== "aborted");
  const ok = ran.filter(({ status }) => status === "ok").length;
  const again = executions.filter(({ attempt }) => attempt > 1).length;
  const outOfOrder = executions.filter((one) => one.outOfOrder).length;
  const code = (notebook?.cells ?? []).filter(({ type, source }) => type === "code" && source.trim() !== "");
  const idle = executions.length === 0 ? 0 : code.filter(({ id }) => !last.has(id)).length;
  const unsaved = code.filter(({ flags }) => flags?.unsaved === true).length;
  const remarks = [
    outOfOrder > 0 ? `${counted(outOfOrder, "cell")} ran out of the notebook's order` : null,
    again > 0 ? `${counted(again, "execution")} repeated a cell` : null,
    idle > 0 ? `${counted(idle, "cell")} did not run` : null,
    unsaved > 0 ? `${counted(unsaved, "cell")} ran with another source than the file had` : null,
  ].filter((remark) => remark !== null);
  return { text: `${ok} of ${counted(ran.length, "cell")} ok`, isGood: ok === ran.length, remarks };
}

/** `3 params, 2 metrics`: how many keys. */
export function loggedText(logged: readonly Logged[]): string {
  return loggedKinds
    .map((kind) => [kind, new Set(logged.filter((one) => one.kind === kind).map(({ key }) => key)).size] as const)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => counted(count, kind))
    .join(", ");
}

/** Of TypeScript, over several lines, and of Python. */
const imports = /^[ \t]*(?:import\b[^;"'=()]*["'][^"'\n]*["'];?|(?:import|from)\s+[\w.]+(?:\s+(?:as|import)\s.*)?$)/gm;

/** The first line that says something: imports, comments and braces do not, where there is anything else. */
export function titleOf(source: string): string {
  const lines = source
    .replace(imports, "")
    .split("\n")
    .map((line) => line.trim());
  const said = lines.find((line) => line !== "" && !/^(\/\/(?!%)|\/\*|\*|[{}()[\]]+;?$)/.test(line));
  const whole = source.replace(/\s+/g, " ").trim().slice(0, 200);
  return said ?? (whole === "" ? "(empty)" : whole);
}
