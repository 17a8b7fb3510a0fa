import type { ModelStage, ModelVersion, Page, PageRequest, RegisteredModel, Tag } from "../entities.js";

/**
 * Where models are registered: names with numbered versions, stages, aliases and tags.
 *
 * Rejects with MLflow's codes: INVALID_PARAMETER_VALUE for bad names, stages, aliases and filters;
 * RESOURCE_DOES_NOT_EXIST for an unknown model, version or tag; RESOURCE_ALREADY_EXISTS for a name that is taken.
 * A version is a whole number; methods take it as a number or as text.
 */
export interface ModelRegistry {
  createRegisteredModel(name: string, options?: CreateRegisteredModelOptions): Promise<RegisteredModel>;
  getRegisteredModel(name: string): Promise<RegisteredModel>;
  updateRegisteredModel(name: string, changes: { description: string }): Promise<RegisteredModel>;
  renameRegisteredModel(name: string, newName: string): Promise<RegisteredModel>;
  /** Removes the model with all its versions, tags and aliases. */
  deleteRegisteredModel(name: string): Promise<void>;
  searchRegisteredModels(query?: SearchModelsQuery): Promise<Page<RegisteredModel>>;
  /** The newest version of each stage, or of those named (in any case of letters), in order of each stage's oldest version. */
  getLatestVersions(name: string, stages?: readonly string[]): Promise<readonly ModelVersion[]>;
  setRegisteredModelTag(name: string, key: string, value: string): Promise<void>;
  deleteRegisteredModelTag(name: string, key: string): Promise<void>;
  setRegisteredModelAlias(name: string, alias: string, version: VersionNumber): Promise<void>;
  /** No error when there is no such alias. */
  deleteRegisteredModelAlias(name: string, alias: string): Promise<void>;
  /** INVALID_PARAMETER_VALUE for an unknown alias; `latest` is the highest version. */
  getModelVersionByAlias(name: string, alias: string): Promise<ModelVersion>;

  createModelVersion(options: CreateModelVersionOptions): Promise<ModelVersion>;
  getModelVersion(name: string, version: VersionNumber): Promise<ModelVersion>;
  /** Where the version's files are. */
  getModelVersionDownloadUri(name: string, version: VersionNumber): Promise<string>;
  /** null takes the description away. */
  updateModelVersion(
    name: string,
    version: VersionNumber,
    changes: { description: string | null },
  ): Promise<ModelVersion>;
  deleteModelVersion(name: string, version: VersionNumber): Promise<void>;
  /** Versions in lists (here and in `latestVersions` of a model) come without their aliases, as MLflow reads them. */
  searchModelVersions(query?: SearchModelsQuery): Promise<Page<ModelVersion>>;
  /** `stage` in any case of letters; `archiveExisting` (Staging and Production only) moves the others of that stage to Archived. */
  transitionModelVersionStage(
    name: string,
    version: VersionNumber,
    stage: ModelStage | (string & {}),
    options?: { archiveExisting?: boolean },
  ): Promise<ModelVersion>;
  setModelVersionTag(name: string, version: VersionNumber, key: string, value: string): Promise<void>;
  deleteModelVersionTag(name: string, version: VersionNumber, key: string): Promise<void>;
}

export type VersionNumber = number | string;

export interface CreateRegisteredModelOptions {
  tags?: readonly Tag[];
  description?: string;
}

export interface CreateModelVersionOptions {
  name: string;
  /**
   * Where the files are: a path or URI. `models:/name/version` (or `@alias`, a stage, `latest`) copies where that version's files
   * are, and its run; `models:/m-<id>` is a logged model.
   */
  source: string;
  runId?: string;
  /** A logged model; the version then belongs to the run that made it. */
  modelId?: string;
  runLink?: string;
  description?: string;
  tags?: readonly Tag[];
}

export interface SearchModelsQuery extends PageRequest {
  filter?: string;
  orderBy?: readonly string[];
}
