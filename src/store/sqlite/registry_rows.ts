/** What models, versions and aliases share: the default workspace, tags, and the model that must be there. */
import { TrackingError } from "../../errors.js";
import { checkModelName } from "../../validate_registry.js";
import type { Connection } from "./connection.js";

/** A version that was deleted keeps its row, so that its number is never given again. */
export const deletedStage = "Deleted_Internal";
export const promptTag = "mlflow.prompt.is_prompt";

/** From MLflow 3.10 on each row belongs to a workspace; a file of one person has only 'default'. */
export function inWorkspace(connection: Connection, table: string): string {
  return connection.layout.workspaces ? `${table}.workspace = 'default'` : "1";
}

export interface ModelRow {
  name: string;
  creation_time: number | null;
  last_updated_time: number | null;
  description: string | null;
}

export const modelColumns =
  "registered_models.name, registered_models.creation_time, registered_models.last_updated_time, registered_models.description";

export function findModel(connection: Connection, name: string): ModelRow | undefined {
  return connection.get<ModelRow>(
    `SELECT ${modelColumns} FROM registered_models WHERE name = ? AND ${inWorkspace(connection, "registered_models")}`,
    name,
  );
}

/** The model's row; RESOURCE_DOES_NOT_EXIST without one. */
export function modelRow(connection: Connection, name: string): ModelRow {
  checkModelName(name);
  const row = findModel(connection, name);
  if (row !== undefined) return row;
  throw new TrackingError("RESOURCE_DOES_NOT_EXIST", `Registered Model with name=${name} not found`, {
    remedy: `createRegisteredModel("${name}") makes one, searchRegisteredModels() lists those that are there`,
  });
}

/** Prompts are registered models with a tag that says so. */
export function isPrompt(connection: Connection, name: string): boolean {
  const row = connection.get<{ value: string | null }>(
    `SELECT value FROM registered_model_tags WHERE name = ? AND key = ? AND ${inWorkspace(connection, "registered_model_tags")}`,
    name,
    promptTag,
  );
  return row?.value?.toLowerCase() === "true";
}

export function touchModel(connection: Connection, name: string, timeMs: number): void {
  connection.run(
    `UPDATE registered_models SET last_updated_time = ? WHERE name = ? AND ${inWorkspace(connection, "registered_models")}`,
    timeMs,
    name,
  );
}

/**
 * Sets `value` columns of the row that `keys` names, or inserts it. No ON CONFLICT: the workspace revision changes the primary
 * keys that it would have to name.
 */
export function putRow(
  connection: Connection,
  table: string,
  keys: Readonly<Record<string, unknown>>,
  [column, value]: readonly [string, unknown],
): void {
  const names = Object.keys(keys);
  const where = names.map((name) => `${name} = ?`).join(" AND ");
  const changed = connection.run(
    `UPDATE ${table} SET ${column} = ? WHERE ${where} AND ${inWorkspace(connection, table)}`,
    value,
    ...Object.values(keys),
  );
  if (changed > 0) return;
  connection.run(
    `INSERT INTO ${table} (${[...names, column].join(", ")}) VALUES (${[...names, column].map(() => "?").join(", ")})`,
    ...Object.values(keys),
    value,
  );
}
