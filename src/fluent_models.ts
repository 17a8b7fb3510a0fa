/** Registering models, noting datasets and fetching files, with MLflow's names in camelCase. */
import { execution, openRuns, runFor, scopedRun } from "./active_run.js";
import { endAtExit } from "./at_exit.js";
import { type Call, named } from "./client/call.js";
import type { LoggedModelSearch } from "./client/logged_models.js";
import { type Search } from "./client/search.js";
import { MlflowClient, type UriDownload } from "./client.js";
import type { Dataset, LoggedModel, ModelVersion, RegisteredModel } from "./entities.js";
import type { PagedList } from "./paged_list.js";
import type { ParamValue } from "./param_value.js";
import { pendingCalls } from "./pending.js";

export interface Registration {
  /** `runs:/<id>/path`, `models:/m-<id>`, `models:/name/1`, or where the files are. */
  modelUri: string;
  /** The registered model, made when there is none of that name. */
  name: string;
  tags?: { readonly [key: string]: ParamValue | undefined };
  /** Wait at most so long until the version is READY; default 300, 0 does not wait. */
  awaitRegistrationForSeconds?: number;
}

/**
 * Registers a model as the next version of `name` and waits until it is ready.
 * @example const version = await registerModel(`runs:/${runId}/model`, "nyc-taxi-regressor")
 */
export function registerModel(
  ...args:
    | readonly [modelUri: string, name: string, options?: Omit<Registration, "modelUri" | "name">]
    | readonly [registration: Registration]
): Promise<ModelVersion> {
  const [first, name, options] = args;
  const registration = typeof first === "string" ? { ...options, modelUri: first, name: name! } : first;
  return new MlflowClient().registerModel(registration);
}

export interface InputOptions {
  /** What the data was for: `training`, `validation` … */
  context?: string;
  tags?: Readonly<Record<string, string>>;
}

/** Notes on the run at hand that it read a dataset; opens a run if there is none. */
export function logInput(dataset: Dataset, options: InputOptions = {}): Promise<void> {
  endAtExit(openRuns);
  const work = async (): Promise<void> => {
    const opened = runFor({});
    const { runId, store } = (opened instanceof Promise ? await opened : opened).facts;
    const tags = { ...options.tags, ...(options.context !== undefined && { "mlflow.data.context": options.context }) };
    await store.logInputs(runId, { datasets: [{ dataset, tags }] });
  };
  return pendingCalls.track(work(), execution()?.executionId ?? null, scopedRun() ?? null);
}

/**
 * Copies what a URI or a run's path names into the local folder `dstPath`, by default a new temporary one. Resolves to the
 * copy's absolute path: `out/model` for `runs:/<id>/x/model`, `out/x/model` for that run's path, `out` for a whole model.
 * @example await downloadArtifacts({ artifactUri: "models:/taxi@champion", dstPath: "model" })
 */
export function downloadArtifacts(
  ...args: Call<[artifactUri?: string, runId?: string, artifactPath?: string, dstPath?: string], UriDownload>
): Promise<string> {
  const asked = named<UriDownload>(args, ["artifactUri", "runId", "artifactPath", "dstPath"]);
  return new MlflowClient().downloadFrom(asked);
}

export function searchRegisteredModels(query: Search = {}): Promise<PagedList<RegisteredModel>> {
  return new MlflowClient().searchRegisteredModels(query);
}

export function searchModelVersions(query: Search = {}): Promise<PagedList<ModelVersion>> {
  return new MlflowClient().searchModelVersions(query);
}

export function searchLoggedModels(query: LoggedModelSearch): Promise<PagedList<LoggedModel>> {
  return new MlflowClient().searchLoggedModels(query);
}

export function getLoggedModel(modelId: string): Promise<LoggedModel> {
  return new MlflowClient().getLoggedModel(modelId);
}
