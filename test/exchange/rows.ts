/** The rows of a SQLite file, read without our store: what a transfer must have kept. */
import Sqlite from "better-sqlite3";

const tables: Readonly<Record<string, string>> = {
  experiments: "SELECT experiment_id, name, lifecycle_stage, creation_time, last_update_time FROM experiments",
  experiment_tags: "SELECT experiment_id, key, value FROM experiment_tags",
  runs: "SELECT run_uuid, name, user_id, status, start_time, end_time, lifecycle_stage, experiment_id FROM runs",
  params: "SELECT run_uuid, key, value FROM params",
  tags: "SELECT run_uuid, key, value FROM tags",
  metrics: "SELECT run_uuid, key, value, timestamp, CAST(step AS TEXT) AS step, is_nan FROM metrics",
  latest: "SELECT run_uuid, key, value, timestamp, CAST(step AS TEXT) AS step, is_nan FROM latest_metrics",
  datasets:
    "SELECT experiment_id, name, digest, dataset_source_type, dataset_source, dataset_schema, dataset_profile FROM datasets",
  inputs: "SELECT source_type, destination_type, destination_id FROM inputs WHERE source_type = 'DATASET'",
  outputs: "SELECT source_type, source_id, destination_type, destination_id FROM inputs WHERE source_type <> 'DATASET'",
  input_tags: "SELECT name, value FROM input_tags",
  steps: "SELECT step FROM labbook_input_steps",
  logged_models:
    "SELECT model_id, experiment_id, name, creation_timestamp_ms, last_updated_timestamp_ms, status, model_type, source_run_id FROM labbook_logged_models",
  logged_model_metrics:
    "SELECT model_id, metric_name, metric_value, metric_step, run_id, dataset_name FROM labbook_logged_model_metrics",
  logged_model_params: "SELECT model_id, param_key, param_value FROM labbook_logged_model_params",
  logged_model_tags: "SELECT model_id, tag_key, tag_value FROM labbook_logged_model_tags",
  registered_models: "SELECT name, creation_time, last_updated_time, description FROM registered_models",
  registered_model_tags: "SELECT name, key, value FROM registered_model_tags",
  aliases: "SELECT name, alias, version FROM registered_model_aliases",
  versions:
    "SELECT name, version, creation_time, last_updated_time, description, user_id, current_stage, run_id, status FROM model_versions WHERE current_stage <> 'Deleted_Internal'",
  version_tags:
    "SELECT t.name, t.version, key, value FROM model_version_tags t JOIN model_versions v USING (name, version) WHERE current_stage <> 'Deleted_Internal'",
};

/** Each table's rows as sorted lines of JSON; none of a table that is not there. */
export function rowsOf(uri: string): Record<string, string[]> {
  const db = new Sqlite(uri.slice("sqlite:///".length), { readonly: true });
  try {
    const present = new Set(db.prepare("SELECT name FROM sqlite_master").pluck().all());
    const rows = (sql: string) => (present.has(/FROM (\w+)/.exec(sql)![1]) ? db.prepare(sql).all() : []);
    return Object.fromEntries(
      Object.entries(tables).map(([name, sql]) => [
        name,
        rows(sql)
          .map((row) => JSON.stringify(row))
          .sort(),
      ]),
    );
  } finally {
    db.close();
  }
}

/** One column of one row. */
export function valueIn(uri: string, sql: string, ...parameters: unknown[]): unknown {
  const db = new Sqlite(uri.slice("sqlite:///".length), { readonly: true });
  try {
    return db
      .prepare(sql)
      .pluck()
      .get(...parameters);
  } finally {
    db.close();
  }
}
