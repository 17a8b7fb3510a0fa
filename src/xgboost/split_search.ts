/** The best split of a node from its sums by bin, by the rules of XGBoost's `exact` (every value) and `hist` (cuts). */
import type { BinSums } from "./bin_sums.js";
import type { BinnedMatrix } from "./bins.js";
import { BestSplit, type NodeSums, type Split } from "./split.js";
import type { SplitGain } from "./split_gain.js";

/** `columns`: 0 for those that may not be used; null: all may. Null: no split gains anything. Lower columns win between equal gains. */
export type SplitSearch = (node: NodeSums, sums: BinSums, columns: Uint8Array | null) => Split | null;

/** XGBoost's kRtEps: gains up to it are none. */
const leastGain = Math.fround(1e-6);

/**
 * Every middle of two neighbouring values. Columns with missing entries and more than one value are scanned upwards
 * (missing goes right), then all downwards (missing goes left), each ending with all values against the missing ones.
 */
export function exactSearch(matrix: BinnedMatrix, gain: SplitGain): SplitSearch {
  const { binColumns, binStarts } = matrix;
  const best = new BestSplit(gain);
  const upwards = Uint8Array.from({ length: matrix.columnCount }, (_, column) => {
    const stored = matrix.columnStarts[column + 1]! - matrix.columnStarts[column]!;
    return stored < matrix.rowCount && binStarts[column + 1]! - binStarts[column]! > 1 ? 1 : 0;
  });
  const single = singleBins(matrix);
  return (node, sums, columns) => {
    const { bins, gradients, hessians, length } = sums;
    best.begin(node);
    for (let at = 0, end = 0; at < length; at = end) {
      const bin = bins[at]!;
      const column = binColumns[bin]!;
      if (single[bin] === 1) {
        end = at + 1;
        if (columns !== null && columns[column] === 0) continue;
        if (best.offer(gradients[at]!, hessians[at]!)) best.set(column, true, bin, -1);
        continue;
      }
      end = columnEnd(bins, at, length, binStarts[column + 1]!);
      if (columns !== null && columns[column] === 0) continue;
      if (upwards[column] === 1) {
        let [g, h] = [gradients[at]!, hessians[at]!];
        for (let next = at + 1; next < end; next++) {
          if (best.offer(g, h)) best.set(column, false, bins[next]!, bins[next - 1]!);
          g += gradients[next]!;
          h += hessians[next]!;
        }
        if (best.offer(g, h)) best.set(column, false, binStarts[column + 1]!, bins[end - 1]!);
      }
      let [g, h] = [gradients[end - 1]!, hessians[end - 1]!];
      for (let next = end - 2; next >= at; next--) {
        if (best.offer(g, h)) best.set(column, true, bins[next + 1]!, bins[next]!);
        g += gradients[next]!;
        h += hessians[next]!;
      }
      if (best.offer(g, h)) best.set(column, true, bins[at]!, -1);
    }
    return best.lossChange > leastGain ? exactSplit(best, matrix) : null;
  };
}

function exactSplit(best: BestSplit, matrix: BinnedMatrix): Split {
  const { column, missingLeft, bin, nextBin } = best;
  const { binValues, binStarts } = matrix;
  const [first, end] = [binStarts[column]!, binStarts[column + 1]!];
  return {
    ...sumsOf(best),
    threshold: missingLeft ? thresholdDown(binValues, bin, nextBin) : thresholdUp(binValues, bin, nextBin, end),
    lowBin: missingLeft ? bin : first,
    highBin: missingLeft ? end : bin,
  };
}

/** Between `bin` and the one below; below all values for none. */
function thresholdDown(values: Float32Array, bin: number, below: number): number {
  if (below < 0) return Math.fround(values[bin]! - Math.fround(Math.abs(values[bin]!) + leastGain));
  const middle = Math.fround(Math.fround(values[below]! + values[bin]!) * 0.5);
  return middle === values[below]! ? values[bin]! : middle;
}

/** Between `bin` and the one below; above all values for the column's end. */
function thresholdUp(values: Float32Array, bin: number, below: number, end: number): number {
  if (bin === end) return Math.fround(values[below]! + Math.fround(Math.abs(values[below]!) + leastGain));
  const middle = Math.fround(Math.fround(values[below]! + values[bin]!) * 0.5);
  return middle === values[bin]! ? values[below]! : middle;
}

/** Every cut, upwards (missing goes right), then, where the node has missing entries, downwards (missing goes left). */
export function histSearch(matrix: BinnedMatrix, gain: SplitGain): SplitSearch {
  const { binColumns, binStarts } = matrix;
  const best = new BestSplit(gain);
  return (node, sums, columns) => {
    const { bins, counts, gradients, hessians, length } = sums;
    best.begin(node);
    for (let at = 0, end = 0; at < length; at = end) {
      const column = binColumns[bins[at]!]!;
      end = columnEnd(bins, at, length, binStarts[column + 1]!);
      if (columns !== null && columns[column] === 0) continue;
      let [g, h, present] = [0, 0, 0];
      for (let next = at; next < end; next++) {
        g += gradients[next]!;
        h += hessians[next]!;
        present += counts[next]!;
        if (best.offer(g, h)) best.set(column, false, bins[next]!, -1);
      }
      if (present === node.count) continue;
      [g, h] = [0, 0];
      for (let next = end - 1; next >= at; next--) {
        g += gradients[next]!;
        h += hessians[next]!;
        if (best.offer(g, h)) best.set(column, true, bins[next]!, -1);
      }
    }
    return best.lossChange > leastGain ? histSplit(best, matrix) : null;
  };
}

function histSplit(best: BestSplit, matrix: BinnedMatrix): Split {
  const { column, missingLeft, bin } = best;
  const { binValues, binStarts, columnFloors } = matrix;
  const first = binStarts[column]!;
  const lower = bin === first ? columnFloors[column]! : binValues[bin - 1]!;
  return {
    ...sumsOf(best),
    threshold: missingLeft ? lower : binValues[bin]!,
    lowBin: missingLeft ? bin : first,
    highBin: missingLeft ? binStarts[column + 1]! : bin + 1,
  };
}

function sumsOf(
  best: BestSplit,
): Pick<Split, "lossChange" | "column" | "missingLeft" | "movedGradient" | "movedHessian"> {
  const { lossChange, column, missingLeft, movedGradient, movedHessian } = best;
  return { lossChange, column, missingLeft, movedGradient, movedHessian };
}

/** 1 for bins of columns that have no other, as one-hot ones: they are most of all, and need no scan. */
function singleBins({ binCount, binColumns, binStarts }: BinnedMatrix): Uint8Array {
  return Uint8Array.from({ length: binCount }, (_, bin) => {
    const column = binColumns[bin]!;
    return binStarts[column + 1]! - binStarts[column]! === 1 ? 1 : 0;
  });
}

/** Where the bins of the column that begins at `at` end in the list. */
function columnEnd(bins: Int32Array, at: number, length: number, endBin: number): number {
  let end = at + 1;
  while (end < length && bins[end]! < endBin) end++;
  return end;
}
