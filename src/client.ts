/** Every operation of tracking by id, with MLflow's names. The fluent functions are shorter; this one is explicit. */
import type { ArtifactStore } from "./artifacts/artifacts.js";
import { openArtifacts } from "./artifacts/open.js";
import type { Batch, Experiment, FileInfo, Metric, Run, RunInfo, RunStatus } from "./entities.js";
import { TrackingError } from "./errors.js";
import { pairsOf, type ParamValue, textOf } from "./param_value.js";
import { dictText, joinTables, putLocal, type Table, type TableData, tableOf } from "./run_artifacts.js";
import { RunList } from "./run_list.js";
import type {
  CreateExperimentOptions,
  CreateRunOptions,
  RunChanges,
  SearchExperimentsQuery,
  SearchRunsQuery,
  TrackingStore,
} from "./store/store.js";
import { getTrackingUri, storeAt } from "./tracking_uri.js";

export interface MetricOptions {
  /** Default 0. */
  step?: number;
  /** Milliseconds since 1970; default: now. */
  timestampMs?: number;
}

export interface BatchInput {
  metrics?: readonly { key: string; value: number; step?: number; timestampMs?: number }[];
  params?: readonly { key: string; value: ParamValue }[];
  tags?: readonly { key: string; value: ParamValue }[];
}

export interface NewExperiment {
  artifactLocation?: string;
  tags?: Record<string, ParamValue>;
}

export interface NewRun extends Omit<CreateRunOptions, "experimentId" | "tags"> {
  tags?: Record<string, ParamValue>;
}

/**
 * A client of one tracking store. Errors are `TrackingError`s with MLflow's codes.
 * @example const client = new MlflowClient("sqlite:///mlflow.db");
 */
export class MlflowClient {
  readonly trackingUri: string;
  readonly #store: TrackingStore;

  /** `trackingUri` defaults to the one in use. A file that does not exist is made. */
  constructor(trackingUri: string = getTrackingUri()) {
    this.trackingUri = trackingUri;
    this.#store = storeAt(trackingUri);
  }

  /** Returns the id of the new experiment. */
  createExperiment(name: string, options: NewExperiment = {}): Promise<string> {
    const made: CreateExperimentOptions = { tags: pairsOf(options.tags ?? {}) };
    if (options.artifactLocation !== undefined) made.artifactLocation = options.artifactLocation;
    return this.#store.createExperiment(name, made);
  }

  getExperiment(experimentId: string): Promise<Experiment> {
    return this.#store.getExperiment(experimentId);
  }

  /** null when there is none of that name. */
  async getExperimentByName(name: string): Promise<Experiment | null> {
    try {
      return await this.#store.getExperimentByName(name);
    } catch (error) {
      if (error instanceof TrackingError && error.code === "RESOURCE_DOES_NOT_EXIST") return null;
      throw error;
    }
  }

