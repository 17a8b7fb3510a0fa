/** Writes an exchange folder: ids and times are kept, `run.json` is whole or not there, and marks a run that is done. */
import { appendFile, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Experiment, LoggedModel, Metric, RegisteredModel, Run, RunInfo } from "../entities.js";
import { type ImportedVersion, type ImportTarget, originTags } from "../store/import_target.js";
import { type Folder, readJson, writeJson, writtenMetric } from "./folder.js";
import { FolderReader, type WrittenModel, type WrittenRun } from "./folder_reader.js";

export class FolderTarget implements ImportTarget {
  readonly keepsIds = true;
  readonly #folder: Folder;
  readonly #reader: FolderReader;
  /** Runs that are being written. */
  readonly #runs = new Map<string, Run>();

  constructor(folder: Folder) {
    this.#folder = folder;
    this.#reader = new FolderReader(folder);
  }

  async makeExperiment(experiment: Experiment, origin: string): Promise<string> {
    const taken = new Set((await this.#reader.experiments()).map((one) => one.experimentId));
    const kept = !taken.has(experiment.experimentId);
    const experimentId = kept ? experiment.experimentId : idAfter([...taken]);
    const tags = kept ? {} : { [originTags.experiment]: origin };
    await this.#writeExperiment({ ...experiment, experimentId, tags });
    return experimentId;
  }

  async adoptExperiment(experimentId: string, experiment: Experiment): Promise<void> {
    await this.#writeExperiment({ ...experiment, experimentId });
  }

  async finishExperiment(experimentId: string, experiment: Experiment, whole: boolean): Promise<void> {
    const path = join(this.#folder.experiment(experimentId), "experiment.json");
    const there = (await readJson<Experiment>(path))!;
    const tags = { ...there.tags, ...experiment.tags };
    await this.#writeExperiment(whole ? { ...experiment, experimentId, name: there.name, tags } : { ...there, tags });
  }

  async makeRun(experimentId: string, run: Run): Promise<string> {
    const { runId } = run.info;
    const info: RunInfo = { ...run.info, experimentId, status: "RUNNING", endTimeMs: null, lifecycleStage: "active" };
    await this.#writeRun({ ...run, info });
    return runId;
  }

  async writeRun(runId: string, run: Run): Promise<void> {
    const info = { ...run.info, runId };
    await rm(this.#metricsDraft(info), { force: true });
    this.#runs.set(runId, { ...run, info });
  }

  async writeMetrics(runId: string, metrics: readonly Metric[]): Promise<void> {
    const run = this.#runs.get(runId);
    if (run === undefined) return; // a logged model's metrics: they are the run's as well, and written in model.json
    const lines = metrics.map((metric) => `${JSON.stringify(writtenMetric(metric))}\n`).join("");
    await appendFile(this.#metricsDraft(run.info), lines);
  }

  async finishRun(runId: string, info: RunInfo): Promise<void> {
    const run = this.#runs.get(runId)!;
    this.#runs.delete(runId);
    const place = this.#folder.run(run.info.experimentId, runId);
    if (run.data.latestMetrics.length > 0) await rename(this.#metricsDraft(run.info), join(place, "metrics.jsonl"));
    const { status, endTimeMs, lifecycleStage, startTimeMs } = info;
    await this.#writeRun({ ...run, info: { ...run.info, status, startTimeMs, endTimeMs, lifecycleStage } });
  }

  async makeLoggedModel(experimentId: string, model: LoggedModel): Promise<string> {
    await this.#writeModel({ ...model, experimentId, status: "PENDING" });
    return model.modelId;
  }

  async finishLoggedModel(modelId: string, model: LoggedModel): Promise<void> {
    await this.#writeModel({ ...model, modelId });
  }

  async makeRegisteredModel(model: RegisteredModel): Promise<void> {
    await this.finishRegisteredModel({ ...model, aliases: {} });
  }

  async makeModelVersion(version: ImportedVersion): Promise<void> {
    const places = { source: this.#within(version.source), downloadUri: this.#within(version.downloadUri) };
    await writeJson(this.#folder.version(version.name, version.version), { ...version, ...places });
  }

  async finishModelVersion(version: ImportedVersion): Promise<void> {
    await this.makeModelVersion(version);
  }

  async finishRegisteredModel(model: RegisteredModel): Promise<void> {
    const path = join(this.#folder.registeredModel(model.name), "model.json");
    const tags = { ...(await readJson<RegisteredModel>(path))?.tags, ...model.tags };
    await writeJson(path, { ...model, tags, latestVersions: [] });
  }

  #within(place: string): string {
    const root = `${this.#folder.root}/`;
    return place.startsWith(root) ? `folder:${place.slice(root.length)}` : place;
  }

  #metricsDraft(info: RunInfo): string {
    return join(this.#folder.run(info.experimentId, info.runId), "metrics.jsonl.part");
  }

  async #writeExperiment({ artifactLocation: _, ...experiment }: Experiment): Promise<void> {
    await writeJson(join(this.#folder.experiment(experiment.experimentId), "experiment.json"), experiment);
  }

  async #writeRun({ info: { artifactUri: _, ...info }, data, ...links }: Run): Promise<void> {
    const written: Omit<WrittenRun, "info"> & { info: Omit<RunInfo, "artifactUri"> } = {
      info,
      data: { params: data.params, tags: data.tags, latestMetrics: data.latestMetrics.map(writtenMetric) },
      ...links,
    };
    const place = this.#folder.run(info.experimentId, info.runId);
    await mkdir(place, { recursive: true });
    await writeJson(join(place, "run.json"), written);
  }

  async #writeModel({ artifactUri: _, ...model }: LoggedModel): Promise<void> {
    const metrics = model.metrics.map((metric) => ({ ...writtenMetric(metric), runId: metric.runId }));
    const written: Omit<WrittenModel, "artifactUri"> = { ...model, metrics };
    await writeJson(join(this.#folder.loggedModel(model.experimentId, model.modelId), "model.json"), written);
  }
}

/** Ids may have 64 bits; those that are no numbers, of other stores, do not count. */
function idAfter(taken: readonly string[]): string {
  const numbers = taken.filter((id) => /^\d+$/.test(id)).map(BigInt);
  return String(numbers.reduce((greatest, id) => (id > greatest ? id : greatest), 0n) + 1n);
}
