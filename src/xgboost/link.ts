/** What objectives make of margins, in float32 as XGBoost computes it (`src/objective/regression_loss.h`). Pure. */
import { TrackingError } from "../errors.js";

export interface Link {
  /** Base score → the margin that predictions start from. */
  toMargin(baseScore: number): number;
  /** Margin → prediction. */
  fromMargin(margin: number): number;
}

const { fround } = Math;

const identity: Link = { toMargin: fround, fromMargin: (margin) => margin };
/** Labels that are all 0 or all 1 have no finite margin: XGBoost keeps probabilities so far from both. */
const leastProbability = fround(1e-6);
const logit = (probability: number) => {
  const inside = Math.min(Math.max(fround(probability), leastProbability), fround(1 - leastProbability));
  return fround(-fround(Math.log(fround(fround(1 / inside) - 1))));
};
const logistic: Link = { toMargin: logit, fromMargin: sigmoid };
const log: Link = {
  toMargin: (mean) => fround(Math.log(fround(mean))),
  fromMargin: (margin) => fround(Math.exp(margin)),
};
const hinge: Link = { toMargin: fround, fromMargin: (margin) => (margin > 0 ? 1 : 0) };

const links: Readonly<Record<string, Link>> = {
  "reg:squarederror": identity,
  "reg:linear": identity,
  "reg:squaredlogerror": identity,
  "reg:pseudohubererror": identity,
  "reg:absoluteerror": identity,
  "reg:quantileerror": identity,
  "reg:logistic": logistic,
  "binary:logistic": logistic,
  "binary:logitraw": identity,
  "binary:hinge": hinge,
  "count:poisson": log,
  "reg:gamma": log,
  "reg:tweedie": log,
  "survival:cox": log,
  "survival:aft": log,
  "rank:pairwise": identity,
  "rank:ndcg": identity,
  "rank:map": identity,
  "multi:softprob": identity,
  "multi:softmax": identity,
};

/** Throws INVALID_PARAMETER_VALUE for an objective that XGBoost does not have. */
export function linkOf(objective: string): Link {
  const link = links[objective];
  if (link !== undefined) return link;
  const known = Object.keys(links).join(", ");
  throw new TrackingError(
    "INVALID_PARAMETER_VALUE",
    `the objective ${JSON.stringify(objective)} is not known, so margins cannot become predictions; known are ${known}`,
  );
}

/** 1 / (1 + e^-margin); the exponent is cut off at 88.7, where float32 ends. */
export function sigmoid(margin: number): number {
  const power = fround(Math.exp(Math.min(-margin, fround(88.7))));
  return fround(1 / fround(fround(power + 1) + 1e-16));
}

/** Margins of one row's classes → probabilities, in place. */
export function softmax(row: Float32Array): void {
  const most = row.reduce((largest, value) => Math.max(largest, value), -Infinity);
  let sum = 0;
  for (let index = 0; index < row.length; index++) {
    row[index] = Math.exp(fround(row[index]! - most));
    sum += row[index]!;
  }
  const total = fround(sum);
  for (let index = 0; index < row.length; index++) row[index] = row[index]! / total;
}
