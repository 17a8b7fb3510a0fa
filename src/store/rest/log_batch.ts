/** Sends one `log-batch`, which may have been sent before. */
import type { Batch, Metric } from "../../entities.js";
import { TrackingError } from "../../errors.js";
import type { Repeatable } from "../../http/retry.js";
import { metricMessage } from "../../protocol/metric.js";
import type { Calls } from "./calls.js";
import { getMetricHistory } from "./metrics.js";

/**
 * Python's MLflow leaves out points that it has already, but not always: it refuses the whole batch for a NaN that it has,
 * or where more than a hundred points have several keys. Then they are left out here.
 */
export async function logBatch(calls: Calls, runId: string, batch: Batch, repeatable: Repeatable): Promise<void> {
  try {
    await send(calls, runId, batch, repeatable);
  } catch (error) {
    const metrics = batch.metrics ?? [];
    if (!isAboutDuplicates(error) || metrics.length === 0) throw error;
    const missing = await withoutKnown(calls, runId, metrics);
    if (missing.length === metrics.length) throw error;
    await send(calls, runId, { ...batch, metrics: missing }, repeatable);
  }
}

async function send(calls: Calls, run_id: string, batch: Batch, repeatable: Repeatable): Promise<void> {
  const { metrics = [], params = [], tags = [] } = batch;
  await calls.call("logBatch", { run_id, metrics: metrics.map(metricMessage), params, tags }, { repeatable });
}

async function withoutKnown(calls: Calls, runId: string, metrics: readonly Metric[]): Promise<Metric[]> {
  const known = new Set<string>();
  for (const key of new Set(metrics.map((metric) => metric.key))) {
    for (const metric of (await getMetricHistory(calls, runId, key, {})).items) known.add(textOf(metric));
  }
  return metrics.filter((metric) => !known.has(textOf(metric)));
}

/** MLflow keeps infinities as the greatest number that there is. */
function textOf({ key, step, exactStep, timestampMs, value }: Metric): string {
  const kept = Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE);
  return `${exactStep ?? step} ${timestampMs} ${kept} ${key}`;
}

/** As the databases that MLflow uses say it, in what SQLAlchemy makes of it. */
function isAboutDuplicates(error: unknown): boolean {
  return error instanceof TrackingError && /IntegrityError|UniqueViolation|duplicate/i.test(error.message);
}
