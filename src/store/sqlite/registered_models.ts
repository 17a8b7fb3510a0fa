/** Registered models and their tags. */
import type { ModelVersion, Page, RegisteredModel, Tag } from "../../entities.js";
import { TrackingError } from "../../errors.js";
import { readFilter, readOrder } from "../../search/check.js";
import { pageFrom, pageOffset } from "../../search/page_token.js";
import { orderClause, whereClause } from "../../search/sql.js";
import { checkModelName, checkRegistryKey, checkRegistryTag } from "../../validate_registry.js";
import type { CreateRegisteredModelOptions, SearchModelsQuery } from "../registry.js";
import type { Connection } from "./connection.js";
import { checkPageSize, latestVersions } from "./model_versions.js";
import { withoutPrompts } from "./prompts.js";
import {
  findModel,
  inWorkspace,
  isPrompt,
  modelColumns,
  modelRow,
  type ModelRow,
  promptTag,
  putRow,
} from "./registry_rows.js";

export function createModel(
  connection: Connection,
  name: string,
  options: CreateRegisteredModelOptions,
): RegisteredModel {
  checkModelName(name);
  const tags = options.tags ?? [];
  for (const tag of tags) checkRegistryTag(tag.key, tag.value);
  return connection.write(() => {
    if (findModel(connection, name) !== undefined) throw taken(connection, name, tags);
    const now = Date.now();
    connection.run(
      "INSERT INTO registered_models (name, creation_time, last_updated_time, description) VALUES (?, ?, ?, ?)",
      name,
      now,
      now,
      options.description ?? null,
    );
    for (const tag of tags) writeTag(connection, name, tag);
    return getModel(connection, name);
  });
}

export function getModel(connection: Connection, name: string): RegisteredModel {
  return withRelated(connection, [modelRow(connection, name)])[0]!;
}

export function updateModel(connection: Connection, name: string, description: string): RegisteredModel {
  return connection.write(() => {
    modelRow(connection, name);
    connection.run(
      `UPDATE registered_models SET description = ?, last_updated_time = ? WHERE name = ? AND ${inWorkspace(connection, "registered_models")}`,
      description,
      Date.now(),
      name,
    );
    return getModel(connection, name);
  });
}

/** Versions, tags and aliases follow by the foreign keys of MLflow's schema (ON UPDATE CASCADE). */
export function renameModel(connection: Connection, name: string, newName: string): RegisteredModel {
  checkModelName(newName, "new_name");
  return connection.write(() => {
    modelRow(connection, name);
    if (newName !== name && findModel(connection, newName) !== undefined) throw taken(connection, newName);
    const now = Date.now();
    connection.run(
      `UPDATE registered_models SET name = ?, last_updated_time = ? WHERE name = ? AND ${inWorkspace(connection, "registered_models")}`,
      newName,
      now,
      name,
    );
    connection.run(
      `UPDATE model_versions SET last_updated_time = ? WHERE name = ? AND ${inWorkspace(connection, "model_versions")}`,
      now,
      newName,
    );
    return getModel(connection, newName);
  });
}

export function deleteModel(connection: Connection, name: string): void {
  connection.write(() => {
    modelRow(connection, name);
    for (const table of [
      "registered_model_aliases",
      "model_version_tags",
      "model_versions",
      "registered_model_tags",
      "registered_models",
    ]) {
      connection.run(`DELETE FROM ${table} WHERE name = ? AND ${inWorkspace(connection, table)}`, name);
    }
  });
}

export function searchModels(connection: Connection, query: SearchModelsQuery): Page<RegisteredModel> {
  const size = checkModelsPage(query.maxResults ?? 100);
  const limit = Math.max(size, 0);
  const filter = withoutPrompts(connection, "registered_models", readFilter("registered_models", query.filter));
  const where = whereClause("registered_models", filter.conditions, connection.layout);
  const order = orderClause("registered_models", readOrder("registered_models", query.orderBy));
  const offset = pageOffset(query.pageToken);
  const rows = connection.all<ModelRow>(
    `SELECT ${modelColumns} FROM registered_models WHERE ${inWorkspace(connection, "registered_models")}` +
      `${filter.sql}${where.sql}${order.sql} LIMIT ? OFFSET ?`,
    ...where.parameters,
    ...order.parameters,
    limit + 1,
    offset,
  );
  return pageFrom(rows, { limit, offset, step: size }, (kept) => withRelated(connection, kept));
}

