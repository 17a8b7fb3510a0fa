/** Models as artifacts of a run: files, the note on the run that MLflow 2 reads, and the logged model that MLflow 3 reads. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openArtifacts } from "./artifacts/open.js";
import { artifactsOf } from "./artifacts_of.js";
import { atRun, noteArtifact, tracked } from "./at_run.js";
import { type Call } from "./client/call.js";
import { MlflowClient } from "./client.js";
import type { LoggedModel, Run } from "./entities.js";
import { TrackingError } from "./errors.js";
import { isServerUri } from "./http/address.js";
import { mlmodelDict } from "./models/mlmodel_text.js";
import type { ModelMetadata } from "./models/model.js";
import { type ModelInfo, modelInfoOf } from "./models/model_info.js";
import { rewriteIdentity, type SaveOptions, writeModel } from "./models/save_model.js";
import { notebookHost } from "./notebook/host.js";
import { pairsOf, type ParamValue } from "./param_value.js";
import type { TrackingStore } from "./store/store.js";
import { getRegistryUri, getTrackingUri, storeAt } from "./tracking_uri.js";

export interface LogModelOptions extends SaveOptions {
  /** The folder of the run that the model goes to; default `model`. */
  artifactPath?: string;
  /** MLflow 3's word for `artifactPath`. */
  name?: string;
  /** Register the model under this name, as the next version. */
  registeredModelName?: string;
  /** Seconds to wait until that version is READY; default 300, 0 does not wait. */
  awaitRegistrationFor?: number;
  /** Of the logged model and of the registered version. */
  tags?: { readonly [key: string]: ParamValue | undefined };
  /** Of the logged model, besides those of its run. */
  params?: { readonly [key: string]: ParamValue | undefined };
  /** Of the logged model, e.g. `regressor`. */
  modelType?: string;
  /** The step of the training at which the model was made; default 0. */
  step?: number;
  /** Default: the run at hand, opened if there is none. */
  runId?: string;
}

/**
 * Logs a model to the run at hand: a Booster, an estimator, a Pipeline, an object with `predict(rows)`, or the path of a
 * module that exports one. Python loads boosters and the models that have an ONNX form; `loadModel` loads all.
 *
 * The files are the run's artifacts (`runs:/<run id>/model`), and where the store has logged models (MLflow 3) also those
 * of a logged model (`models:/m-…`), which gets the run's params and latest metrics.
 * @example const { modelUri } = await logModel(booster, "model", { inputExample: frame.head(5) })
 */
export function logModel(
  model: object | string,
  ...args: Call<[artifactPath?: string, options?: LogModelOptions], LogModelOptions>
): Promise<ModelInfo> {
  const options = optionsOf(args);
  const { runId } = options;
  if (runId === undefined) {
    return atRun(async (run) => {
      const { store, experimentId, artifactUri } = run.facts;
      const path = pathOf(options);
      const info = await logged(model, path, options, { store, runId: run.facts.runId, experimentId, artifactUri });
      noteArtifact(run, path);
      return info;
    });
  }
  return tracked(async () => {
    const store = storeAt();
    const { experimentId, artifactUri } = (await store.getRun(runId)).info;
    return await logged(model, pathOf(options), options, { store, runId, experimentId, artifactUri });
  });
}

interface ModelRun {
  readonly store: TrackingStore;
  readonly runId: string;
  readonly experimentId: string;
  readonly artifactUri: string;
}

function optionsOf(args: readonly unknown[]): LogModelOptions {
  const [first, more] = args as [string | LogModelOptions | undefined, LogModelOptions | undefined];
  return typeof first === "string" ? { ...more, artifactPath: first } : { ...first, ...more };
}

function pathOf({ artifactPath, name }: LogModelOptions): string {
  const path = (artifactPath ?? name ?? "model").replace(/\/+$/, "");
  if (path !== "") return path;
  throw new TrackingError(
    "INVALID_PARAMETER_VALUE",
    "a model needs a folder of its run; give an artifactPath such as model",
  );
}

