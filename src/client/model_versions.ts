/** The client's half of model versions. Calls are in Python's order, or one object with Python's keywords: see `Call`. */
import type { ModelStage, ModelVersion } from "../entities.js";
import { TrackingError } from "../errors.js";
import { PagedList } from "../paged_list.js";
import { pairsOf, type ParamValue, textOf } from "../param_value.js";
import { findModelVersion } from "../registry/find_version.js";
import type { CreateModelVersionOptions, VersionNumber } from "../store/registry.js";
import { type Call, named } from "./call.js";
import { RegisteredModelClient } from "./registered_models.js";
import { queryOf, type Search } from "./search.js";
import { untilReady } from "./until_ready.js";

/** A stage in any case of letters. */
export type StageName = ModelStage | (string & {});

export interface NewModelVersion {
  name: string;
  /** Where the files are: a path or URI. */
  source: string;
  runId?: string;
  tags?: { readonly [key: string]: ParamValue | undefined };
  runLink?: string;
  description?: string;
  /** Seconds to wait until the version is READY; default 300, 0 does not wait. */
  awaitCreationFor?: number;
  /** The logged model that the version is of (MLflow 3). */
  modelId?: string;
}

interface Versioned {
  name: string;
  version: VersionNumber;
}

interface StageChange extends Versioned {
  stage: StageName;
  /** Move the versions that are in `stage` now to Archived; default: false. */
  archiveExistingVersions?: boolean;
}

const versioned = ["name", "version"] as const;

export class ModelVersionClient extends RegisteredModelClient {
  /** Makes the next version of a model, and waits until it is ready. */
  async createModelVersion(
    ...args: Call<
      [
        name: string,
        source: string,
        runId?: string,
        tags?: NewModelVersion["tags"],
        runLink?: string,
        description?: string,
        awaitCreationFor?: number,
      ],
      NewModelVersion
    >
  ): Promise<ModelVersion> {
    const names = ["name", "source", "runId", "tags", "runLink", "description", "awaitCreationFor"] as const;
    const { tags = {}, awaitCreationFor = 300, ...given } = named<NewModelVersion>(args, names);
    const options: CreateModelVersionOptions = { ...given, tags: pairsOf(tags) };
    return await untilReady(this.registry, await this.registry.createModelVersion(options), awaitCreationFor);
  }

  /** Registers a version (`models:/name/1`, `models:/name@alias`) once more, under another name, which is made if missing. */
  async copyModelVersion(
    ...args: Call<[srcModelUri: string, dstName: string], { srcModelUri: string; dstName: string }>
  ): Promise<ModelVersion> {
    const { srcModelUri, dstName } = named<{ srcModelUri: string; dstName: string }>(args, ["srcModelUri", "dstName"]);
    const source = await findModelVersion(this.registry, srcModelUri);
    await this.makeSureOf(dstName);
    return await this.createModelVersion({
      name: dstName,
      source: `models:/${source.name}/${source.version}`,
      ...(source.runId !== "" && { runId: source.runId }),
      ...(source.description !== null && source.description !== "" && { description: source.description }),
      ...(source.modelId !== undefined && source.modelId !== "" && { modelId: source.modelId }),
      tags: source.tags,
    });
  }

  getModelVersion(...args: Call<[name: string, version: VersionNumber], Versioned>): Promise<ModelVersion> {
    const { name, version } = named<Versioned>(args, versioned);
    return this.registry.getModelVersion(name, version);
  }

  updateModelVersion(
    ...args: Call<[name: string, version: VersionNumber, description: string], Versioned & { description: string }>
  ): Promise<ModelVersion> {
    const given = named<Versioned & { description: string }>(args, [...versioned, "description"]);
    return this.registry.updateModelVersion(given.name, given.version, { description: given.description });
  }

  deleteModelVersion(...args: Call<[name: string, version: VersionNumber], Versioned>): Promise<void> {
    const { name, version } = named<Versioned>(args, versioned);
    return this.registry.deleteModelVersion(name, version);
  }

  /** Moves a version to None, Staging, Production or Archived. */
  transitionModelVersionStage(
    ...args: Call<
      [name: string, version: VersionNumber, stage: StageName, archiveExistingVersions?: boolean],
      StageChange
    >
  ): Promise<ModelVersion> {
    const names = [...versioned, "stage", "archiveExistingVersions"] as const;
    const { name, version, stage, archiveExistingVersions: archiveExisting = false } = named<StageChange>(args, names);
    return this.registry.transitionModelVersionStage(name, version, stage, { archiveExisting });
  }

  /** The stages there are: None, Staging, Production, Archived. */
  async getModelVersionStages(
    ..._args: Call<[name?: string, version?: VersionNumber], Partial<Versioned>>
  ): Promise<readonly ModelStage[]> {
    return ["None", "Staging", "Production", "Archived"];
  }

  /** Where the version's files are. */
  getModelVersionDownloadUri(...args: Call<[name: string, version: VersionNumber], Versioned>): Promise<string> {
    const { name, version } = named<Versioned>(args, versioned);
    return this.registry.getModelVersionDownloadUri(name, version);
  }

  /** One page of at most `maxResults` (default 10000) versions, e.g. `name = 'taxi'`; last changed first unless ordered. */
  async searchModelVersions(query: Search | string = {}): Promise<PagedList<ModelVersion>> {
    const asked = typeof query === "string" ? { filter: query } : queryOf(query);
    return PagedList.of_(await this.registry.searchModelVersions(asked));
  }

  setModelVersionTag(
    ...args: Call<
      [name: string, version: VersionNumber, key: string, value: ParamValue],
      Versioned & { key: string; value: ParamValue }
    >
  ): Promise<void> {
    const names = [...versioned, "key", "value"] as const;
    const { name, version, key, value } = named<Versioned & { key: string; value: ParamValue }>(args, names);
    return this.registry.setModelVersionTag(name, version, key, textOf(value));
  }

  deleteModelVersionTag(
    ...args: Call<[name: string, version: VersionNumber, key: string], Versioned & { key: string }>
  ): Promise<void> {
    const { name, version, key } = named<Versioned & { key: string }>(args, [...versioned, "key"]);
    return this.registry.deleteModelVersionTag(name, version, key);
  }

  /** Makes the registered model unless it is there. */
  protected async makeSureOf(name: string): Promise<void> {
    try {
      await this.registry.createRegisteredModel(name);
    } catch (error) {
      if (!(error instanceof TrackingError) || !/ALREADY_EXISTS$/.test(error.code)) throw error;
    }
  }
}
