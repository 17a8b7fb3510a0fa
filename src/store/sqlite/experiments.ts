/** Experiments and their tags. */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Experiment, LifecycleStage, Page, ViewType } from "../../entities.js";
import { TrackingError } from "../../errors.js";
import { readFilter, readOrder } from "../../search/check.js";
import { pageFrom, pageOffset } from "../../search/page_token.js";
import { orderClause, whereClause } from "../../search/sql.js";
import {
  checkArtifactLocation,
  checkCustomViews,
  checkExperimentId,
  checkExperimentName,
  checkExperimentTag,
  checkMaxResults,
} from "../../validate.js";
import type { CreateExperimentOptions, SearchExperimentsQuery } from "../store.js";
import type { Connection } from "./connection.js";

interface ExperimentRow {
  experiment_id: string;
  name: string;
  artifact_location: string | null;
  lifecycle_stage: LifecycleStage;
  creation_time: number | null;
  last_update_time: number | null;
}

const rest = "name, artifact_location, lifecycle_stage, creation_time, last_update_time";
/** Ids are 64-bit integers, which MLflow's file store fills and a double cannot hold: they are read and bound as text. */
const columns = `CAST(experiment_id AS TEXT) AS experiment_id, ${rest}`;

/** The id of the next new experiment. */
export const nextExperimentId = "SELECT CAST(coalesce(max(experiment_id), 0) + 1 AS TEXT) AS id FROM experiments";

/** Whether an id of another store can be one here. */
export function fitsTable(experimentId: string): boolean {
  return /^-?\d{1,19}$/.test(experimentId) && String(BigInt.asIntN(64, BigInt(experimentId))) === experimentId;
}

/** Ids as a JSON list, for `IN (SELECT value FROM json_each(?))`. */
export function idList(experimentIds: readonly string[]): string {
  return `[${experimentIds.map(BigInt).join()}]`;
}

/** Workspaces come with MLflow 3.10; a file of one person has only 'default'. */
export function inWorkspace(connection: Connection): string {
  return connection.layout.workspaces ? "experiments.workspace = 'default'" : "1";
}

export function createExperiment(connection: Connection, name: string, options: CreateExperimentOptions): string {
  checkExperimentName(name);
  if (options.artifactLocation !== undefined) checkArtifactLocation(options.artifactLocation);
  const tags = options.tags ?? [];
  for (const tag of tags) checkExperimentTag(tag.key, tag.value);
  checkCustomViews(tags.map((tag) => tag.key));
  if (new Set(tags.map((tag) => tag.key)).size < tags.length) {
    throw new TrackingError("INVALID_PARAMETER_VALUE", `The tags of the new experiment '${name}' name a key twice.`);
  }
  return connection.write(() => {
    refuseTaken(connection, name);
    const id = connection.get<{ id: string }>(nextExperimentId)!.id;
    const now = Date.now();
    const location = absoluteLocation(options.artifactLocation) ?? `${connection.artifactRoot}/${id}`;
    connection.run(
      `INSERT INTO experiments (experiment_id, ${rest}) VALUES (?, ?, ?, 'active', ?, ?)`,
      id,
      name,
      location,
      now,
      now,
    );
    for (const tag of tags) writeTag(connection, id, tag.key, tag.value);
    return id;
  });
}

/** A relative path starts, as in MLflow, where the experiment is made: others who read the file are elsewhere. */
function absoluteLocation(location: string | undefined): string | undefined {
  const path = /^(?:file:)?(?!\/|[a-z][a-z0-9+.-]*:)(.+)$/is.exec(location ?? "")?.[1];
  if (path === undefined) return location;
  return location!.startsWith("file:") ? pathToFileURL(resolve(path)).href : resolve(path);
}

export function getExperiment(connection: Connection, experimentId: string): Experiment {
  checkExperimentId(experimentId);
  const row = connection.get<ExperimentRow>(
    `SELECT ${columns} FROM experiments WHERE experiment_id = ? AND ${inWorkspace(connection)}`,
    experimentId,
  );
  if (row === undefined) throw noExperiment(connection, experimentId);
  return withTags(connection, [row])[0]!;
}

export function getExperimentByName(connection: Connection, name: string): Experiment {
  const row = rowByName(connection, name);
  if (row === undefined) {
    throw new TrackingError("RESOURCE_DOES_NOT_EXIST", `Could not find experiment with name '${name}'`, {
      remedy: `createExperiment("${name}") makes it in ${connection.path}`,
    });
  }
  return withTags(connection, [row])[0]!;
}

export function searchExperiments(connection: Connection, query: SearchExperimentsQuery): Page<Experiment> {
  const limit = checkMaxResults(query.maxResults, 1000, 50_000);
  const where = whereClause("experiments", readFilter("experiments", query.filter));
  const order = orderClause("experiments", readOrder("experiments", query.orderBy));
  const offset = pageOffset(query.pageToken);
  const rows = connection.all<ExperimentRow>(
    `SELECT ${columns} FROM experiments WHERE ${inWorkspace(connection)} AND ${stageClause("experiments", query.viewType)}` +
      `${where.sql}${order.sql} LIMIT ? OFFSET ?`,
    ...where.parameters,
    ...order.parameters,
    limit + 1,
    offset,
  );
  return pageFrom(rows, { limit, offset }, (kept) => withTags(connection, kept));
}

