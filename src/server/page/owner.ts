/** Whose artifacts a request is about, and where they are. */
import { artifactPathOf, checkPath } from "../../artifacts/place.js";
import type { ArtifactStore } from "../../artifacts/artifacts.js";
import { invalid } from "../../errors.js";
import type { ArtifactOwner } from "../../protocol/page.js";
import { type Located, locateVersion } from "../../registry/artifact_uri.js";
import type { Store } from "../../store/store.js";
import type { ArtifactPlaces } from "../artifact_places.js";

/** Where the page's artifacts come from. */
export interface PageSources {
  readonly tracking: Store;
  readonly registry: Store;
  readonly places: ArtifactPlaces;
}

/** The artifacts of a run, a logged model or a model version: a folder in a place that may hold more. */
export interface Owned {
  readonly artifacts: ArtifactStore;
  /** Path of a file or folder of them in `artifacts`; "" is all of them. */
  pathOf(path: string): string;
  /** What a download of all of them is called. */
  readonly name: string;
}

/** Out of the query parameters `run_id`, `model_id`, or `name` and `version`. */
export function ownerIn(query: URLSearchParams): ArtifactOwner {
  return ownerOf({
    runId: query.get("run_id"),
    modelId: query.get("model_id"),
    name: query.get("name"),
    version: query.get("version"),
  });
}

/** Out of JSON; INVALID_PARAMETER_VALUE unless it names exactly one owner. */
export function ownerOf(value: unknown): ArtifactOwner {
  const { runId, modelId, name, version } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const [run, model, registered] = [named(runId), named(modelId), named(name) && named(version)];
  if ([run, model, registered].filter(Boolean).length !== 1) {
    throw invalid(
      "A request for artifacts names a run (run_id), a logged model (model_id), or a version (name and version).",
    );
  }
  if (run) return { runId: runId as string };
  return model ? { modelId: modelId as string } : { name: name as string, version: version as string };
}

function named(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

/** A path out of a query or JSON; "" or null: all of it. */
export function optionalPath(path: string | null | undefined): string {
  return path === null || path === undefined || path === "" ? "" : insidePath(path).replace(/\/+$/, "");
}

/** The path of one file out of a query. */
export function filePathIn(query: URLSearchParams): string {
  const path = query.get("path") ?? "";
  if (path === "") throw invalid("The query parameter 'path' is missing; it names a file.");
  return insidePath(path);
}

/** A path of a file that is there may hold "#" and "%20"; it was decoded once, and decoded as often as it can be it stays inside too. */
function insidePath(path: string): string {
  checkPath(path);
  artifactPathOf(path.replaceAll("#", "_"));
  return path;
}

/** Rejects where there is no such owner, and where this server cannot reach its artifacts. */
export async function artifactsOf(owner: ArtifactOwner, sources: PageSources): Promise<Owned> {
  const { artifacts, path: folder } = await locateOwner(owner, sources);
  return {
    artifacts,
    pathOf: (path) => (folder === "" ? path : path === "" ? folder : `${folder}/${path}`),
    name: "runId" in owner ? owner.runId : "modelId" in owner ? owner.modelId : `${owner.name}-${owner.version}`,
  };
}

async function locateOwner(owner: ArtifactOwner, { tracking, registry, places }: PageSources): Promise<Located> {
  const open = (root: string): ReturnType<ArtifactPlaces["locate"]> => places.locate(root);
  if ("version" in owner) return await locateVersion(owner, "", { tracking, registry, open });
  const root =
    "runId" in owner
      ? (await tracking.getRun(owner.runId)).info.artifactUri
      : (await tracking.getLoggedModel(owner.modelId)).artifactUri;
  const { store, prefix } = open(root);
  return { root, artifacts: store, path: prefix.replace(/\/$/, "") };
}
