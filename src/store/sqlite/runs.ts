/** Runs: create, read, change, search. */
import { randomUUID } from "node:crypto";
import type { LifecycleStage, Metric, Page, Run, RunInfo, RunStatus, Tag } from "../../entities.js";
import { TrackingError } from "../../errors.js";
import { randomRunName } from "../../run_name.js";
import { readFilter, readOrder } from "../../search/check.js";
import { pageOffset, pageToken } from "../../search/page_token.js";
import { orderClause, whereClause } from "../../search/sql.js";
import { checkBatch, checkExperimentId, checkInteger, checkMaxResults, checkRunId } from "../../validate.js";
import type { CreateRunOptions, RunChanges, SearchRunsQuery } from "../store.js";
import type { Connection } from "./connection.js";
import { activeExperiment, stageClause } from "./experiments.js";
import { writeTags } from "./tags.js";

interface RunRow {
  run_uuid: string;
  name: string | null;
  user_id: string | null;
  status: RunStatus | null;
  start_time: number | null;
  end_time: number | null;
  lifecycle_stage: LifecycleStage | null;
  artifact_uri: string | null;
  experiment_id: number;
}

const columns =
  "runs.run_uuid, runs.name, runs.user_id, runs.status, runs.start_time, runs.end_time, runs.lifecycle_stage, runs.artifact_uri, runs.experiment_id";
const runNameTag = "mlflow.runName";

