/** Random numbers that a seed repeats, the same on every machine. */
import { checkWhole } from "./options.js";

export function checkRandomState(randomState: number | null): void {
  if (randomState !== null) checkWhole("randomState", randomState, 0);
}

/** sfc32 of Chris Doty-Humphrey's PractRand, 128 bits of state, seeded as PractRand does. */
export class Random {
  #a: number;
  #b = 0;
  #c = 0;
  #counter = 1;

  /** `seed`: a whole number of at most 53 bits; null takes one that nobody knows. */
  constructor(seed: number | null) {
    const whole = seed ?? Math.floor(Math.random() * 2 ** 53);
    this.#a = whole >>> 0;
    this.#b = Math.floor(whole / 2 ** 32) >>> 0;
    for (let round = 0; round < 15; round++) this.#bits();
  }

  /** In [0, 1), with 53 bits. */
  uniform(): number {
    return ((this.#bits() >>> 5) * 2 ** 26 + (this.#bits() >>> 6)) / 2 ** 53;
  }

  /** A whole number in [0, limit), each as likely; `limit` is at most 2^32. */
  below(limit: number): number {
    const fair = 2 ** 32 - (2 ** 32 % limit);
    let bits = this.#bits();
    while (bits >= fair) bits = this.#bits();
    return bits % limit;
  }

  /** Puts the first `count` places in random order, in place, drawn from all. */
  shuffle(values: Int32Array, count = values.length): void {
    for (let at = 0; at < Math.min(count, values.length - 1); at++) {
      const other = at + this.below(values.length - at);
      const kept = values[at]!;
      values[at] = values[other]!;
      values[other] = kept;
    }
  }

  #bits(): number {
    const mixed = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + mixed) | 0;
    return mixed >>> 0;
  }
}
