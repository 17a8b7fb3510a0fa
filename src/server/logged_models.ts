/** Logged models (MLflow 3). */
import { loggedModelMessage, loggedModelStatusOf } from "../protocol/logged_model.js";
import { tagsOf } from "../protocol/pairs.js";
import type { TrackingStore } from "../store/store.js";
import { given, type Handlers } from "./handlers.js";

type LoggedModelEndpoint =
  | "createLoggedModel"
  | "searchLoggedModels"
  | "getLoggedModel"
  | "finalizeLoggedModel"
  | "deleteLoggedModel"
  | "setLoggedModelTags"
  | "deleteLoggedModelTag"
  | "logLoggedModelParams";

/** For a request without `max_results`, or with 0. */
const defaultPage = 50;

export function loggedModelHandlers(store: TrackingStore): Handlers<LoggedModelEndpoint> {
  return {
    async createLoggedModel({ experiment_id = "", name, model_type, source_run_id, params, tags }) {
      const model = await store.createLoggedModel({
        experimentId: experiment_id,
        ...given({ name: name || undefined, modelType: model_type, sourceRunId: source_run_id || undefined }),
        params: tagsOf(params),
        tags: tagsOf(tags),
      });
      return { model: loggedModelMessage(model) };
    },

    async searchLoggedModels({ experiment_ids = [], filter, datasets, max_results = 0, order_by, page_token }) {
      const page = await store.searchLoggedModels({
        experimentIds: experiment_ids,
        maxResults: max_results || defaultPage,
        ...given({
          filter: filter || undefined,
          pageToken: page_token || undefined,
          datasets: datasets?.map(({ dataset_name = "", dataset_digest }) => ({
            name: dataset_name,
            ...given({ digest: dataset_digest || undefined }),
          })),
          orderBy: order_by?.map(({ field_name = "", ascending = true, dataset_name, dataset_digest }) => ({
            fieldName: field_name,
            ascending,
            ...given({ datasetName: dataset_name || undefined, datasetDigest: dataset_digest || undefined }),
          })),
        }),
      });
      return { models: page.items.map(loggedModelMessage), next_page_token: page.nextPageToken };
    },

    async getLoggedModel({ model_id = "" }) {
      return { model: loggedModelMessage(await store.getLoggedModel(model_id)) };
    },

    async finalizeLoggedModel({ model_id = "", status }) {
      // A status that is not known is none, as in MLflow.
      const final = loggedModelStatusOf(status) ?? "UNSPECIFIED";
      return { model: loggedModelMessage(await store.finalizeLoggedModel(model_id, final)) };
    },

    async deleteLoggedModel({ model_id = "" }) {
      await store.deleteLoggedModel(model_id);
      return {};
    },

    async setLoggedModelTags({ model_id = "", tags }) {
      await store.setLoggedModelTags(model_id, tagsOf(tags));
      return {};
    },

    async deleteLoggedModelTag({ model_id = "", tag_key = "" }) {
      await store.deleteLoggedModelTag(model_id, tag_key);
      return {};
    },

    async logLoggedModelParams({ model_id = "", params }) {
      await store.logLoggedModelParams(model_id, tagsOf(params));
      return {};
    },
  };
}
