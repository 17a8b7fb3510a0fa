/**
 * Logging to the run at hand, with MLflow's names in camelCase. Each function resolves when the store has what was
 * logged; a local SQLite file has it before the call returns. Calls that are not awaited keep their order and are never lost.
 */
import { artifactsOf } from "./artifacts_of.js";
import { logTo, runFor } from "./active_run.js";
import { atRun, noteArtifact, tracked } from "./at_run.js";
import { batchOf, type BatchInput, type MetricOptions, MlflowClient } from "./client.js";
import { batchPortions } from "./batch_portions.js";
import { pairsOf, type ParamValue, textOf } from "./param_value.js";
import { dictText, putLocal, type TableData } from "./run_artifacts.js";
import { checkBatch } from "./validate.js";

/** Logs a param; the same value again is a no-op, another value is an error (in a notebook: re-run the cell). */
export function logParam(key: string, value: ParamValue): Promise<void> {
  return logBatch({ params: [{ key, value }] });
}

/** Logs one param per property; those that are undefined are left out. */
export function logParams(params: { readonly [key: string]: ParamValue | undefined }): Promise<void> {
  return logBatch({ params: pairsOf(params) });
}

/** Logs one point of a metric. NaN and infinities are numbers too. */
export function logMetric(key: string, value: number, options: MetricOptions = {}): Promise<void> {
  return logBatch({ metrics: [{ key, value, ...options }] });
}

/** Logs one point of each metric, all with the same step and time. */
export function logMetrics(metrics: Readonly<Record<string, number>>, options: MetricOptions = {}): Promise<void> {
  return logBatch({ metrics: Object.entries(metrics).map(([key, value]) => ({ key, value, ...options })) });
}

/** Sets a tag; a tag can be set again. */
export function setTag(key: string, value: ParamValue): Promise<void> {
  return logBatch({ tags: [{ key, value: textOf(value) }] });
}

export function setTags(tags: { readonly [key: string]: ParamValue | undefined }): Promise<void> {
  return logBatch({ tags: pairsOf(tags) });
}

/** Removes a tag of the run; RESOURCE_DOES_NOT_EXIST if it has none of that name. */
export function deleteTag(key: string): Promise<void> {
  return atRun(async (run) => {
    await run.facts.store.deleteTag(run.facts.runId, key);
    run.forgetTag(key);
  });
}

/** Params, metrics and tags of any number; each thousand is written whole or not at all. */
export function logBatch(input: BatchInput): Promise<void> {
  return tracked(async () => {
    const batches = batchPortions(batchOf(input));
    for (const batch of batches) checkBatch(batch);
    for (const batch of batches) {
      const run = runFor(batch);
      await logTo(run instanceof Promise ? await run : run, batch);
    }
  });
}

/** Copies a local file or folder into the run's folder `artifactPath` (default: its root). */
export function logArtifact(localPath: string, artifactPath?: string): Promise<void> {
  return atRun(async (run) => {
    noteArtifact(run, await putLocal(artifactsOf(run.facts.store, run.facts), localPath, artifactPath));
  });
}

/** Copies what is inside a local folder. */
export function logArtifacts(localFolder: string, artifactPath = ""): Promise<void> {
  return atRun(async (run) => {
    await artifactsOf(run.facts.store, run.facts).writeFolder(artifactPath, localFolder);
    noteArtifact(run, artifactPath === "" ? "." : artifactPath);
  });
}

/** Writes text to the artifact `artifactFile`, e.g. `notes/summary.txt`. */
export function logText(text: string, artifactFile: string): Promise<void> {
  return atRun(async (run) => {
    await artifactsOf(run.facts.store, run.facts).write(artifactFile, text);
    noteArtifact(run, artifactFile);
  });
}

/** Writes a dictionary as JSON, or as YAML when `artifactFile` ends in .yml or .yaml. */
export function logDict(dictionary: unknown, artifactFile: string): Promise<void> {
  return logText(dictText(dictionary, artifactFile), artifactFile);
}

/** Writes rows as a JSON table; rows logged again to the same file are added below. */
export function logTable(rows: TableData, artifactFile: string): Promise<void> {
  return atRun(async (run) => {
    await new MlflowClient(run.facts.trackingUri).logTable(run.facts.runId, rows, artifactFile);
    noteArtifact(run, artifactFile);
  });
}

/** Where the artifacts of the run at hand are; opens a run if there is none. */
export function getArtifactUri(artifactPath = ""): Promise<string> {
  return atRun(async (run) => [run.facts.artifactUri, artifactPath].filter((part) => part !== "").join("/"));
}
