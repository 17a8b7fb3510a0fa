/**
 * MLflow's limits and name rules in one place, with MLflow's messages. Pure.
 * Source: MLflow 3.18 `mlflow/utils/validation.py`; limits are in characters (code points).
 */
import type { Batch, DatasetInput, Metric, Param, RunStatus, Tag } from "./entities.js";
import { TrackingError } from "./errors.js";
import { pythonFloat, pythonJson, pythonRepr } from "./python_text.js";

export const maxKeyLength = 250;
export const maxParamLength = 6000;
export const maxTagLength = 8000;
export const maxExperimentTagLength = 20000;
export const maxExperimentNameLength = 500;
const maxLocationLength = 2048;

const goodName = /^[/\p{L}\p{N}_.\- :]*$/u;
const hint =
  "Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).";

function invalid(message: string, remedy?: string): TrackingError {
  return new TrackingError("INVALID_PARAMETER_VALUE", message, remedy === undefined ? {} : { remedy });
}

/** A missing or empty parameter, in MLflow's words. */
export function missing(parameter: string): TrackingError {
  return invalid(
    `Missing value for required parameter '${parameter}'. See the API docs for more information about request parameters.`,
  );
}

/** The key of a param or tag, or the name of a metric, said to be that of `parameter` in messages. */
export function checkKey(parameter: string, key: unknown): asserts key is string {
  if (typeof key !== "string") throw invalid(`Invalid value ${show(key)} for parameter '${parameter}' supplied`, named);
  checkCharacters(parameter, key);
  checkOwnPath(parameter, key);
}

const named = 'give it a name, such as "rmse"';

/** Only the characters that MLflow allows in keys. */
export function checkCharacters(parameter: string, name: string): void {
  if (goodName.test(name)) return;
  throw invalid(`Invalid value ${pythonJson(name)} for parameter '${parameter}' supplied: ${hint}`);
}

/** A name that, taken as a path, stays what it is and where it is. */
export function checkOwnPath(parameter: string, name: string): void {
  if (!name.includes("/") && !name.startsWith(".") && name !== "") return; // nearly all, without the work below
  const resolved = normalPath(name);
  if (resolved === name && name !== "." && !name.startsWith("..") && !name.startsWith("/")) return;
  throw invalid(
    `Invalid value ${pythonJson(name)} for parameter '${parameter}' supplied: Names may be treated as files in certain ` +
      `cases, and must not resolve to other names when treated as such. This name would resolve to '${resolved}'`,
    name === "" ? named : undefined,
  );
}

/** A metric as `log-metric` checks it; `path` leads messages to it in a batch, e.g. `metrics[3].`. */
export function checkMetric(metric: Metric, path = ""): void {
  const { key, value, timestampMs } = metric;
  if ((metric.datasetName === undefined) !== (metric.datasetDigest === undefined)) {
    throw invalid("Both dataset_name and dataset_digest must be provided if one is provided");
  }
  checkKey(`${path}name`, key);
  if (typeof value !== "number") {
    throw invalid(
      `Invalid value ${show(value)} for parameter '${path}value' supplied: (timestamp=${timestampMs}). ` +
        "Please specify value as a valid double (64-bit floating point)",
      typeof value === "string"
        ? `convert metric '${key}' with Number(…), or log it as a param or tag`
        : `log a number as metric '${key}'`,
    );
  }
  if (!Number.isSafeInteger(timestampMs) || timestampMs < 0) {
    throw invalid(
      `Invalid value ${show(timestampMs)} for parameter '${path}timestamp' supplied: metric '${key}' ` +
        `(value=${shownValue(value)}). Timestamp must be a nonnegative long (64-bit integer) `,
      Number.isSafeInteger(timestampMs) ? undefined : "give whole milliseconds since 1970, such as Date.now()",
    );
  }
  checkStep(metric, path);
  checkLength("Metric name", key, maxKeyLength);
}

/** A step is any 64-bit integer; `exactStep` has the digits of one beyond 53 bits. */
function checkStep({ key, value, step, exactStep }: Metric, path: string): void {
  if (exactStep === undefined ? Number.isSafeInteger(step) : isLong(exactStep)) return;
  throw invalid(
    `Invalid value ${show(exactStep ?? step)} for parameter '${path}step' supplied: metric '${key}' ` +
      `(value=${shownValue(value)}). Step must be a valid long (64-bit integer).`,
    "beyond 53 bits it is a bigint, in exactStep",
  );
}

function isLong(value: unknown): boolean {
  return typeof value === "bigint" && BigInt.asIntN(64, value) === value;
}

function shownValue(value: number): string {
  return Number.isFinite(value) ? pythonFloat(value) : String(value);
}

