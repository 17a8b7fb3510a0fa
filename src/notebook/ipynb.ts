/** The notebook as it ran: the file's order, with the sources and outputs of the executions. Pure. */
import type { ICell, INotebookContent, IOutput } from "@jupyterlab/nbformat";
import type { LedgerEntry } from "./ledger.js";

/** What is noted on a cell under `metadata.labbook`. */
export interface CellFlags {
  readonly executed: boolean;
  /** Place in the order of executions, from 1. */
  readonly seq?: number;
  /** The source that ran is not the one in the file. */
  readonly unsaved?: true;
  /** It ran before a cell that stands above it. */
  readonly outOfOrder?: true;
  /** It ran, but the file has no such cell. */
  readonly notInFile?: true;
}

interface Placed {
  readonly cell: ICell;
  readonly entry: LedgerEntry | undefined;
}

/** Builds the notebook; without a file, cells stand in the order in which they ran first. */
export function notebookAsItRan(
  entries: readonly LedgerEntry[],
  file: INotebookContent | null,
  nodeVersion: string,
): INotebookContent {
  const last = lastExecutions(entries);
  const used = new Set<LedgerEntry>();
  const placed: Placed[] = (file?.cells ?? []).map((cell) => {
    const entry = cell.cell_type === "code" ? entryOf(cell, last, used) : undefined;
    if (entry !== undefined) used.add(entry);
    return { cell, entry };
  });
  for (const entry of last) {
    if (file === null) placed.push({ cell: newCell(entry), entry });
    else if (!used.has(entry)) insert(placed, entry);
  }
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      ...file?.metadata,
      kernelspec: { name: "labbook", display_name: "TypeScript (labbook)", language: "typescript" },
      language_info: { name: "typescript", file_extension: ".ts", mimetype: "text/typescript", version: nodeVersion },
    },
    cells: flagged(placed, file),
  } as INotebookContent;
}

export function sourceOf(cell: { source: string | string[] }): string {
  return Array.isArray(cell.source) ? cell.source.join("") : cell.source;
}

/** The last execution of each cell, in the order of first executions. */
function lastExecutions(entries: readonly LedgerEntry[]): LedgerEntry[] {
  const last = new Map<string, LedgerEntry>();
  for (const entry of entries) {
    if (entry.status !== "aborted") last.set(entry.cellId ?? `source:${entry.source}`, entry);
  }
  return [...last.values()];
}

function entryOf(
  cell: ICell,
  entries: readonly LedgerEntry[],
  used: ReadonlySet<LedgerEntry>,
): LedgerEntry | undefined {
  const free = entries.filter((entry) => !used.has(entry));
  return (
    free.find((entry) => entry.cellId !== null && entry.cellId === cell["id"]) ??
    free.find((entry) => !isFileId(entry.cellId) && entry.source === sourceOf(cell))
  );
}

/** nbformat's ids; VS Code sends a URI of its own instead. */
function isFileId(id: string | null): boolean {
  return id !== null && /^[A-Za-z0-9_-]{1,64}$/.test(id);
}

/** A cell that the file lacks stands behind the one that ran before it, or before the first that ran. */
function insert(placed: Placed[], entry: LedgerEntry): void {
  const first = placed.findIndex((other) => other.entry !== undefined);
  let at = first < 0 ? placed.length : first;
  let before = -1;
  placed.forEach((other, index) => {
    if (other.entry !== undefined && other.entry.seq < entry.seq && other.entry.seq > before) {
      before = other.entry.seq;
      at = index + 1;
    }
  });
  placed.splice(at, 0, { cell: newCell(entry), entry });
}

function newCell(entry: LedgerEntry): ICell {
  const { source } = entry;
  return {
    cell_type: "code",
    id: fileId(entry),
    metadata: {},
    source,
    outputs: [],
    execution_count: null,
  } as unknown as ICell;
}

function fileId(entry: LedgerEntry): string {
  return isFileId(entry.cellId) ? entry.cellId! : `execution-${entry.seq}`;
}

function flagged(placed: readonly Placed[], file: INotebookContent | null): ICell[] {
  const inFile = new Set(file?.cells);
  let highest = 0;
  return placed.map(({ cell, entry }) => {
    if (cell.cell_type !== "code") return cell;
    if (entry === undefined)
      return { ...cell, outputs: [], execution_count: null, metadata: withFlags(cell, { executed: false }) };
    const flags: CellFlags = {
      executed: true,
      seq: entry.seq,
      ...(file !== null && !inFile.has(cell) && { notInFile: true as const }),
      ...(inFile.has(cell) && sourceOf(cell) !== entry.source && { unsaved: true as const }),
      ...(entry.seq < highest && { outOfOrder: true as const }),
    };
    highest = Math.max(highest, entry.seq);
    return {
      ...cell,
      source: entry.source,
      execution_count: entry.executionCount,
      outputs: entry.outputs.map(stored),
      metadata: withFlags(cell, flags),
    };
  }) as ICell[];
}

function withFlags(cell: ICell, flags: CellFlags): ICell["metadata"] {
  return { ...cell.metadata, labbook: flags } as unknown as ICell["metadata"];
}

/** An output as a file stores it: without what only concerns live front ends. */
export function stored(output: IOutput): IOutput {
  const { transient: _transient, ...rest } = output as IOutput & { transient?: unknown };
  return rest as IOutput;
}
