/** Artifacts as bytes: the artifact proxy (`mlflow-artifacts`) and the downloads of MLflow's web page. */
import { posix } from "node:path";
import { artifactPathOf, percentDecoded } from "../artifacts/place.js";
import { TrackingError } from "../errors.js";
import { encode } from "../protocol/encode.js";
import type { Store } from "../store/store.js";
import type { ArtifactPlaces, Place } from "./artifact_places.js";
import { fileMessage } from "./artifacts.js";
import type { Exchange } from "./exchange.js";
import { withFlatMemory } from "./memory.js";
import { sendFile } from "./send_file.js";

export interface ArtifactSources {
  /** Null where only artifacts are served (`--artifacts-only`). */
  readonly tracking: Store | null;
  readonly registry: Store | null;
  readonly places: ArtifactPlaces;
}

type Answer = (exchange: Exchange, sources: ArtifactSources, rest: string) => Promise<void>;

interface Route {
  /** Matched against the path as sent; the first group is handed to the answer. */
  readonly path: RegExp;
  readonly methods: Readonly<Record<string, Answer>>;
  /** Needs no store, but `--serve-artifacts`. */
  readonly proxy?: true;
}

const uploadLimitBytes = 10 * 2 ** 20;
const proxy = "^/(?:ajax-)?api/2\\.0/mlflow-artifacts";

export const artifactRoutes: readonly Route[] = [
  {
    path: new RegExp(`${proxy}/artifacts/(.*)$`),
    methods: { GET: get, HEAD: get, PUT: put, DELETE: remove },
    proxy: true,
  },
  { path: new RegExp(`${proxy}/artifacts$`), methods: { GET: list }, proxy: true },
  { path: new RegExp(`${proxy}/mpu/(?:create|complete|abort)/(.*)$`), methods: { POST: multipart }, proxy: true },
  { path: new RegExp(`${proxy}/presigned/(.*)$`), methods: { GET: presigned }, proxy: true },
  { path: /^\/get-artifact$/, methods: { GET: runArtifact, HEAD: runArtifact } },
  { path: /^\/model-versions\/get-artifact$/, methods: { GET: versionArtifact, HEAD: versionArtifact } },
  { path: /^\/ajax-api\/2\.0\/mlflow\/upload-artifact$/, methods: { POST: upload } },
  {
    path: /^\/ajax-api\/2\.0\/mlflow\/logged-models\/([^/]+)\/artifacts\/files$/,
    methods: { GET: modelArtifact, HEAD: modelArtifact },
  },
];

/** Answers what is about artifacts; false: it is not, and nothing was done. Rejects with a `TrackingError`. */
export async function answerArtifacts(exchange: Exchange, sources: ArtifactSources): Promise<boolean> {
  if (!exchange.path.includes("artifact")) return false; // nearly every request
  for (const route of artifactRoutes) {
    const found = route.path.exec(exchange.path);
    if (found === null) continue;
    if (route.proxy !== true && sources.tracking === null) return false;
    await answer(route, found[1] ?? "", exchange, sources);
    return true;
  }
  return false;
}

async function answer(route: Route, rest: string, exchange: Exchange, sources: ArtifactSources): Promise<void> {
  const act = Object.hasOwn(route.methods, exchange.method) ? route.methods[exchange.method] : undefined;
  if (act === undefined) {
    const allow = Object.keys(route.methods).join(", ");
    return exchange.send(405, { allow, "content-type": "text/plain; charset=utf-8" }, "Method Not Allowed");
  }
  if (route.proxy === true && sources.places.proxied === null) {
    return exchange.sendText(
      503,
      `Endpoint: ${exchange.path} disabled due to the mlflow server running with \`--no-serve-artifacts\`. To enable ` +
        "artifacts server functionality, run `mlflow server` with `--serve-artifacts`",
    );
  }
  await act(exchange, sources, rest);
}

async function get(exchange: Exchange, { places }: ArtifactSources, rest: string): Promise<void> {
  try {
    await sendFile(exchange, places.proxied!, pathIn(rest));
  } catch (error) {
    if (!(error instanceof TrackingError) || !error.bare.startsWith("Artifact path refers to a directory")) throw error;
    sendDetail(exchange, error.bare);
  }
}

/** The form of errors that MLflow 3 gives to two faults of the artifact proxy. */
function sendDetail(exchange: Exchange, detail: string): void {
  exchange.sendJson(400, JSON.stringify({ detail }));
}

