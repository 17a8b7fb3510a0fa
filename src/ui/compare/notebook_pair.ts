/** Two runs' notebooks as pairs of cells or of executions, with what differs in each. Pure. */
import type { NotebookCell, Output } from "../notebook/document.js";
import type { ExecutionStatus } from "../../protocol/ledger.js";
import type { Execution } from "../notebook/ledger.js";
import { type Aligned, alignCells } from "./align.js";

/** A cell of a notebook, or one execution of it. */
export interface Version {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly outputs: readonly Output[];
  /** Its place in what it is shown among, from 1. */
  readonly number: number;
  /** Order of its execution among those of the run, from 1; null: it did not run, or nobody knows. */
  readonly seq: number | null;
  readonly status: ExecutionStatus | null;
  /** Whether its outputs are in the notebook's file. */
  readonly inFile: boolean;
}

export interface Compared {
  readonly left: Version | null;
  readonly right: Version | null;
  readonly source: boolean;
  readonly outputs: boolean;
  /** It ran at another place among those that both have, or stands elsewhere. */
  readonly order: boolean;
}

export function cellVersions(cells: readonly NotebookCell[], executions: readonly Execution[]): Version[] {
  const last = new Map(executions.filter(({ status }) => status !== "aborted").map((one) => [one.cell, one]));
  return cells.map(({ id, type, source, outputs, index, flags }) => {
    const ran = type === "code" ? last.get(id) : undefined;
    const seq = ran?.seq ?? flags?.seq ?? null;
    return { id, type, source, outputs, number: index + 1, seq, status: ran?.status ?? null, inFile: true };
  });
}

export function executionVersions(executions: readonly Execution[]): Version[] {
  return executions.map(({ seq, cell, source, outputs, status }, index) => ({
    id: cell ?? String(index),
    type: "code",
    source,
    outputs,
    number: index + 1,
    seq,
    status,
    inFile: false,
  }));
}

export function comparedVersions(left: readonly Version[], right: readonly Version[]): Compared[] {
  const pairs = alignCells(left, right);
  const ranks = [ranksOf(pairs, "left"), ranksOf(pairs, "right")];
  return pairs.map((pair) => {
    const { left: before, right: after, moved } = pair;
    const both = before !== null && after !== null;
    return {
      left: before,
      right: after,
      source: !both || before.source !== after.source,
      outputs: !both || !sameOutputs(before.outputs, after.outputs) || before.status !== after.status,
      order: moved || (both && ranks[0]!.get(before) !== ranks[1]!.get(after)),
    };
  });
}

/** Places in the order of execution among the cells that both have: one that is missing does not shift the others. */
function ranksOf(pairs: readonly Aligned<Version>[], side: "left" | "right"): ReadonlyMap<Version, number> {
  const ran = pairs.filter(
    ({ left, right }) => left !== null && right !== null && left.seq !== null && right.seq !== null,
  );
  const sorted = ran.map((pair) => pair[side]!).sort((a, b) => a.seq! - b.seq!);
  return new Map(sorted.map((version, index) => [version, index]));
}

export function sameOutputs(left: readonly Output[], right: readonly Output[]): boolean {
  return left.length === right.length && left.every((output, index) => sameOutput(output, right[index]!));
}

export function sameOutput(left: Output, right: Output): boolean {
  return comparable(left) === comparable(right);
}

function comparable(output: Output): string {
  if (output.kind !== "bundle") return JSON.stringify(output);
  return JSON.stringify([...output.data].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** An output as text to be compared line by line; null: it is more than text. */
export function outputText(output: Output): string | null {
  if (output.kind === "stream") return withoutColors(output.text);
  if (output.kind === "error") {
    return withoutColors(output.traceback === "" ? `${output.name}: ${output.message}` : output.traceback);
  }
  const [only, ...more] = output.data;
  const isText = only !== undefined && more.length === 0 && only[0] === "text/plain";
  return isText ? textOf(only[1]) : null;
}

function textOf(value: unknown): string {
  return Array.isArray(value) ? value.join("") : String(value);
}

function withoutColors(text: string): string {
  return text.replace(/\u001b\[[0-9;]*m/g, "");
}
