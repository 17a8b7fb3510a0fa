/** Versions of registered models: create, read, change, delete, search. */
import type { ModelStage, ModelVersion, ModelVersionStatus, Page, Tag } from "../../entities.js";
import { TrackingError } from "../../errors.js";
import { readFilter, readOrder } from "../../search/check.js";
import { pageFrom, pageOffset } from "../../search/page_token.js";
import { orderClause, whereClause } from "../../search/sql.js";
import { checkModelName, checkRegistryKey, checkRegistryTag, readStage, readVersion } from "../../validate_registry.js";
import { missing } from "../../validate.js";
import type { CreateModelVersionOptions, SearchModelsQuery, VersionNumber } from "../registry.js";
import type { Connection } from "./connection.js";
import { withoutPrompts } from "./prompts.js";
import { deletedStage, inWorkspace, modelRow, putRow, touchModel } from "./registry_rows.js";

interface VersionRow {
  name: string;
  version: number;
  creation_time: number | null;
  last_updated_time: number | null;
  description: string | null;
  user_id: string | null;
  current_stage: string | null;
  source: string | null;
  run_id: string | null;
  status: string | null;
  status_message: string | null;
  run_link: string | null;
  storage_location: string | null;
}

const columns = (
  "name version creation_time last_updated_time description user_id current_stage source run_id status " +
  "status_message run_link storage_location"
)
  .split(" ")
  .map((column) => `model_versions.${column}`)
  .join(", ");

const alive = `coalesce(model_versions.current_stage, 'None') <> '${deletedStage}'`;

/** What is checked before anything is looked up or written. */
export function checkNewVersion(options: CreateModelVersionOptions): void {
  checkModelName(options.name);
  for (const tag of options.tags ?? []) checkRegistryTag(tag.key, tag.value);
  if (typeof options.source !== "string" || options.source === "") throw missing("source");
}

/** `storageLocation` is where the files of `options.source` are. */
export function createVersion(
  connection: Connection,
  options: CreateModelVersionOptions,
  storageLocation: string,
): ModelVersion {
  const { name } = options;
  return connection.write(() => {
    modelRow(connection, name);
    const now = Date.now();
    const version = connection.get<{ next: number }>(
      `SELECT coalesce(max(version), 0) + 1 AS next FROM model_versions WHERE name = ? AND ${inWorkspace(connection, "model_versions")}`,
      name,
    )!.next;
    connection.run(
      `INSERT INTO model_versions (name, version, creation_time, last_updated_time, description, current_stage, source,
         run_id, status, run_link, storage_location)
       VALUES (?, ?, ?, ?, ?, 'None', ?, ?, 'READY', ?, ?)`,
      name,
      version,
      now,
      now,
      options.description ?? null,
      options.source,
      options.runId ?? null,
      options.runLink ?? null,
      storageLocation,
    );
    for (const tag of options.tags ?? []) writeTag(connection, name, version, tag);
    touchModel(connection, name, now);
    return getVersion(connection, name, version);
  });
}

export function getVersion(connection: Connection, name: string, version: VersionNumber): ModelVersion {
  return withAliases(connection, withTags(connection, [versionRow(connection, name, version)]))[0]!;
}

/** Where the version's files are. */
export function downloadUri(connection: Connection, name: string, version: VersionNumber): string {
  const row = versionRow(connection, name, version);
  return row.storage_location || row.source || "";
}

export function updateVersion(
  connection: Connection,
  name: string,
  version: VersionNumber,
  description: string | null,
): ModelVersion {
  return connection.write(() => {
    const row = versionRow(connection, name, version);
    change(connection, row, { description, last_updated_time: Date.now() });
    return getVersion(connection, name, version);
  });
}

export function transitionVersion(
  connection: Connection,
  name: string,
  version: VersionNumber,
  to: string,
  archiveExisting: boolean,
): ModelVersion {
  const stage = readStage(to);
  if (archiveExisting && stage !== "Staging" && stage !== "Production") {
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `Model version transition cannot archive existing model versions because '${to}' is not an Active stage. ` +
        `Valid stages are ['Staging', 'Production']`,
    );
  }
  return connection.write(() => {
    const row = versionRow(connection, name, version);
    const now = Date.now();
    if (archiveExisting) {
      connection.run(
        `UPDATE model_versions SET current_stage = 'Archived', last_updated_time = ?
         WHERE name = ? AND version <> ? AND current_stage = ? AND ${inWorkspace(connection, "model_versions")}`,
        now,
        name,
        row.version,
        stage,
      );
    }
    change(connection, row, { current_stage: stage, last_updated_time: now });
    touchModel(connection, name, now);
    return getVersion(connection, name, version);
  });
}

