/**
 * NumPy's `RandomState` (MT19937 of Matsumoto and Nishimura, ACM Transactions on Modeling and Computer Simulation 8
 * (1998)), as far as drawing rows needs it, so that a seed gives the rows that it gives in Python.
 */
import { TrackingError } from "../errors.js";

const size = 624;
const shift = 397;

export class NumpyRandom {
  readonly #state = new Uint32Array(size);
  #at = size;

  /** `seed`: a whole number from 0 to 2^32 − 1; null takes one that nobody knows. */
  constructor(seed: number | null) {
    if (seed !== null && !(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32)) {
      const range = "a whole number from 0 to 4294967295, or null for another one each time";
      throw new TrackingError("INVALID_PARAMETER_VALUE", `randomState is ${seed}; give ${range}`);
    }
    let word = seed ?? Math.floor(Math.random() * 2 ** 32);
    for (let at = 0; at < size; at++) {
      this.#state[at] = word;
      word = (Math.imul(1_812_433_253, word ^ (word >>> 30)) + at + 1) >>> 0;
    }
  }

  /** The numbers below `count` in random order. */
  permutation(count: number): number[] {
    return this.shuffled(Array.from({ length: count }, (_, at) => at));
  }

  /** `randint(0, limit)`: a whole number, each as likely. */
  below(limit: number): number {
    return limit === 1 ? 0 : this.#upTo(limit - 1);
  }

  /** In [0, 1), with 53 bits. */
  uniform(): number {
    return ((this.#bits() >>> 5) * 2 ** 26 + (this.#bits() >>> 6)) / 2 ** 53;
  }

  shuffled<T>(values: readonly T[]): T[] {
    const order = [...values];
    for (let at = order.length - 1; at > 0; at--) {
      const other = this.#upTo(at);
      [order[at], order[other]] = [order[other]!, order[at]!];
    }
    return order;
  }

  /** A whole number from 0 to `most`, each as likely. */
  #upTo(most: number): number {
    const mask = 2 ** (32 - Math.clz32(most)) - 1;
    let value = (this.#bits() & mask) >>> 0;
    while (value > most) value = (this.#bits() & mask) >>> 0;
    return value;
  }

  #bits(): number {
    if (this.#at === size) this.#twist();
    let bits = this.#state[this.#at++]!;
    bits ^= bits >>> 11;
    bits ^= (bits << 7) & 0x9d2c5680;
    bits ^= (bits << 15) & 0xefc60000;
    return (bits ^ (bits >>> 18)) >>> 0;
  }

  #twist(): void {
    const state = this.#state;
    for (let at = 0; at < size; at++) {
      const joined = (state[at]! & 0x80000000) | (state[(at + 1) % size]! & 0x7fffffff);
      state[at] = state[(at + shift) % size]! ^ (joined >>> 1) ^ (joined & 1 ? 0x9908b0df : 0);
    }
    this.#at = 0;
  }
}
