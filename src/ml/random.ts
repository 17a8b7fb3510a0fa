/** Random numbers of estimators, from the setting that scikit-learn calls `random_state`. */
import { SeededRandom } from "../random.js";
import { checkWhole } from "./options.js";

export function checkRandomState(randomState: number | null): void {
  if (randomState !== null) checkWhole("randomState", randomState, 0);
}

export class Random extends SeededRandom {
  /** `seed`: a whole number of at most 53 bits; null takes one that nobody knows. */
  constructor(seed: number | null) {
    super(seed ?? Math.floor(Math.random() * 2 ** 53));
  }

  /** Puts the first `count` places in random order, in place, drawn from all. */
  shuffle(values: Int32Array, count = values.length): void {
    for (let at = 0; at < Math.min(count, values.length - 1); at++) {
      const other = at + this.nextInt(values.length - at);
      const kept = values[at]!;
      values[at] = values[other]!;
      values[other] = kept;
    }
  }
}
