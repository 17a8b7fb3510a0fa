/** Reads an exchange folder. */
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type ArtifactStore } from "../artifacts/artifacts.js";
import { openArtifacts } from "../artifacts/open.js";
import type { Experiment, LoggedModel, Metric, RegisteredModel, Run } from "../entities.js";
import { TrackingError } from "../errors.js";
import type { ImportedVersion } from "../store/import_target.js";
import type { Folder } from "./folder.js";
import { entries, readJson, readMetric, type WrittenMetric } from "./folder.js";
import type { Reader } from "./reader.js";

/** A run as `run.json` has it: its metrics are their latest points. */
export interface WrittenRun extends Omit<Run, "data"> {
  readonly data: Pick<Run["data"], "params" | "tags"> & { readonly latestMetrics: readonly WrittenMetric[] };
}

export interface WrittenModel extends Omit<LoggedModel, "metrics"> {
  readonly metrics: readonly (WrittenMetric & { readonly runId: string })[];
}

export class FolderReader implements Reader {
  readonly #folder: Folder;

  constructor(folder: Folder) {
    this.#folder = folder;
  }

  async experiments(): Promise<readonly Experiment[]> {
    const found: Experiment[] = [];
    for (const id of await entries(join(this.#folder.root, "experiments"))) {
      const experiment = await readJson<Experiment>(join(this.#folder.experiment(id), "experiment.json"));
      if (experiment !== undefined)
        found.push({ ...experiment, artifactLocation: join(this.#folder.experiment(id), "runs") });
    }
    return found.sort((a, b) => Number(a.experimentId) - Number(b.experimentId));
  }

  async *runs(experimentId: string): AsyncIterable<Run> {
    for (const id of await entries(join(this.#folder.experiment(experimentId), "runs"))) {
      const run = await this.#runAt(experimentId, id);
      if (run !== undefined) yield run;
    }
  }

  async run(runId: string): Promise<Run> {
    for (const experimentId of await entries(join(this.#folder.root, "experiments"))) {
      const run = await this.#runAt(experimentId, runId);
      if (run !== undefined) return run;
    }
    throw new TrackingError("RESOURCE_DOES_NOT_EXIST", `Run with id=${runId} not found in ${this.#folder.root}`);
  }

  async *metrics({ info }: Run): AsyncIterable<readonly Metric[]> {
    const path = join(this.#folder.run(info.experimentId, info.runId), "metrics.jsonl");
    let portion: Metric[] = [];
    for await (const line of linesOf(path)) {
      portion.push(readMetric(JSON.parse(line) as WrittenMetric));
      if (portion.length < 1000) continue;
      yield portion;
      portion = [];
    }
    if (portion.length > 0) yield portion;
  }

  async *loggedModels(experimentId: string): AsyncIterable<LoggedModel> {
    for (const id of await entries(join(this.#folder.experiment(experimentId), "models"))) {
      const folder = this.#folder.loggedModel(experimentId, id);
      const model = await readJson<WrittenModel>(join(folder, "model.json"));
      if (model === undefined) continue;
      const metrics = model.metrics.map((metric) => ({ ...readMetric(metric), runId: metric.runId }));
      yield { ...model, metrics, artifactUri: join(folder, "artifacts") };
    }
  }

  async *registeredModels(): AsyncIterable<RegisteredModel> {
    const folder = join(this.#folder.root, "registered_models");
    for (const name of await entries(folder)) {
      const model = await readJson<RegisteredModel>(join(folder, name, "model.json"));
      if (model !== undefined) yield model;
    }
  }

  async modelVersions(name: string): Promise<readonly ImportedVersion[]> {
    const versions: ImportedVersion[] = [];
    for (const file of await entries(join(this.#folder.registeredModel(name), "versions"))) {
      if (!/^\d+\.json$/.test(file)) continue;
      const version = await readJson<ImportedVersion>(join(this.#folder.registeredModel(name), "versions", file));
      if (version !== undefined) {
        versions.push({ ...version, source: this.#at(version.source), downloadUri: this.#at(version.downloadUri) });
      }
    }
    return versions.sort((a, b) => Number(a.version) - Number(b.version));
  }

  artifacts(artifactUri: string): ArtifactStore {
    return openArtifacts(artifactUri);
  }

  /** Places in the folder are written relative to it, so that the folder may be moved. */
  #at(place: string): string {
    return place.startsWith("folder:") ? join(this.#folder.root, place.slice("folder:".length)) : place;
  }

  async #runAt(experimentId: string, runId: string): Promise<Run | undefined> {
    const folder = this.#folder.run(experimentId, runId);
    const written = await readJson<WrittenRun>(join(folder, "run.json"));
    if (written === undefined) return undefined;
    const latestMetrics = written.data.latestMetrics.map(readMetric);
    return {
      ...written,
      info: { ...written.info, artifactUri: join(folder, "artifacts") },
      data: {
        ...written.data,
        latestMetrics,
        metrics: Object.fromEntries(latestMetrics.map((metric) => [metric.key, metric.value])),
      },
    };
  }
}

async function* linesOf(path: string): AsyncIterable<string> {
  const input = createReadStream(path, "utf8");
  try {
    for await (const line of createInterface({ input, crlfDelay: Infinity })) if (line !== "") yield line;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error; // a run without metrics has no such file
  } finally {
    input.destroy();
  }
}
