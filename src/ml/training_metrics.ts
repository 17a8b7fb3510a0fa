/** What MLflow's autologging of scikit-learn logs of the training data, under its names. */
import { accuracyScore, f1Score, logLoss, precisionScore, recallScore } from "./classification.js";
import type { Label } from "./estimator.js";
import { meanAbsoluteError, meanSquaredError, r2Score } from "./metrics.js";
import { rocAucScore } from "./roc_auc.js";
import type { SparseMatrix } from "./sparse_matrix.js";

interface Fitted {
  predict(matrix: SparseMatrix): ArrayLike<Label>;
}

interface FittedClassifier extends Fitted {
  readonly classes: readonly Label[];
  predictProba(matrix: SparseMatrix): readonly ArrayLike<number>[];
}

export function trainingMetrics(model: Fitted, matrix: SparseMatrix, target: ArrayLike<Label>): Record<string, number> {
  if ("predictProba" in model) return ofClassifier(model as FittedClassifier, matrix, target);
  return ofRegressor(model.predict(matrix) as ArrayLike<number>, target as ArrayLike<number>);
}

function ofRegressor(predicted: ArrayLike<number>, target: ArrayLike<number>): Record<string, number> {
  const squared = meanSquaredError(target, predicted);
  const r2 = r2Score(target, predicted);
  return {
    training_mean_squared_error: squared,
    training_root_mean_squared_error: Math.sqrt(squared),
    training_mean_absolute_error: meanAbsoluteError(target, predicted),
    training_r2_score: r2,
    training_score: r2,
  };
}

function ofClassifier(model: FittedClassifier, matrix: SparseMatrix, target: ArrayLike<Label>): Record<string, number> {
  const { classes } = model;
  const [predicted, probabilities] = [model.predict(matrix), model.predictProba(matrix)];
  const average = { average: "weighted" } as const;
  const accuracy = accuracyScore(target, predicted);
  return {
    training_precision_score: precisionScore(target, predicted, average),
    training_recall_score: recallScore(target, predicted, average),
    training_f1_score: f1Score(target, predicted, average),
    training_accuracy_score: accuracy,
    training_log_loss: logLoss(target, probabilities, { labels: classes }),
    training_roc_auc: rocAucScore(target, probabilities, classes),
    training_score: accuracy,
  };
}
