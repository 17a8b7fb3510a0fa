/**
 * The log loss of a linear model of classes, and its gradient. Weights lie row after row: per class, but one row for two
 * classes, one weight per column and then the intercept.
 */
import type { Objective } from "./lbfgs.js";
import type { SparseMatrix } from "./sparse_matrix.js";

export interface LogisticProblem {
  readonly matrix: SparseMatrix;
  /** Index of each row's class. */
  readonly classOf: Int32Array;
  /** Half of it times ‖w‖² is added to the mean loss. */
  readonly penalty: number;
  readonly fitIntercept: boolean;
}

export function logisticLoss({ matrix, classOf, penalty, fitIntercept }: LogisticProblem): Objective {
  const { rowCount, columnCount, rowStarts, columns, values } = matrix;
  const width = columnCount + 1;
  return (weights, gradient) => {
    const scores = margins(matrix, weights);
    const count = weights.length / width;
    gradient.fill(0);
    let loss = 0;
    for (let row = 0; row < rowCount; row++) {
      loss += count === 1 ? binary(scores[row]!, classOf[row]!) : softmax(scores[row]!, classOf[row]!);
      for (let k = 0; k < count; k++) {
        const pull = scores[row]![k]! / rowCount;
        for (let at = rowStarts[row]!; at < rowStarts[row + 1]!; at++) {
          gradient[k * width + columns[at]!]! += pull * values[at]!;
        }
        if (fitIntercept) gradient[k * width + columnCount]! += pull;
      }
    }
    let squared = 0;
    for (let at = 0; at < weights.length; at++) {
      if (at % width === columnCount) continue;
      squared += weights[at]! ** 2;
      gradient[at]! += penalty * weights[at]!;
    }
    return loss / rowCount + 0.5 * penalty * squared;
  };
}

/** Per row one linear score per row of weights. */
export function margins(matrix: SparseMatrix, weights: Float64Array): Float64Array[] {
  const { rowCount, columnCount, rowStarts, columns, values } = matrix;
  const width = columnCount + 1;
  return Array.from({ length: rowCount }, (_, row) => {
    const scores = new Float64Array(weights.length / width);
    for (let k = 0; k < scores.length; k++) {
      let sum = weights[k * width + columnCount]!;
      for (let at = rowStarts[row]!; at < rowStarts[row + 1]!; at++)
        sum += values[at]! * weights[k * width + columns[at]!]!;
      scores[k] = sum;
    }
    return scores;
  });
}

/** Per row one probability per class; of the scores in place where there are more than two. */
export function probabilities(scores: Float64Array[]): Float64Array[] {
  return scores.map((row) => {
    if (row.length > 1) {
      exponentials(row);
      return row;
    }
    const second = 1 / (1 + Math.exp(-row[0]!));
    return Float64Array.of(1 - second, second);
  });
}

/** The loss of one row, whose score becomes its derivative. */
function binary(scores: Float64Array, actual: number): number {
  const score = scores[0]!;
  scores[0] = 1 / (1 + Math.exp(-score)) - actual;
  // log(1 + e^score) − actual · score, without overflow.
  return Math.max(score, 0) + Math.log1p(Math.exp(-Math.abs(score))) - actual * score;
}

/** The same for more than two classes. */
function softmax(scores: Float64Array, actual: number): number {
  const mine = scores[actual]!;
  const total = exponentials(scores);
  scores[actual]! -= 1;
  return total - mine;
}

/** Turns scores into probabilities; gives the log of the sum of their exponentials. */
function exponentials(scores: Float64Array): number {
  const most = Math.max(...scores);
  let sum = 0;
  for (let k = 0; k < scores.length; k++) sum += scores[k] = Math.exp(scores[k]! - most);
  for (let k = 0; k < scores.length; k++) scores[k]! /= sum;
  return most + Math.log(sum);
}
