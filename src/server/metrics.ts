/** Histories of metrics: whole, paged, of many runs, and thinned for charts. */
import type { RunMetric } from "../entities.js";
import { invalid, TrackingError } from "../errors.js";
import { encodeBody } from "../protocol/encode.js";
import { metricMessage, metricWithRunIdMessage } from "../protocol/metric.js";
import type { TrackingStore } from "../store/store.js";
import { jsonAnswer } from "./answer.js";
import { given, type Handlers, oneByOne, runIdOf } from "./handlers.js";
import type { App } from "./hono.js";

export function metricHandlers(store: TrackingStore): Handlers<"getMetricHistory" | "getMetricHistoryBulkInterval"> {
  return {
    async getMetricHistory(request) {
      const { metric_key = "", max_results, page_token } = request;
      if (max_results !== undefined && max_results <= 0) {
        throw invalid(
          `Invalid value ${max_results} for parameter 'max_results' supplied. It must be a positive integer.`,
        );
      }
      const page = await store.getMetricHistory(
        runIdOf(request),
        metric_key,
        given({ maxResults: max_results, pageToken: page_token || undefined }),
      );
      return { metrics: oneByOne(page.items, metricMessage), next_page_token: page.nextPageToken };
    },

    async getMetricHistoryBulkInterval({ run_ids = [], metric_key = "", start_step, end_step, max_results }) {
      if ((start_step === undefined) !== (end_step === undefined)) {
        throw invalid("If either start step or end step are specified, both must be specified.");
      }
      if (start_step !== undefined && end_step !== undefined && start_step > end_step) {
        throw invalid(
          `end_step must be greater than start_step. Found start_step=${start_step} and end_step=${end_step}.`,
        );
      }
      const metrics = await store.sampleMetricHistory({
        runIds: run_ids,
        key: metric_key,
        ...given({ startStep: start_step, endStep: end_step, maxResults: max_results }),
      });
      return { metrics: metrics.map(metricWithRunIdMessage) };
    },
  };
}

const maxBulkPoints = 25_000;
const maxBulkRuns = 100;

/** The histories of several runs one after the other: an endpoint of the web page alone, with words of its own. */
export function bulkHistoryRoute(app: App, store: TrackingStore): void {
  app.get("/ajax-api/2.0/mlflow/metrics/get-history-bulk", async (call) => {
    const runIds = call.req.queries("run_id") ?? [];
    const key = call.req.query("metric_key");
    if (runIds.length === 0) throw invalid("GetMetricHistoryBulk request must specify at least one run_id.");
    if (runIds.length > maxBulkRuns) {
      throw invalid(
        `GetMetricHistoryBulk request cannot specify more than ${maxBulkRuns} run_ids. Received ${runIds.length} run_ids.`,
      );
    }
    if (key === undefined) throw invalid("GetMetricHistoryBulk request must specify a metric_key.");
    const limit = Math.min(bulkLimit(call.req.query("max_results")), maxBulkPoints);
    const metrics = await bulkHistory(store, [...new Set(runIds)].sort(), key, limit);
    const body = encodeBody("GetMetricHistoryBulkInterval.Response", { metrics: metrics.map(metricWithRunIdMessage) });
    // This answer is no protocol buffer in MLflow: its empty list is sent.
    return jsonAnswer(metrics.length === 0 ? '{"metrics": []}' : body);
  });
}

function bulkLimit(text: string | undefined): number {
  if (text === undefined) return maxBulkPoints;
  if (/^\d+$/.test(text)) return Number(text);
  throw invalid(`Invalid value "${text}" for parameter 'max_results' supplied. It must be a positive integer.`);
}

async function bulkHistory(store: TrackingStore, runIds: readonly string[], key: string, limit: number) {
  const found: RunMetric[] = [];
  for (const runId of runIds) {
    const maxResults = limit - found.length;
    if (maxResults <= 0) break;
    for (const metric of await historyOrNone(store, runId, key, maxResults)) found.push({ ...metric, runId });
  }
  return found;
}

/** A run that does not exist has no points here: MLflow asks one table for all the runs. */
async function historyOrNone(store: TrackingStore, runId: string, key: string, maxResults: number) {
  try {
    return (await store.getMetricHistory(runId, key, { maxResults })).items;
  } catch (error) {
    if (error instanceof TrackingError && error.code === "RESOURCE_DOES_NOT_EXIST") return [];
    throw error;
  }
}
