/**
 * Writes to runs, in the order of the calls of each run. What comes while a request is under way, or in the same turn of
 * the event loop, goes into one `log-batch`. When the server goes away, or more waits than memory should hold, writes go
 * to the outbox on the disk.
 */
import { setTimeout as pause } from "node:timers/promises";
import { ServerAwayError } from "../../http/server_away.js";
import type { Calls } from "./calls.js";
import type { Written } from "./entry.js";
import type { Outbox } from "./outbox.js";
import type { SentEntry } from "./send_entry.js";
import { groupLength, type Outcome, sendGroup } from "./send_group.js";

interface Waiting {
  readonly entry: SentEntry;
  readonly resolve: (written: Written) => void;
  readonly reject: (error: unknown) => void;
}

/** The writes of one run that were not answered yet, oldest first. */
interface Lane {
  readonly waiting: Waiting[];
  readonly done: Promise<void>;
}

/** A server that restarts, or a connection that was closed at the wrong moment, gets a second chance after this. */
export const secondChanceMs = 200;
/** One that let us wait so long gets none. */
const slowMs = 2000;
const maxWaiting = 20_000;

export class RunWrites {
  readonly #calls: Calls;
  readonly #outbox: Outbox;
  readonly #lanes = new Map<string, Lane>();
  #waiting = 0;

  constructor(calls: Calls, outbox: Outbox) {
    this.#calls = calls;
    this.#outbox = outbox;
  }

  /** Resolves when the server has it, or the disk when the server is away. */
  write(entry: SentEntry): Promise<Written> {
    const { runId } = entry;
    const lane = this.#lanes.get(runId);
    if (lane === undefined && this.#outbox.isOpen) return this.#outbox.put(entry);
    if (++this.#waiting > maxWaiting) this.#outbox.open();
    return new Promise((resolve, reject) => {
      const waiting = { entry, resolve, reject };
      if (lane !== undefined) lane.waiting.push(waiting);
      else this.#start(runId, waiting);
    });
  }

  /** Resolves when what was written to the run (default: to any) before this call has been answered. */
  async idle(runId?: string): Promise<void> {
    if (runId !== undefined) await this.#lanes.get(runId)?.done;
    else await Promise.all([...this.#lanes.values()].map((lane) => lane.done));
  }

  /** At the end, when nothing can be waited for: `keep` takes what was not answered. */
  rescue(keep: (entry: SentEntry) => Written): void {
    for (const lane of this.#lanes.values()) {
      for (const { entry, resolve } of lane.waiting.splice(0)) resolve(keep(entry));
    }
  }

  #start(runId: string, first: Waiting): void {
    const waiting = [first];
    // A microtask later, so that calls of the same turn are sent together.
    const done = Promise.resolve().then(() => this.#pump(runId, waiting));
    this.#lanes.set(runId, { waiting, done });
  }

  async #pump(runId: string, waiting: Waiting[]): Promise<void> {
    while (waiting.length > 0) {
      const group = this.#outbox.isOpen
        ? [...waiting]
        : waiting.slice(0, groupLength(waiting.slice(0, 1000).map(({ entry }) => entry)));
      const settled = this.#outbox.isOpen ? this.#keep(group) : await this.#send(group);
      if (settled === null) continue; // the server went away: the next turn takes them to the outbox
      waiting.splice(0, group.length);
      this.#waiting -= group.length;
      for (const [index, outcome] of settled.entries()) settle(group[index]!, outcome);
    }
    this.#lanes.delete(runId); // here, and not when the promise is done: what came between would wait for nobody
  }

  async #send(group: readonly Waiting[]): Promise<Outcome[] | null> {
    const entries = group.map(({ entry }) => entry);
    for (let chance = 1; ; chance++) {
      const startMs = Date.now();
      try {
        return await sendGroup(this.#calls, entries);
      } catch (error) {
        if (!(error instanceof ServerAwayError)) return group.map(() => ({ error }));
        const wasSlow = Date.now() - startMs > slowMs;
        if (chance === 2 || wasSlow || this.#outbox.isOpen) {
          this.#outbox.away(error);
          return null;
        }
        await pause(secondChanceMs);
      }
    }
  }

  /** Handed over in one go, so that no write of this run can come between. */
  #keep(group: readonly Waiting[]): Promise<Written>[] {
    return group.map(({ entry }) => this.#outbox.put(entry));
  }
}

function settle({ resolve, reject }: Waiting, outcome: Outcome | Promise<Written>): void {
  if (outcome instanceof Promise) outcome.then(resolve, reject);
  else if ("error" in outcome) reject(outcome.error);
  else resolve(outcome.written);
}
