/**
 * Whether a client may register what it names as the source of a version: nothing outside the artifacts of the run or logged
 * model that it gives. Pure. MLflow 3.17 and later.
 */
import { percentDecoded } from "../artifacts/place.js";
import { TrackingError } from "../errors.js";
import { isModelUri, isRunUri, parseModelUri, parseRunUri } from "./model_uri.js";

export interface VersionSource {
  /** A path or URI, as the client wrote it. */
  readonly source: string;
  /** "" and undefined: none was given. */
  readonly runId?: string | undefined;
  readonly modelId?: string | undefined;
}

/** Where the run and the logged model that were given keep their artifacts; undefined when there are none such. */
export interface SourceRoots {
  readonly run?: string | undefined;
  readonly model?: string | undefined;
}

interface UriParts {
  /** "" for a path. */
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
}

/**
 * Throws INVALID_PARAMETER_VALUE unless `source` is
 * - a path or `file:` URI inside the artifacts of the run (or model) that was given,
 * - `runs:/<run id>/…` with that run's id, or `models:/<model id>` with that model's id,
 * - `mlflow-artifacts:` or a server's proxy URL inside the artifacts of the run or model that was given,
 * - any other URI without relative parts.
 * A local source is compared as it is written: symbolic links are for the caller to follow.
 */
export function checkVersionSource(request: VersionSource, roots: SourceRoots): void {
  const { source } = request;
  const wanted = request.modelId ? "model_id" : "run_id";
  const root = request.modelId ? roots.model : request.runId ? roots.run : undefined;
  if (isLocalSource(source)) {
    if ((request.modelId || request.runId) && root === undefined) throw unidentified(source, wanted);
    if (root === undefined || !isInside(source, root)) throw localRefused(source, wanted);
    return;
  }
  if (hasRelativeParts(source)) throw relativeRefused(source);
  const uri = partsOf(source);
  if (isRunUri(source) && !ownRun(request, uri)) throw unidentified(source, wanted);
  if (isModelUri(source)) checkModelSource(request, uri);
  if (isProxied(uri) && (root === undefined || !isWithin(uri, partsOf(root)))) throw unidentified(source, wanted);
}

/** A path, or a `file:` URI. */
export function isLocalSource(source: string): boolean {
  const { scheme } = partsOf(source);
  return scheme === "" || scheme === "file" || scheme.length === 1;
}

/** Whether the source must lie inside the artifacts of the run or logged model that was given. */
export function isRooted(source: string): boolean {
  return isLocalSource(source) || isProxied(partsOf(source));
}

/** The path of a local source, with `.` and `..` resolved; undefined when it is not absolute. */
export function localPath(source: string): string | undefined {
  const { scheme, authority, path } = partsOf(source);
  if (scheme !== "" && (scheme !== "file" || !/^(\.|localhost|127\.0\.0\.1)?$/.test(authority))) return undefined;
  const text = scheme === "" ? source : percentDecoded(path);
  return text.startsWith("/") && !text.includes("\0") ? `/${resolved(text).join("/")}` : undefined;
}

function resolved(path: string): string[] {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts;
}

function isInside(source: string, root: string): boolean {
  const [place, folder] = [localPath(source), isLocalSource(root) ? localPath(root) : undefined];
  if (place === undefined || folder === undefined) return false;
  return place === folder || place.startsWith(folder === "/" ? "/" : `${folder}/`);
}

function ownRun(request: VersionSource, uri: UriParts): boolean {
  return !request.modelId && uri.authority === "" && parseRunUri(request.source).runId === request.runId;
}

function checkModelSource(request: VersionSource, uri: UriParts): void {
  const parsed = uri.authority === "" ? modelUriOf(request.source) : undefined;
  if (parsed === undefined) throw unidentified(request.source, "model_id");
  if (parsed.kind === "model" && parsed.modelId !== request.modelId) throw unidentified(request.source, "model_id");
}

function modelUriOf(source: string): ReturnType<typeof parseModelUri> | undefined {
  try {
    return parseModelUri(source);
  } catch (error) {
    if (error instanceof TrackingError) return undefined;
    throw error;
  }
}

function partsOf(uri: string): UriParts {
  const found = /^([a-z][a-z0-9+.-]*):(?:\/\/([^/?#]*))?([^?#]*)/i.exec(uri);
  if (found === null) return { scheme: "", authority: "", path: uri };
  return { scheme: found[1]!.toLowerCase(), authority: (found[2] ?? "").toLowerCase(), path: found[3]! };
}

/** Decoded until nothing changes, so that no encoding hides a relative part. */
function hasRelativeParts(source: string): boolean {
  const plain = decoded(source);
  const path = partsOf(plain).path;
  return (
    plain.includes("\0") ||
    !path.startsWith("/") ||
    path.split("/").some((part) => part === ".") ||
    plain.split(/[/\\]/).includes("..")
  );
}

function decoded(text: string): string {
  let plain = text;
  for (let next = percentDecoded(plain); next !== plain; next = percentDecoded(plain)) plain = next;
  return plain;
}

/** Served by a tracking server's artifact proxy. */
function isProxied({ scheme, path }: UriParts): boolean {
  if (scheme === "mlflow-artifacts") return true;
  return /^https?$/.test(scheme) && `${partsIn(path).join("/")}/`.includes("api/2.0/mlflow-artifacts/artifacts/");
}

function isWithin(source: UriParts, root: UriParts): boolean {
  const [parts, rootParts] = [partsIn(source.path), partsIn(root.path)];
  return (
    source.scheme === root.scheme &&
    source.authority === root.authority &&
    rootParts.length > 0 &&
    rootParts.every((part, index) => parts[index] === part)
  );
}

function partsIn(path: string): string[] {
  return path
    .split("/")
    .filter((part) => part !== "")
    .map(decoded);
}

function refused(source: string, rule: string): TrackingError {
  return new TrackingError("INVALID_PARAMETER_VALUE", `Invalid model version source: '${source}'. ${rule}`);
}

function unidentified(source: string, parameter: "run_id" | "model_id"): TrackingError {
  return refused(source, `The ${parameter} request parameter must identify the resource that contains the source.`);
}

export function localRefused(source: string, parameter: "run_id" | "model_id"): TrackingError {
  return refused(
    source,
    `To use a local path as a model version source, the ${parameter} request parameter has to be specified and the local path ` +
      `has to be contained within the artifact directory of the run specified by the ${parameter}.`,
  );
}

function relativeRefused(source: string): TrackingError {
  return refused(
    source,
    "If supplying a source as an http, https, local file path, ftp, objectstore, or mlflow-artifacts uri, an absolute path " +
      "must be provided without relative path references present. Please provide an absolute path.",
  );
}
