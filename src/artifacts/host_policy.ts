/**
 * Which hosts a server may be made to connect to by a location that a client names. Pure.
 * MLflow 3.17 and later; schemes and default ports after its `store/artifact/host_policy.py`.
 */
import { TrackingError } from "../errors.js";

export interface HostPolicy {
  /** URIs of the server's own storage: their hosts are trusted. */
  readonly trusted: readonly string[];
  /** Schemes that the operator allows (MLFLOW_ALLOWED_HOST_ADDRESSED_ARTIFACT_SCHEMES). */
  readonly allowedSchemes: readonly string[];
}

export const trustNoHost: HostPolicy = { trusted: [], allowedSchemes: [] };

interface Scheme {
  /** Schemes that reach the same service. */
  readonly family: string;
  /** Where a URI without a port may connect to. */
  readonly ports: readonly string[];
}

const schemes: Readonly<Record<string, Scheme>> = {
  ftp: { family: "ftp", ports: ["21"] },
  sftp: { family: "sftp", ports: ["22"] },
  hdfs: { family: "hdfs", ports: [""] },
  viewfs: { family: "hdfs", ports: [""] },
  http: { family: "http", ports: ["80"] },
  https: { family: "http", ports: ["443"] },
  "mlflow-artifacts": { family: "http", ports: ["80", "443"] },
  r2: { family: "r2", ports: ["443"] },
  b2: { family: "b2", ports: ["443"] },
  abfss: { family: "abfss", ports: ["443"] },
};

/** Throws INVALID_PARAMETER_VALUE when `uri` names a host that is not the server's own; `field` is where the client wrote it. */
export function checkHost(field: string, uri: string, policy: HostPolicy): void {
  const targets = targetsOf(uri);
  if (targets === undefined) return;
  const scheme = schemeOf(uri);
  if (policy.allowedSchemes.some((allowed) => allowed.toLowerCase() === scheme)) return;
  const trusted = policy.trusted.flatMap((one) => targetsOf(one) ?? []);
  if (targets.some((target) => trusted.includes(target))) return;
  throw new TrackingError(
    "INVALID_PARAMETER_VALUE",
    `'${field}' cannot use the '${scheme}' scheme: the '${scheme}' scheme addresses a host other than the tracking server's ` +
      "configured artifact storage, so the server would connect to the host named in the URI. Set the " +
      "MLFLOW_ALLOWED_HOST_ADDRESSED_ARTIFACT_SCHEMES environment variable on the server to allow it.",
  );
}

function schemeOf(uri: string): string {
  return /^([a-z][a-z0-9+.-]*):/i.exec(uri)?.[1]?.toLowerCase() ?? "";
}

/** What the URI connects to, as "family host port"; undefined when it selects no host; none when that cannot be told. */
function targetsOf(uri: string): string[] | undefined {
  const name = schemeOf(uri);
  const scheme = Object.hasOwn(schemes, name) ? schemes[name] : undefined;
  if (scheme === undefined) return undefined;
  const authority = /^[^:]+:\/\/([^/?#]*)/.exec(uri)?.[1] ?? "";
  if (name === "mlflow-artifacts" && authority === "") return undefined;
  const found = /^(?:.*@)?(\[[^\]]*\]|[^:@\\\s]*)(?::(\d+))?$/.exec(authority);
  if (found === null || /[\\\s]/.test(authority)) return [];
  const [, host = "", port] = found;
  return (port === undefined ? scheme.ports : [port]).map((one) => `${scheme.family} ${host.toLowerCase()} ${one}`);
}