  async searchExperiments(query: SearchExperimentsQuery = {}): Promise<readonly Experiment[]> {
    return (await this.#store.searchExperiments(query)).items;
  }

  /** MLflow 1's name for `searchExperiments`. */
  listExperiments(query: SearchExperimentsQuery = {}): Promise<readonly Experiment[]> {
    return this.searchExperiments(query);
  }

  renameExperiment(experimentId: string, newName: string): Promise<void> {
    return this.#store.renameExperiment(experimentId, newName);
  }

  deleteExperiment(experimentId: string): Promise<void> {
    return this.#store.deleteExperiment(experimentId);
  }

  restoreExperiment(experimentId: string): Promise<void> {
    return this.#store.restoreExperiment(experimentId);
  }

  setExperimentTag(experimentId: string, key: string, value: ParamValue): Promise<void> {
    return this.#store.setExperimentTag(experimentId, key, textOf(value));
  }

  deleteExperimentTag(experimentId: string, key: string): Promise<void> {
    return this.#store.deleteExperimentTag(experimentId, key);
  }

  createRun(experimentId: string, options: NewRun = {}): Promise<Run> {
    return this.#store.createRun({ ...options, experimentId, tags: pairsOf(options.tags ?? {}) });
  }

  getRun(runId: string): Promise<Run> {
    return this.#store.getRun(runId);
  }

  updateRun(runId: string, changes: RunChanges): Promise<RunInfo> {
    return this.#store.updateRun(runId, changes);
  }

  /** Ends a run; the time defaults to now. */
  setTerminated(runId: string, status: RunStatus = "FINISHED", endTimeMs: number = Date.now()): Promise<RunInfo> {
    return this.#store.updateRun(runId, { status, endTimeMs });
  }

  deleteRun(runId: string): Promise<void> {
    return this.#store.deleteRun(runId);
  }

  restoreRun(runId: string): Promise<void> {
    return this.#store.restoreRun(runId);
  }

  /** One page of at most `maxResults` (default 1000) runs. */
  async searchRuns(query: SearchRunsQuery): Promise<RunList> {
    const page = await this.#store.searchRuns(query);
    return RunList.from_(page.items, page.nextPageToken);
  }

  /** MLflow 1's listing: the infos of an experiment's active runs. */
  async listRunInfos(experimentId: string): Promise<readonly RunInfo[]> {
    return (await this.searchRuns({ experimentIds: [experimentId] })).map((run) => run.info);
  }

  logParam(runId: string, key: string, value: ParamValue): Promise<void> {
    return this.logBatch(runId, { params: [{ key, value }] });
  }

  logMetric(runId: string, key: string, value: number, options: MetricOptions = {}): Promise<void> {
    return this.logBatch(runId, { metrics: [{ key, value, ...options }] });
  }

  setTag(runId: string, key: string, value: ParamValue): Promise<void> {
    return this.logBatch(runId, { tags: [{ key, value }] });
  }

  deleteTag(runId: string, key: string): Promise<void> {
    return this.#store.deleteTag(runId, key);
  }

  /** All of it or nothing; at most 1000 metrics, 100 params and 100 tags. */
  logBatch(runId: string, batch: BatchInput): Promise<void> {
    return this.#store.logBatch(runId, batchOf(batch));
  }

  /** Every point of a metric, by time. */
  async getMetricHistory(runId: string, key: string): Promise<readonly Metric[]> {
    return (await this.#store.getMetricHistory(runId, key)).items;
  }

  /** Copies a local file or folder into the run. Resolves to the artifact's path. */
  async logArtifact(runId: string, localPath: string, artifactPath?: string): Promise<string> {
    return await putLocal(await this.#artifacts(runId), localPath, artifactPath);
  }

  /** Copies what is inside a local folder into the run's folder `artifactPath`. */
  async logArtifacts(runId: string, localFolder: string, artifactPath = ""): Promise<void> {
    await (await this.#artifacts(runId)).writeFolder(artifactPath, localFolder);
  }

  async logText(runId: string, text: string, artifactFile: string): Promise<void> {
    await (await this.#artifacts(runId)).write(artifactFile, text);
  }

  /** JSON, or YAML when `artifactFile` ends in .yml or .yaml. */
  async logDict(runId: string, dictionary: unknown, artifactFile: string): Promise<void> {
    await this.logText(runId, dictText(dictionary, artifactFile), artifactFile);
  }

  /** Writes rows as MLflow's JSON table; rows logged again to the same file are added below. */
  async logTable(runId: string, rows: TableData, artifactFile: string): Promise<void> {
    const artifacts = await this.#artifacts(runId);
    const tags = (await this.#store.getRun(runId)).data.tags;
    const logged = JSON.parse(tags["mlflow.loggedArtifacts"] ?? "[]") as { path: string; type: string }[];
    const known = logged.some((one) => one.path === artifactFile);
    const table = tableOf(rows);
    const before = known ? await readTable(artifacts, artifactFile) : undefined;
    await artifacts.write(artifactFile, JSON.stringify(before === undefined ? table : joinTables(before, table)));
    if (known) return;
    await this.setTag(
      runId,
      "mlflow.loggedArtifacts",
      JSON.stringify([...logged, { path: artifactFile, type: "table" }]),
    );
  }

  async listArtifacts(runId: string, path?: string): Promise<readonly FileInfo[]> {
    return await (await this.#artifacts(runId)).list(path);
  }

  /** The bytes of one artifact. */
  async readArtifact(runId: string, path: string): Promise<Uint8Array> {
    return await (await this.#artifacts(runId)).read(path);
  }

  /** Copies an artifact, or a folder of them, to the local path `destination`. */
  async downloadArtifacts(runId: string, path: string, destination: string): Promise<string> {
    return await (await this.#artifacts(runId)).download(path, destination);
  }

  async #artifacts(runId: string): Promise<ArtifactStore> {
    return openArtifacts((await this.#store.getRun(runId)).info.artifactUri);
  }
}

/** Fills in steps and times, and makes text of values. */
export function batchOf(input: BatchInput): Required<Batch> {
  const now = Date.now();
  return {
    metrics: (input.metrics ?? []).map(({ key, value, step = 0, timestampMs = now }) => ({
      key,
      value,
      step,
      timestampMs,
    })),
    params: (input.params ?? []).map(({ key, value }) => ({ key, value: textOf(value) })),
    tags: (input.tags ?? []).map(({ key, value }) => ({ key, value: textOf(value) })),
  };
}

async function readTable(artifacts: ArtifactStore, path: string): Promise<Table> {
  return JSON.parse(Buffer.from(await artifacts.read(path)).toString("utf8")) as Table;
}
