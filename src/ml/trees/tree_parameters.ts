/** The settings that forests and boosting share: how far one tree grows. Names and meaning are scikit-learn's. */
import type { EstimatorParameter } from "../estimator.js";
import { checkChoice, checkNumber, checkWhole, wrong } from "../options.js";
import type { Limits } from "./node_rows.js";

export interface TreeParameters {
  readonly [name: string]: EstimatorParameter;
  /** Both names stand for the same splits, as a split that is best by one is best by the other. */
  readonly criterion: "squared_error" | "friedman_mse";
  readonly maxDepth: number | null;
  /** A number of rows, or below 1 a share of them. */
  readonly minSamplesSplit: number;
  readonly minSamplesLeaf: number;
  readonly minWeightFractionLeaf: number;
  /** A number of columns, or up to 1 a share of them; null: all. */
  readonly maxFeatures: number | "sqrt" | "log2" | null;
  readonly maxLeafNodes: number | null;
  readonly minImpurityDecrease: number;
  readonly randomState: number | null;
  readonly verbose: number;
}

/** Seeds of single trees are below it, as in scikit-learn. */
export const seedLimit = 2 ** 31 - 1;

export function checkTreeParameters(parameters: TreeParameters): void {
  const { criterion, maxDepth, minSamplesSplit, minSamplesLeaf, maxFeatures, maxLeafNodes } = parameters;
  checkChoice("criterion", criterion, ["squared_error", "friedman_mse"]);
  if (maxDepth !== null) checkWhole("maxDepth", maxDepth, 1);
  checkCountOrShare("minSamplesSplit", minSamplesSplit, 2);
  checkCountOrShare("minSamplesLeaf", minSamplesLeaf, 1);
  checkShare("minWeightFractionLeaf", parameters.minWeightFractionLeaf, 0, 0.5);
  if (typeof maxFeatures === "number") checkCountOrShare("maxFeatures", maxFeatures, 1);
  else checkChoice("maxFeatures", maxFeatures, ["sqrt", "log2", null]);
  if (maxLeafNodes !== null) checkWhole("maxLeafNodes", maxLeafNodes, 2);
  checkNumber("minImpurityDecrease", parameters.minImpurityDecrease, 0);
  checkSeed(parameters.randomState);
  checkWhole("verbose", parameters.verbose, 0);
}

function checkSeed(randomState: unknown): void {
  if (
    randomState === null ||
    (Number.isInteger(randomState) && (randomState as number) >= 0 && (randomState as number) < 2 ** 32)
  )
    return;
  throw wrong("randomState", randomState, "a whole number from 0 to 4294967295, or null for another one each time");
}

/** A whole number of at least `least`, or a share between 0 and 1. */
export function checkCountOrShare(name: string, value: unknown, least: number): void {
  if (Number.isSafeInteger(value) && (value as number) >= least) return;
  if (typeof value === "number" && value > 0 && value < 1) return;
  throw wrong(name, value, `a whole number of at least ${least}, or a share above 0 and below 1`);
}

export function checkShare(name: string, value: unknown, least: number, greatest: number): void {
  if (typeof value === "number" && value >= least && value <= greatest) return;
  throw wrong(name, value, `a number from ${least} to ${greatest}`);
}

/** What the settings mean for so many rows and columns. `weight`: of all rows. */
export function limitsOf(parameters: TreeParameters, rowCount: number, columnCount: number, weight: number): Limits {
  const { maxDepth, minSamplesSplit, minSamplesLeaf, maxLeafNodes, minImpurityDecrease } = parameters;
  const count = (value: number) => (value < 1 ? Math.ceil(value * rowCount) : value);
  const leaf = count(minSamplesLeaf);
  return {
    maxDepth: maxDepth ?? Infinity,
    minSamplesSplit: Math.max(2, count(minSamplesSplit), 2 * leaf),
    minSamplesLeaf: leaf,
    minWeightLeaf: parameters.minWeightFractionLeaf * weight,
    minImpurityDecrease,
    maxLeafNodes: maxLeafNodes ?? Infinity,
    maxFeatures: drawnColumns(parameters.maxFeatures, columnCount),
  };
}

function drawnColumns(maxFeatures: TreeParameters["maxFeatures"], columnCount: number): number {
  if (maxFeatures === null) return columnCount;
  if (maxFeatures === "sqrt") return Math.max(1, Math.floor(Math.sqrt(columnCount)));
  if (maxFeatures === "log2") return Math.max(1, Math.floor(Math.log2(columnCount)));
  return maxFeatures > 1 ? Math.min(maxFeatures, columnCount) : Math.max(1, Math.floor(maxFeatures * columnCount));
}
