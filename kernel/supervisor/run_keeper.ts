/** What the supervisor does for tracked runs: their lease while the kernel lives, their snapshot, their end if the session dies. */
import type { RunStatus } from "../../src/entities.js";
import { captureEnvironment, type Environment } from "../../src/notebook/environment.js";
import type { RunClosed, RunOpened } from "../../src/notebook/host.js";
import { fold, type LedgerEntry, readLedger } from "../../src/notebook/ledger.js";
import { ownLease } from "../../src/notebook/own_lease.js";
import { storeSnapshot } from "../../src/notebook/snapshot.js";
import { openStore } from "../../src/store/open.js";
import type { TrackingStore } from "../../src/store/store.js";

/** What a snapshot needs to know of the kernel. */
export interface KernelState {
  readonly cwd: string;
  readonly notebookPath: string | null;
  readonly notebookFoundBy: string | null;
  readonly versions: Readonly<Record<string, string>>;
  readonly typescriptOptions: Readonly<Record<string, unknown>>;
  readonly filesRead: readonly string[];
}

interface KeptRun {
  readonly fact: RunOpened;
  readonly store: TrackingStore;
  readonly startTimeMs: number;
  closed: boolean;
  touched: boolean;
}

/** Asking git again costs more than it tells when cells follow each other quickly. */
const environmentKeptMs = 3000;

export class RunKeeper {
  readonly #ledgerPath: string;
  readonly #stores = new Map<string, TrackingStore>();
  readonly #runs = new Map<string, KeptRun>();
  #environment: { key: string; timeMs: number; value: Environment } | null = null;
  #cell: string | null = null;

  constructor(ledgerPath: string) {
    this.#ledgerPath = ledgerPath;
  }

  async opened(fact: RunOpened): Promise<void> {
    const run = { fact, store: this.#store(fact.trackingUri), startTimeMs: Date.now(), closed: false, touched: true };
    this.#runs.set(fact.runId, run);
    await this.#hold(run);
  }

  touched(runId: string): void {
    const run = this.#runs.get(runId);
    if (run !== undefined) run.touched = true;
  }

  closed(fact: RunClosed): void {
    const run = this.#runs.get(fact.runId);
    if (run !== undefined) run.closed = run.touched = true;
  }

  /** The cell that runs, by its execution count; null between cells. */
  async cell(label: string | null): Promise<void> {
    this.#cell = label;
    await this.beat();
  }

  /** Renews the leases. */
  async beat(): Promise<void> {
    await each(this.#openRuns(), (run) => this.#hold(run));
  }

  /** Stores the snapshots of the runs that were touched; lets go of those that are closed. */
  async settle(state: KernelState): Promise<void> {
    const roots = new Set([...this.#runs.values()].filter((run) => run.touched).map((run) => this.#root(run)));
    if (roots.size > 0) {
      const entries = fold((await readLedger(this.#ledgerPath)).events);
      const environment = await this.#surroundings(state);
      const nested = [...this.#runs.values()].filter((run) => run.touched && !roots.has(run));
      for (const run of this.#runs.values()) run.touched = false;
      await each([...roots], (run) => this.#snapshot(run, entries, environment, state));
      await each(nested, (run) => tag(run, "labbook.snapshotRun", this.#root(run).fact.runId));
    }
    const closed = [...this.#runs.values()].filter((run) => run.closed);
    for (const run of closed) this.#runs.delete(run.fact.runId);
    await each(closed, (run) => run.store.leases.release(run.fact.runId));
  }

  /** Ends every run that is still open, with the reason, and stores its snapshot. */
  async end(status: RunStatus, reason: string, state: KernelState): Promise<void> {
    const open = this.#openRuns();
    for (const run of open) run.closed = run.touched = true;
    const close = async (run: KeptRun) => {
      await run.store.updateRun(run.fact.runId, { status, endTimeMs: Date.now() });
      await tag(run, "labbook.endReason", reason);
    };
    await each([() => each(open, close), () => this.settle(state)], (step) => step());
  }

  async close(): Promise<void> {
    await each([...this.#stores.values()], (store) => store.close());
    this.#stores.clear();
  }

  #openRuns(): KeptRun[] {
    return [...this.#runs.values()].filter((run) => !run.closed);
  }

  async #snapshot(run: KeptRun, entries: LedgerEntry[], environment: Environment, state: KernelState): Promise<void> {
    const { store, fact } = run;
    const { runId, artifactUri } = fact;
    await storeSnapshot({ store, runId, artifactUri, entries, notebookPath: state.notebookPath, environment });
    if (state.notebookFoundBy !== null) await tag(run, "labbook.notebookFoundBy", state.notebookFoundBy);
  }

  /** The outermost run around it that is kept here; the trials of a search share one snapshot, that of their parent. */
  #root(run: KeptRun): KeptRun {
    const parent = run.fact.parentRunId === null ? undefined : this.#runs.get(run.fact.parentRunId);
    return parent === undefined ? run : this.#root(parent);
  }

  async #surroundings(state: KernelState): Promise<Environment> {
    const { cwd, versions, typescriptOptions, filesRead } = state;
    const key = JSON.stringify([cwd, versions, filesRead]);
    const before = this.#environment;
    if (before?.key === key && Date.now() - before.timeMs < environmentKeptMs) return before.value;
    const value = await captureEnvironment({ cwd, versions, typescriptOptions, filesRead });
    this.#environment = { key, timeMs: Date.now(), value };
    return value;
  }

  #store(uri: string): TrackingStore {
    let store = this.#stores.get(uri);
    if (store === undefined) {
      store = openStore(uri);
      this.#stores.set(uri, store);
    }
    return store;
  }

  async #hold({ fact, store, startTimeMs }: KeptRun): Promise<void> {
    const about = { runId: fact.runId, startTimeMs, cell: this.#cell, ledgerPath: this.#ledgerPath };
    await store.leases.hold(ownLease(about));
  }
}

/** Does the work for each, whatever fails; then fails with what failed first. */
async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const failures: unknown[] = [];
  for (const item of items) await work(item).catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}

async function tag({ store, fact }: KeptRun, key: string, value: string): Promise<void> {
  await store.logBatch(fact.runId, { tags: [{ key, value }] });
}
