/** What MLflow's autologging of scikit-learn logs of the training data, under its names. */
import type { Label } from "./estimator.js";
import { meanAbsoluteError, meanSquaredError, r2Score } from "./metrics.js";
import type { SparseMatrix } from "./sparse_matrix.js";

export function trainingMetrics(
  model: { predict(matrix: SparseMatrix): ArrayLike<Label> },
  matrix: SparseMatrix,
  target: ArrayLike<Label>,
): Record<string, number> {
  const [actual, predicted] = [target as ArrayLike<number>, model.predict(matrix) as ArrayLike<number>];
  const squared = meanSquaredError(actual, predicted);
  const r2 = r2Score(actual, predicted);
  return {
    training_mean_squared_error: squared,
    training_root_mean_squared_error: Math.sqrt(squared),
    training_mean_absolute_error: meanAbsoluteError(actual, predicted),
    training_r2_score: r2,
    training_score: r2,
  };
}
