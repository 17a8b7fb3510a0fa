/** Histories of metrics on a server. */
import type { Metric, Page, RunMetric } from "../../entities.js";
import { TrackingError } from "../../errors.js";
import { metricOf } from "../../protocol/metric.js";
import { pageOffset, pageToken } from "../../search/page_token.js";
import { checkMaxResults } from "../../validate.js";
import type { MetricSample, PageRequest } from "../store.js";
import type { Calls } from "./calls.js";

const maxPageSize = 25_000;

/** In order of (timestamp, step, value). Servers before MLflow 3.14 send all of it whatever is asked: then it is paged here. */
export async function getMetricHistory(
  calls: Calls,
  runId: string,
  key: string,
  { maxResults, pageToken: token }: PageRequest,
): Promise<Page<Metric>> {
  const pageSize = maxResults === undefined ? Infinity : checkMaxResults(maxResults, maxPageSize, maxPageSize);
  const message = { run_id: runId, metric_key: key, max_results: maxResults, page_token: token };
  const answer = await calls.call("getMetricHistory", message);
  const items = (answer.metrics ?? []).map(metricOf).sort(byTime);
  if (items.length <= pageSize) return { items, nextPageToken: answer.next_page_token || undefined };
  const start = pageOffset(token);
  const end = start + pageSize;
  return { items: items.slice(start, end), nextPageToken: end < items.length ? pageToken(end) : undefined };
}

function byTime(a: Metric, b: Metric): number {
  return a.timestampMs - b.timestampMs || a.step - b.step || (a.value || 0) - (b.value || 0);
}

const maxSampled = 2500;

/** Sampled by the server, or here where the server does not know how. */
export async function sampleMetricHistory(calls: Calls, sample: MetricSample): Promise<readonly RunMetric[]> {
  try {
    const answer = await calls.call("getMetricHistoryBulkInterval", {
      run_ids: sample.runIds,
      metric_key: sample.key,
      start_step: sample.startStep,
      end_step: sample.endStep,
      max_results: sample.maxResults,
    });
    return (answer.metrics ?? []).map((metric) => ({ ...metricOf(metric), runId: metric.run_id ?? "" }));
  } catch (error) {
    if (!(error instanceof TrackingError) || error.code !== "ENDPOINT_NOT_FOUND") throw error;
  }
  const histories = sample.runIds.map(async (runId) => {
    const { items } = await getMetricHistory(calls, runId, sample.key, {});
    return thinned(items, sample).map((metric) => ({ ...metric, runId }));
  });
  return (await Promise.all(histories)).flat();
}

/** MLflow 3.15's rule: see `MetricSample`. */
function thinned(history: readonly Metric[], { startStep, endStep, maxResults = maxSampled }: MetricSample): Metric[] {
  const inRange = history
    .filter(({ step }) => startStep === undefined || endStep === undefined || (step >= startStep && step <= endStep))
    .sort((a, b) => a.step - b.step || a.timestampMs - b.timestampMs || (a.value || 0) - (b.value || 0));
  const count = Math.min(maxResults, inRange.length);
  const kept = Array.from({ length: count }, (_, bucket) => inRange[bucketStart(bucket, count, inRange.length)]!);
  if (count > 0) kept[count - 1] = inRange.at(-1)!;
  return kept;
}

/** As SQL's NTILE: the first `rows % buckets` buckets hold one row more. */
function bucketStart(bucket: number, buckets: number, rows: number): number {
  return bucket * Math.floor(rows / buckets) + Math.min(bucket, rows % buckets);
}
