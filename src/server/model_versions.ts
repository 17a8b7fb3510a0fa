/** Versions of registered models. */
import type { HostPolicy } from "../artifacts/host_policy.js";
import { tagsOf } from "../protocol/pairs.js";
import { modelVersionMessage } from "../protocol/registered_model.js";
import { checkedSource } from "../registry/checked_source.js";
import type { ModelRegistry } from "../store/registry.js";
import type { TrackingStore } from "../store/store.js";
import { given, type Handlers } from "./handlers.js";

type ModelVersionEndpoint =
  | "createModelVersion"
  | "getModelVersion"
  | "getModelVersionDownloadUri"
  | "updateModelVersion"
  | "deleteModelVersion"
  | "searchModelVersions"
  | "transitionModelVersionStage"
  | "setModelVersionTag"
  | "deleteModelVersionTag";

export function modelVersionHandlers(stores: {
  readonly tracking: TrackingStore;
  readonly registry: ModelRegistry;
  readonly hosts: HostPolicy;
}): Handlers<ModelVersionEndpoint> {
  const { registry } = stores;
  return {
    async createModelVersion({ name = "", source, run_id, tags, run_link = "", description = "", model_id }) {
      const request = { source: source ?? "", runId: run_id, modelId: model_id, tags: tagsOf(tags) };
      const { runId = "", ...checked } = await checkedSource(stores, request);
      const version = await registry.createModelVersion({
        name,
        tags: request.tags,
        runLink: run_link,
        description,
        runId,
        ...given(checked),
      });
      return { model_version: modelVersionMessage(version) };
    },

    async getModelVersion({ name = "", version = "" }) {
      return { model_version: modelVersionMessage(await registry.getModelVersion(name, version)) };
    },

    async getModelVersionDownloadUri({ name = "", version = "" }) {
      return { artifact_uri: await registry.getModelVersionDownloadUri(name, version) };
    },

    async updateModelVersion({ name = "", version = "", description = null }) {
      return { model_version: modelVersionMessage(await registry.updateModelVersion(name, version, { description })) };
    },

    async deleteModelVersion({ name = "", version = "" }) {
      await registry.deleteModelVersion(name, version);
      return {};
    },

    async searchModelVersions({ filter, max_results = 200_000, order_by, page_token }) {
      const page = await registry.searchModelVersions({
        maxResults: Number(max_results),
        ...given({ filter, orderBy: order_by, pageToken: page_token || undefined }),
      });
      return { model_versions: page.items.map(modelVersionMessage), next_page_token: page.nextPageToken };
    },

    async transitionModelVersionStage({ name = "", version = "", stage = "", archive_existing_versions = false }) {
      const options = { archiveExisting: archive_existing_versions };
      const moved = await registry.transitionModelVersionStage(name, version, stage, options);
      return { model_version: modelVersionMessage(moved) };
    },

    async setModelVersionTag({ name = "", version = "", key = "", value = "" }) {
      await registry.setModelVersionTag(name, version, key, value);
      return {};
    },

    async deleteModelVersionTag({ name = "", version = "", key = "" }) {
      await registry.deleteModelVersionTag(name, version, key);
      return {};
    },
  };
}
