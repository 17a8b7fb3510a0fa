/** What this process knows of runs without asking: those that wait to be made on the server, and the infos of others. */
import { randomUUID } from "node:crypto";
import type { Metric, Run, RunInfo, Tag } from "../../entities.js";
import { randomRunName } from "../../run_name.js";
import type { CreateRunOptions } from "../store.js";
import type { Entry } from "./entry.js";

const mark = "provisional-";
const maxInfos = 1000;

/** Whether a run's id, or a text that may hold one, is of a run that had no id of the server's when it was opened. */
export function isProvisional(text: string): boolean {
  return text.includes(mark);
}

export class KnownRuns {
  readonly #provisional = new Map<string, Run>();
  readonly #infos = new Map<string, RunInfo>();

  /** A run that the server does not know yet. */
  make(options: CreateRunOptions & { readonly startTimeMs: number }): Run {
    const runId = mark + randomUUID().replaceAll("-", "");
    const runName = options.runName ?? nameIn(options.tags) ?? randomRunName();
    const run: Run = {
      info: {
        runId,
        runName,
        experimentId: options.experimentId,
        userId: options.userId ?? "",
        status: "RUNNING",
        startTimeMs: options.startTimeMs,
        endTimeMs: null,
        artifactUri: `provisional:/${runId}`,
        lifecycleStage: "active",
      },
      data: {
        metrics: {},
        params: {},
        tags: { ...recordOf(options.tags ?? []), "mlflow.runName": runName },
        latestMetrics: [],
      },
      inputs: { datasets: [], models: [] },
      outputs: { models: [] },
    };
    this.#provisional.set(runId, run);
    return run;
  }

  provisional(runId: string): Run | undefined {
    return this.#provisional.get(runId);
  }

  /** It has an id of the server's now. */
  forget(runId: string): void {
    this.#provisional.delete(runId);
  }

  note(info: RunInfo): RunInfo {
    this.#infos.delete(info.runId);
    this.#infos.set(info.runId, info);
    if (this.#infos.size > maxInfos) this.#infos.delete(this.#infos.keys().next().value!);
    return info;
  }

  /** What a write that waits makes of the run; the run's info as far as it is known. */
  apply(entry: Entry): RunInfo {
    const run = this.#provisional.get(entry.runId);
    const changes = entry.op === "update-run" ? definedOf(entry.changes) : {};
    if (run === undefined) return this.note({ ...(this.#infos.get(entry.runId) ?? unknown(entry.runId)), ...changes });
    const info = { ...run.info, ...changes };
    this.#provisional.set(entry.runId, { ...run, info, data: dataAfter(run.data, entry) });
    return info;
  }
}

function dataAfter(data: Run["data"], entry: Entry): Run["data"] {
  if (entry.op === "delete-tag") {
    return { ...data, tags: Object.fromEntries(Object.entries(data.tags).filter(([key]) => key !== entry.key)) };
  }
  if (entry.op !== "log-batch") return data;
  const latest = new Map(data.latestMetrics.map((metric) => [metric.key, metric]));
  for (const metric of entry.batch.metrics ?? []) {
    const before = latest.get(metric.key);
    if (before === undefined || isLater(metric, before)) latest.set(metric.key, metric);
  }
  const latestMetrics = [...latest.values()];
  return {
    latestMetrics,
    metrics: Object.fromEntries(latestMetrics.map(({ key, value }) => [key, value])),
    params: { ...data.params, ...recordOf(entry.batch.params ?? []) },
    tags: { ...data.tags, ...recordOf(entry.batch.tags ?? []) },
  };
}

/** By step, time, value, as MLflow chooses the latest point. */
function isLater(a: Metric, b: Metric): boolean {
  if (a.step !== b.step) return a.step > b.step;
  if (a.timestampMs !== b.timestampMs) return a.timestampMs > b.timestampMs;
  return (a.value || 0) > (b.value || 0);
}

function recordOf(pairs: readonly Tag[]): Record<string, string> {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, value]));
}

function nameIn(tags: readonly Tag[] = []): string | undefined {
  return tags.find(({ key }) => key === "mlflow.runName")?.value;
}

function definedOf<T extends object>(changes: T): T {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as T;
}

function unknown(runId: string): RunInfo {
  return {
    runId,
    runName: "",
    experimentId: "",
    userId: "",
    status: "RUNNING",
    startTimeMs: 0,
    endTimeMs: null,
    artifactUri: "",
    lifecycleStage: "active",
  };
}
