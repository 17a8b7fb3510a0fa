/** Experiments, and the datasets that their runs read. */
import { checkHost, type HostPolicy } from "../artifacts/host_policy.js";
import { percentDecoded } from "../artifacts/place.js";
import { invalid, type TrackingError } from "../errors.js";
import { datasetSummaryMessage, experimentMessage } from "../protocol/experiment.js";
import { tagsOf } from "../protocol/pairs.js";
import type { TrackingStore } from "../store/store.js";
import { given, type Handlers } from "./handlers.js";

type ExperimentEndpoint =
  | "createExperiment"
  | "searchExperiments"
  | "getExperiment"
  | "getExperimentByName"
  | "deleteExperiment"
  | "restoreExperiment"
  | "updateExperiment"
  | "setExperimentTag"
  | "deleteExperimentTag"
  | "searchDatasets";

export function experimentHandlers(store: TrackingStore, hosts: HostPolicy): Handlers<ExperimentEndpoint> {
  return {
    async createExperiment({ name = "", artifact_location, tags }) {
      if (artifact_location) checkLocation(artifact_location, hosts);
      if ((tags ?? []).filter(({ key }) => isView(key)).length > maxViews) throw tooManyViews("");
      const options = given({ artifactLocation: artifact_location || undefined, tags: tagsOf(tags) });
      return { experiment_id: await store.createExperiment(name, options) };
    },

    async searchExperiments({ max_results = 0, page_token, filter, order_by, view_type }) {
      const page = await store.searchExperiments(
        given({
          maxResults: Number(max_results),
          pageToken: page_token || undefined,
          filter,
          orderBy: order_by,
          viewType: view_type,
        }),
      );
      return { experiments: page.items.map(experimentMessage), next_page_token: page.nextPageToken };
    },

    async getExperiment({ experiment_id = "" }) {
      return { experiment: experimentMessage(await store.getExperiment(experiment_id)) };
    },

    async getExperimentByName({ experiment_name = "" }) {
      return { experiment: experimentMessage(await store.getExperimentByName(experiment_name)) };
    },

    async deleteExperiment({ experiment_id = "" }) {
      await store.deleteExperiment(experiment_id);
      return {};
    },

    async restoreExperiment({ experiment_id = "" }) {
      await store.restoreExperiment(experiment_id);
      return {};
    },

    async updateExperiment({ experiment_id = "", new_name = "" }) {
      await store.renameExperiment(experiment_id, new_name);
      return {};
    },

    async setExperimentTag({ experiment_id = "", key = "", value = "" }) {
      if (isView(key)) await checkViews(store, experiment_id, key);
      await store.setExperimentTag(experiment_id, key, value);
      return {};
    },

    async deleteExperimentTag({ experiment_id = "", key = "" }) {
      await store.deleteExperimentTag(experiment_id, key);
      return {};
    },

    async searchDatasets({ experiment_ids = [] }) {
      const count = experiment_ids.length;
      if (count === 0) throw invalid("SearchDatasets request must specify at least one experiment_id.");
      if (count > 20) {
        throw invalid(
          `SearchDatasets request cannot specify more than 20 experiment_ids. Received ${count} experiment_ids.`,
        );
      }
      return { dataset_summaries: (await store.searchDatasets(experiment_ids)).map(datasetSummaryMessage) };
    },
  };
}

/** MLflow's web page keeps the views that users made of an experiment as tags of it. */
const maxViews = 50;

function isView(key: string | undefined): boolean {
  return key?.startsWith("mlflow.customView.view") === true;
}

/** One more view, unless it replaces another, must find room. */
async function checkViews(store: TrackingStore, experimentId: string, key: string): Promise<void> {
  const { tags } = await store.getExperiment(experimentId);
  if (Object.hasOwn(tags, key) || Object.keys(tags).filter(isView).length < maxViews) return;
  throw tooManyViews(` for experiment ${experimentId}`);
}

function tooManyViews(where: string): TrackingError {
  return invalid(
    `Unable to create another custom view${where}; the maximum number of custom views per experiment is ${maxViews}. ` +
      "Delete an existing custom view before creating a new one.",
  );
}

/** What clients may not make the server remember as a place for artifacts; the store checks the rest. */
function checkLocation(location: string, hosts: HostPolicy): void {
  if (/#./s.test(location) || /^(?:(?:https?|s?ftp):|[^:]*$).*;[^/]+$/is.test(location)) {
    throw invalid("'artifact_location' URL can't include fragments or params.");
  }
  if (queryOf(location).includes("..")) throw invalid("Invalid query string");
  checkHost("artifact_location", location, hosts);
}

function queryOf(uri: string): string {
  return percentDecoded(uri.slice(uri.includes("?") ? uri.indexOf("?") : uri.length));
}