/** A page of none, or of less than none, is an empty page in MLflow. */
function checkModelsPage(size: number): number {
  return Number.isInteger(size) && size < 1 ? size : checkPageSize(size, 100, 1000);
}

export function setModelTag(connection: Connection, name: string, tag: Tag): void {
  checkModelName(name);
  checkRegistryTag(tag.key, tag.value);
  connection.write(() => {
    modelRow(connection, name);
    writeTag(connection, name, tag);
  });
}

/** No error when there is no such tag, as MLflow has it. */
export function deleteModelTag(connection: Connection, name: string, key: string): void {
  checkModelName(name);
  checkRegistryKey(key);
  connection.write(() => {
    modelRow(connection, name);
    connection.run(
      `DELETE FROM registered_model_tags WHERE name = ? AND key = ? AND ${inWorkspace(connection, "registered_model_tags")}`,
      name,
      key,
    );
  });
}

function writeTag(connection: Connection, name: string, tag: Tag): void {
  putRow(connection, "registered_model_tags", { key: tag.key, name }, ["value", tag.value]);
}

/** The error for a name that is taken; models and prompts share their names. */
function taken(connection: Connection, name: string, tags: readonly Tag[] = []): TrackingError {
  const kind = (prompt: boolean) => (prompt ? "Prompt" : "Registered Model");
  const old = kind(isPrompt(connection, name));
  const wanted = kind(tags.some((tag) => tag.key === promptTag && tag.value.toLowerCase() === "true"));
  const message =
    old === wanted
      ? `${old} (name=${name}) already exists.`
      : `Tried to create a ${wanted.toLowerCase()} with name '${name}', but the name is already taken by a ` +
        `${old.toLowerCase()}. MLflow does not allow creating a model and a prompt with the same name.`;
  return new TrackingError("RESOURCE_ALREADY_EXISTS", message, { remedy: "choose another name" });
}

interface AliasRow {
  name: string;
  alias: string;
  version: number;
}

interface TagRow {
  name: string;
  key: string;
  value: string | null;
}

/** The rows with their tags, aliases and latest versions, in three queries for all of them. */
function withRelated(connection: Connection, rows: readonly ModelRow[]): RegisteredModel[] {
  const names = rows.map((row) => row.name);
  const chosen = "name IN (SELECT value FROM json_each(?))";
  const tags = grouped(
    connection.all<TagRow>(
      `SELECT name, key, value FROM registered_model_tags WHERE ${chosen} AND ${inWorkspace(connection, "registered_model_tags")} ORDER BY key`,
      JSON.stringify(names),
    ),
    (row) => [row.key, row.value ?? ""],
  );
  const aliases = grouped(
    connection.all<AliasRow>(
      `SELECT name, alias, version FROM registered_model_aliases WHERE ${chosen} AND ${inWorkspace(connection, "registered_model_aliases")} ORDER BY alias`,
      JSON.stringify(names),
    ),
    (row) => [row.alias, String(row.version)],
  );
  const latest = latestVersions(connection, names);
  return rows.map((row) => modelOf(row, { tags, aliases, latest }));
}

type Pairs = ReadonlyMap<string, readonly (readonly [string, string])[]>;

function grouped<Row extends { name: string }>(rows: readonly Row[], pair: (row: Row) => [string, string]): Pairs {
  const found = new Map<string, [string, string][]>();
  for (const row of rows) {
    const pairs = found.get(row.name);
    if (pairs === undefined) found.set(row.name, [pair(row)]);
    else pairs.push(pair(row));
  }
  return found;
}

function modelOf(
  row: ModelRow,
  related: { tags: Pairs; aliases: Pairs; latest: ReadonlyMap<string, readonly ModelVersion[]> },
): RegisteredModel {
  return {
    name: row.name,
    creationTimeMs: row.creation_time ?? 0,
    lastUpdatedTimeMs: row.last_updated_time ?? 0,
    description: row.description ?? "",
    tags: Object.fromEntries(related.tags.get(row.name) ?? []),
    aliases: Object.fromEntries(related.aliases.get(row.name) ?? []),
    latestVersions: related.latest.get(row.name) ?? [],
  };
}
