/** A write to a run, as it waits in memory or on the disk to be sent. */
import type { Batch, Metric, ModelOutput, RunInfo } from "../../entities.js";
import type { CreateRunOptions, RunChanges, RunInputs } from "../store.js";

export type Entry = { readonly runId: string } & (
  | { readonly op: "log-batch"; readonly batch: Batch }
  | { readonly op: "delete-tag"; readonly key: string }
  | { readonly op: "update-run"; readonly changes: RunChanges }
  | { readonly op: "log-inputs"; readonly inputs: RunInputs }
  | { readonly op: "log-outputs"; readonly models: readonly ModelOutput[] }
  | { readonly op: "log-model"; readonly modelJson: string }
  | CreateRunEntry
  | PutArtifactEntry
);

/** `runId` is the provisional id that stands for the run until the server has given it one. */
export interface CreateRunEntry {
  readonly op: "create-run";
  readonly options: CreateRunOptions;
}

/** A file that was copied to `file`, in the spool, to become the run's artifact `path`. */
export interface PutArtifactEntry {
  readonly op: "put-artifact";
  readonly path: string;
  readonly file: string;
}

/** What a write gives back: the run's info after `update-run`, its id after `create-run`. */
export type Written = RunInfo | string | undefined;

/** Doing it twice does what doing it once does. */
export function isIdempotent(entry: Entry): boolean {
  return entry.op === "log-batch" || entry.op === "update-run" || entry.op === "put-artifact";
}

export function entryText(entry: Entry): string {
  return JSON.stringify(entry, (_, value: unknown) => {
    if (typeof value === "bigint") return String(value);
    return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
  });
}

export function entryOf(text: string): Entry {
  const entry = JSON.parse(text) as Entry;
  if (entry.op !== "log-batch" || entry.batch.metrics === undefined) return entry;
  return { ...entry, batch: { ...entry.batch, metrics: entry.batch.metrics.map(metricOf) } };
}

/** JSON has no NaN, no infinities and no big integers: they were written as text. */
function metricOf(metric: Metric): Metric {
  const { exactStep, ...rest } = metric;
  return { ...rest, value: Number(metric.value), ...(exactStep !== undefined && { exactStep: BigInt(exactStep) }) };
}
