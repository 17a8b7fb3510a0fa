/**
 * The ledger: every execution of a cell in the order in which it ran, with what came out and what it logged.
 * The kernel appends `LedgerEvent`s to a file as they happen; `fold` turns them into one entry per execution.
 */
import type { IOutput } from "@jupyterlab/nbformat";

/** `lost`: the session or the kernel died in this cell. `aborted`: it was queued behind a cell that failed. */
export type ExecutionStatus = "running" | "ok" | "error" | "interrupted" | "aborted" | "lost";

export interface Logged {
  readonly runId: string;
  readonly kind: "param" | "metric" | "tag" | "artifact" | "model";
  /** Key of the param, metric or tag; path of the artifact. */
  readonly key: string;
  /** How many times; a metric in a loop is one entry. */
  readonly count: number;
}

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

/** One line of the kernel's append-only file. */
export type LedgerEvent =
  | { event: "kernel"; kernelId: string; pid: number; startTimeMs: number; cwd: string; version: string }
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
