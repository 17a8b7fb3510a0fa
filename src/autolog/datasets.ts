/** What a model was trained and validated on, as MLflow's autologging notes arrays on a run (its `NumpyDataset`). */
import { createHash } from "node:crypto";
import { contextTags } from "../context_tags.js";
import type { DatasetInput } from "../entities.js";
import type { TrainingExample } from "../training.js";

/**
 * The digest is made of the shape and the first rows, as MLflow makes its own from the shape and the first 10,000
 * values: noting a dataset must not cost more than a moment.
 */
export function datasetInput(example: TrainingExample, context: "train" | "eval", name: string | null): DatasetInput {
  const { rows, rowCount, columnCount, columnNames } = example;
  const hash = createHash("sha256").update(JSON.stringify([rowCount, columnCount, columnNames]));
  for (const row of rows) hash.update(Float64Array.from(row));
  const tags = Object.fromEntries(contextTags().map(({ key, value }) => [key, value]));
  const spec = { type: "tensor", "tensor-spec": { dtype: "float64", shape: [-1, columnCount] } };
  return {
    dataset: {
      name: name ?? "dataset",
      digest: hash.digest("hex").slice(0, 8),
      sourceType: "code",
      source: JSON.stringify({ tags }),
      schema: JSON.stringify({ mlflow_tensorspec: { features: JSON.stringify([spec]), targets: null } }),
      profile: JSON.stringify({
        features_shape: [rowCount, columnCount],
        features_size: rowCount * columnCount,
        features_nbytes: rowCount * columnCount * 8,
      }),
    },
    tags: { "mlflow.data.context": context },
  };
}
