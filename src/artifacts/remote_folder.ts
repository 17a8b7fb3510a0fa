/** Which URL an artifact URI of a server means. */
import { TrackingError } from "../errors.js";
import { isServerUri, serverAddress, withoutCredentials } from "../http/address.js";

export interface RemoteFolder {
  /** The server's URL with its path prefix: `http://localhost:5000`. */
  readonly server: string;
  /** The URI by whose credentials the server is asked. */
  readonly credentialsFrom: string;
  /** Below the proxy's root, without slashes at its ends: `1/<run>/artifacts`. */
  readonly path: string;
}

const proxyPath = "/api/2.0/mlflow-artifacts/artifacts";

/** Whether artifacts at this URI are reached through a server: `mlflow-artifacts:`, or the address of a proxy. */
export function isRemote(artifactUri: string): boolean {
  return artifactUri.startsWith("mlflow-artifacts:") || (isServerUri(artifactUri) && artifactUri.includes(proxyPath));
}

/**
 * `mlflow-artifacts:/path` is on the tracking server, `mlflow-artifacts://host:port/path` on another, asked by the scheme,
 * the path prefix and the credentials of the tracking URI, as MLflow does.
 */
export function remoteFolder(artifactUri: string, trackingUri: string | undefined): RemoteFolder {
  // Without a tracking URI, as in a server, nothing that a URI names is connected to.
  if (trackingUri !== undefined && isServerUri(artifactUri)) {
    const [server = "", path = ""] = artifactUri.split(proxyPath, 2);
    return { server: serverAddress(server).url, credentialsFrom: serverOf(trackingUri) ?? server, path: trimmed(path) };
  }
  const server = serverOf(trackingUri);
  if (server === undefined) {
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `cannot reach artifacts at ${artifactUri}: a server keeps them, and runs are tracked to ` +
        `${withoutCredentials(trackingUri ?? "no server")}; track to that server, such as http://localhost:5000`,
    );
  }
  const tracking = new URL(serverAddress(server).url);
  const [, host = "", path = ""] = /^mlflow-artifacts:(?:\/\/([^/]*))?(.*)$/.exec(artifactUri) ?? [];
  const prefix = tracking.pathname.replace(/\/+$/, "");
  return {
    server: `${tracking.protocol}//${host === "" ? tracking.host : host}${prefix}`,
    credentialsFrom: server,
    path: trimmed(path),
  };
}

function serverOf(trackingUri: string | undefined): string | undefined {
  return trackingUri !== undefined && isServerUri(trackingUri) ? trackingUri : undefined;
}

function trimmed(path: string): string {
  return path.replace(/^\/+|\/+$/g, "");
}