async function logged(
  model: object | string,
  path: string,
  options: LogModelOptions,
  run: ModelRun,
): Promise<ModelInfo> {
  const temporary = await mkdtemp(join(tmpdir(), "labbook-model-"));
  const folder = join(temporary, "model");
  try {
    const { store, runId } = run;
    let metadata = await writeModel(model, folder, options, { artifactPath: path, runId, modelId: null });
    await artifactsOf(store, run).writeFolder(path, folder); // first, as this does not wait for a server that is away
    const entity = await newLoggedModel(path, options, run);
    if (entity !== null) {
      // Only the entity's own files name it: in another store, or in an older file, MLflow 3 would look for it in vain.
      metadata = rewriteIdentity(folder, metadata, entity.modelId);
      await finish(entity, folder, options.step ?? 0, run);
    }
    await store.logModelHistory(runId, JSON.stringify(historyEntry(metadata)));
    const modelUri = `runs:/${runId}/${path}`;
    return modelInfoOf(modelUri, metadata, await registered(modelUri, entity, options, run));
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** What MLflow 2 notes on the run: the signature, which may be large, is in the file. */
function historyEntry(model: ModelMetadata): Record<string, unknown> {
  const { signature: _signature, ...entry } = mlmodelDict(model);
  return entry;
}

/** Null where the store has no logged models, or cannot be asked: then the files on the run are the model. */
async function newLoggedModel(path: string, options: LogModelOptions, run: ModelRun): Promise<LoggedModel | null> {
  const { store, runId, experimentId } = run;
  const { params = {}, tags = {}, modelType } = options;
  try {
    const ofRun = Object.entries((await store.getRun(runId)).data.params).map(([key, value]) => ({ key, value }));
    const own = pairsOf(params);
    return await store.createLoggedModel({
      experimentId,
      sourceRunId: runId,
      name: path.replaceAll(/[/:.%"']/g, "_"),
      params: [...ofRun.filter(({ key }) => !own.some((param) => param.key === key)), ...own],
      tags: pairsOf(tags),
      ...(modelType !== undefined && { modelType }),
    });
  } catch (error) {
    if (isAway(error)) {
      notice(`the model '${path}' waits with its run for the server, which will have it as artifacts of the run only`);
      return null;
    }
    if (error instanceof TrackingError && error.code === "FEATURE_DISABLED") return null; // MLflow 2
    throw error;
  }
}

async function finish(entity: LoggedModel, folder: string, step: number, run: ModelRun): Promise<void> {
  const { store, runId } = run;
  const { modelId } = entity;
  try {
    await openArtifacts(entity.artifactUri, store.uri).writeFolder("", folder);
    await store.finalizeLoggedModel(modelId, "READY");
    await store.logOutputs(runId, [{ modelId, step }]);
    await linkMetrics(await store.getRun(runId), modelId, run);
  } catch (error) {
    if (isAway(error)) return notice(`the server went away: it has the model as artifacts of run ${runId} only`);
    await store.finalizeLoggedModel(modelId, "FAILED");
    throw error;
  }
}

/** The same points again, now of the model: the run's own are not doubled. */
async function linkMetrics({ data }: Run, modelId: string, { store, runId }: ModelRun): Promise<void> {
  const metrics = data.latestMetrics.filter((metric) => metric.modelId === undefined);
  for (let at = 0; at < metrics.length; at += 1000) {
    const part = metrics.slice(at, at + 1000).map((metric) => ({ ...metric, modelId }));
    await store.logBatch(runId, { metrics: part });
  }
}

async function registered(
  runUri: string,
  entity: LoggedModel | null,
  options: LogModelOptions,
  { store }: ModelRun,
): Promise<string | undefined> {
  const { registeredModelName: name, tags = {}, awaitRegistrationFor } = options;
  if (name === undefined) return undefined;
  const registryUri = getRegistryUri() === getTrackingUri() ? store.uri : getRegistryUri();
  // In a file a version names the run's files: what MLflow 3 makes of an older file knows our logged models only later.
  const byEntity = entity !== null && registryUri === store.uri && isServerUri(store.uri);
  const client = new MlflowClient(store.uri, registryUri);
  const version = await client.registerModel({
    modelUri: byEntity ? `models:/${entity.modelId}` : runUri,
    name,
    tags,
    ...(awaitRegistrationFor !== undefined && { awaitRegistrationForSeconds: awaitRegistrationFor }),
  });
  return version.version;
}

function isAway(error: unknown): boolean {
  return error instanceof TrackingError && error.code === "TEMPORARILY_UNAVAILABLE";
}

function notice(text: string): void {
  const host = notebookHost();
  if (host === null) process.stderr.write(`labbook: ${text}\n`);
  else host.notice(text);
}
