/** A node's candidates for its split: which has the greatest gain. */
import type { SplitGain } from "./split_gain.js";

export interface NodeSums {
  readonly gradient: number;
  readonly hessian: number;
  /** Rows. */
  readonly count: number;
}

/** The rows with a bin in [lowBin, highBin) move to one side; the others, those without a value among them, to the other. */
export interface Split {
  readonly lossChange: number;
  readonly column: number;
  /** float32; values below it go left. */
  readonly threshold: number;
  /** True: what moves goes right. */
  readonly missingLeft: boolean;
  readonly lowBin: number;
  readonly highBin: number;
  readonly movedGradient: number;
  readonly movedHessian: number;
}

export class BestSplit {
  lossChange = 0;
  column = -1;
  /** What the split parts: bins from this one on, or up to and with it. */
  bin = 0;
  /** The bin before it, in the direction of the scan; -1 for none. */
  nextBin = -1;
  missingLeft = false;
  movedGradient = 0;
  movedHessian = 0;
  readonly #gain: SplitGain;
  #least = 0;
  #gradient = 0;
  #hessian = 0;
  #nodeGain = 0;

  constructor(gain: SplitGain) {
    this.#gain = gain;
  }

  begin(node: NodeSums): void {
    this.lossChange = 0;
    this.column = -1;
    this.#least = this.#gain.minChildWeight;
    this.#gradient = node.gradient;
    this.#hessian = node.hessian;
    this.#nodeGain = this.#gain.gain(node.gradient, node.hessian);
  }

  /** True where rows with these sums, moved away from the others, gain more than all offers before. */
  offer(gradient: number, hessian: number): boolean {
    const others = this.#hessian - hessian;
    if (hessian < this.#least || others < this.#least) return false;
    const gain = this.#gain.gain(gradient, hessian) + this.#gain.gain(this.#gradient - gradient, others);
    const lossChange = Math.fround(Math.fround(gain) - this.#nodeGain);
    if (!(lossChange > this.lossChange) || lossChange === Infinity) return false;
    this.lossChange = lossChange;
    this.movedGradient = gradient;
    this.movedHessian = hessian;
    return true;
  }

  set(column: number, missingLeft: boolean, bin: number, nextBin: number): void {
    this.column = column;
    this.missingLeft = missingLeft;
    this.bin = bin;
    this.nextBin = nextBin;
  }
}