export function renameExperiment(connection: Connection, experimentId: string, newName: string): void {
  checkExperimentName(newName);
  connection.write(() => {
    const experiment = getExperiment(connection, experimentId);
    if (experiment.lifecycleStage !== "active") {
      throw new TrackingError("INVALID_STATE", "Cannot rename a non-active experiment.", {
        remedy: restoring(experimentId),
      });
    }
    if (experiment.name !== newName) refuseTaken(connection, newName);
    connection.run(
      "UPDATE experiments SET name = ?, last_update_time = ? WHERE experiment_id = ?",
      newName,
      Date.now(),
      experimentId,
    );
  });
}

export function setExperimentStage(connection: Connection, experimentId: string, stage: LifecycleStage): void {
  connection.write(() => {
    const experiment = getExperiment(connection, experimentId);
    if (experiment.lifecycleStage === stage) throw noExperiment(connection, experimentId, `it is ${stage} already`);
    const now = Date.now();
    connection.run(
      "UPDATE experiments SET lifecycle_stage = ?, last_update_time = ? WHERE experiment_id = ?",
      stage,
      now,
      experimentId,
    );
    connection.run(
      "UPDATE runs SET lifecycle_stage = ?, deleted_time = ? WHERE experiment_id = ?",
      stage,
      stage === "deleted" ? now : null,
      experimentId,
    );
  });
}

export function setExperimentTag(connection: Connection, experimentId: string, key: string, value: string): void {
  checkExperimentTag(key, value);
  connection.write(() => {
    const { tags } = activeExperiment(connection, experimentId);
    if (!Object.hasOwn(tags, key)) checkCustomViews([...Object.keys(tags), key], experimentId);
    writeTag(connection, experimentId, key, value);
  });
}

export function deleteExperimentTag(connection: Connection, experimentId: string, key: string): void {
  connection.write(() => {
    activeExperiment(connection, experimentId);
    const gone = connection.run("DELETE FROM experiment_tags WHERE experiment_id = ? AND key = ?", experimentId, key);
    if (gone === 0) {
      throw new TrackingError(
        "RESOURCE_DOES_NOT_EXIST",
        `No tag with name: ${key} in experiment with id ${experimentId}`,
      );
    }
  });
}

/** The experiment, which must not be deleted: runs and tags are only added to active ones. */
export function activeExperiment(connection: Connection, experimentId: string): Experiment {
  const experiment = getExperiment(connection, experimentId);
  if (experiment.lifecycleStage !== "active") throw notActive(experiment);
  return experiment;
}

/** SQL for a view type; MLflow shows active ones unless asked. */
export function stageClause(table: "experiments" | "runs", viewType: ViewType = "ACTIVE_ONLY"): string {
  if (viewType === "ALL") return "1";
  return `${table}.lifecycle_stage = '${viewType === "ACTIVE_ONLY" ? "active" : "deleted"}'`;
}

function notActive(experiment: Experiment): TrackingError {
  return new TrackingError(
    "INVALID_PARAMETER_VALUE",
    `The experiment ${experiment.experimentId} must be in the 'active' state. Current state is deleted.`,
    { remedy: restoring(experiment.experimentId, experiment.name) },
  );
}

function noExperiment(connection: Connection, experimentId: string, why?: string): TrackingError {
  return new TrackingError("RESOURCE_DOES_NOT_EXIST", `No Experiment with id=${experimentId} exists`, {
    remedy: why ?? `searchExperiments() lists those of ${connection.path}`,
  });
}

function restoring(experimentId: string, name?: string): string {
  return `restoreExperiment("${experimentId}") brings ${name === undefined ? "it" : `'${name}'`} back`;
}

function rowByName(connection: Connection, name: string): ExperimentRow | undefined {
  return connection.get<ExperimentRow>(
    `SELECT ${columns} FROM experiments WHERE name = ? AND ${inWorkspace(connection)}`,
    name,
  );
}

function refuseTaken(connection: Connection, name: string): void {
  const taken = rowByName(connection, name);
  if (taken === undefined) return;
  const deleted = taken.lifecycle_stage === "deleted";
  throw new TrackingError("RESOURCE_ALREADY_EXISTS", `Experiment(name=${name}) already exists.`, {
    remedy: deleted
      ? `it is deleted: ${restoring(taken.experiment_id)}, or choose another name`
      : "choose another name",
  });
}

function writeTag(connection: Connection, experimentId: string, key: string, value: string): void {
  connection.run(
    `INSERT INTO experiment_tags (key, value, experiment_id) VALUES (?, ?, ?)
     ON CONFLICT (key, experiment_id) DO UPDATE SET value = excluded.value`,
    key,
    value,
    experimentId,
  );
}

function withTags(connection: Connection, rows: readonly ExperimentRow[]): Experiment[] {
  const tags = new Map<string, [string, string][]>(rows.map((row) => [row.experiment_id, []]));
  for (const tag of connection.all<{ id: string; key: string; value: string | null }>(
    `SELECT CAST(experiment_id AS TEXT) AS id, key, value FROM experiment_tags
     WHERE experiment_id IN (SELECT value FROM json_each(?))`,
    idList([...tags.keys()]),
  )) {
    tags.get(tag.id)!.push([tag.key, tag.value ?? ""]);
  }
  return rows.map((row) => ({
    experimentId: row.experiment_id,
    name: row.name,
    artifactLocation: row.artifact_location ?? "",
    lifecycleStage: row.lifecycle_stage,
    creationTimeMs: row.creation_time,
    lastUpdateTimeMs: row.last_update_time,
    tags: Object.fromEntries(tags.get(row.experiment_id)!),
  }));
}
