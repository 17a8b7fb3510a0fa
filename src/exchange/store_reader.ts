/** Reads a SQLite file or a server for a transfer. */
import type { ArtifactStore } from "../artifacts/artifacts.js";
import { openArtifacts } from "../artifacts/open.js";
import type { Experiment, LoggedModel, Metric, ModelVersion, Page, RegisteredModel, Run } from "../entities.js";
import { TrackingError } from "../errors.js";
import { allExperiments } from "../store/all_experiments.js";
import type { ImportedVersion } from "../store/import_target.js";
import type { PageRequest, Store } from "../store/store.js";
import type { Reader } from "./reader.js";

/** MLflow hides prompts from searches that do not ask for them. */
const isPrompt = "tags.`mlflow.prompt.is_prompt` = 'true'";

export class StoreReader implements Reader {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  experiments(): Promise<readonly Experiment[]> {
    return allExperiments(this.#store, { viewType: "ALL" });
  }

  runs(experimentId: string): AsyncIterable<Run> {
    const query = { experimentIds: [experimentId], viewType: "ALL", orderBy: ["attributes.start_time ASC"] } as const;
    return paged((page) => this.#store.searchRuns({ ...query, ...page }), 500);
  }

  run(runId: string): Promise<Run> {
    return this.#store.getRun(runId);
  }

  async *metrics(run: Run): AsyncIterable<readonly Metric[]> {
    for (const key of Object.keys(run.data.metrics)) {
      let pageToken: string | undefined;
      do {
        const page = { maxResults: 10_000, ...(pageToken !== undefined && { pageToken }) };
        const found = await this.#store.getMetricHistory(run.info.runId, key, page);
        yield found.items;
        pageToken = found.nextPageToken;
      } while (pageToken !== undefined);
    }
  }

  async *loggedModels(experimentId: string): AsyncIterable<LoggedModel> {
    try {
      yield* paged((page) => this.#store.searchLoggedModels({ experimentIds: [experimentId], ...page }), 100);
    } catch (error) {
      if (!isNotThere(error)) throw error;
    }
  }

  async *registeredModels(): AsyncIterable<RegisteredModel> {
    const seen = new Set<string>();
    for (const filter of [{}, { filter: isPrompt }]) {
      for await (const model of paged((page) => this.#store.searchRegisteredModels({ ...filter, ...page }), 200)) {
        if (!seen.has(model.name)) yield model; // MLflow before 2.21 hides no prompts
        seen.add(model.name);
      }
    }
  }

  async modelVersions(name: string): Promise<readonly ImportedVersion[]> {
    const called = `name = ${name.includes("'") ? `"${name}"` : `'${name}'`}`;
    const versions = new Map<string, ModelVersion>();
    for (const filter of [called, `${called} AND ${isPrompt}`]) {
      for await (const one of paged((page) => this.#store.searchModelVersions({ filter, ...page }), 1000)) {
        versions.set(one.version, one);
      }
    }
    const inOrder = [...versions.values()].sort((a, b) => Number(a.version) - Number(b.version));
    const whole: ImportedVersion[] = [];
    for (const { version } of inOrder) {
      const full = await this.#store.getModelVersion(name, version); // a search leaves aliases out on some servers
      whole.push({ ...full, downloadUri: await this.#store.getModelVersionDownloadUri(name, version) });
    }
    return whole;
  }

  artifacts(artifactUri: string): ArtifactStore {
    return openArtifacts(artifactUri, this.#store.uri);
  }
}

/** A server of MLflow 2 knows no logged models. */
export function isNotThere(error: unknown): boolean {
  return (
    error instanceof TrackingError && ["ENDPOINT_NOT_FOUND", "FEATURE_DISABLED", "NOT_IMPLEMENTED"].includes(error.code)
  );
}

async function* paged<T>(search: (page: PageRequest) => Promise<Page<T>>, maxResults: number): AsyncIterable<T> {
  let pageToken: string | undefined;
  do {
    const page = await search({ maxResults, ...(pageToken !== undefined && { pageToken }) });
    yield* page.items;
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
}
