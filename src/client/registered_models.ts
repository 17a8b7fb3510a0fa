/** The client's half of registered models. Calls are in Python's order, or one object with Python's keywords: see `Call`. */
import type { ModelVersion, RegisteredModel } from "../entities.js";
import { PagedList } from "../paged_list.js";
import { pairsOf, type ParamValue, textOf } from "../param_value.js";
import type { ModelRegistry, VersionNumber } from "../store/registry.js";
import { getRegistryUri, getTrackingUri, storeAt } from "../tracking_uri.js";
import { type Call, named } from "./call.js";
import { LoggedModelClient } from "./logged_models.js";
import { queryOf, type Search } from "./search.js";

export interface NewRegisteredModel {
  name: string;
  tags?: { readonly [key: string]: ParamValue | undefined };
  description?: string;
}

export class RegisteredModelClient extends LoggedModelClient {
  /** Where models are registered; usually the tracking URI. */
  readonly registryUri: string;
  protected readonly registry: ModelRegistry;

  constructor(trackingUri?: string, registryUri?: string) {
    super(trackingUri);
    const inUse = getRegistryUri(); // which is the tracking URI in use, unless one was chosen
    this.registryUri = registryUri ?? (inUse === getTrackingUri() ? this.trackingUri : inUse);
    this.registry = storeAt(this.registryUri);
  }

  /** RESOURCE_ALREADY_EXISTS when the name is taken. */
  createRegisteredModel(
    ...args: Call<[name: string, tags?: NewRegisteredModel["tags"], description?: string], NewRegisteredModel>
  ): Promise<RegisteredModel> {
    const { name, tags = {}, ...rest } = named<NewRegisteredModel>(args, ["name", "tags", "description"]);
    return this.registry.createRegisteredModel(name, { ...rest, tags: pairsOf(tags) });
  }

  getRegisteredModel(...args: Call<[name: string], { name: string }>): Promise<RegisteredModel> {
    return this.registry.getRegisteredModel(named<{ name: string }>(args, ["name"]).name);
  }

  renameRegisteredModel(
    ...args: Call<[name: string, newName: string], { name: string; newName: string }>
  ): Promise<RegisteredModel> {
    const { name, newName } = named<{ name: string; newName: string }>(args, ["name", "newName"]);
    return this.registry.renameRegisteredModel(name, newName);
  }

  updateRegisteredModel(
    ...args: Call<[name: string, description: string], { name: string; description: string }>
  ): Promise<RegisteredModel> {
    const { name, description } = named<{ name: string; description: string }>(args, ["name", "description"]);
    return this.registry.updateRegisteredModel(name, { description });
  }

  /** Removes the model with all its versions, tags and aliases. */
  deleteRegisteredModel(...args: Call<[name: string], { name: string }>): Promise<void> {
    return this.registry.deleteRegisteredModel(named<{ name: string }>(args, ["name"]).name);
  }

  /** One page of at most `maxResults` (default 100) models, by name unless ordered. */
  async searchRegisteredModels(query: Search = {}): Promise<PagedList<RegisteredModel>> {
    return PagedList.of_(await this.registry.searchRegisteredModels(queryOf(query)));
  }

  /** MLflow 1's name for `searchRegisteredModels`. */
  listRegisteredModels(query: Search = {}): Promise<PagedList<RegisteredModel>> {
    return this.searchRegisteredModels(query);
  }

  /** The newest version of each stage, or of those named. */
  getLatestVersions(
    ...args: Call<[name: string, stages?: readonly string[]], { name: string; stages?: readonly string[] }>
  ): Promise<readonly ModelVersion[]> {
    const { name, stages } = named<{ name: string; stages?: readonly string[] }>(args, ["name", "stages"]);
    return this.registry.getLatestVersions(name, stages);
  }

  setRegisteredModelTag(
    ...args: Call<[name: string, key: string, value: ParamValue], { name: string; key: string; value: ParamValue }>
  ): Promise<void> {
    const names = ["name", "key", "value"] as const;
    const { name, key, value } = named<{ name: string; key: string; value: ParamValue }>(args, names);
    return this.registry.setRegisteredModelTag(name, key, textOf(value));
  }

  deleteRegisteredModelTag(...args: Call<[name: string, key: string], { name: string; key: string }>): Promise<void> {
    const { name, key } = named<{ name: string; key: string }>(args, ["name", "key"]);
    return this.registry.deleteRegisteredModelTag(name, key);
  }

  /** Points an alias at a version; an alias that pointed elsewhere is moved. */
  setRegisteredModelAlias(
    ...args: Call<
      [name: string, alias: string, version: VersionNumber],
      { name: string; alias: string; version: VersionNumber }
    >
  ): Promise<void> {
    const names = ["name", "alias", "version"] as const;
    const { name, alias, version } = named<{ name: string; alias: string; version: VersionNumber }>(args, names);
    return this.registry.setRegisteredModelAlias(name, alias, version);
  }

  /** No error when there is no such alias. */
  deleteRegisteredModelAlias(
    ...args: Call<[name: string, alias: string], { name: string; alias: string }>
  ): Promise<void> {
    const { name, alias } = named<{ name: string; alias: string }>(args, ["name", "alias"]);
    return this.registry.deleteRegisteredModelAlias(name, alias);
  }

  getModelVersionByAlias(
    ...args: Call<[name: string, alias: string], { name: string; alias: string }>
  ): Promise<ModelVersion> {
    const { name, alias } = named<{ name: string; alias: string }>(args, ["name", "alias"]);
    return this.registry.getModelVersionByAlias(name, alias);
  }
}
