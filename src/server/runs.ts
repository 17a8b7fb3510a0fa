/** Runs: made, changed, searched, and what is logged to them. */
import { invalid } from "../errors.js";
import { datasetInputOf } from "../protocol/dataset.js";
import { metricOf } from "../protocol/metric.js";
import { tagsOf } from "../protocol/pairs.js";
import { runInfoMessage, runMessage } from "../protocol/run.js";
import type { TrackingStore } from "../store/store.js";
import { checkMetric, checkParam, checkRunId, checkTag } from "../validate.js";
import { given, type Handlers, oneByOne, runIdOf } from "./handlers.js";

type RunEndpoint =
  | "createRun"
  | "getRun"
  | "updateRun"
  | "deleteRun"
  | "restoreRun"
  | "searchRuns"
  | "logMetric"
  | "logParam"
  | "setTag"
  | "deleteTag"
  | "logBatch"
  | "logModel"
  | "logInputs"
  | "logOutputs";

export function runHandlers(store: TrackingStore): Handlers<RunEndpoint> {
  return {
    ...lifeHandlers(store),
    ...logHandlers(store),
  };
}

type LifeEndpoint = "createRun" | "getRun" | "updateRun" | "deleteRun" | "restoreRun" | "searchRuns";

function lifeHandlers(store: TrackingStore): Handlers<LifeEndpoint> {
  return {
    async createRun({ experiment_id = "", user_id = "", run_name = "", start_time = 0, tags }) {
      const run = await store.createRun({
        experimentId: experiment_id,
        userId: user_id,
        runName: run_name,
        startTimeMs: Number(start_time),
        tags: tagsOf(tags),
      });
      // A new run is answered without outputs, as MLflow does.
      return { run: { ...runMessage(run), outputs: undefined } };
    },

    async getRun(request) {
      return { run: runMessage(await store.getRun(runIdOf(request))) };
    },

    async updateRun(request) {
      const { status, end_time, run_name } = request;
      const endTimeMs = end_time === undefined ? undefined : Number(end_time);
      const changes = given({ status, endTimeMs, runName: run_name });
      return { run_info: runInfoMessage(await store.updateRun(runIdOf(request), changes)) };
    },

    async deleteRun(request) {
      await store.deleteRun(runIdOf(request));
      return {};
    },

    async restoreRun(request) {
      await store.restoreRun(runIdOf(request));
      return {};
    },

    async searchRuns({ experiment_ids = [], filter, run_view_type, max_results, order_by, page_token }) {
      const page = await store.searchRuns({
        experimentIds: experiment_ids,
        ...given({
          filter,
          viewType: run_view_type,
          maxResults: max_results,
          orderBy: order_by,
          pageToken: page_token || undefined,
        }),
      });
      return { runs: oneByOne(page.items, runMessage), next_page_token: page.nextPageToken };
    },
  };
}

type LogEndpoint = Exclude<RunEndpoint, LifeEndpoint>;

/** A batch names the place of what is wrong in it; one metric, param or tag has a message of its own, hence the checks. */
function logHandlers(store: TrackingStore): Handlers<LogEndpoint> {
  return {
    async logMetric(request) {
      const metric = metricOf(request);
      checkMetric(metric);
      await store.logBatch(runIdOf(request), { metrics: [metric] });
      return {};
    },

    async logParam(request) {
      const { key = "", value = "" } = request;
      checkParam({ key, value });
      await store.logBatch(runIdOf(request), { params: [{ key, value }] });
      return {};
    },

    async setTag(request) {
      const { key = "", value = "" } = request;
      checkTag({ key, value });
      await store.logBatch(runIdOf(request), { tags: [{ key, value }] });
      return {};
    },

    async deleteTag({ run_id = "", key = "" }) {
      await store.deleteTag(run_id, key);
      return {};
    },

    async logBatch({ run_id = "", metrics = [], params, tags }) {
      checkRunId(run_id);
      await store.logBatch(run_id, { metrics: metrics.map(metricOf), params: tagsOf(params), tags: tagsOf(tags) });
      return {};
    },

    async logModel({ run_id = "", model_json = "" }) {
      checkModelJson(model_json);
      await store.logModelHistory(run_id, model_json);
      return {};
    },

    async logInputs({ run_id = "", datasets = [], models = [] }) {
      await store.logInputs(run_id, {
        datasets: datasets.map(datasetInputOf),
        models: models.map(({ model_id = "" }) => ({ modelId: model_id })),
      });
      return {};
    },

    async logOutputs({ run_id = "", models = [] }) {
      const outputs = models.map(({ model_id = "", step = 0 }) => ({ modelId: model_id, step: Number(step) }));
      await store.logOutputs(run_id, outputs);
      return {};
    },
  };
}

const modelFields = ["artifact_path", "flavors", "run_id", "utc_time_created"];

function checkModelJson(text: string): void {
  const model = jsonOrUndefined(text);
  if (model === undefined) throw invalid(`Malformed model info. \n ${text} \n is not a valid JSON.`);
  const fields = typeof model === "object" && model !== null && !Array.isArray(model) ? model : {};
  const absent = modelFields.filter((field) => !Object.hasOwn(fields, field));
  if (absent.length === 0) return;
  throw invalid(`Model json is missing mandatory fields: {${absent.map((field) => `'${field}'`).join(", ")}}`);
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
