/** The model registry of a server. */
import type { ModelVersion, Page, RegisteredModel } from "../../entities.js";
import { modelVersionOf, registeredModelOf } from "../../protocol/registered_model.js";
import type {
  CreateModelVersionOptions,
  CreateRegisteredModelOptions,
  ModelRegistry,
  SearchModelsQuery,
  VersionNumber,
} from "../registry.js";
import type { Calls } from "./calls.js";

export class RestRegistry implements ModelRegistry {
  readonly #calls: Calls;

  constructor(calls: Calls) {
    this.#calls = calls;
  }

  async createRegisteredModel(name: string, options: CreateRegisteredModelOptions = {}): Promise<RegisteredModel> {
    const { tags, description } = options;
    const answer = await this.#calls.call("createRegisteredModel", { name, tags, description });
    return registeredModelOf(answer.registered_model ?? {});
  }

  async getRegisteredModel(name: string): Promise<RegisteredModel> {
    const answer = await this.#calls.call("getRegisteredModel", { name });
    return registeredModelOf(answer.registered_model ?? {});
  }

  async updateRegisteredModel(name: string, { description }: { description: string }): Promise<RegisteredModel> {
    const answer = await this.#calls.call("updateRegisteredModel", { name, description });
    return registeredModelOf(answer.registered_model ?? {});
  }

  async renameRegisteredModel(name: string, newName: string): Promise<RegisteredModel> {
    const answer = await this.#calls.call("renameRegisteredModel", { name, new_name: newName });
    return registeredModelOf(answer.registered_model ?? {});
  }

  async deleteRegisteredModel(name: string): Promise<void> {
    await this.#calls.call("deleteRegisteredModel", { name });
  }

  async searchRegisteredModels(query: SearchModelsQuery = {}): Promise<Page<RegisteredModel>> {
    const answer = await this.#calls.call("searchRegisteredModels", searchMessage(query));
    const items = (answer.registered_models ?? []).map(registeredModelOf);
    return { items, nextPageToken: answer.next_page_token || undefined };
  }

  async getLatestVersions(name: string, stages?: readonly string[]): Promise<readonly ModelVersion[]> {
    const answer = await this.#calls.call("getLatestVersions", { name, stages });
    return (answer.model_versions ?? []).map(modelVersionOf);
  }

  async setRegisteredModelTag(name: string, key: string, value: string): Promise<void> {
    await this.#calls.call("setRegisteredModelTag", { name, key, value });
  }

  async deleteRegisteredModelTag(name: string, key: string): Promise<void> {
    await this.#calls.call("deleteRegisteredModelTag", { name, key });
  }

  async setRegisteredModelAlias(name: string, alias: string, version: VersionNumber): Promise<void> {
    await this.#calls.call("setRegisteredModelAlias", { name, alias, version: String(version) });
  }

  async deleteRegisteredModelAlias(name: string, alias: string): Promise<void> {
    await this.#calls.call("deleteRegisteredModelAlias", { name, alias });
  }

  async getModelVersionByAlias(name: string, alias: string): Promise<ModelVersion> {
    const answer = await this.#calls.call("getModelVersionByAlias", { name, alias });
    return modelVersionOf(answer.model_version ?? {});
  }

  async createModelVersion(options: CreateModelVersionOptions): Promise<ModelVersion> {
    const { name, source, runId, modelId, runLink, description, tags } = options;
    const message = { name, source, run_id: runId, model_id: modelId, run_link: runLink, description, tags };
    const answer = await this.#calls.call("createModelVersion", message);
    return modelVersionOf(answer.model_version ?? {});
  }

  async getModelVersion(name: string, version: VersionNumber): Promise<ModelVersion> {
    const answer = await this.#calls.call("getModelVersion", { name, version: String(version) });
    return modelVersionOf(answer.model_version ?? {});
  }

  async getModelVersionDownloadUri(name: string, version: VersionNumber): Promise<string> {
    const answer = await this.#calls.call("getModelVersionDownloadUri", { name, version: String(version) });
    return answer.artifact_uri ?? "";
  }

  async updateModelVersion(
    name: string,
    version: VersionNumber,
    { description }: { description: string | null },
  ): Promise<ModelVersion> {
    const message = { name, version: String(version), description: description ?? undefined };
    const answer = await this.#calls.call("updateModelVersion", message);
    return modelVersionOf(answer.model_version ?? {});
  }

  async deleteModelVersion(name: string, version: VersionNumber): Promise<void> {
    await this.#calls.call("deleteModelVersion", { name, version: String(version) });
  }

  async searchModelVersions(query: SearchModelsQuery = {}): Promise<Page<ModelVersion>> {
    const answer = await this.#calls.call("searchModelVersions", searchMessage(query));
    const items = (answer.model_versions ?? []).map(modelVersionOf);
    return { items, nextPageToken: answer.next_page_token || undefined };
  }

  async transitionModelVersionStage(
    name: string,
    version: VersionNumber,
    stage: string,
    options: { archiveExisting?: boolean } = {},
  ): Promise<ModelVersion> {
    const archive = { archive_existing_versions: options.archiveExisting ?? false };
    const message = { name, version: String(version), stage, ...archive };
    const answer = await this.#calls.call("transitionModelVersionStage", message);
    return modelVersionOf(answer.model_version ?? {});
  }

  async setModelVersionTag(name: string, version: VersionNumber, key: string, value: string): Promise<void> {
    await this.#calls.call("setModelVersionTag", { name, version: String(version), key, value });
  }

  async deleteModelVersionTag(name: string, version: VersionNumber, key: string): Promise<void> {
    await this.#calls.call("deleteModelVersionTag", { name, version: String(version), key });
  }
}

function searchMessage({ filter, maxResults, orderBy, pageToken }: SearchModelsQuery) {
  return { filter, max_results: maxResults, order_by: orderBy, page_token: pageToken };
}
