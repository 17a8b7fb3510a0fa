/** Sends one `log-batch`, which may have been sent before. */
import type { Batch, Metric } from "../../entities.js";
import { TrackingError } from "../../errors.js";
import type { Repeatable } from "../../http/retry.js";
import { metricMessage } from "../../protocol/metric.js";
import type { Calls } from "./calls.js";
import { getMetricHistory } from "./metrics.js";

/**
 * Python's MLflow leaves out points that it has already, but it compares NaN with NaN and finds them different: it refuses
 * a whole batch with a NaN that it has. Then those are left out here.
 */
export async function logBatch(calls: Calls, runId: string, batch: Batch, repeatable: Repeatable): Promise<void> {
  try {
    await send(calls, runId, batch, repeatable);
  } catch (error) {
    const metrics = batch.metrics ?? [];
    if (!isAboutDuplicates(error) || !metrics.some(isNaNPoint)) throw error;
    const missing = await withoutKnownNaNs(calls, runId, metrics);
    if (missing.length === metrics.length) throw error;
    await send(calls, runId, { ...batch, metrics: missing }, repeatable);
  }
}

async function send(calls: Calls, run_id: string, batch: Batch, repeatable: Repeatable): Promise<void> {
  const { metrics = [], params = [], tags = [] } = batch;
  await calls.call("logBatch", { run_id, metrics: metrics.map(metricMessage), params, tags }, { repeatable });
}

async function withoutKnownNaNs(calls: Calls, runId: string, metrics: readonly Metric[]): Promise<Metric[]> {
  const known = new Set<string>();
  for (const key of new Set(metrics.filter(isNaNPoint).map((metric) => metric.key))) {
    const { items } = await getMetricHistory(calls, runId, key, {});
    for (const metric of items.filter(isNaNPoint)) known.add(placeOf(metric));
  }
  return metrics.filter((metric) => !isNaNPoint(metric) || !known.has(placeOf(metric)));
}

function isNaNPoint({ value }: Metric): boolean {
  return Number.isNaN(value);
}

function placeOf({ key, step, exactStep, timestampMs }: Metric): string {
  return `${exactStep ?? step} ${timestampMs} ${key}`;
}

/** As the databases that MLflow uses say it, in what SQLAlchemy makes of it. */
function isAboutDuplicates(error: unknown): boolean {
  return error instanceof TrackingError && /IntegrityError|UniqueViolation|duplicate/i.test(error.message);
}
