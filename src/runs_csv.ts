/** Runs as CSV with the columns of MLflow's `search_runs`. Pure. */
import { csv } from "./csv.js";
import type { Run } from "./entities.js";

type Cell = (run: Run) => string;

/**
 * `run_id, experiment_id, status, artifact_uri, start_time, end_time`, then `metrics.…`, `params.…`, `tags.…`, by name. Times
 * are ISO 8601 in UTC, metrics are the latest values with all their digits; what a run does not have is empty.
 */
export function runsCsv(runs: readonly Run[]): string {
  const columns: [string, Cell][] = [
    ["run_id", ({ info }) => info.runId],
    ["experiment_id", ({ info }) => info.experimentId],
    ["status", ({ info }) => info.status],
    ["artifact_uri", ({ info }) => info.artifactUri],
    ["start_time", ({ info }) => isoTime(info.startTimeMs)],
    ["end_time", ({ info }) => (info.endTimeMs === null ? "" : isoTime(info.endTimeMs))],
    ...(["metrics", "params", "tags"] as const).flatMap((kind) =>
      keysOf(runs, kind).map((key): [string, Cell] => [`${kind}.${key}`, ({ data }) => valueOf(data[kind], key)]),
    ),
  ];
  return csv([columns.map(([title]) => title), ...runs.map((run) => columns.map(([, cell]) => cell(run)))]);
}

function keysOf(runs: readonly Run[], kind: "metrics" | "params" | "tags"): string[] {
  const keys = new Set<string>();
  for (const run of runs) for (const key of Object.keys(run.data[kind])) keys.add(key);
  return [...keys].sort();
}

function valueOf(values: Readonly<Record<string, number | string>>, key: string): string {
  return Object.hasOwn(values, key) ? String(values[key]) : "";
}

function isoTime(ms: number): string {
  const time = new Date(ms);
  return Number.isNaN(time.getTime()) ? String(ms) : time.toISOString();
}