export function createRun(connection: Connection, options: CreateRunOptions): Run {
  const tags = options.tags ?? [];
  checkBatch({ tags });
  const named = tags.find((tag) => tag.key === runNameTag)?.value;
  if (options.runName !== undefined && named !== undefined && named !== options.runName) {
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values ` +
        `(run_name='${options.runName}', mlflow.runName='${named}').`,
    );
  }
  const runName = options.runName || named || randomRunName();
  const runId = options.runId ?? randomUUID().replaceAll("-", "");
  checkRunId(runId);
  const startTimeMs = options.startTimeMs ?? Date.now();
  checkInteger("startTimeMs", startTimeMs);
  return connection.write(() => {
    const experiment = activeExperiment(connection, options.experimentId);
    const userId = options.userId ?? tags.find((tag) => tag.key === "mlflow.user")?.value ?? "";
    const artifactUri = `${experiment.artifactLocation.replace(/\/$/, "")}/${runId}/artifacts`;
    connection.run(
      `INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time,
         source_version, lifecycle_stage, artifact_uri, experiment_id)
       VALUES (?, ?, 'UNKNOWN', '', '', ?, 'RUNNING', ?, '', 'active', ?, ?)`,
      runId,
      runName,
      userId,
      startTimeMs,
      artifactUri,
      Number(options.experimentId),
    );
    const all: Tag[] = [...tags.filter((tag) => tag.key !== runNameTag), { key: runNameTag, value: runName }];
    writeTags(connection, runId, all);
    return getRun(connection, runId);
  });
}

export function getRun(connection: Connection, runId: string): Run {
  return withData(connection, [runRow(connection, runId)])[0]!;
}

/** The run's state, which must be active: nothing is written to deleted runs. */
export function activeRunRow(connection: Connection, runId: string): void {
  const stage = runRow(connection, runId).lifecycle_stage;
  if (stage === "active" || stage === null) return;
  throw new TrackingError(
    "INVALID_PARAMETER_VALUE",
    `The run ${runId} must be in the 'active' state. Current state is ${stage}; restoreRun("${runId}") brings it back`,
  );
}

export function updateRun(connection: Connection, runId: string, changes: RunChanges): RunInfo {
  return connection.write(() => {
    activeRunRow(connection, runId);
    if (changes.status !== undefined)
      connection.run("UPDATE runs SET status = ? WHERE run_uuid = ?", changes.status, runId);
    if (changes.endTimeMs !== undefined) {
      connection.run("UPDATE runs SET end_time = ? WHERE run_uuid = ?", changes.endTimeMs, runId);
    }
    if (changes.runName !== undefined && changes.runName !== "") {
      writeTags(connection, runId, [{ key: runNameTag, value: changes.runName }]);
    }
    return infoOf(runRow(connection, runId));
  });
}

export function setRunStage(connection: Connection, runId: string, stage: LifecycleStage): void {
  connection.write(() => {
    runRow(connection, runId);
    connection.run(
      "UPDATE runs SET lifecycle_stage = ?, deleted_time = ? WHERE run_uuid = ?",
      stage,
      stage === "deleted" ? Date.now() : null,
      runId,
    );
  });
}

export function searchRuns(connection: Connection, query: SearchRunsQuery): Page<Run> {
  const limit = checkMaxResults(query.maxResults, 1000, 50_000);
  for (const id of query.experimentIds) checkExperimentId(id);
  const where = whereClause("runs", readFilter("runs", query.filter));
  const order = orderClause("runs", readOrder("runs", query.orderBy));
  const offset = pageOffset(query.pageToken);
  const rows = connection.all<RunRow>(
    `SELECT ${columns} FROM runs WHERE runs.experiment_id IN (SELECT value FROM json_each(?))` +
      ` AND ${stageClause("runs", query.viewType)}${where.sql}${order.sql} LIMIT ? OFFSET ?`,
    JSON.stringify(query.experimentIds.map(Number)),
    ...where.parameters,
    ...order.parameters,
    limit + 1,
    offset,
  );
  const items = withData(connection, rows.slice(0, limit));
  return { items, nextPageToken: rows.length > limit ? pageToken(offset + limit) : undefined };
}

function runRow(connection: Connection, runId: string): RunRow {
  checkRunId(runId);
  const row = connection.get<RunRow>(`SELECT ${columns} FROM runs WHERE run_uuid = ?`, runId);
  if (row !== undefined) return row;
  throw new TrackingError(
    "RESOURCE_DOES_NOT_EXIST",
    `Run with id=${runId} not found in ${connection.path}; check the id, and that the tracking URI names the store it was logged to`,
  );
}

function infoOf(row: RunRow): RunInfo {
  return {
    runId: row.run_uuid,
    runName: row.name ?? "",
    experimentId: String(row.experiment_id),
    userId: row.user_id ?? "",
    status: row.status ?? "RUNNING",
    startTimeMs: row.start_time ?? 0,
    endTimeMs: row.end_time,
    artifactUri: row.artifact_uri ?? "",
    lifecycleStage: row.lifecycle_stage ?? "active",
  };
}

interface Related {
  readonly metrics: Metric[];
  /** As pairs: a key may be called `__proto__`. */
  readonly params: [string, string][];
  readonly tags: [string, string][];
}

interface MetricRow {
  run_uuid: string;
  key: string;
  value: number;
  timestamp: number;
  step: number;
  is_nan: number;
}

interface TextRow {
  run_uuid: string;
  key: string;
  value: string | null;
}

/** The rows with their latest metrics, params and tags, in three queries for all of them. */
function withData(connection: Connection, rows: readonly RunRow[]): Run[] {
  const related = new Map<string, Related>(rows.map((row) => [row.run_uuid, { metrics: [], params: [], tags: [] }]));
  const ids = JSON.stringify(rows.map((row) => row.run_uuid));
  const chosen = "run_uuid IN (SELECT value FROM json_each(?))";
  for (const row of connection.all<MetricRow>(
    `SELECT run_uuid, key, value, timestamp, step, is_nan FROM latest_metrics WHERE ${chosen}`,
    ids,
  )) {
    related.get(row.run_uuid)!.metrics.push(metricOf(row));
  }
  for (const kind of ["params", "tags"] as const) {
    for (const row of connection.all<TextRow>(`SELECT run_uuid, key, value FROM ${kind} WHERE ${chosen}`, ids)) {
      related.get(row.run_uuid)![kind].push([row.key, row.value ?? ""]);
    }
  }
  return rows.map((row) => {
    const { metrics, params, tags } = related.get(row.run_uuid)!;
    const values = Object.fromEntries(metrics.map((metric) => [metric.key, metric.value]));
    const texts = { params: Object.fromEntries(params), tags: Object.fromEntries(tags) };
    return { info: infoOf(row), data: { metrics: values, ...texts, latestMetrics: metrics } };
  });
}

export function metricOf(row: Omit<MetricRow, "run_uuid">): Metric {
  return {
    key: row.key,
    value: row.is_nan === 1 ? NaN : row.value,
    timestampMs: row.timestamp,
    step: row.step,
  };
}
