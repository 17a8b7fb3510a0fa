/**
 * The supervisor's hold on the `RunKeeper`, which runs in a thread of its own, since a database that another process has
 * locked makes a caller wait, and the supervisor must answer meanwhile. Starts with the first run.
 */
import { Worker } from "node:worker_threads";
import type { RunStatus } from "../../src/entities.js";
import type { RunClosed, RunOpened } from "../../src/notebook/host.js";
import type { KernelState } from "./run_keeper.js";

export type Call =
  | ["opened", RunOpened]
  | ["touched", string]
  | ["closed", RunClosed]
  | ["cell", string | null]
  | ["settle", KernelState]
  | ["end", RunStatus, string, KernelState]
  | ["close"];

/** Calls are done in their order. What fails comes back as a text from the next `settle` or `end`. */
export class KeeperThread {
  readonly #ledgerPath: string;
  #worker: Worker | null = null;
  #calls = 0;
  /** Something was opened, logged or closed since the last `settle`. */
  #unsettled = false;
  readonly #answers = new Map<number, (failures: string[]) => void>();

  constructor(ledgerPath: string) {
    this.#ledgerPath = ledgerPath;
  }

  opened(fact: RunOpened): void {
    this.#unsettled = true;
    this.#worker ??= this.#start();
    this.#post(["opened", fact]);
  }

  touched(runId: string): void {
    this.#unsettled = true;
    this.#post(["touched", runId]);
  }

  closed(fact: RunClosed): void {
    this.#unsettled = true;
    this.#post(["closed", fact]);
  }

  cell(label: string | null): void {
    this.#post(["cell", label]);
  }

  /** Resolves with what failed since the last time, as sentences. */
  async settle(state: KernelState): Promise<readonly string[]> {
    if (!this.#unsettled) return []; // a cell that tracks nothing waits for no store
    this.#unsettled = false;
    return await this.#ask(["settle", state]);
  }

  async end(status: RunStatus, reason: string, state: KernelState): Promise<readonly string[]> {
    return await this.#ask(["end", status, reason, state]);
  }

  async close(): Promise<void> {
    await this.#ask(["close"]);
  }

  #post(call: Call): void {
    this.#worker?.postMessage({ id: 0, call });
  }

  async #ask(call: Call): Promise<readonly string[]> {
    const worker = this.#worker;
    if (worker === null) return [];
    const id = ++this.#calls;
    const answer = new Promise<string[]>((resolve) => this.#answers.set(id, resolve));
    worker.postMessage({ id, call });
    return await answer;
  }

  #start(): Worker {
    const worker = new Worker(new URL("./keeper_worker.js", import.meta.url), {
      workerData: { ledgerPath: this.#ledgerPath },
    });
    worker.on("message", ({ id, failures }: { id: number; failures: string[] }) => {
      this.#answers.get(id)?.(failures);
      this.#answers.delete(id);
    });
    worker.on("error", (error) => {
      this.#worker = null;
      for (const answer of this.#answers.values()) answer([`runs are not kept any more: ${String(error)}`]);
      this.#answers.clear();
    });
    worker.unref();
    return worker;
  }
}
