/** The URIs that name a model or a run's artifact, as MLflow writes them. Pure. */
import { TrackingError } from "../errors.js";

/** What a `models:` URI names: one version, the newest of a stage or of all, the one under an alias, or a logged model. */
export type ModelUri =
  | { readonly kind: "version"; readonly name: string; readonly version: string }
  | { readonly kind: "stage"; readonly name: string; readonly stage: string }
  | { readonly kind: "latest"; readonly name: string }
  | { readonly kind: "alias"; readonly name: string; readonly alias: string }
  | { readonly kind: "model"; readonly modelId: string };

export interface RunUri {
  readonly runId: string;
  /** Relative to the run's artifacts; "" is all of them. */
  readonly path: string;
}

export function isModelUri(uri: string): boolean {
  return /^models:/i.test(uri);
}

export function isRunUri(uri: string): boolean {
  return /^runs:/i.test(uri);
}

/**
 * Reads `models:/name/1`, `models:/name/Production`, `models:/name/latest`, `models:/name@alias` or `models:/m-<id>`.
 * The stage is given back as written; `latest` in any case of letters. Throws INVALID_PARAMETER_VALUE for anything else.
 */
export function parseModelUri(uri: string): ModelUri {
  const path = /^models:\/([^/].*)$/is.exec(uri)?.[1];
  const parts = path?.split("/") ?? [];
  const [name = "", suffix] = parts;
  if (parts.length > 2 || name.trim() === "" || suffix?.trim() === "") throw improperModelUri(uri);
  if (suffix === undefined) return withoutSuffix(name, uri);
  if (/^\d+$/.test(suffix)) return { kind: "version", name, version: suffix };
  return suffix.toLowerCase() === "latest" ? { kind: "latest", name } : { kind: "stage", name, stage: suffix };
}

function withoutSuffix(text: string, uri: string): ModelUri {
  const at = text.lastIndexOf("@");
  if (at < 0) return { kind: "model", modelId: text };
  const [name, alias] = [text.slice(0, at), text.slice(at + 1)];
  if (name.trim() === "" || alias.trim() === "") throw improperModelUri(uri);
  return { kind: "alias", name, alias };
}

/** Reads `runs:/<run id>/path`; throws INVALID_PARAMETER_VALUE for anything else. */
export function parseRunUri(uri: string): RunUri {
  const found = /^runs:\/([^/]+)(?:\/(.*))?$/is.exec(uri);
  if (found === null) {
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `Not a proper runs:/ URI: ${uri}. Runs URIs must be of the form 'runs:/<run_id>/run-relative/path/to/artifact'`,
    );
  }
  return { runId: found[1]!, path: found[2] ?? "" };
}

function improperModelUri(uri: string): TrackingError {
  return new TrackingError(
    "INVALID_PARAMETER_VALUE",
    `Not a proper models:/ URI: ${uri}. Models URIs must be of the form 'models:/name/suffix' or 'models:/name@alias' ` +
      `where suffix is a version, stage, or the string 'latest' and where alias is a registered model alias. ` +
      `Only one of suffix or alias can be defined at a time.`,
  );
}
