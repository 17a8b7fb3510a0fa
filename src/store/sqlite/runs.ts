/** Runs: create, read, change, search. */
import { randomUUID } from "node:crypto";
import type { LifecycleStage, Metric, Page, Run, RunInfo, Tag } from "../../entities.js";
import { TrackingError } from "../../errors.js";
import { randomRunName } from "../../run_name.js";
import { readFilter, readOrder } from "../../search/check.js";
import { pageOffset, pageToken } from "../../search/page_token.js";
import { orderClause, whereClause } from "../../search/sql.js";
import { checkExperimentId, checkInteger, checkMaxResults, checkRunId } from "../../validate.js";
import type { CreateRunOptions, RunChanges, SearchRunsQuery } from "../store.js";
import type { Connection } from "./connection.js";
import { activeExperiment, stageClause } from "./experiments.js";
import { type RunLinks, runLinks } from "./inputs.js";
import { metricOf, metricRows } from "./metric_rows.js";
import { activeRun, infoOf, runColumns, type RunRow, runRow } from "./run_rows.js";
import { runNameTag, writeTags } from "./tags.js";

export function createRun(connection: Connection, options: CreateRunOptions): Run {
  const tags = options.tags ?? [];
  for (const { key, value } of tags) checkTexts(key, value);
  const named = tags.find((tag) => tag.key === runNameTag)?.value;
  if (options.runName && named && named !== options.runName) {
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
    for (const { key, value } of all) {
      connection.run("INSERT OR REPLACE INTO tags (key, value, run_uuid) VALUES (?, ?, ?)", key, value, runId);
    }
    return getRun(connection, runId);
  });
}

/** MLflow takes any key and length of the tags of a new run. */
function checkTexts(key: unknown, value: unknown): void {
  if (typeof key === "string" && typeof value === "string") return;
  throw new TrackingError(
    "INVALID_PARAMETER_VALUE",
    `Tag '${String(key)}' is ${String(value)}; a tag is stored as text`,
  );
}

export function getRun(connection: Connection, runId: string): Run {
  return withData(connection, [runRow(connection, runId)])[0]!;
}

export function updateRun(connection: Connection, runId: string, changes: RunChanges): RunInfo {
  return connection.write(() => {
    activeRun(connection, runId);
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
    `SELECT ${runColumns} FROM runs WHERE runs.experiment_id IN (SELECT value FROM json_each(?))` +
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

interface TextRow {
  run_uuid: string;
  key: string;
  value: string | null;
}

interface Related {
  readonly metrics: Metric[];
  /** As pairs: a key may be called `__proto__`. */
  readonly params: [string, string][];
  readonly tags: [string, string][];
}

/** The rows with their latest metrics, params, tags, inputs and outputs, in a few queries for all of them. */
function withData(connection: Connection, rows: readonly RunRow[]): Run[] {
  const related = new Map<string, Related>(rows.map((row) => [row.run_uuid, { metrics: [], params: [], tags: [] }]));
  const ids = JSON.stringify(rows.map((row) => row.run_uuid));
  const chosen = "run_uuid IN (SELECT value FROM json_each(?))";
  for (const row of metricRows(connection, `FROM latest_metrics WHERE ${chosen}`, ids)) {
    related.get(row.run_uuid)!.metrics.push(metricOf(row));
  }
  for (const kind of ["params", "tags"] as const) {
    for (const row of connection.all<TextRow>(`SELECT run_uuid, key, value FROM ${kind} WHERE ${chosen}`, ids)) {
      related.get(row.run_uuid)![kind].push([row.key, row.value ?? ""]);
    }
  }
  const links = runLinks(connection, ids);
  return rows.map((row) => {
    const { metrics, params, tags } = related.get(row.run_uuid)!;
    const values = Object.fromEntries(metrics.map((metric) => [metric.key, metric.value]));
    const texts = { params: Object.fromEntries(params), tags: Object.fromEntries(tags) };
    const { inputs, outputs } = links.get(row.run_uuid) ?? nothing;
    return { info: infoOf(row, texts.tags), data: { metrics: values, ...texts, latestMetrics: metrics }, inputs, outputs };
  });
}

const nothing: RunLinks = { inputs: { datasets: [], models: [] }, outputs: { models: [] } };
