/** Where the artifacts of an artifact URI are, seen from the server. */
import type { ArtifactStore } from "../artifacts/artifacts.js";
import { FolderArtifacts } from "../artifacts/folder.js";
import { openArtifacts } from "../artifacts/open.js";
import { percentDecoded } from "../artifacts/place.js";
import { isRemote } from "../artifacts/remote_folder.js";
import { TrackingError } from "../errors.js";

export interface Place {
  readonly store: ArtifactStore;
  /** Path of the URI's folder in `store`, "" or with a slash at its end. */
  readonly prefix: string;
}

export class ArtifactPlaces {
  /** What `mlflow-artifacts:/` stands for; null when the server does not serve artifacts. */
  readonly proxied: ArtifactStore | null;

  readonly #behind: string | undefined;

  /**
   * `destination` is an absolute folder; null: this server serves no artifacts (`--no-serve-artifacts`). `behind` is the URI of the
   * tracking server that this one stands before, which then keeps them.
   */
  constructor(destination: string | null, behind?: string) {
    this.#behind = behind;
    if (behind !== undefined) this.proxied = openArtifacts("mlflow-artifacts:/", behind, { hasty: true });
    else this.proxied = destination === null ? null : new FolderArtifacts(destination);
  }

  /**
   * Proxied URIs are below the destination, or on the server behind this one; plain paths and `file:` URIs are folders of this
   * machine.
   */
  locate(artifactUri: string): Place {
    if (this.#behind !== undefined && isRemote(artifactUri)) {
      return { store: openArtifacts(artifactUri, this.#behind, { hasty: true }), prefix: "" };
    }
    const path = proxiedPath(artifactUri);
    if (path !== null && this.proxied !== null) return { store: this.proxied, prefix: path === "" ? "" : `${path}/` };
    const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(artifactUri)?.[1]?.toLowerCase();
    if (path === null && (scheme === undefined || scheme === "file")) {
      return { store: openArtifacts(artifactUri), prefix: "" };
    }
    throw new TrackingError(
      "NOT_IMPLEMENTED",
      path === null
        ? `Artifacts at '${artifactUri}' cannot be reached: this server keeps artifacts in folders, not at ${scheme}:. Fetch them from there.`
        : `Artifacts at '${artifactUri}' cannot be reached: this server runs with --no-serve-artifacts.`,
    );
  }
}

/** `1/<run>/artifacts` of `mlflow-artifacts:/1/<run>/artifacts` or of the URL of some server's artifact proxy. */
function proxiedPath(uri: string): string | null {
  const found =
    /^mlflow-artifacts:(?:\/\/[^/]*)?\/*(.*)$/i.exec(uri)?.[1] ??
    /^https?:\/\/[^/]+\/(?:.*\/)?api\/2\.0\/mlflow-artifacts\/artifacts\/(.*)$/i.exec(uri)?.[1];
  return found === undefined ? null : percentDecoded(found).replace(/\/+$/, "");
}