/** A param as `log-parameter` checks it. */
export function checkParam({ key, value }: Param, path = ""): void {
  checkKey(`${path}key`, key);
  if (typeof value !== "string") throw invalid(`Param '${key}' is ${show(value)}; a param is stored as text.`);
  checkLength("Param key", key, maxKeyLength);
}

/** A tag of a run as `set-tag` checks it. */
export function checkTag({ key, value }: Tag, path = ""): void {
  checkKey(`${path}key`, key);
  if (typeof value !== "string") throw invalid(`Tag '${key}' is ${show(value)}; a tag is stored as text.`);
  checkLength(`${path}key`, key, maxKeyLength);
}

export function checkInteger(what: string, value: unknown): asserts value is number {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) {
    throw invalid(`${what} is ${show(value)}; it must be an integer of at most 53 bits.`);
  }
}

export function checkExperimentName(name: unknown): asserts name is string {
  if (typeof name !== "string" || name === "") throw missing("name");
  if (name.trim() === "") throw invalid(`Invalid experiment name: '${name}'`);
  checkLength("name", name, maxExperimentNameLength);
}

/** Ids of experiments are small integers as text. */
export function checkExperimentId(id: unknown): asserts id is string {
  if (typeof id !== "string" || id === "") throw missing("experiment_id");
  if (!/^-?\d+$/.test(id)) throw invalid(`Invalid experiment ID '${id}'. Experiment ID must be a valid integer.`);
}

const runIdPattern = /^[a-zA-Z0-9][\w-]{0,255}$/;

export function checkRunId(id: unknown): asserts id is string {
  if (typeof id !== "string" || id === "") throw invalid(`Invalid value "" for parameter 'run_id' supplied.`);
  if (!runIdPattern.test(id)) throw invalid(`Invalid run ID: '${id}'`);
}

const runStatuses: readonly string[] = ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"] satisfies RunStatus[];

export function checkRunStatus(status: unknown): asserts status is RunStatus {
  if (typeof status === "string" && runStatuses.includes(status)) return;
  throw invalid(`Invalid run status: ${show(status)}`, `it is one of ${runStatuses.join(", ")}`);
}

export function checkArtifactLocation(location: string): void {
  if (location.length > maxLocationLength) {
    throw invalid(
      `Invalid artifact path length. The length of the artifact path cannot be greater than ${maxLocationLength} ` +
        "characters. To configure this limit, please set the MLFLOW_ARTIFACT_LOCATION_MAX_LENGTH environment variable.",
    );
  }
  if (location.startsWith("runs:")) {
    throw invalid(`Artifact location cannot be a runs:/ URI. Given: '${location}'`);
  }
}

export function checkExperimentTag(key: unknown, value: unknown): void {
  checkKey("key", key);
  checkLength("key", key, maxKeyLength);
  if (typeof value !== "string") throw invalid(`Tag '${key}' is ${show(value)}; a tag is stored as text.`);
  checkLength("value", value, maxExperimentTagLength);
}

/** An experiment keeps at most 50 of the views that MLflow's page saves as tags; `keys`: of all its tags. */
export function checkCustomViews(keys: readonly string[], experimentId?: string): void {
  if (keys.filter((key) => key.startsWith("mlflow.customView.view")).length <= 50) return;
  throw invalid(
    `Unable to create another custom view${experimentId === undefined ? "" : ` for experiment ${experimentId}`}; the maximum ` +
      "number of custom views per experiment is 50. Delete an existing custom view before creating a new one.",
  );
}

/** What the length limits count: code points. Longer values of params and run tags are cut, as MLflow does. */
export function truncate(value: string, limit: number): string {
  if (value.length <= limit) return value;
  return [...value].slice(0, limit).join("");
}

export function checkLength(what: string, value: string, limit: number): void {
  if (value.length > limit && [...value].length > limit) {
    throw invalid(`'${what}' exceeds the maximum length of ${limit} characters`, `it has ${[...value].length}`);
  }
}

/** Limits of one batch: at most 1000 metrics, 100 params, 100 tags, 1000 together, and no param twice. */
export function checkBatch(batch: Batch): void {
  const { metrics = [], params = [], tags = [] } = batch;
  checkBatchCount("metrics", metrics.length, 1000);
  checkBatchCount("params", params.length, 100);
  checkBatchCount("tags", tags.length, 100);
  checkBatchCount("metrics, params, and tags", metrics.length + params.length + tags.length, 1000);
  metrics.forEach((metric, index) => checkMetric(metric, `metrics[${index}].`));
  params.forEach((param, index) => checkParam(param, `params[${index}].`));
  tags.forEach((tag, index) => checkTag(tag, `tags[${index}].`));
  checkParamsUnique(params);
}

