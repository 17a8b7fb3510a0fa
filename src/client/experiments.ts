/** The client's half of experiments; `MlflowClient` is the whole. */
import type { Experiment } from "../entities.js";
import { TrackingError } from "../errors.js";
import { PagedList } from "../paged_list.js";
import { pairsOf, type ParamValue, textOf } from "../param_value.js";
import type { CreateExperimentOptions, Store } from "../store/store.js";
import { getTrackingUri, storeAt } from "../tracking_uri.js";
import { type ExperimentSearch, queryOf } from "./search.js";

export interface NewExperiment {
  /** Default: a folder of the store's artifact root. */
  artifactLocation?: string;
  tags?: { readonly [key: string]: ParamValue | undefined };
}

export class ExperimentClient {
  readonly trackingUri: string;
  protected readonly store: Store;

  constructor(trackingUri: string = getTrackingUri()) {
    this.trackingUri = trackingUri;
    this.store = storeAt(trackingUri);
  }

  /** Returns the id of the new experiment: `createExperiment("taxi", { tags })` or `createExperiment({ name: "taxi", tags })`. */
  createExperiment(
    ...args: readonly [name: string, options?: NewExperiment] | readonly [experiment: NewExperiment & { name: string }]
  ): Promise<string> {
    const [first, options] = args;
    const { name, tags = {}, artifactLocation } = typeof first === "string" ? { ...options, name: first } : first;
    const made: CreateExperimentOptions = { tags: pairsOf(tags) };
    if (artifactLocation !== undefined) made.artifactLocation = artifactLocation;
    return this.store.createExperiment(name, made);
  }

  getExperiment(experimentId: string): Promise<Experiment> {
    return this.store.getExperiment(experimentId);
  }

  /** null when there is none of that name. */
  async getExperimentByName(name: string): Promise<Experiment | null> {
    try {
      return await this.store.getExperimentByName(name);
    } catch (error) {
      if (error instanceof TrackingError && error.code === "RESOURCE_DOES_NOT_EXIST") return null;
      throw error;
    }
  }

  /** One page of at most `maxResults` (default 1000) experiments, newest first unless ordered. */
  async searchExperiments(query: ExperimentSearch = {}): Promise<PagedList<Experiment>> {
    return PagedList.of_(await this.store.searchExperiments(queryOf(query)));
  }

  /** MLflow 1's name for `searchExperiments`. */
  listExperiments(query: ExperimentSearch = {}): Promise<PagedList<Experiment>> {
    return this.searchExperiments(query);
  }

  renameExperiment(experimentId: string, newName: string): Promise<void> {
    return this.store.renameExperiment(experimentId, newName);
  }

  /** Marks the experiment and all its runs as deleted. */
  deleteExperiment(experimentId: string): Promise<void> {
    return this.store.deleteExperiment(experimentId);
  }

  restoreExperiment(experimentId: string): Promise<void> {
    return this.store.restoreExperiment(experimentId);
  }

  setExperimentTag(experimentId: string, key: string, value: ParamValue): Promise<void> {
    return this.store.setExperimentTag(experimentId, key, textOf(value));
  }

  deleteExperimentTag(experimentId: string, key: string): Promise<void> {
    return this.store.deleteExperimentTag(experimentId, key);
  }
}
