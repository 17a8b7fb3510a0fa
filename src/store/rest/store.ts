/** The tracking store and registry of an MLflow server, labbook's own or Python's, of MLflow 2 or 3. */
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type {
  Batch,
  DatasetSummary,
  Experiment,
  LoggedModel,
  LoggedModelStatus,
  Metric,
  ModelOutput,
  Page,
  Param,
  Run,
  RunInfo,
  RunMetric,
  Tag,
} from "../../entities.js";
import type { ArtifactStore } from "../../artifacts/artifacts.js";
import { FolderArtifacts } from "../../artifacts/folder.js";
import { openArtifacts } from "../../artifacts/open.js";
import { TrackingError } from "../../errors.js";
import { serverAddress, withoutCredentials } from "../../http/address.js";
import { Connection } from "../../http/connection.js";
import { ServerAwayError } from "../../http/server_away.js";
import { httpSettings } from "../../http/settings.js";
import { datasetSummaryOf } from "../../protocol/experiment.js";
import { runOf } from "../../protocol/run.js";
import { spoolFolder, spoolLimitBytes } from "../../spool/place.js";
import { Spool } from "../../spool/spool.js";
import { checkBatch, checkExperimentTag, checkRunId } from "../../validate.js";
import type {
  CreateExperimentOptions,
  CreateLoggedModelOptions,
  CreateRunOptions,
  LeaseBook,
  MetricSample,
  PageRequest,
  RunChanges,
  RunInputs,
  SearchExperimentsQuery,
  SearchLoggedModelsQuery,
  SearchRunsQuery,
  Store,
} from "../store.js";
import { Calls } from "./calls.js";
import { type Written } from "./entry.js";
import * as experiments from "./experiments.js";
import { KeptArtifacts, type Later } from "./kept_artifacts.js";
import { isProvisional, KnownRuns } from "./known_runs.js";
import { LocalLeases } from "./leases.js";
import * as models from "./logged_models.js";
import { getMetricHistory, sampleMetricHistory } from "./metrics.js";
import { Outbox } from "./outbox.js";
import { RestRegistry } from "./registry.js";
import { RunWrites, secondChanceMs } from "./run_writes.js";
import { createRun, type SentEntry } from "./send_entry.js";

export interface RestOptions {
  readonly uri: string;
  /** One line for the user: the server is away, is back, refused what had waited. Default: to stderr. */
  readonly notice?: (text: string) => void;
}

const closeMs = 10_000;

export function openRest(options: RestOptions): RestStore {
  return new RestStore(options);
}

/**
 * Reads see what was written before them, also when that was not awaited. While the server is away, writes to runs wait
 * on the disk and reads fail; a run opened meanwhile has a provisional id until the server has given it one.
 */
export class RestStore extends RestRegistry implements Store {
  readonly uri: string;
  readonly leases: LeaseBook;
  readonly #connection: Connection;
  readonly #calls: Calls;
  readonly #spool: Spool;
  readonly #known = new KnownRuns();
  readonly #outbox: Outbox;
  readonly #writes: RunWrites;

