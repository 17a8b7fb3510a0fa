/** hyperopt's `average_best_error`: how good the best trial really is, when losses are noisy. Pure. */
import { TrackingError } from "../errors.js";
import { STATUS_OK, type TrialResult } from "./trial.js";

interface Noisy {
  readonly loss: number;
  readonly variance: number;
  readonly trueLoss: number;
}

/**
 * With no `lossVariance` in the results, the `trueLoss` (default: the loss) of the least loss. Else, over the trials within
 * three standard deviations of the best, the mean of true losses weighted by the probability that each is the least,
 * losses being normally distributed. hyperopt draws samples for these probabilities; here they are integrated.
 */
export function averageBestError(results: readonly TrialResult[]): number {
  const noisy = results.filter(({ status, loss }) => status === STATUS_OK && typeof loss === "number").map(noisyOf);
  noisy.sort((a, b) => a.loss - b.loss || a.variance - b.variance || a.trueLoss - b.trueLoss);
  const best = noisy[0];
  if (best === undefined)
    throw new TrackingError("INVALID_STATE", "no trial has a loss, hence there is no best error; run fmin first");
  if (noisy.every(({ variance }) => variance === 0)) return best.trueLoss;
  const limit = best.loss + 3 * Math.sqrt(best.variance);
  const near = noisy.filter(({ loss }) => loss < limit);
  const competing = near.length === 0 ? [best] : near;
  const weights = probabilitiesOfLeast(competing);
  return competing.reduce((sum, { trueLoss }, index) => sum + weights[index]! * trueLoss, 0);
}

function noisyOf(result: TrialResult): Noisy {
  const loss = result.loss!;
  const number = (...names: readonly string[]) =>
    names.map((name) => result[name]).find((value) => typeof value === "number");
  return {
    loss,
    variance: number("lossVariance", "loss_variance") ?? 0,
    trueLoss: number("trueLoss", "true_loss") ?? loss,
  };
}

const gridPoints = 4001;

/** P(i is the least) = ∫ pdf_i Π (1 − cdf_j), by the trapezoidal rule; a loss without variance counts as a very narrow one. */
function probabilitiesOfLeast(noisy: readonly Noisy[]): number[] {
  const widest = Math.max(...noisy.map(({ variance }) => Math.sqrt(variance)));
  const spreads = noisy.map(({ variance }) => Math.max(Math.sqrt(variance), widest / 100));
  const low = Math.min(...noisy.map(({ loss }, index) => loss - 6 * spreads[index]!));
  const high = Math.max(...noisy.map(({ loss }, index) => loss + 6 * spreads[index]!));
  const sums = noisy.map(() => 0);
  for (let point = 0; point < gridPoints; point++) {
    const x = low + ((high - low) * point) / (gridPoints - 1);
    const tails = noisy.map(({ loss }, index) => upperTail((x - loss) / spreads[index]!));
    noisy.forEach(({ loss }, index) => {
      const others = tails.reduce((product, tail, other) => (other === index ? product : product * tail), 1);
      sums[index]! += (Math.exp(-(((x - loss) / spreads[index]!) ** 2) / 2) / spreads[index]!) * others;
    });
  }
  const total = sums.reduce((a, b) => a + b, 0);
  return sums.map((sum) => sum / total);
}

/** 1 − Φ(z), by the rational approximation 26.2.17 of Abramowitz and Stegun (error below 1e-7). */
function upperTail(z: number): number {
  if (z < 0) return 1 - upperTail(-z);
  const t = 1 / (1 + 0.2316419 * z);
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series;
}
