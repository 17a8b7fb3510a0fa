/** Takes over experiments, runs and models on a server, which chooses ids and times itself: tags name the originals. */
import type { Experiment, LoggedModel, Metric, Param, RegisteredModel, Run, RunInfo, Tag } from "../entities.js";
import { TrackingError } from "../errors.js";
import { type ImportedVersion, type ImportTarget, originTags } from "../store/import_target.js";
import { isProvisional } from "../store/rest/known_runs.js";
import type { Store } from "../store/store.js";

export class ServerTarget implements ImportTarget {
  readonly keepsIds = false;
  readonly #store: Store;
  /** Experiments that take runs. */
  readonly #active = new Set<string>();

  constructor(store: Store) {
    this.#store = store;
  }

  async makeExperiment(experiment: Experiment, origin: string): Promise<string> {
    const tags = pairs({ ...experiment.tags, [originTags.experiment]: origin });
    return await this.#store.createExperiment(experiment.name, { tags });
  }

  async adoptExperiment(experimentId: string, _experiment: Experiment, origin: string): Promise<void> {
    await this.#store.setExperimentTag(experimentId, originTags.experiment, origin);
  }

  async finishExperiment(experimentId: string, experiment: Experiment, whole: boolean): Promise<void> {
    const there = await this.#store.getExperiment(experimentId);
    const missing = pairs(experiment.tags).filter(({ key, value }) => there.tags[key] !== value);
    if (missing.length > 0 && there.lifecycleStage === "deleted") await this.#store.restoreExperiment(experimentId);
    for (const { key, value } of missing) await this.#store.setExperimentTag(experimentId, key, value);
    if (!whole || experiment.lifecycleStage === "active") return;
    const { lifecycleStage } = await this.#store.getExperiment(experimentId);
    if (lifecycleStage === "active") await this.#store.deleteExperiment(experimentId);
    this.#active.delete(experimentId);
  }

  async makeRun(experimentId: string, run: Run, origin: string): Promise<string> {
    await this.#activate(experimentId);
    const { runName, userId, startTimeMs } = run.info;
    const tags = [{ key: originTags.run, value: origin }];
    const made = await this.#store.createRun({
      experimentId,
      userId,
      startTimeMs,
      tags,
      ...(runName !== "" && { runName }),
    });
    if (!isProvisional(made.info.runId)) return made.info.runId;
    throw new TrackingError("TEMPORARILY_UNAVAILABLE", `${this.#store.uri} is away`, {
      remedy: "run the same command again when it is back; it goes on where it stopped",
    });
  }

  /** Deleted experiments take no runs; `finishExperiment` deletes it again. */
  async #activate(experimentId: string): Promise<void> {
    if (this.#active.has(experimentId)) return;
    const { lifecycleStage } = await this.#store.getExperiment(experimentId);
    if (lifecycleStage === "deleted") await this.#store.restoreExperiment(experimentId);
    this.#active.add(experimentId);
  }

  async writeRun(runId: string, run: Run): Promise<void> {
    const { lifecycleStage } = (await this.#store.getRun(runId)).info;
    if (lifecycleStage === "deleted") await this.#store.restoreRun(runId);
    for (const params of portions(pairs(run.data.params), 100)) await this.#store.logBatch(runId, { params });
    for (const tags of portions(pairs(run.data.tags), 100)) await this.#store.logBatch(runId, { tags });
    const { datasets, models } = run.inputs;
    if (datasets.length + models.length > 0)
      await this.#store.logInputs(runId, { datasets, ...(models.length > 0 && { models }) });
    if (run.outputs.models.length > 0) await this.#store.logOutputs(runId, run.outputs.models);
  }

  async writeMetrics(runId: string, metrics: readonly Metric[]): Promise<void> {
    await this.#store.logBatch(runId, { metrics });
  }

  async finishRun(runId: string, info: RunInfo): Promise<void> {
    const { status, endTimeMs } = info;
    await this.#store.updateRun(runId, { status, ...(endTimeMs !== null && { endTimeMs }) });
    if (info.lifecycleStage === "deleted") await this.#store.deleteRun(runId);
  }

  async makeLoggedModel(experimentId: string, model: LoggedModel, origin: string): Promise<string> {
    const { modelId } = await this.#store.createLoggedModel({
      experimentId,
      name: model.name,
      params: pairs(model.params),
      tags: pairs({ ...model.tags, [originTags.loggedModel]: origin }),
      ...(model.modelType !== "" && { modelType: model.modelType }),
      ...(model.sourceRunId !== null && { sourceRunId: model.sourceRunId }),
    });
    return modelId;
  }

  async finishLoggedModel(modelId: string, model: LoggedModel): Promise<void> {
    const tags = pairs(model.tags);
    if (tags.length > 0) await this.#store.setLoggedModelTags(modelId, tags);
    if (model.status === "READY" || model.status === "FAILED")
      await this.#store.finalizeLoggedModel(modelId, model.status);
  }

  async makeRegisteredModel(model: RegisteredModel, origin: string): Promise<void> {
    await this.#store.createRegisteredModel(model.name, {
      tags: pairs({ ...model.tags, [originTags.registeredModel]: origin }),
      ...(model.description !== "" && { description: model.description }),
    });
  }

  /** A server numbers versions itself, and never uses a number again: numbers that the original left out are used up first. */
  async makeModelVersion(version: ImportedVersion): Promise<void> {
    const { name, source, runId, modelId, description, runLink, tags } = version;
    for (;;) {
      const made = await this.#store.createModelVersion({
        name,
        source,
        tags: pairs(tags),
        ...(runId !== "" && { runId }),
        ...(modelId !== undefined && modelId !== "" && { modelId }),
        ...(description !== null && description !== "" && { description }),
        ...(runLink !== "" && { runLink }),
      });
      if (made.version === version.version) return;
      await this.#store.deleteModelVersion(name, made.version);
      if (Number(made.version) < Number(version.version)) continue;
      throw new TrackingError(
        "RESOURCE_CONFLICT",
        `model '${name}' has gone beyond version ${version.version} on ${this.#store.uri}, and a server cannot be told which number to use`,
        { remedy: "--rename brings the model over under another name" },
      );
    }
  }

  async finishModelVersion(version: ImportedVersion): Promise<void> {
    const there = await this.#store.getModelVersion(version.name, version.version);
    const { name, description } = version;
    if (description !== null && there.description !== description) {
      await this.#store.updateModelVersion(name, version.version, { description });
    }
    if (there.currentStage !== version.currentStage) {
      await this.#store.transitionModelVersionStage(name, version.version, version.currentStage);
    }
    for (const { key, value } of pairs(version.tags)) {
      if (there.tags[key] !== value) await this.#store.setModelVersionTag(name, version.version, key, value);
    }
  }

  async finishRegisteredModel(model: RegisteredModel): Promise<void> {
    const there = await this.#store.getRegisteredModel(model.name);
    for (const { key, value } of pairs(model.tags)) {
      if (there.tags[key] !== value) await this.#store.setRegisteredModelTag(model.name, key, value);
    }
    for (const [alias, version] of Object.entries(model.aliases)) {
      if (there.aliases[alias] !== version) await this.#store.setRegisteredModelAlias(model.name, alias, version);
    }
    if (model.description !== there.description) {
      await this.#store.updateRegisteredModel(model.name, { description: model.description });
    }
  }
}

function pairs(texts: Readonly<Record<string, string>>): (Param & Tag)[] {
  return Object.entries(texts).map(([key, value]) => ({ key, value }));
}

function portions<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