  constructor({ uri, notice = toStderr }: RestOptions) {
    const address = serverAddress(uri);
    const connection = new Connection(httpSettings(address));
    const calls = new Calls(connection, address.url);
    super(calls);
    this.uri = uri;
    this.#connection = connection;
    this.#calls = calls;
    const spool = (this.#spool = new Spool(spoolFolder(address.url), address.url, spoolLimitBytes()));
    this.#outbox = new Outbox({ uri, calls, spool, known: this.#known, notice });
    this.#writes = new RunWrites(calls, this.#outbox);
    this.leases = new LocalLeases(join(spool.folder, "leases"), () => this.#outbox.drainNow());
    opened(this);
  }

  createExperiment(name: string, options: CreateExperimentOptions = {}): Promise<string> {
    return experiments.createExperiment(this.#calls, name, options);
  }

  getExperiment(experimentId: string): Promise<Experiment> {
    return experiments.getExperiment(this.#calls, experimentId);
  }

  getExperimentByName(name: string): Promise<Experiment> {
    return experiments.getExperimentByName(this.#calls, name);
  }

  searchExperiments(query: SearchExperimentsQuery = {}): Promise<Page<Experiment>> {
    return experiments.searchExperiments(this.#calls, query);
  }

  async renameExperiment(experimentId: string, newName: string): Promise<void> {
    await this.#calls.call("updateExperiment", { experiment_id: experimentId, new_name: newName });
  }

  async deleteExperiment(experimentId: string): Promise<void> {
    await this.#settled();
    await this.#calls.call("deleteExperiment", { experiment_id: experimentId });
  }

  async restoreExperiment(experimentId: string): Promise<void> {
    await this.#calls.call("restoreExperiment", { experiment_id: experimentId });
  }

  async setExperimentTag(experimentId: string, key: string, value: string): Promise<void> {
    checkExperimentTag(key, value);
    await this.#calls.call("setExperimentTag", { experiment_id: experimentId, key, value });
  }

  async deleteExperimentTag(experimentId: string, key: string): Promise<void> {
    await this.#calls.call("deleteExperimentTag", { experiment_id: experimentId, key });
  }

  /** The server chooses the id: `runId` is not looked at. */
  async createRun({ runId: _wish, ...options }: CreateRunOptions): Promise<Run> {
    const made = { ...options, startTimeMs: options.startTimeMs ?? Date.now() };
    if (!this.#outbox.isAway && !isProvisional(JSON.stringify(made.tags ?? []))) {
      try {
        const run = await this.#createNow(made);
        this.#known.note(run.info);
        return run;
      } catch (error) {
        if (!(error instanceof ServerAwayError)) throw error;
        this.#outbox.away(error);
      }
    }
    const run = this.#known.make(made);
    const { runId, runName } = run.info;
    await this.#outbox.put({ op: "create-run", runId, options: { ...made, runName } });
    return this.#known.provisional(runId) ?? run;
  }

  async getRun(runId: string): Promise<Run> {
    checkRunId(runId);
    await this.#settled(runId);
    const id = this.#outbox.runId(runId);
    const waiting = this.#known.provisional(id);
    if (waiting !== undefined) return waiting;
    const { run = {} } = await this.#calls.call("getRun", { run_id: id });
    const found = runOf(run);
    this.#known.note(found.info);
    return found;
  }

  async updateRun(runId: string, changes: RunChanges): Promise<RunInfo> {
    return (await this.#write({ op: "update-run", runId, changes })) as RunInfo;
  }

  async deleteRun(runId: string): Promise<void> {
    await this.#settled(runId);
    await this.#calls.call("deleteRun", { run_id: this.#outbox.runId(runId) });
  }

  async restoreRun(runId: string): Promise<void> {
    await this.#settled(runId);
    await this.#calls.call("restoreRun", { run_id: this.#outbox.runId(runId) });
  }

  async searchRuns(query: SearchRunsQuery): Promise<Page<Run>> {
    await this.#settled();
    const answer = await this.#calls.call("searchRuns", {
      experiment_ids: query.experimentIds,
      filter: query.filter,
      run_view_type: query.viewType,
      max_results: query.maxResults,
      order_by: query.orderBy,
      page_token: query.pageToken,
    });
    return { items: (answer.runs ?? []).map(runOf), nextPageToken: answer.next_page_token || undefined };
  }

  async logBatch(runId: string, batch: Batch): Promise<void> {
    checkBatch(batch);
    await this.#write({ op: "log-batch", runId, batch });
  }

  async deleteTag(runId: string, key: string): Promise<void> {
    await this.#write({ op: "delete-tag", runId, key });
  }

  async getMetricHistory(runId: string, key: string, page: PageRequest = {}): Promise<Page<Metric>> {
    await this.#settled(runId);
    return await getMetricHistory(this.#calls, this.#madeId(runId), key, page);
  }

  async sampleMetricHistory(sample: MetricSample): Promise<readonly RunMetric[]> {
    await this.#settled();
    const runIds = sample.runIds.map((runId) => this.#madeId(runId));
    return await sampleMetricHistory(this.#calls, { ...sample, runIds });
  }

  async logInputs(runId: string, inputs: RunInputs): Promise<void> {
    await this.#write({ op: "log-inputs", runId, inputs });
  }

  async logOutputs(runId: string, outputs: readonly ModelOutput[]): Promise<void> {
    await this.#write({ op: "log-outputs", runId, models: outputs });
  }

  async logModelHistory(runId: string, modelJson: string): Promise<void> {
    await this.#write({ op: "log-model", runId, modelJson });
  }

  async searchDatasets(experimentIds: readonly string[]): Promise<readonly DatasetSummary[]> {
    await this.#settled();
    const answer = await this.#calls.call("searchDatasets", { experiment_ids: experimentIds });
    return (answer.dataset_summaries ?? []).map(datasetSummaryOf);
  }

  createLoggedModel(options: CreateLoggedModelOptions): Promise<LoggedModel> {
    return models.withLoggedModels(() => models.createLoggedModel(this.#calls, options));
  }

  async getLoggedModel(modelId: string): Promise<LoggedModel> {
    await this.#settled();
    return await models.withLoggedModels(() => models.getLoggedModel(this.#calls, modelId));
  }

  finalizeLoggedModel(modelId: string, status: LoggedModelStatus): Promise<LoggedModel> {
    return models.withLoggedModels(() => models.finalizeLoggedModel(this.#calls, modelId, status));
  }

  async deleteLoggedModel(modelId: string): Promise<void> {
    await models.withLoggedModels(() => this.#calls.call("deleteLoggedModel", { model_id: modelId }));
  }

  async searchLoggedModels(query: SearchLoggedModelsQuery): Promise<Page<LoggedModel>> {
    await this.#settled();
    return await models.withLoggedModels(() => models.searchLoggedModels(this.#calls, query));
  }

  async setLoggedModelTags(modelId: string, tags: readonly Tag[]): Promise<void> {
    await models.withLoggedModels(() => this.#calls.call("setLoggedModelTags", { model_id: modelId, tags }));
  }

  async deleteLoggedModelTag(modelId: string, key: string): Promise<void> {
    const message = { model_id: modelId, tag_key: key };
    await models.withLoggedModels(() => this.#calls.call("deleteLoggedModelTag", message));
  }

  async logLoggedModelParams(modelId: string, params: readonly Param[]): Promise<void> {
    await models.withLoggedModels(() => this.#calls.call("logLoggedModelParams", { model_id: modelId, params }));
  }

  /** The artifacts of a run; what is written to them while the server is away is copied to the disk and sent later. */
  artifactsOf({ runId, artifactUri }: Pick<RunInfo, "runId" | "artifactUri">): ArtifactStore {
    const reads = isProvisional(artifactUri) ? null : openArtifacts(artifactUri, this.uri);
    if (reads instanceof FolderArtifacts) return reads;
    const writes = reads === null ? null : openArtifacts(artifactUri, this.uri, { hasty: true });
    const later: Later = {
      isAway: () => this.#outbox.isAway,
      away: (error) => this.#outbox.away(error),
      put: async (path, content) => {
        const file = this.#spool.keepFile(`${runId}/${path}`, content);
        await this.#outbox.put({ op: "put-artifact", runId: this.#outbox.runId(runId), path, file });
      },
    };
    return new KeptArtifacts(reads, writes, later);
  }

  /** Waits, for at most `withinMs`, until the server has what was written; false when it does not have all of it. */
  async flush(withinMs: number): Promise<boolean> {
    return await within(withinMs, this.#drained());
  }

  /** Gives up the requests under way: what they carried goes to the disk, and nothing keeps the process from ending. */
  hangUp(): void {
    this.#outbox.giveUp(new ServerAwayError(serverAddress(this.uri).url, "it does not answer", true));
    this.#connection.close();
  }

  /** At the end of the process: leaves what the server does not have on the disk; true when it may be sent now. */
  leaveNow(): boolean {
    this.#writes.rescue((entry) => this.#outbox.putNow(entry));
    return this.#outbox.leave() && !this.#outbox.isAway;
  }

  /** What the server does not have within a few seconds is left on the disk, for the next process. */
  async close(): Promise<void> {
    await this.flush(closeMs);
    openStores.delete(this);
    this.leaveNow();
    this.#connection.close();
  }

  async #drained(): Promise<boolean> {
    await this.#writes.idle();
    return await this.#outbox.drainNow();
  }

  /** A server that refused the connection is asked once more: it may be restarting. */
  async #createNow(options: CreateRunOptions): Promise<Run> {
    try {
      return await createRun(this.#calls, options, "never");
    } catch (error) {
      if (!(error instanceof ServerAwayError) || error.mayHaveArrived) throw error;
    }
    await pause(secondChanceMs);
    return await createRun(this.#calls, options, "never");
  }

  async #write(entry: SentEntry): Promise<Written> {
    checkRunId(entry.runId);
    const runId = this.#outbox.runId(entry.runId);
    const written = { ...entry, runId };
    return await (isProvisional(runId) ? this.#outbox.put(written) : this.#writes.write(written));
  }

  /** Waits for the writes that came before, of one run or of all, and for the disk to be read out when the server is there. */
  async #settled(runId?: string): Promise<boolean> {
    await this.#writes.idle(runId);
    return this.#outbox.isOpen && !this.#outbox.isAway ? await this.#outbox.drain() : !this.#outbox.isAway;
  }

  #madeId(runId: string): string {
    const id = this.#outbox.runId(runId);
    if (this.#known.provisional(id) === undefined) return id;
    throw new TrackingError(
      "TEMPORARILY_UNAVAILABLE",
      `run ${id} waits for the server at ${withoutCredentials(this.uri)}, which is away: its history can be read when it is back`,
    );
  }
}

const openStores = new Set<RestStore>();
let watchesExit = false;

/** What an open store has not sent at the very end of the process is left on the disk. */
function opened(store: RestStore): void {
  if (!watchesExit) process.once("exit", leaveAll);
  watchesExit = true;
  openStores.add(store);
}

function leaveAll(): void {
  for (const store of openStores) store.leaveNow();
}

/** `work`'s result, or false when it takes longer. */
async function within(ms: number, work: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(resolve, ms, false)));
  return await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

function toStderr(text: string): void {
  process.stderr.write(`labbook: ${text}\n`);
}
