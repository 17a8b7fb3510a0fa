/** The ledger's file: one line per event, written before the call returns, so that a killed kernel leaves it behind. */
import { closeSync, mkdirSync, openSync, readdirSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LedgerEvent } from "../../src/notebook/ledger.js";
import { stateFolder } from "../../src/state_folder.js";

/** Ledgers of killed kernels are kept this long for the process that closes their runs. */
const keptMs = 30 * 24 * 3_600_000;

export class Journal {
  readonly path: string;
  #file: number | null;

  constructor(kernelId: string) {
    const name = `${kernelId.replace(/[^A-Za-z0-9_-]/g, "_")}-${process.pid}.jsonl`;
    const folder = firstWritable([join(stateFolder(), "ledgers"), join(tmpdir(), "labbook-ledgers")]);
    removeOld(folder);
    this.path = join(folder, name);
    this.#file = openSync(this.path, "a", 0o600);
  }

  write(event: LedgerEvent): void {
    if (this.#file !== null) writeSync(this.#file, `${JSON.stringify(event)}\n`);
  }

  /** At an orderly end every run has its snapshot, and nobody needs the file any more. */
  remove(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
    rmSync(this.path, { force: true });
  }
}

function firstWritable(folders: readonly string[]): string {
  let refusal: unknown;
  for (const folder of folders) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const probe = join(folder, `.probe-${process.pid}`);
      closeSync(openSync(probe, "w"));
      rmSync(probe);
      return folder;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
      refusal = error;
    }
  }
  throw refusal;
}

function removeOld(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (!name.endsWith(".jsonl")) continue;
    const path = join(folder, name);
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats !== undefined && Date.now() - stats.mtimeMs > keptMs) rmSync(path, { force: true });
  }
}
