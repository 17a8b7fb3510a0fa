/** Which file this kernel's notebook is, as far as it is known by now. */
import { existsSync } from "node:fs";
import { locateNotebook, type Located } from "../../src/notebook/locate.js";
import type { Journal } from "./journal.js";

/** Cells after which a notebook that was not found is no longer looked for. */
const patience = 10;

export interface KernelPlace {
  readonly kernelId: string;
  readonly connectionFile: string;
  readonly connectionSession: string | null;
}

export class Notebook {
  readonly #place: KernelPlace;
  readonly #journal: Journal;
  readonly #startTimeMs = Date.now();
  readonly #cellIds: string[] = [];
  #located: Located | null = null;
  #cells = 0;
  #versions: Readonly<Record<string, string>> = {};

  constructor(place: KernelPlace, journal: Journal) {
    this.#place = place;
    this.#journal = journal;
    this.writeKernelEvent({});
  }

  get path(): string | null {
    return this.#located?.path ?? null;
  }

  get foundBy(): string | null {
    return this.#located?.foundBy ?? null;
  }

  /** Looks for the notebook before a cell runs; waits for the answer only while none is known. */
  async see(cellId: string | null): Promise<void> {
    this.#cells++;
    if (cellId !== null && !this.#cellIds.includes(cellId)) this.#cellIds.push(cellId);
    if (this.#located === null || !existsSync(this.#located.path)) {
      if (this.#cells <= patience || this.#located !== null) await this.#locate();
    } else if (this.#located.foundBy === "Jupyter server") {
      void this.#locate(); // a rename shows there at once
    }
  }

  writeKernelEvent(versions: Readonly<Record<string, string>>): void {
    this.#versions = versions;
    const { kernelId } = this.#place;
    const { pid } = process;
    const common = { kernelId, pid, startTimeMs: this.#startTimeMs, cwd: process.cwd(), versions };
    this.#journal.write({ event: "kernel", ...common, notebookPath: this.path });
  }

  async #locate(): Promise<void> {
    const found = await locateNotebook({
      cwd: process.cwd(),
      environment: process.env,
      connectionFile: this.#place.connectionFile,
      connectionSession: this.#place.connectionSession ?? undefined,
      cellIds: this.#cellIds,
    });
    if (found === null || found.path === this.#located?.path) return;
    this.#located = found;
    this.writeKernelEvent(this.#versions);
  }
}
