import type { Random } from "../random.js";

/** Where a node is divided: rows with a value of at most `threshold` in `column` go left. */
export interface Split {
  readonly column: number;
  readonly threshold: number;
  /** Σ left² / weight left + Σ right² / weight right of the targets: what the squared error falls by, but for a constant. */
  readonly score: number;
}

/** The best of the splits that were offered; of equally good ones any, each as likely. */
export class SplitChoice implements Split {
  score = -Infinity;
  column = -1;
  threshold = 0;
  readonly #random: Random;
  #ties = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  clear(): void {
    this.score = -Infinity;
    this.column = -1;
  }

  offer(score: number, column: number, threshold: number): void {
    if (score < this.score) return;
    if (score > this.score) this.#ties = 1;
    else if (this.#random.nextInt(++this.#ties) !== 0) return;
    this.score = score;
    this.column = column;
    this.threshold = threshold;
  }
}