async function put(exchange: Exchange, { places }: ArtifactSources, rest: string): Promise<void> {
  if (rest === "" || /[^/]\/$/.test(rest)) {
    return sendDetail(exchange, "Artifact path must include a filename (cannot end with '/').");
  }
  const path = pathIn(rest);
  const size = exchange.incoming.headers["content-length"];
  exchange.expectProgress();
  const sizeBytes = size === undefined ? undefined : Number(size);
  await withFlatMemory(places.proxied!.writeStream(path, exchange.incoming, sizeBytes));
  exchange.send(200, {});
}

async function remove(exchange: Exchange, { places }: ArtifactSources, rest: string): Promise<void> {
  await places.proxied!.remove(pathIn(rest).replace(/\/+$/, ""));
  exchange.sendJson(200, "{}");
}

/** Lists names, not paths: the client knows where it asked. */
async function list(exchange: Exchange, { places }: ArtifactSources): Promise<void> {
  const asked = exchange.query.get("path") ?? "";
  const files = await places.proxied!.list(asked === "" ? "" : artifactPathOf(asked));
  const named = files.map((file) => fileMessage({ ...file, path: posix.basename(file.path) }));
  exchange.sendJson(200, encode("artifacts.ListArtifacts.Response", { files: named }));
}

async function multipart(_exchange: Exchange, _sources: ArtifactSources, rest: string): Promise<void> {
  pathIn(rest);
  return Promise.reject(unsupported("upload"));
}

async function presigned(_exchange: Exchange, _sources: ArtifactSources, rest: string): Promise<void> {
  pathIn(rest);
  return Promise.reject(unsupported("download"));
}

/** Clients then send or fetch the file whole. */
function unsupported(direction: "upload" | "download"): TrackingError {
  return new TrackingError(
    "NOT_IMPLEMENTED",
    `Multipart ${direction} is not supported for the current artifact repository`,
  );
}

async function runArtifact(exchange: Exchange, { tracking, places }: ArtifactSources): Promise<void> {
  const path = artifactPathOf(required(exchange, "path"));
  // "None" is what MLflow says of a run that is not named.
  const runId = exchange.query.get("run_id") ?? exchange.query.get("run_uuid") ?? "None";
  const { info } = await tracking!.getRun(runId);
  await sendFrom(exchange, places.locate(info.artifactUri), path);
}

async function versionArtifact(exchange: Exchange, { registry, places }: ArtifactSources): Promise<void> {
  const path = artifactPathOf(required(exchange, "path"));
  const [name, version] = [exchange.query.get("name") ?? "", exchange.query.get("version") ?? ""];
  const uri = await registry!.getModelVersionDownloadUri(name, version);
  await sendFrom(exchange, places.locate(uri), path);
}

async function modelArtifact(exchange: Exchange, { tracking, places }: ArtifactSources, rest: string): Promise<void> {
  const asked = exchange.query.get("artifact_file_path") ?? "";
  if (asked === "") {
    throw new TrackingError("BAD_REQUEST", 'Request must include the "artifact_file_path" query parameter.');
  }
  const path = artifactPathOf(asked);
  const { artifactUri } = await tracking!.getLoggedModel(percentDecoded(rest));
  await sendFrom(exchange, places.locate(artifactUri), path);
}

async function upload(exchange: Exchange, { tracking, places }: ArtifactSources): Promise<void> {
  const runId = exchange.query.get("run_id") ?? exchange.query.get("run_uuid") ?? "";
  if (runId === "") throw new TrackingError("INVALID_PARAMETER_VALUE", "Request must specify run_id or run_uuid.");
  const asked = exchange.query.get("path") ?? "";
  if (asked === "") throw new TrackingError("INVALID_PARAMETER_VALUE", "Request must specify path.");
  const path = artifactPathOf(asked);
  const content = await exchange.receiveBody(uploadLimitBytes, "Artifact size is too large. Max size is 10MB.");
  if (content.length === 0) throw new TrackingError("INVALID_PARAMETER_VALUE", "Request must specify data.");
  const { info } = await tracking!.getRun(runId);
  const { store, prefix } = places.locate(info.artifactUri);
  await store.write(prefix + path, content);
  exchange.sendJson(200, "");
}

async function sendFrom(exchange: Exchange, { store, prefix }: Place, path: string): Promise<void> {
  await sendFile(exchange, store, prefix + path);
}

function pathIn(rest: string): string {
  return artifactPathOf(rest);
}

function required(exchange: Exchange, name: string): string {
  const value = exchange.query.get(name);
  if (value !== null) return value;
  throw new TrackingError("BAD_REQUEST", `The query parameter '${name}' is missing.`);
}
