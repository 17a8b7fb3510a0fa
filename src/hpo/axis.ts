/** The coordinate of one numeric parameter in which the multivariate TPE puts its kernels. */
import { quantise } from "./draw.js";
import type { Distribution } from "./suggest.js";

export type NumericDistribution = Exclude<Distribution, { kind: "choice" | "pchoice" | "randint" }>;

/** Logarithms of logarithmic kinds; the value itself of all others. */
export interface Axis {
  readonly log: boolean;
  readonly q: number | undefined;
  /** Of the coordinate; infinite for normal kinds. */
  readonly low: number;
  readonly high: number;
  /** What is believed before anything was seen; its sigma is the scale of the axis. */
  readonly mu: number;
  readonly sigma: number;
}

/**
 * Steps get a whole cell each, at the bounds too, where the space itself gives half of one: a search should not shun them.
 */
export function axisOf(distribution: NumericDistribution): Axis {
  const log = distribution.kind.includes("log");
  const q = "q" in distribution ? distribution.q : undefined;
  if ("mu" in distribution) {
    return { log, q, low: -Infinity, high: Infinity, mu: distribution.mu, sigma: distribution.sigma };
  }
  let { low, high } = distribution;
  if (q !== undefined) {
    const [first, last] = [low, high].map((bound) => quantise(log ? Math.exp(bound) : bound, q));
    if (!log) [low, high] = [first! - q / 2, last! + q / 2];
    else
      [low, high] = [
        first! > q / 2 ? Math.log(first! - q / 2) : low,
        Math.log(Math.max(last! + q / 2, Math.exp(high))),
      ];
  }
  return { log, q, low, high, mu: (low + high) / 2, sigma: high - low };
}

/** Within the bounds, where the value is not. */
export function coordinateOf({ log, q, low, high }: Axis, value: number): number {
  if (log && !(value > 0)) {
    const top = Math.log((q ?? 1) / 2); // only rounding makes a 0
    return low === -Infinity ? top - 1 : (low + top) / 2;
  }
  return Math.min(Math.max(log ? Math.log(value) : value, low), high);
}

export function valueAt({ log, q }: Axis, coordinate: number): number {
  const value = log ? Math.exp(coordinate) : coordinate;
  return q === undefined ? value : quantise(value, q);
}

/** The coordinates that round to `value`. */
export function cellOf({ log, q, low, high }: Axis, value: number): readonly [number, number] {
  const [below, above] = [value - q! / 2, value + q! / 2];
  if (!log) return [Math.max(below, low), Math.min(above, high)];
  return [below > 0 ? Math.max(Math.log(below), low) : low, Math.min(Math.log(above), high)];
}
