/** Records → vectorizer → model, as one thing: what is fitted together is kept and used together. */
import { TrackingError } from "../errors.js";
import type { TrainingExample } from "../training.js";
import { type DictVectorizer, type FeatureRecord, type FeatureRecords, recordsOf } from "./dict_vectorizer.js";
import type { EstimatorParameter, Kept, Label } from "./estimator.js";
import { fitQuietly, loggedParams, told } from "./fit.js";
import type { SparseMatrix } from "./sparse_matrix.js";
import { trainingMetrics } from "./training_metrics.js";

/** Any model that predicts from a matrix: an estimator, or a trained XGBoost booster. */
export interface MatrixModel {
  predict(matrix: SparseMatrix): unknown;
}

type FitResult<Model, Result> = Model extends { fit(...args: never[]): infer Fitted }
  ? Fitted extends Promise<unknown>
    ? Promise<Result>
    : Result
  : never;

/** One step: its name, which is its class name in lower case, and what it does. */
export type PipelineStep = readonly [name: string, step: DictVectorizer | MatrixModel];

const exampleRows = 5;

export class Pipeline<Model extends MatrixModel = MatrixModel> {
  readonly vectorizer: DictVectorizer;
  readonly model: Model;

  constructor(vectorizer: DictVectorizer, model: Model) {
    this.vectorizer = vectorizer;
    this.model = model;
  }

  get steps(): readonly [PipelineStep, PipelineStep] {
    const named = (step: object) => step.constructor.name.toLowerCase();
    return [
      [named(this.vectorizer), this.vectorizer],
      [named(this.model), this.model],
    ];
  }

  /** The model's settings under `ridge__alpha`. */
  get parameters(): Readonly<Record<string, EstimatorParameter>> {
    const { model } = this;
    if (!isEstimator(model)) return {};
    const name = this.steps[1][0];
    return Object.fromEntries(Object.entries(model.parameters).map(([key, value]) => [`${name}__${key}`, value]));
  }

  /**
   * Fits the vectorizer on the records, and the model on its matrix and `target`, one per record. A promise where the
   * model's `fit` is one. Throws INVALID_STATE for a model that only predicts.
   */
  fit(records: FeatureRecords, target: ArrayLike<Label>): FitResult<Model, this> {
    const { model } = this;
    if (!isEstimator(model)) {
      throw new TrackingError(
        "INVALID_STATE",
        `${model.constructor.name} has no fit(X, y); train it first, and make the pipeline of the fitted vectorizer and model`,
      );
    }
    const rows = recordsOf(records);
    const matrix = this.vectorizer.fitTransform(rows);
    const [vectorizer, name] = this.steps.map(([step]) => step);
    const training = {
      name: "Pipeline",
      params: { steps: `${vectorizer}, ${name}`, ...loggedParams(this.parameters) },
      example: () => this.#example(rows, matrix),
      metrics: () => trainingMetrics(model, matrix, target),
    };
    const work = (): void | Promise<void> => {
      const fitted = fitQuietly(() => model.fit(matrix, target));
      if (fitted instanceof Promise) return fitted.then(() => undefined);
    };
    return told(this, training, work) as FitResult<Model, this>;
  }

  /** What the model predicts for the records; features that the fit did not know are left out. */
  predict(records: FeatureRecords): ReturnType<Model["predict"]> {
    return this.model.predict(this.vectorizer.transform(records)) as ReturnType<Model["predict"]>;
  }

  /** R² of regressors, accuracy of classifiers. */
  score(records: FeatureRecords, target: ArrayLike<Label>): number {
    const { model } = this;
    if (isEstimator(model)) return model.score(this.vectorizer.transform(records), target);
    throw new TrackingError(
      "INVALID_STATE",
      `${model.constructor.name} has no score(X, y); use a metric on what predict gives`,
    );
  }

  #example(records: readonly FeatureRecord[], { rowCount, columnCount }: SparseMatrix): TrainingExample {
    const first = records.slice(0, exampleRows);
    const rows = this.vectorizer.transform(first).toDense();
    return { columnNames: this.vectorizer.featureNames, rows, records: first, rowCount, columnCount };
  }
}

/** A pipeline of a vectorizer and a model, as scikit-learn's `make_pipeline` names its steps. */
export function makePipeline<Model extends MatrixModel>(vectorizer: DictVectorizer, model: Model): Pipeline<Model> {
  return new Pipeline(vectorizer, model);
}

/** An estimator whatever its targets are: the pipeline's caller knows which it is. */
interface AnyTarget extends Kept {
  fit(matrix: SparseMatrix, target: ArrayLike<Label>): unknown;
  predict(matrix: SparseMatrix): ArrayLike<Label>;
  score(matrix: SparseMatrix, target: ArrayLike<Label>): number;
}

function isEstimator(model: object): model is AnyTarget {
  return "fit" in model && "score" in model && "parameters" in model;
}
