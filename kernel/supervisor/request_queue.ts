/** Requests one after the other, in the order in which they came. */

export interface QueuedRequest {
  /** Does the work; `aborted` when it was queued behind a cell that failed. */
  run(aborted: boolean): Promise<void>;
}

export class RequestQueue {
  #waiting: { request: QueuedRequest; aborted: boolean }[] = [];
  #running: Promise<void> | null = null;

  add(request: QueuedRequest): void {
    this.#waiting.push({ request, aborted: false });
    this.#running ??= this.#work();
  }

  /** Aborts what waits now; what comes later runs. */
  abortWaiting(): void {
    for (const entry of this.#waiting) entry.aborted = true;
  }

  async #work(): Promise<void> {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      await next.request.run(next.aborted);
    }
    this.#running = null;
  }
}
