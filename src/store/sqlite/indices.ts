/**
 * Indices of ours beside MLflow's, so that a search costs what its page costs and not what the table costs. They keep
 * through MLflow's migrations, which drop and make again only what has MLflow's names.
 */

/** Longer values of tags (notes, lists of models) are not searched for as a whole: they stay out of the index. */
export const indexedLength = 250;

const indices: Readonly<Record<string, string>> = {
  labbook_runs_by_start: "runs (experiment_id, lifecycle_stage, start_time DESC, run_uuid)",
  labbook_latest_metrics_by_value: "latest_metrics (key, is_nan, value, run_uuid)",
  labbook_metrics_by_run: "metrics (run_uuid, key, timestamp, step, value, is_nan)",
  labbook_params_by_value: "params (key, value, run_uuid)",
  labbook_tags_by_value: `tags (key, value, run_uuid) WHERE length(value) <= ${indexedLength}`,
};

export const indexNames: readonly string[] = Object.keys(indices);

export const indexStatements: readonly string[] = Object.entries(indices).map(
  ([name, columns]) => `CREATE INDEX IF NOT EXISTS ${name} ON ${columns}`,
);
