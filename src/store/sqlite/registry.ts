/** The model registry on one SQLite file: MLflow's tables, the work done before each call returns. */
import type { LoggedModel, ModelVersion, Page, RegisteredModel, Tag } from "../../entities.js";
import type {
  CreateModelVersionOptions,
  CreateRegisteredModelOptions,
  ModelRegistry,
  SearchModelsQuery,
  VersionNumber,
} from "../registry.js";
import type { Connection } from "./connection.js";
import * as aliases from "./model_aliases.js";
import { getLoggedModel, setLoggedModelTags } from "./logged_models.js";
import { type LoggedModels, needsOrigin, noteOfVersion, type Origin, originOf } from "./model_origin.js";
import * as versions from "./model_versions.js";
import * as models from "./registered_models.js";

/** The registry's half of a store; the half that tracks answers for logged models, which versions may come from. */
export abstract class SqliteRegistry implements ModelRegistry {
  readonly #connection: Connection;
  readonly #models: LoggedModels | undefined;

  /** `models`: where the logged models are that versions come from, if not here. */
  constructor(connection: Connection, models?: LoggedModels) {
    this.#connection = connection;
    this.#models = models;
  }

  abstract getLoggedModel(modelId: string): Promise<LoggedModel>;
  abstract setLoggedModelTags(modelId: string, tags: readonly Tag[]): Promise<void>;

  async createRegisteredModel(name: string, options: CreateRegisteredModelOptions = {}): Promise<RegisteredModel> {
    return models.createModel(this.#connection, name, options);
  }

  async getRegisteredModel(name: string): Promise<RegisteredModel> {
    return models.getModel(this.#connection, name);
  }

  async updateRegisteredModel(name: string, changes: { description: string }): Promise<RegisteredModel> {
    return models.updateModel(this.#connection, name, changes.description);
  }

  async renameRegisteredModel(name: string, newName: string): Promise<RegisteredModel> {
    return models.renameModel(this.#connection, name, newName);
  }

  async deleteRegisteredModel(name: string): Promise<void> {
    models.deleteModel(this.#connection, name);
  }

  async searchRegisteredModels(query: SearchModelsQuery = {}): Promise<Page<RegisteredModel>> {
    return models.searchModels(this.#connection, query);
  }

  async getLatestVersions(name: string, stages?: readonly string[]): Promise<readonly ModelVersion[]> {
    return versions.latestVersionsOf(this.#connection, name, stages);
  }

  async setRegisteredModelTag(name: string, key: string, value: string): Promise<void> {
    models.setModelTag(this.#connection, name, { key, value });
  }

  async deleteRegisteredModelTag(name: string, key: string): Promise<void> {
    models.deleteModelTag(this.#connection, name, key);
  }

  async setRegisteredModelAlias(name: string, alias: string, version: VersionNumber): Promise<void> {
    aliases.setAlias(this.#connection, name, alias, version);
  }

  async deleteRegisteredModelAlias(name: string, alias: string): Promise<void> {
    aliases.deleteAlias(this.#connection, name, alias);
  }

  async getModelVersionByAlias(name: string, alias: string): Promise<ModelVersion> {
    return aliases.versionByAlias(this.#connection, name, alias);
  }

  async createModelVersion(options: CreateModelVersionOptions): Promise<ModelVersion> {
    versions.checkNewVersion(options);
    if (!needsOrigin(options)) return versions.createVersion(this.#connection, options, options.source);
    const models = this.#models ?? this;
    const origin = await originOf(this, models, options);
    const { modelId } = origin.model ?? {};
    if (modelId === undefined) return versions.createVersion(this.#connection, origin.options, origin.location);
    if (this.#models === undefined) return this.#createNoted(origin, modelId);
    const version = versions.createVersion(this.#connection, origin.options, origin.location);
    await models.setLoggedModelTags(modelId, [noteOfVersion(await models.getLoggedModel(modelId), version)]);
    return version;
  }

  /** In one transaction, so that of several versions made at once none misses in the list of them. */
  #createNoted({ options, location }: Origin, modelId: string): ModelVersion {
    return this.#connection.write(() => {
      const version = versions.createVersion(this.#connection, options, location);
      setLoggedModelTags(this.#connection, modelId, [
        noteOfVersion(getLoggedModel(this.#connection, modelId), version),
      ]);
      return version;
    });
  }

  async getModelVersion(name: string, version: VersionNumber): Promise<ModelVersion> {
    return versions.getVersion(this.#connection, name, version);
  }

  async getModelVersionDownloadUri(name: string, version: VersionNumber): Promise<string> {
    return versions.downloadUri(this.#connection, name, version);
  }

  async updateModelVersion(
    name: string,
    version: VersionNumber,
    changes: { description: string | null },
  ): Promise<ModelVersion> {
    return versions.updateVersion(this.#connection, name, version, changes.description);
  }

  async deleteModelVersion(name: string, version: VersionNumber): Promise<void> {
    versions.deleteVersion(this.#connection, name, version);
  }

  async searchModelVersions(query: SearchModelsQuery = {}): Promise<Page<ModelVersion>> {
    return versions.searchVersions(this.#connection, query);
  }

  async transitionModelVersionStage(
    name: string,
    version: VersionNumber,
    stage: string,
    options: { archiveExisting?: boolean } = {},
  ): Promise<ModelVersion> {
    return versions.transitionVersion(this.#connection, name, version, stage, options.archiveExisting === true);
  }

  async setModelVersionTag(name: string, version: VersionNumber, key: string, value: string): Promise<void> {
    versions.setVersionTag(this.#connection, name, version, { key, value });
  }

  async deleteModelVersionTag(name: string, version: VersionNumber, key: string): Promise<void> {
    versions.deleteVersionTag(this.#connection, name, version, key);
  }
}
