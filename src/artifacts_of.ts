import type { ArtifactStore } from "./artifacts/artifacts.js";
import { openArtifacts } from "./artifacts/open.js";
import type { RunInfo } from "./entities.js";
import { RestStore } from "./store/rest/store.js";
import type { TrackingStore } from "./store/store.js";

/** The artifacts of a run, wherever its store keeps them. */
export function artifactsOf(store: TrackingStore, run: Pick<RunInfo, "runId" | "artifactUri">): ArtifactStore {
  return store instanceof RestStore ? store.artifactsOf(run) : openArtifacts(run.artifactUri, store.uri);
}
