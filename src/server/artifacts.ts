/** The endpoints of MLflow's API that are about artifacts; the bytes themselves go through `artifact_routes.ts`. */
import { artifactPathOf } from "../artifacts/place.js";
import type { FileInfo } from "../entities.js";
import { TrackingError } from "../errors.js";
import type { Message } from "../protocol/messages.js";
import type { TrackingStore } from "../store/store.js";
import type { ArtifactPlaces } from "./artifact_places.js";
import { type Handlers, runIdOf } from "./handlers.js";

type ArtifactEndpoint =
  "listArtifacts" | "listLoggedModelArtifacts" | "createPresignedUploadUrl" | "createPresignedDownloadUrl";

export function artifactHandlers(store: TrackingStore, places: ArtifactPlaces): Handlers<ArtifactEndpoint> {
  return {
    async listArtifacts(request) {
      const path = optionalPath(request.path);
      const { info } = await store.getRun(runIdOf(request));
      return await listing(places, info.artifactUri, path);
    },

    async listLoggedModelArtifacts({ model_id = "", artifact_directory_path }) {
      const path = optionalPath(artifact_directory_path);
      const { artifactUri } = await store.getLoggedModel(model_id);
      return await listing(places, artifactUri, path);
    },

    async createPresignedUploadUrl({ run_id = "", model_id = "", path = "" }) {
      if ((run_id === "") === (model_id === "")) {
        throw new TrackingError("INVALID_PARAMETER_VALUE", "Exactly one of run_id and model_id must be provided.");
      }
      artifactPathOf(path);
      const uri =
        run_id === ""
          ? (await store.getLoggedModel(model_id)).artifactUri
          : (await store.getRun(run_id)).info.artifactUri;
      throw unsigned("upload", "proxied artifact storage", uri);
    },

    async createPresignedDownloadUrl({ run_id = "", path = "" }) {
      artifactPathOf(path);
      const { info } = await store.getRun(run_id);
      throw unsigned("download", "runs with proxied artifact storage", info.artifactUri);
    },
  };
}

/** Only cloud storage signs URLs, and this server has none. */
function unsigned(direction: "upload" | "download", storage: string, uri: string): TrackingError {
  const scheme = /^(https?|mlflow-artifacts):/.exec(uri)?.[1];
  if (scheme === undefined) {
    return new TrackingError(
      "NOT_IMPLEMENTED",
      `Presigned ${direction} is not supported for the current artifact repository`,
    );
  }
  return new TrackingError(
    "INVALID_PARAMETER_VALUE",
    `Presigned ${direction} is not supported for ${storage} (artifact URI scheme: ${scheme}). ` +
      "This endpoint requires a direct cloud storage artifact URI.",
  );
}

function optionalPath(path = ""): string {
  return path === "" ? "" : artifactPathOf(path);
}

async function listing(
  places: ArtifactPlaces,
  rootUri: string,
  path: string,
): Promise<Message<"ListArtifacts.Response">> {
  const { store, prefix } = places.locate(rootUri);
  const files = await store.list(prefix + path);
  return {
    root_uri: rootUri,
    files: files.map((file) => fileMessage({ ...file, path: file.path.slice(prefix.length) })),
  };
}

/** MLflow leaves out the size of an empty file. */
export function fileMessage({ path, isDir, sizeBytes }: FileInfo): Message<"FileInfo"> {
  return { path, is_dir: isDir, file_size: sizeBytes === 0 ? undefined : (sizeBytes ?? undefined) };
}
