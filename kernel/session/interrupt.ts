/** The session's side of interrupts and of input: a worker reads them from a pipe while user code may be looping. */
import { Worker } from "node:worker_threads";
import {
  headBytes,
  inputLengthIndex,
  inputOffset,
  inputReadyIndex,
  sharedBytes,
  slotCount,
} from "./interrupt_worker.js";
import { INTERRUPT_FD } from "../ipc.js";

/** Thrown by loops of a cell that is interrupted. */
export class Interrupted extends Error {
  override readonly name = "KeyboardInterrupt";

  constructor() {
    super("interrupted; variables keep the values they have");
  }
}

/**
 * Each execution's code looks at a flag of its own. An interrupt raises all of them, so that functions of earlier cells
 * stop too; when the cell has ended all but its own are lowered, so that what it left running in the background stops.
 */
export class InterruptChannel {
  readonly #buffer = new SharedArrayBuffer(sharedBytes);
  readonly #head = new Int32Array(this.#buffer, 0, headBytes / 4);
  readonly #slots = new Int32Array(this.#buffer, headBytes, slotCount);
  readonly #raised = new Set<number>();
  /** Called at an interrupt, when nothing runs any more: of work that waits. */
  readonly listeners = new Set<() => void>();
  #current = 1;

  constructor() {
    const worker = new Worker(new URL("./interrupt_worker.js", import.meta.url), {
      workerData: { fd: INTERRUPT_FD, buffer: this.#buffer },
    });
    worker.unref();
  }

  /** For code that belongs to no cell: raised only while a cell is being interrupted. */
  readonly sharedFlag = this.#slots.subarray(0, 1);

  /** Of the execution that runs now. */
  get flag(): Int32Array {
    return this.#slots.subarray(this.#current, this.#current + 1);
  }

  get requested(): boolean {
    return Atomics.load(this.#slots, 0) !== 0;
  }

  begin(): void {
    this.#lower();
    this.#current = (this.#current % (slotCount - 1)) + 1;
    this.#raised.delete(this.#current);
    Atomics.store(this.#slots, this.#current, 0);
  }

  end(interrupted: boolean): void {
    if (interrupted) this.#raised.add(this.#current);
    this.#lower();
  }

  readonly stop = (): never => {
    throw new Interrupted();
  };

  /** Blocks until the supervisor has sent a line of input. Throws `Interrupted` when the cell is interrupted meanwhile. */
  waitForInput(): string {
    while (Atomics.load(this.#head, inputReadyIndex) === 0) {
      if (this.requested) throw new Interrupted();
      Atomics.wait(this.#head, inputReadyIndex, 0, 200);
    }
    const bytes = new Uint8Array(this.#buffer, inputOffset, Atomics.load(this.#head, inputLengthIndex));
    const text = Buffer.from(bytes).toString("utf8");
    Atomics.store(this.#head, inputReadyIndex, 0);
    return text;
  }

  #lower(): void {
    for (let slot = 0; slot < slotCount; slot++) if (!this.#raised.has(slot)) Atomics.store(this.#slots, slot, 0);
  }
}
