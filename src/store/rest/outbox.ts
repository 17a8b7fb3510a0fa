/**
 * Writes that the server could not take: they wait on the disk, and are sent in their order when it is back, by this
 * process or by the next one. While any of them wait, new ones queue behind them.
 */
import { ServerAwayError } from "../../http/server_away.js";
import type { Spool } from "../../spool/spool.js";
import type { SpoolFile } from "../../spool/spool_file.js";
import { deliver, type DeliveryContext, UnmadeRunError } from "./deliver.js";
import { type Entry, entryText, type Written } from "./entry.js";
import { isProvisional, type KnownRuns } from "./known_runs.js";
import type { Calls } from "./calls.js";

export interface OutboxOptions {
  readonly uri: string;
  readonly calls: Calls;
  readonly spool: Spool;
  readonly known: KnownRuns;
  /** Tells the user, once per outage. */
  readonly notice: (text: string) => void;
}

const firstRetryMs = 500;
const lastRetryMs = 30_000;

export class Outbox {
  readonly #spool: Spool;
  readonly #known: KnownRuns;
  readonly #notice: (text: string) => void;
  readonly #context: DeliveryContext;
  /** Files that processes which are gone left behind. */
  readonly #left: SpoolFile[];
  /** Those of them that the user was told of. */
  readonly #passedOver = new Set<SpoolFile>();
  #open = false;
  #kept = 0;
  #retryMs = firstRetryMs;
  #timer: NodeJS.Timeout | null = null;
  #delivery: Promise<boolean> | null = null;
  #triedMs = 0;
  #exiting = false;

  constructor({ uri, calls, spool, known, notice }: OutboxOptions) {
    this.#spool = spool;
    this.#known = known;
    this.#notice = notice;
    this.#context = { uri, calls, spool, known, ids: new Map(spool.runIds()), rejected: [], strikes: new Map() };
    this.#left = [...spool.left()];
    if (this.#left.length > 0) this.#retryIn(0);
  }

  /** New writes must come here. */
  get isOpen(): boolean {
    return this.#open;
  }

  /** The server did not answer when it was last asked. */
  get isAway(): boolean {
    return this.#context.calls.hasty;
  }

  open(): void {
    if (this.#open) return;
    this.#open = true;
    if (!this.isAway) this.#retryIn(0);
  }

  /** Notes that the server is away, and tells the user if that is news. */
  away(error: ServerAwayError): void {
    if (!this.isAway) {
      this.#notice(`${error.bare}; what is logged is kept in ${this.#spool.folder} and sent when it is back`);
    }
    this.#context.calls.hasty = true;
    this.#open = true;
    this.#retryIn(this.#retryMs);
  }

  /** From now on everything goes to the disk, and nothing is sent. */
  giveUp(error: ServerAwayError): void {
    this.away(error);
    this.#exiting = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  /** Resolves when the entry is on the disk, with what the run then is as far as it is known. */
  async put(entry: Entry): Promise<Written> {
    if (this.#exiting) return this.putNow(entry);
    this.open();
    this.#kept++;
    const info = this.#known.apply(entry);
    const written = this.#spool.append(entryText(entry));
    if (Date.now() - this.#triedMs > this.#retryMs) this.#retryIn(0);
    await written;
    return entry.op === "update-run" ? info : undefined;
  }

  /** The same at once, at the end of the process. */
  putNow(entry: Entry): Written {
    this.#exiting = this.#open = true;
    const info = this.#known.apply(entry);
    this.#spool.appendNow(entryText(entry));
    return info;
  }

  /** The server's id of a run that had none when it was opened, or `runId` as it is. */
  runId(runId: string): string {
    if (!isProvisional(runId)) return runId;
    const known = this.#context.ids.get(runId);
    if (known !== undefined || this.#known.provisional(runId) !== undefined) return known ?? runId;
    for (const [provisional, id] of this.#spool.runIds()) this.#context.ids.set(provisional, id); // of another process
    return this.#context.ids.get(runId) ?? runId;
  }

  /** Sends what waits; true when nothing waits any more, false when the server is (still) away. */
  async drain(): Promise<boolean> {
    if (!this.#open && this.#left.length === 0) return true;
    if (this.#exiting) return false;
    this.#delivery ??= this.#deliver().finally(() => (this.#delivery = null));
    return await this.#delivery;
  }

  /** The same, asking the server anew when an attempt that was under way before has failed. */
  async drainNow(): Promise<boolean> {
    return (this.#delivery !== null && (await this.#delivery)) || (await this.drain());
  }

  /** Lets go of the files, at the end; true when something waits in them. */
  leave(): boolean {
    this.#exiting = this.#open = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    const waits = !this.#spool.isEmpty || this.#left.length > 0;
    this.#spool.close();
    for (const file of this.#left.splice(0)) file.close();
    return waits;
  }

  #retryIn(ms: number): void {
    if (this.#exiting) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.drain();
    }, ms);
    this.#timer.unref(); // the end of the process drains once more, for a bounded time
  }

  async #deliver(): Promise<boolean> {
    this.#triedMs = Date.now();
    try {
      await this.#sendLeft();
      for (let file; (file = this.#spool.own) !== null; this.#spool.tidy()) await deliver(file, this.#context);
    } catch (error) {
      this.#failed(error);
      return false;
    }
    this.#drained();
    if (this.#left.length > 0) this.#retryIn(lastRetryMs);
    return true;
  }

  /**
   * A file may wait for a run that another one makes, so they are tried until none gets on. One that cannot be sent, say
   * because its runs are closed to this user, must not hold up what this process writes.
   */
  async #sendLeft(): Promise<void> {
    for (let before = Infinity; this.#left.length > 0 && this.#left.length < before;) {
      before = this.#left.length;
      for (const file of [...this.#left]) {
        try {
          await deliver(file, this.#context);
        } catch (error) {
          if (error instanceof ServerAwayError) throw error;
          this.#passOver(file, error);
          continue;
        }
        this.#left.splice(this.#left.indexOf(file), 1);
        file.close();
      }
    }
  }

  #passOver(file: SpoolFile, error: unknown): void {
    if (error instanceof UnmadeRunError || this.#passedOver.has(file)) return;
    this.#passedOver.add(file);
    this.#noticeStuck(error);
  }

  #noticeStuck(error: unknown): void {
    this.#notice(`what waits in ${this.#spool.folder} cannot be sent: ${(error as Error).message}`);
  }

  #failed(error: unknown): void {
    this.#tellRejected();
    this.#retryMs = Math.min(this.#retryMs * 2, lastRetryMs);
    if (error instanceof ServerAwayError) return this.away(error);
    this.#retryIn(this.#retryMs);
    if (error instanceof UnmadeRunError) return; // the server is there: only this has to wait
    if (!this.isAway) this.#noticeStuck(error);
    this.#context.calls.hasty = true;
  }

  #drained(): void {
    if (this.isAway && this.#kept > 0) this.#notice(`the server is back: ${counted(this.#kept)} that waited were sent`);
    this.#tellRejected();
    this.#open = this.#context.calls.hasty = false;
    this.#kept = 0;
    this.#retryMs = firstRetryMs;
  }

  #tellRejected(): void {
    const rejected = this.#context.rejected.splice(0);
    const first = rejected[0];
    if (first === undefined) return;
    this.#notice(
      `the server refused ${counted(rejected.length)} that had waited: ${first.reason}; kept in ${first.place}`,
    );
  }
}

function counted(calls: number): string {
  return `${calls} ${calls === 1 ? "call" : "calls"}`;
}
