/**
 * MLflow's rules for names, aliases, tags, versions and stages of the model registry, with MLflow's messages. Pure.
 * Source: MLflow 3.18 `mlflow/utils/validation.py`; limits are in characters (code points).
 */
import type { ModelStage } from "./entities.js";
import { TrackingError } from "./errors.js";
import { checkCharacters, checkLength, checkOwnPath, maxKeyLength, missing } from "./validate.js";

export const maxRegistryTagLength = 100_000;
export const maxAliasLength = 255;
export const modelStages: readonly ModelStage[] = ["None", "Staging", "Production", "Archived"];

/** `parameter` is how MLflow calls the name that is checked: "name", or "new_name" of a rename. */
export function checkModelName(name: unknown, parameter = "name"): asserts name is string {
  if (typeof name !== "string" || name === "") throw missing(parameter);
  if (name.trim() === "") throw invalid(`Missing value for required parameter '${parameter}'.`);
  if (/[/:]/.test(name)) throw invalid(`Invalid model name '${name}'. Names cannot contain '/' or ':'.`);
  checkOwnPath("name", name);
}

/** The key of a tag of a model or version, as far as reading and deleting need it. */
export function checkRegistryKey(key: unknown): asserts key is string {
  if (typeof key !== "string") throw missing("key");
  checkCharacters("key", key);
  checkOwnPath("key", key);
}

export function checkRegistryTag(key: unknown, value: unknown): void {
  checkRegistryKey(key);
  checkLength("key", key, maxKeyLength);
  if (typeof value !== "string") {
    throw invalid(`Tag value of '${key}' is ${String(value)}`, "a tag is stored as text: String(…) makes one");
  }
  checkLength("value", value, maxRegistryTagLength);
}

/** A well-formed alias, reserved or not. */
export function checkAlias(alias: unknown): asserts alias is string {
  if (typeof alias !== "string" || alias === "") throw invalid("Registered model alias name cannot be empty.");
  if (!/^[\p{L}\p{N}_-]+$/u.test(alias)) {
    throw invalid(
      `Invalid alias name: '${alias}'. Names may only contain alphanumerics, underscores (_), and dashes (-).`,
    );
  }
  checkLength("Registered model alias name", alias, maxAliasLength);
}

/** An alias that may be given to a version. */
export function checkNewAlias(alias: unknown): asserts alias is string {
  checkAlias(alias);
  if (alias.toLowerCase() === "latest") throw invalid("'latest' alias name (case insensitive) is reserved.");
  if (/^v\d+$/i.test(alias)) throw invalid(`Version alias name '${alias}' is reserved.`);
}

/** The version's number; a text may have blanks and leading zeros, as in Python. */
export function readVersion(version: unknown): number {
  if (typeof version === "string" && /^\s*[+-]?\d+\s*$/.test(version)) return Number(version);
  if (typeof version === "number" && Number.isInteger(version)) return version;
  if (version === undefined || version === "") throw missing("version");
  throw invalid(`Parameter 'version' must be an integer, got '${String(version)}'.`);
}

/** The stage as MLflow writes it, from any case of letters. */
export function readStage(stage: unknown): ModelStage {
  const found = modelStages.find((one) => one.toLowerCase() === String(stage).toLowerCase());
  if (found !== undefined) return found;
  throw invalid(`Invalid Model Version stage: ${String(stage)}. Value must be one of ${modelStages.join(", ")}.`);
}

function invalid(message: string, remedy?: string): TrackingError {
  return new TrackingError("INVALID_PARAMETER_VALUE", message, remedy === undefined ? {} : { remedy });
}
