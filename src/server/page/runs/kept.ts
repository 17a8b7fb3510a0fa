/** Answers that are kept until the store changes, those dropped first that nobody asked for the longest. */

interface Entry<T> {
  readonly answer: Promise<T>;
  readonly revision: string;
  /** How long making it took. */
  tookMs: number;
  readonly madeMs: number;
  size: number;
}

export interface Staleness {
  /** An answer that took longer than this is kept although the store changed … */
  readonly dearMs: number;
  /** … for so many times as long as it took. */
  readonly times: number;
}

export class Kept<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #revision: () => string | undefined;
  readonly #most: number;
  readonly #sizeOf: (answer: T) => number;
  readonly #staleness: Staleness | undefined;

  /** `revision` of the store; undefined: it cannot tell, and nothing is kept. `most`: sum of sizes. */
  constructor(revision: () => string | undefined, most: number, sizeOf: (answer: T) => number, staleness?: Staleness) {
    this.#revision = revision;
    this.#most = most;
    this.#sizeOf = sizeOf;
    this.#staleness = staleness;
  }

  async get(key: string, make: () => Promise<T>): Promise<T> {
    const revision = this.#revision();
    if (revision === undefined) return await make();
    const known = this.#entries.get(key);
    this.#entries.delete(key);
    if (known !== undefined && (known.revision === revision || this.#isGoodEnough(known))) {
      this.#entries.set(key, known);
      return await known.answer;
    }
    const entry: Entry<T> = { answer: make(), revision, tookMs: 0, madeMs: performance.now(), size: 0 };
    this.#entries.set(key, entry);
    try {
      const answer = await entry.answer;
      entry.tookMs = performance.now() - entry.madeMs;
      entry.size = this.#sizeOf(answer);
      this.#shrink();
      return answer;
    } catch (error) {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
      throw error;
    }
  }

  #isGoodEnough({ tookMs, madeMs }: Entry<T>): boolean {
    if (this.#staleness === undefined || tookMs < this.#staleness.dearMs) return false;
    return performance.now() - madeMs < tookMs * this.#staleness.times;
  }

  #shrink(): void {
    let sum = 0;
    for (const { size } of this.#entries.values()) sum += size;
    for (const [key, { size }] of this.#entries) {
      if (sum <= this.#most || this.#entries.size === 1) return;
      this.#entries.delete(key);
      sum -= size;
    }
  }
}
