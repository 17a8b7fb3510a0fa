/** What a transfer reads: the same of a SQLite file, a server and a folder. */
import type { ArtifactStore } from "../artifacts/artifacts.js";
import type { Experiment, LoggedModel, Metric, RegisteredModel, Run } from "../entities.js";
import type { ImportedVersion } from "../store/import_target.js";

export interface Reader {
  /** All, deleted ones too. */
  experiments(): Promise<readonly Experiment[]>;
  /** All, deleted ones too. */
  runs(experimentId: string): AsyncIterable<Run>;
  run(runId: string): Promise<Run>;
  /** Every point of every metric of a run, in portions of any size. */
  metrics(run: Run): AsyncIterable<readonly Metric[]>;
  /** Empty where logged models are not known (MLflow 2). */
  loggedModels(experimentId: string): AsyncIterable<LoggedModel>;
  /** Prompts too, which are registered models of a kind. */
  registeredModels(): AsyncIterable<RegisteredModel>;
  /** By number. */
  modelVersions(name: string): Promise<readonly ImportedVersion[]>;
  artifacts(artifactUri: string): ArtifactStore;
}
