/** Metrics of logged models: points of a run that say which model they measure, and on which dataset. */
import type { Metric, RunMetric } from "../../entities.js";
import type { Connection } from "./connection.js";
import { loggedModelRow } from "./logged_model_rows.js";
import { readableTables, writableTables } from "./logged_model_tables.js";
import { storedValue } from "./metric_rows.js";

interface ModelMetricRow {
  model_id: string;
  metric_name: string;
  metric_timestamp_ms: number;
  metric_step: number;
  exact_step: string;
  metric_value: number | null;
  run_id: string;
  dataset_name: string | null;
  dataset_digest: string | null;
}

/** Another value of the same point takes the place of the first: the table has room for one. NaN is 0 here, as MLflow has it. */
export function writeModelMetrics(
  connection: Connection,
  run: { runId: string; experimentId: string },
  metrics: readonly Metric[],
): void {
  const table = writableTables(connection).metrics;
  for (const id of new Set(metrics.map((metric) => metric.modelId!))) loggedModelRow(connection, id);
  for (const metric of metrics) {
    connection.run(
      `INSERT INTO ${table} (model_id, metric_name, metric_timestamp_ms, metric_step, metric_value, experiment_id, run_id,
         dataset_name, dataset_digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (model_id, metric_name, metric_timestamp_ms, metric_step, run_id)
         DO UPDATE SET metric_value = excluded.metric_value`,
      metric.modelId,
      metric.key,
      metric.timestampMs,
      metric.exactStep ?? metric.step,
      storedValue(metric.value),
      run.experimentId,
      run.runId,
      metric.datasetName ?? null,
      metric.datasetDigest ?? null,
    );
  }
}

/** All points of these models, in order of name, time and step. */
export function modelMetrics(connection: Connection, modelIds: string): Map<string, RunMetric[]> {
  const metrics = new Map<string, RunMetric[]>();
  for (const row of connection.all<ModelMetricRow>(
    `${readableTables(connection) ?? ""}SELECT *, CAST(metric_step AS TEXT) AS exact_step FROM logged_model_metrics
     WHERE model_id IN (SELECT value FROM json_each(?)) ORDER BY metric_name, metric_timestamp_ms, metric_step, run_id`,
    modelIds,
  )) {
    const found = metrics.get(row.model_id);
    if (found === undefined) metrics.set(row.model_id, [metricOf(row)]);
    else found.push(metricOf(row));
  }
  return metrics;
}

function metricOf(row: ModelMetricRow): RunMetric {
  return {
    key: row.metric_name,
    value: row.metric_value ?? NaN,
    timestampMs: row.metric_timestamp_ms,
    step: row.metric_step,
    ...(!Number.isSafeInteger(row.metric_step) && { exactStep: BigInt(row.exact_step) }),
    modelId: row.model_id,
    ...(row.dataset_name !== null && { datasetName: row.dataset_name }),
    ...(row.dataset_digest !== null && { datasetDigest: row.dataset_digest }),
    runId: row.run_id,
  };
}