/** Leaves the row with its number and no trace of where it came from; its tags stay, as MLflow leaves them. */
export function deleteVersion(connection: Connection, name: string, version: VersionNumber): void {
  connection.write(() => {
    const row = versionRow(connection, name, version);
    const now = Date.now();
    connection.run(
      `DELETE FROM registered_model_aliases WHERE name = ? AND version = ? AND ${inWorkspace(connection, "registered_model_aliases")}`,
      name,
      row.version,
    );
    change(connection, row, {
      current_stage: deletedStage,
      last_updated_time: now,
      description: null,
      user_id: null,
      source: "REDACTED-SOURCE-PATH",
      run_id: "REDACTED-RUN-ID",
      run_link: "REDACTED-RUN-LINK",
      status_message: null,
    });
    touchModel(connection, name, now);
  });
}

export function searchVersions(connection: Connection, query: SearchModelsQuery): Page<ModelVersion> {
  const limit = checkPageSize(query.maxResults, 10_000, 200_000);
  const filter = withoutPrompts(connection, "model_versions", readFilter("model_versions", query.filter));
  const where = whereClause("model_versions", filter.conditions, connection.layout);
  const orderBy = query.orderBy?.length ? query.orderBy : ["last_updated_timestamp DESC"];
  const order = orderClause("model_versions", readOrder("model_versions", orderBy));
  const offset = pageOffset(query.pageToken);
  const rows = connection.all<VersionRow>(
    `SELECT ${columns} FROM model_versions WHERE ${alive} AND ${inWorkspace(connection, "model_versions")}` +
      `${filter.sql}${where.sql}${order.sql} LIMIT ? OFFSET ?`,
    ...where.parameters,
    ...order.parameters,
    limit + 1,
    offset,
  );
  return pageFrom(rows, { limit, offset }, (kept) => withTags(connection, kept));
}

export function checkPageSize(value: number | undefined, fallback: number, limit: number): number {
  if (value === undefined) return fallback;
  const refuse = (message: string) => new TrackingError("INVALID_PARAMETER_VALUE", message);
  if (!Number.isInteger(value) || value < 1) {
    throw refuse(`Invalid value for max_results. It must be a positive integer, but got ${value}`);
  }
  if (value > limit) {
    throw refuse(
      `Invalid value for request parameter max_results. It must be at most ${limit}, but got value ${value}`,
    );
  }
  return value;
}

/** The newest version of each stage of each model, by model's name; without aliases, as MLflow reads them. */
export function latestVersions(
  connection: Connection,
  names: readonly string[],
): ReadonlyMap<string, readonly ModelVersion[]> {
  const rows = connection.all<VersionRow>(
    `SELECT ${columns} FROM (
       SELECT name AS model, max(version) AS newest, min(version) AS oldest FROM model_versions
       WHERE name IN (SELECT value FROM json_each(?)) AND ${alive} AND ${inWorkspace(connection, "model_versions")}
       GROUP BY name, coalesce(current_stage, 'None')
     ) JOIN model_versions ON name = model AND version = newest
     WHERE ${inWorkspace(connection, "model_versions")} ORDER BY oldest`,
    JSON.stringify(names),
  );
  const found = new Map<string, ModelVersion[]>();
  for (const version of withTags(connection, rows)) {
    found.set(version.name, [...(found.get(version.name) ?? []), version]);
  }
  return found;
}

export function latestVersionsOf(
  connection: Connection,
  name: string,
  stages: readonly string[] | undefined,
): readonly ModelVersion[] {
  modelRow(connection, name);
  const chosen = stages?.length ? new Set<string>(stages.map(readStage)) : undefined;
  const versions = latestVersions(connection, [name]).get(name) ?? [];
  return withAliases(
    connection,
    versions.filter((version) => chosen === undefined || chosen.has(version.currentStage)),
  );
}