function checkParamsUnique(params: readonly Param[]): void {
  const keys = params.map((param) => param.key);
  if (new Set(keys).size === keys.length) return;
  const twice = keys.filter((key, index) => keys.indexOf(key) < index).map(pythonRepr);
  throw invalid(
    `Duplicate parameter keys have been submitted: [${twice.join(", ")}]. Please ensure the request contains only one ` +
      "param value per param key.",
  );
}

function checkBatchCount(what: string, count: number, limit: number): void {
  if (count <= limit) return;
  throw invalid(
    `A batch logging request can contain at most ${limit} ${what}. Got ${count} ${what}. ` +
      `Please split up ${what} across multiple requests and try again.`,
  );
}

export function checkDatasetInputs(inputs: readonly DatasetInput[]): void {
  checkBatchCount("datasets", inputs.length, 1000);
  for (const { dataset, tags } of inputs) {
    checkText("name", dataset.name, 500);
    checkText("digest", dataset.digest, 36);
    checkText("source_type", dataset.sourceType, 36);
    checkText("source", dataset.source, 65_535);
    if (dataset.schema !== null) checkText("schema", dataset.schema, 1_048_575);
    if (dataset.profile !== null) checkText("profile", dataset.profile, 16_777_215);
    for (const [key, value] of Object.entries(tags)) {
      checkLength("key", key, 255);
      checkText("value", value, 500);
    }
  }
}

function checkText(what: string, value: unknown, limit: number): void {
  if (typeof value !== "string") throw invalid(`Dataset ${what} is ${show(value)}; it must be a text.`);
  checkLength(what, value, limit);
}

/** Params and tags of a logged model: any text. */
export function checkTexts(what: "Param" | "Tag", pairs: readonly { key: string; value: unknown }[]): void {
  for (const { key, value } of pairs) {
    if (typeof key !== "string" || typeof value !== "string") {
      throw invalid(`${what} '${key}' is ${show(value)}; a ${what.toLowerCase()} is stored as text.`);
    }
  }
}

const badModelCharacters = ["/", ":", ".", "%", '"', "'"];

export function checkLoggedModelName(name: string): void {
  if (name !== "" && !badModelCharacters.some((character) => name.includes(character))) return;
  throw invalid(
    `Invalid model name (${pythonRepr(name)}) provided. Model name must be a non-empty string and cannot contain the ` +
      `following characters: (${badModelCharacters.map(pythonRepr).join(", ")})`,
  );
}

/** The greatest page of a metric's history. */
export const maxHistoryPage = 25_000;

/** `maxResults` of a page of a history: any positive integer. */
export function checkHistoryLimit(value: number): number {
  if (Number.isInteger(value) && value > 0) return value;
  throw invalid(`Invalid value ${value} for parameter 'max_results' supplied. It must be a positive integer.`);
}

/** Checks what is asked of a sampled history; returns how many points of each run at most. */
export function checkSample(sample: {
  runIds: readonly string[];
  startStep?: number;
  endStep?: number;
  maxResults?: number;
}): number {
  const { runIds, startStep, endStep, maxResults = 2500 } = sample;
  const see = "See the API docs for more information about request parameters.";
  if (runIds.length > 100) {
    throw invalid(
      "GetMetricHistoryBulkInterval request must specify at most 100 run_ids. " +
        `Received ${runIds.length} run_ids. ${see}`,
    );
  }
  if (!Number.isInteger(maxResults) || maxResults < 1 || maxResults > 2500) {
    throw invalid(`max_results must be between 1 and 2500. ${see}`);
  }
  if ((startStep === undefined) !== (endStep === undefined)) {
    throw invalid("If either start step or end step are specified, both must be specified.");
  }
  if (startStep !== undefined && endStep !== undefined && startStep > endStep) {
    throw invalid(`end_step must be greater than start_step. Found start_step=${startStep} and end_step=${endStep}.`);
  }
  return maxResults;
}

/** `maxResults` of a search: 1 to `limit`. */
export function checkMaxResults(value: number | undefined, fallback: number, limit: number): number {
  if (value === undefined) return fallback;
  const refuse = (rule: string) => invalid(`Invalid value ${value} for parameter 'max_results' supplied. ${rule}`);
  if (!Number.isInteger(value) || value < 1) throw refuse("It must be a positive integer");
  if (value > limit) throw refuse(`It must be at most ${limit}`);
  return value;
}

/** Python's `posixpath.normpath`, by which MLflow decides whether a name is safe as a file name. */
function normalPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== ".." || !path.startsWith("/")) parts.push(part);
  }
  return (path.startsWith("/") ? "/" : "") + parts.join("/") || ".";
}

function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "object" && value !== null) return JSON.stringify(value) ?? String(value);
  return String(value);
}
