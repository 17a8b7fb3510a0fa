/**
 * What tracking knows of the notebook it runs in. The kernel's session attaches a host when it starts; in a plain
 * script there is none. Facts flow one way: tracking tells the host what was opened, closed and logged.
 */
import type { RunStatus } from "../entities.js";
import type { MimeBundle } from "../mime.js";
import type { Logged } from "../protocol/ledger.js";

/** One execution of one cell. */
export interface CellExecution {
  /** The id of the execute_request. */
  readonly executionId: string;
  /** nbformat's id of the cell, or the front end's own; null when the front end sends none. */
  readonly cellId: string | null;
  readonly executionCount: number;
  readonly source: string;
}

export interface RunOpened {
  readonly runId: string;
  readonly runName: string;
  readonly experimentId: string;
  readonly trackingUri: string;
  readonly artifactUri: string;
  /** The parent's id for a nested run. */
  readonly parentRunId: string | null;
}

export interface RunClosed {
  readonly runId: string;
  readonly trackingUri: string;
  readonly status: RunStatus;
}

export interface NotebookHost {
  /** The execution whose code is running now, also after an `await` and in timers it started; null outside cells. */
  currentExecution(): CellExecution | null;
  /** Absolute path of the notebook file, null while it is not known. */
  notebookPath(): string | null;
  runOpened(fact: RunOpened): void;
  runClosed(fact: RunClosed): void;
  logged(fact: Logged): void;
  /** One grey line in the output of the current cell. */
  notice(text: string): void;
  /** An output of the current cell; with `update` it takes the place of the one that was shown under the same id. */
  show?(bundle: MimeBundle, options: { readonly displayId: string; readonly update: boolean }): void;
}

let attached: NotebookHost | null = null;

/** Called once by the kernel's session before the first cell. */
export function attachNotebook(host: NotebookHost | null): void {
  attached = host;
}

/** The notebook that this process is the session of, or null in a script. */
export function notebookHost(): NotebookHost | null {
  return attached;
}