export function setVersionTag(connection: Connection, name: string, version: VersionNumber, tag: Tag): void {
  checkRegistryTag(tag.key, tag.value);
  connection.write(() => {
    writeTag(connection, name, versionRow(connection, name, version).version, tag);
  });
}

/** No error when there is no such tag, as MLflow has it. */
export function deleteVersionTag(connection: Connection, name: string, version: VersionNumber, key: string): void {
  checkRegistryKey(key);
  connection.write(() => {
    const row = versionRow(connection, name, version);
    connection.run(
      `DELETE FROM model_version_tags WHERE name = ? AND version = ? AND key = ? AND ${inWorkspace(connection, "model_version_tags")}`,
      name,
      row.version,
      key,
    );
  });
}

/** The version's row; RESOURCE_DOES_NOT_EXIST where there is none or it was deleted. */
export function versionRow(connection: Connection, name: string, version: VersionNumber): VersionRow {
  checkModelName(name);
  const number = readVersion(version);
  const row = connection.get<VersionRow>(
    `SELECT ${columns} FROM model_versions WHERE name = ? AND version = ? AND ${alive} AND ${inWorkspace(connection, "model_versions")}`,
    name,
    number,
  );
  if (row !== undefined) return row;
  throw new TrackingError("RESOURCE_DOES_NOT_EXIST", `Model Version (name=${name}, version=${number}) not found`, {
    remedy: `searchModelVersions({ filter: "name = '${name}'" }) lists those that are there`,
  });
}

function change(connection: Connection, row: VersionRow, values: Partial<VersionRow>): void {
  const assignments = Object.keys(values).map((column) => `${column} = ?`);
  connection.run(
    `UPDATE model_versions SET ${assignments.join(", ")} WHERE name = ? AND version = ? AND ${inWorkspace(connection, "model_versions")}`,
    ...Object.values(values),
    row.name,
    row.version,
  );
}

function writeTag(connection: Connection, name: string, version: number, tag: Tag): void {
  putRow(connection, "model_version_tags", { key: tag.key, name, version }, ["value", tag.value]);
}

interface TagRow {
  name: string;
  version: number;
  key: string;
  value: string | null;
}

/** The rows with their tags, in one query for all of them. */
function withTags(connection: Connection, rows: readonly VersionRow[]): ModelVersion[] {
  const tags = new Map<string, [string, string][]>(rows.map((row) => [`${row.version} ${row.name}`, []]));
  const versions = JSON.stringify(rows.map((row) => [row.name, row.version]));
  for (const row of connection.all<TagRow>(
    `SELECT name, version, key, value FROM model_version_tags WHERE (name, version) IN
       (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?))
     AND ${inWorkspace(connection, "model_version_tags")} ORDER BY key`,
    versions,
  )) {
    tags.get(`${row.version} ${row.name}`)!.push([row.key, row.value ?? ""]);
  }
  return rows.map((row) => versionOf(row, Object.fromEntries(tags.get(`${row.version} ${row.name}`)!)));
}

function withAliases(connection: Connection, versions: readonly ModelVersion[]): ModelVersion[] {
  return versions.map((version) => {
    const rows = connection.all<{ alias: string }>(
      `SELECT alias FROM registered_model_aliases WHERE name = ? AND version = ?
       AND ${inWorkspace(connection, "registered_model_aliases")} ORDER BY alias`,
      version.name,
      Number(version.version),
    );
    return { ...version, aliases: rows.map((row) => row.alias) };
  });
}

function versionOf(row: VersionRow, tags: Record<string, string>): ModelVersion {
  return {
    name: row.name,
    version: String(row.version),
    creationTimeMs: row.creation_time ?? 0,
    lastUpdatedTimeMs: row.last_updated_time ?? 0,
    userId: row.user_id ?? "",
    currentStage: (row.current_stage ?? "None") as ModelStage,
    description: row.description,
    source: row.source ?? "",
    runId: row.run_id ?? "",
    runLink: row.run_link ?? "",
    status: (row.status ?? "READY") as ModelVersionStatus,
    statusMessage: row.status_message ?? "",
    tags,
    aliases: [],
  };
}
