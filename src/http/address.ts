/** Where a server is, read from a URI, with the credentials kept apart from what is shown. */
import { TrackingError } from "../errors.js";

export interface ServerAddress {
  /** Scheme, host, port and path prefix, without credentials and without a slash at the end: `https://host/mlflow`. */
  readonly url: string;
  /** `user:password` of the URI, decoded; null when it has none. */
  readonly credentials: string | null;
}

/** Reads `http(s)://[user:password@]host[:port][/prefix]`. */
export function serverAddress(uri: string): ServerAddress {
  const found = URL.canParse(uri) ? new URL(uri) : null;
  if (found === null || !isServerUri(uri) || found.hostname === "") {
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `'${withoutCredentials(uri)}' is no address of a server; write it like http://localhost:5000 or https://host/prefix`,
    );
  }
  const named = found.username !== "" || found.password !== "";
  return {
    url: `${found.protocol}//${found.host}${found.pathname.replace(/\/+$/, "")}`,
    credentials: named ? `${decoded(found.username)}:${decoded(found.password)}` : null,
  };
}

/** A `%` that begins no code stands for itself, as browsers have it. */
function decoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (codes) => {
    try {
      return decodeURIComponent(codes);
    } catch (error) {
      if (error instanceof URIError) return codes; // no UTF-8
      throw error;
    }
  });
}

export function isServerUri(uri: string): boolean {
  return /^https?:/i.test(uri);
}

/** A URI as it may be shown and stored: without user and password. */
export function withoutCredentials(uri: string): string {
  return uri.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, "$1");
}
