/** The random split of an ordered column, as extremely randomised trees draw it: anywhere between least and greatest value. */
import type { Random } from "../random.js";
import type { Side } from "./entry_blocks.js";
import { featureThreshold } from "./feature_threshold.js";
import type { Limits, NodeRows } from "./node_rows.js";
import type { SplitChoice } from "./split_choice.js";

export interface OrderedColumn {
  readonly column: number;
  readonly place: number;
  /** Rows of the node without an entry. */
  readonly zeros: number;
  readonly values: {
    visit(place: number, node: NodeRows): void;
    readonly least: number;
    readonly greatest: number;
    side(place: number, threshold: number, above: boolean, node: NodeRows): Side;
  };
}

/** Says whether the column differs among the node's rows, some of which have an entry. */
export function offerRandom(
  { column, place, zeros, values }: OrderedColumn,
  node: NodeRows,
  { minSamplesLeaf, minWeightLeaf }: Limits,
  choice: SplitChoice,
  random: Random,
): boolean {
  values.visit(place, node);
  const least = zeros > 0 ? Math.min(values.least, 0) : values.least;
  const greatest = zeros > 0 ? Math.max(values.greatest, 0) : values.greatest;
  if (greatest <= Math.fround(least + featureThreshold)) return false;
  const drawn = least + (greatest - least) * random.next();
  const threshold = drawn === greatest ? least : drawn;
  // The side of the threshold where 0 is not: rows without an entry need no visit.
  const { size, weight, sum } = values.side(place, threshold, threshold >= 0, node);
  const rest = node.weight - weight;
  const restSum = node.sum - sum;
  if (size < minSamplesLeaf || node.end - node.start - size < minSamplesLeaf) return true;
  if (weight < minWeightLeaf || rest < minWeightLeaf) return true;
  choice.offer((sum * sum) / weight + (restSum * restSum) / rest, column, threshold);
  return true;
}
