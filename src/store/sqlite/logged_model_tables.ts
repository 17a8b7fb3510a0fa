/**
 * Where logged models are kept. MLflow 3 has tables for them. A file of an older revision gets tables of ours with the
 * same columns, made on first use: MLflow's own migration would fail on tables of its names. When MLflow has migrated
 * the file since, our rows move over into its tables.
 */
import type { Connection } from "./connection.js";

interface Tables {
  readonly models: string;
  readonly metrics: string;
  readonly params: string;
  readonly tags: string;
}

const theirs: Tables = {
  models: "logged_models",
  metrics: "logged_model_metrics",
  params: "logged_model_params",
  tags: "logged_model_tags",
};

const ours: Tables = {
  models: "labbook_logged_models",
  metrics: "labbook_logged_model_metrics",
  params: "labbook_logged_model_params",
  tags: "labbook_logged_model_tags",
};

const columns: Tables = {
  models:
    "model_id, experiment_id, name, artifact_location, creation_timestamp_ms, last_updated_timestamp_ms, status, " +
    "lifecycle_stage, model_type, source_run_id, status_message",
  metrics:
    "model_id, metric_name, metric_timestamp_ms, metric_step, metric_value, experiment_id, run_id, dataset_uuid, " +
    "dataset_name, dataset_digest",
  params: "model_id, experiment_id, param_key, param_value",
  tags: "model_id, experiment_id, tag_key, tag_value",
};

/** No foreign keys, so that MLflow's migrations never meet these tables. */
const statements: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS ${ours.models} (
	model_id VARCHAR(36) NOT NULL PRIMARY KEY,
	experiment_id INTEGER NOT NULL,
	name VARCHAR(500) NOT NULL,
	artifact_location VARCHAR(1000) NOT NULL,
	creation_timestamp_ms BIGINT NOT NULL,
	last_updated_timestamp_ms BIGINT NOT NULL,
	status INTEGER NOT NULL,
	lifecycle_stage VARCHAR(32),
	model_type VARCHAR(500),
	source_run_id VARCHAR(32),
	status_message VARCHAR(1000)
)`,
  `CREATE TABLE IF NOT EXISTS ${ours.metrics} (
	model_id VARCHAR(36) NOT NULL,
	metric_name VARCHAR(500) NOT NULL,
	metric_timestamp_ms BIGINT NOT NULL,
	metric_step BIGINT NOT NULL,
	metric_value FLOAT,
	experiment_id INTEGER NOT NULL,
	run_id VARCHAR(32) NOT NULL,
	dataset_uuid VARCHAR(36),
	dataset_name VARCHAR(500),
	dataset_digest VARCHAR(36),
	PRIMARY KEY (model_id, metric_name, metric_timestamp_ms, metric_step, run_id)
)`,
  `CREATE TABLE IF NOT EXISTS ${ours.params} (
	model_id VARCHAR(36) NOT NULL,
	experiment_id INTEGER NOT NULL,
	param_key VARCHAR(255) NOT NULL,
	param_value TEXT NOT NULL,
	PRIMARY KEY (model_id, param_key)
)`,
  `CREATE TABLE IF NOT EXISTS ${ours.tags} (
	model_id VARCHAR(36) NOT NULL,
	experiment_id INTEGER NOT NULL,
	tag_key VARCHAR(255) NOT NULL,
	tag_value TEXT NOT NULL,
	PRIMARY KEY (model_id, tag_key)
)`,
];

/** Schema 0584bdc529eb keeps no step in `inputs`. */
export const inputStepsTable = "labbook_input_steps";
const inputStepsStatement = `CREATE TABLE IF NOT EXISTS ${inputStepsTable} (
	input_uuid VARCHAR(36) NOT NULL PRIMARY KEY,
	step BIGINT NOT NULL
)`;

/** The tables to write to where there are any; inside a transaction. */
export function presentTables(connection: Connection): Tables | undefined {
  return connection.layout.loggedModels || hasTable(connection, ours.models) ? writableTables(connection) : undefined;
}

/** The tables to write to, made where they are missing; inside a transaction. */
export function writableTables(connection: Connection): Tables {
  if (connection.layout.loggedModels) {
    adoptTables(connection); // MLflow may have migrated the file while it was open
    return theirs;
  }
  for (const statement of statements) connection.run(statement);
  return ours;
}

export function makeInputSteps(connection: Connection): void {
  connection.run(inputStepsStatement);
}

/**
 * What goes before a SELECT that names MLflow's tables, so that it reads ours where the file has not MLflow's, and both
 * where ours have not moved over yet; undefined when there are neither, and so no logged model.
 */
export function readableTables(connection: Connection): string | undefined {
  const { loggedModels } = connection.layout;
  if (!hasTable(connection, ours.models)) return loggedModels ? "" : undefined;
  const tables = (Object.keys(ours) as (keyof Tables)[]).map((name) => {
    const sources = loggedModels ? [`main.${theirs[name]}`, ours[name]] : [ours[name]];
    const rows = sources.map((source) => `SELECT ${columns[name]} FROM ${source}`);
    return `${theirs[name]} AS (${rows.join(" UNION ALL ")})`;
  });
  return `WITH ${tables.join(", ")} `;
}

export function hasTable(connection: Connection, name: string): boolean {
  return connection.get("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", name) !== undefined;
}

/** Moves rows out of our tables into MLflow's, now that the file has those, and drops ours: all of it or nothing. */
export function adoptTables(connection: Connection): void {
  const { loggedModels, inputSteps } = connection.layout;
  const models = loggedModels && hasTable(connection, ours.models);
  const steps = inputSteps && hasTable(connection, inputStepsTable);
  if (!models && !steps) return;
  connection.write(() => {
    if (models && hasTable(connection, ours.models)) adoptModels(connection);
    if (steps && hasTable(connection, inputStepsTable)) adoptSteps(connection);
  });
}

/** MLflow's tables refer to experiments and runs: what belongs to one that was removed for good goes with it. */
function adoptModels(connection: Connection): void {
  const kept: Tables = {
    models: "experiment_id IN (SELECT experiment_id FROM experiments)",
    metrics: "model_id IN (SELECT model_id FROM logged_models) AND run_id IN (SELECT run_uuid FROM runs)",
    params: "model_id IN (SELECT model_id FROM logged_models)",
    tags: "model_id IN (SELECT model_id FROM logged_models)",
  };
  for (const name of ["models", "metrics", "params", "tags"] as const) {
    connection.run(
      `INSERT OR IGNORE INTO ${theirs[name]} (${columns[name]}) SELECT ${columns[name]} FROM ${ours[name]} WHERE ${kept[name]}`,
    );
  }
  for (const name of Object.values(ours) as string[]) connection.run(`DROP TABLE ${name}`);
}

function adoptSteps(connection: Connection): void {
  connection.run(`UPDATE inputs SET step = s.step FROM ${inputStepsTable} s WHERE s.input_uuid = inputs.input_uuid`);
  connection.run(`DROP TABLE ${inputStepsTable}`);
}
