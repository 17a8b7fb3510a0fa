/**
 * Calls that have begun and not ended. A logging call that nobody awaits is waited for before the cell's reply, before
 * its run ends and before the process exits; if it fails, its failure is the cell's.
 */

interface Pending {
  readonly executionId: string | null;
  /** The run that `withRun` bound to the caller; null outside. */
  readonly run: object | null;
  readonly done: Promise<unknown>;
  readonly observed: () => boolean;
}

/** A promise that knows whether somebody looked at its outcome. */
class ObservedPromise<T> extends Promise<T> {
  observed = false;

  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  override then<A = T, B = never>(
    fulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.observed = true;
    return super.then(fulfilled, rejected);
  }
}

class PendingCalls {
  readonly #calls = new Set<Pending>();
  readonly #failures: (Omit<Pending, "done"> & { error: Error })[] = [];

  /** Hands back `work` as a promise to give to the user; a failure that the user never looks at is kept for `settle`. */
  track<T>(work: Promise<T>, executionId: string | null, run: object | null): Promise<T> {
    const given = new ObservedPromise<T>((fulfil, reject) => void work.then(fulfil, reject));
    // In a cell the failure is reported with the cell, in withRun with its run; else Node's own report stands.
    if (executionId !== null || run !== null) void Promise.prototype.then.call(given, undefined, () => undefined);
    this.#add(work, { executionId, run, observed: () => given.observed });
    return given;
  }

  /** Work of ours that a flush must wait for. */
  add(work: Promise<unknown>, executionId: string | null): void {
    this.#add(work, { executionId, run: null, observed: () => false });
  }

  #add(work: Promise<unknown>, about: Omit<Pending, "done">): void {
    const pending: Pending = { ...about, done: work };
    this.#calls.add(pending);
    void work
      .catch((error: unknown) => {
        this.#failures.push({ ...about, error: error as Error });
      })
      .finally(() => this.#calls.delete(pending));
  }

  /** Waits for the calls of one execution (null: for all) and takes the failures that nobody looked at. */
  async settle(executionId: string | null): Promise<readonly Error[]> {
    return await this.#settle((one) => executionId === null || one.executionId === executionId);
  }

  /** The same for the calls that `withRun` bound to a run: those of runs beside it are none of its business. */
  async settleWithin(run: object): Promise<readonly Error[]> {
    return await this.#settle((one) => one.run === run);
  }

  async #settle(mine: (one: Pick<Pending, "executionId" | "run">) => boolean): Promise<readonly Error[]> {
    let waiting: Pending[];
    while ((waiting = [...this.#calls].filter(mine)).length > 0) {
      await Promise.allSettled(waiting.map((call) => call.done));
      await new Promise((turn) => setImmediate(turn));
    }
    const failed = this.#failures.filter(mine);
    for (const failure of failed) this.#failures.splice(this.#failures.indexOf(failure), 1);
    return failed.filter((failure) => !failure.observed()).map((failure) => failure.error); // asked late: a catch may come late
  }
}

/** The calls of this process. */
export const pendingCalls = new PendingCalls();
