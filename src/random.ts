/** Random numbers from a seed: the same seed gives the same numbers on every machine. */

/** Uniform, whole and normal deviates. Not for secrets. */
export class SeededRandom {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /** `seed`: any finite number, of which 2^32 sequences come: two seeds seldom share one. */
  constructor(seed: number) {
    const mix = splitMix(seed);
    [this.#a, this.#b, this.#c, this.#d] = [mix(), mix(), mix(), mix()];
  }

  /** 32 random bits, as a whole number from 0 to 2^32 - 1: xoshiro128** of Blackman and Vigna (2018). */
  nextBits(): number {
    const b = this.#b;
    const scrambled = Math.imul(rotate(Math.imul(b, 5), 7), 9);
    const shifted = b << 9;
    this.#c ^= this.#a;
    this.#d ^= b;
    this.#b = b ^ this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = rotate(this.#d, 11);
    return scrambled >>> 0;
  }

  /** Uniform in [0, 1), with all 53 bits of a double. */
  next(): number {
    const high = this.nextBits() >>> 5;
    return (high * 67_108_864 + (this.nextBits() >>> 6)) / 9_007_199_254_740_992;
  }

  /** A whole number from 0 to `limit` - 1; `limit` at most 2^32. */
  nextInt(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** A standard normal deviate. */
  nextNormal(): number {
    return normalDeviate(this);
  }
}

/** A standard normal deviate from any source of uniform numbers: Marsaglia's polar method (1964), without a second one kept. */
export function normalDeviate(random: { next(): number }): number {
  for (;;) {
    const x = 2 * random.next() - 1;
    const y = 2 * random.next() - 1;
    const square = x * x + y * y;
    if (square > 0 && square < 1) return x * Math.sqrt((-2 * Math.log(square)) / square);
  }
}

function rotate(bits: number, by: number): number {
  return (bits << by) | (bits >>> (32 - by));
}

/** Spreads a seed over a generator's state, so that seeds near each other give sequences that have nothing in common. */
function splitMix(seed: number): () => number {
  const [low, high] = new Uint32Array(new Float64Array([seed]).buffer);
  let state = Math.imul(high! ^ 0x85ebca6b, 0xc2b2ae35) ^ low!;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let bits = state;
    bits = Math.imul(bits ^ (bits >>> 16), 0x21f0aaad);
    bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
    return bits ^ (bits >>> 15);
  };
}
