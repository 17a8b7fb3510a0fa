/**
 * What supervisor and session say to each other.
 *
 * Down (supervisor → session): `process.send` of `child_process.fork`; interrupts and input go as JSON lines over file
 * descriptor 4, which a worker thread of the session reads, so that they arrive while user code loops or waits.
 * Up (session → supervisor): one JSON text per line on file descriptor 3, written synchronously, so that everything a
 * cell printed is out before the process can die, and output, facts and replies keep one order.
 */
import type { RunStatus } from "../src/entities.js";
import type { RunClosed, RunOpened } from "../src/notebook/host.js";
import type { Logged } from "../src/protocol/ledger.js";

/** File descriptors of the session beyond stdin, stdout, stderr and node's own channel (which is the last). */
export const UP_FD = 3;
export const INTERRUPT_FD = 4;

export interface ExecuteRequest {
  readonly type: "execute";
  /** The id of the execute_request message; every answer that belongs to it carries it as `parent`. */
  readonly id: string;
  readonly code: string;
  readonly cellId: string | null;
  readonly executionCount: number;
  readonly silent: boolean;
  readonly userExpressions: Readonly<Record<string, string>>;
  readonly allowStdin: boolean;
}

/** Down, over file descriptor 4. */
export type DownLine = { readonly type: "interrupt" } | { readonly type: "input"; readonly value: string };

export type ToSession =
  | ExecuteRequest
  /** `cursor` is in UTF-16 units here; the supervisor converts from and to code points. */
  | { readonly type: "complete"; readonly id: string; readonly code: string; readonly cursor: number }
  | {
      readonly type: "inspect";
      readonly id: string;
      readonly code: string;
      readonly cursor: number;
      readonly detailLevel: number;
    }
  | { readonly type: "isComplete"; readonly id: string; readonly code: string }
  | { readonly type: "notebook"; readonly path: string | null }
  /** Flush tracking and exit 0; `status` is that of the open runs when a cell is broken off. */
  | { readonly type: "shutdown"; readonly status?: RunStatus };

export interface ErrorContent {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

export type ExecuteReply = (
  | { readonly status: "ok"; readonly userExpressions: Record<string, unknown>; readonly payload: readonly unknown[] }
  | ({ readonly status: "error"; readonly interrupted: boolean } & ErrorContent)
) & {
  /** Absolute paths of files that the cell read or imported, for environment.json. */
  readonly filesRead: readonly string[];
};

export interface CompleteReply {
  readonly matches: readonly string[];
  /** UTF-16 units. */
  readonly cursorStart: number;
  readonly cursorEnd: number;
  readonly metadata: Record<string, unknown>;
}

export interface InspectReply {
  readonly found: boolean;
  readonly data: Record<string, unknown>;
}

export interface IsCompleteReply {
  readonly status: "complete" | "incomplete" | "invalid" | "unknown";
  readonly indent?: string;
}

export type FromSession =
  | {
      readonly type: "ready";
      readonly versions: Readonly<Record<string, string>>;
      readonly typescriptOptions: Readonly<Record<string, unknown>>;
    }
  /** The supervisor coalesces streams by size (64 kB) and time (50 ms); the session sends what it has. */
  | { readonly type: "stream"; readonly parent: string; readonly name: "stdout" | "stderr"; readonly text: string }
  | {
      readonly type: "display";
      readonly parent: string;
      readonly data: Record<string, unknown>;
      readonly metadata: Record<string, unknown>;
      readonly displayId?: string;
      /** true: update_display_data of `displayId`. */
      readonly update?: boolean;
    }
  | {
      readonly type: "result";
      readonly parent: string;
      readonly data: Record<string, unknown>;
      readonly metadata: Record<string, unknown>;
    }
  | { readonly type: "clear"; readonly parent: string; readonly wait: boolean }
  | { readonly type: "inputRequest"; readonly parent: string; readonly prompt: string; readonly password: boolean }
  | { readonly type: "runOpened"; readonly parent: string | null; readonly fact: RunOpened }
  | { readonly type: "runClosed"; readonly parent: string | null; readonly fact: RunClosed }
  | { readonly type: "logged"; readonly parent: string | null; readonly fact: Logged }
  | { readonly type: "executeReply"; readonly parent: string; readonly reply: ExecuteReply }
  | { readonly type: "completeReply"; readonly parent: string; readonly reply: CompleteReply }
  | { readonly type: "inspectReply"; readonly parent: string; readonly reply: InspectReply }
  | { readonly type: "isCompleteReply"; readonly parent: string; readonly reply: IsCompleteReply };
