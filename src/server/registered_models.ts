/** Registered models, their tags and aliases. */
import { tagsOf } from "../protocol/pairs.js";
import { modelVersionMessage, registeredModelMessage } from "../protocol/registered_model.js";
import type { ModelRegistry } from "../store/registry.js";
import { given, type Handlers } from "./handlers.js";

type RegisteredModelEndpoint =
  | "createRegisteredModel"
  | "renameRegisteredModel"
  | "updateRegisteredModel"
  | "deleteRegisteredModel"
  | "getRegisteredModel"
  | "searchRegisteredModels"
  | "getLatestVersions"
  | "setRegisteredModelTag"
  | "deleteRegisteredModelTag"
  | "setRegisteredModelAlias"
  | "deleteRegisteredModelAlias"
  | "getModelVersionByAlias";

export function registeredModelHandlers(registry: ModelRegistry): Handlers<RegisteredModelEndpoint> {
  return {
    async createRegisteredModel({ name = "", tags, description = "" }) {
      const model = await registry.createRegisteredModel(name, { tags: tagsOf(tags), description });
      return { registered_model: registeredModelMessage(model) };
    },

    async renameRegisteredModel({ name = "", new_name = "" }) {
      return { registered_model: registeredModelMessage(await registry.renameRegisteredModel(name, new_name)) };
    },

    async updateRegisteredModel({ name = "", description = "" }) {
      return { registered_model: registeredModelMessage(await registry.updateRegisteredModel(name, { description })) };
    },

    async deleteRegisteredModel({ name = "" }) {
      await registry.deleteRegisteredModel(name);
      return {};
    },

    async getRegisteredModel({ name = "" }) {
      return { registered_model: registeredModelMessage(await registry.getRegisteredModel(name)) };
    },

    async searchRegisteredModels({ filter, max_results = 100, order_by, page_token }) {
      const page = await registry.searchRegisteredModels({
        maxResults: Number(max_results),
        ...given({ filter, orderBy: order_by, pageToken: page_token || undefined }),
      });
      return { registered_models: page.items.map(registeredModelMessage), next_page_token: page.nextPageToken };
    },

    async getLatestVersions({ name = "", stages }) {
      return { model_versions: (await registry.getLatestVersions(name, stages)).map(modelVersionMessage) };
    },

    async setRegisteredModelTag({ name = "", key = "", value = "" }) {
      await registry.setRegisteredModelTag(name, key, value);
      return {};
    },

    async deleteRegisteredModelTag({ name = "", key = "" }) {
      await registry.deleteRegisteredModelTag(name, key);
      return {};
    },

    async setRegisteredModelAlias({ name = "", alias = "", version = "" }) {
      await registry.setRegisteredModelAlias(name, alias, version);
      return {};
    },

    async deleteRegisteredModelAlias({ name = "", alias = "" }) {
      await registry.deleteRegisteredModelAlias(name, alias);
      return {};
    },

    async getModelVersionByAlias({ name = "", alias = "" }) {
      return { model_version: modelVersionMessage(await registry.getModelVersionByAlias(name, alias)) };
    },
  };
}
