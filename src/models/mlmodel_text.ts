/** The text of an `MLmodel` file: YAML whose signature is JSON text. Only `flavors` is demanded; unknown keys are kept. Pure. */
import { parse, stringify } from "yaml";
import { TrackingError } from "../errors.js";
import { pythonJson } from "../python_text.js";
import type { FlavorConfig, ModelMetadata, ModelSignature } from "./model.js";

export const mlmodelFile = "MLmodel";

/** The metadata in the text of an `MLmodel` file; `place` names it in errors. */
export function mlmodelOf(text: string, place: string): ModelMetadata {
  const content = parsed(text, place);
  const { flavors, artifact_path, run_id, model_id, model_uuid, utc_time_created, ...more } = content;
  const { signature, saved_input_example_info, metadata, ...rest } = more;
  if (!isObject(flavors)) throw unreadable(place, "it has no flavors");
  return {
    flavors: Object.fromEntries(
      Object.entries(flavors).map(([name, config]) => [name, isObject(config) ? (config as FlavorConfig) : {}]),
    ),
    artifactPath: textOrNull(artifact_path),
    runId: textOrNull(run_id),
    modelId: textOrNull(model_id),
    modelUuid: textOrNull(model_uuid),
    utcTimeCreated: textOrNull(utc_time_created),
    signature: isObject(signature) ? signatureOf(signature, place) : null,
    savedInputExampleInfo: isObject(saved_input_example_info)
      ? (saved_input_example_info as unknown as ModelMetadata["savedInputExampleInfo"])
      : null,
    metadata: isObject(metadata) ? metadata : null,
    rest,
  };
}

/** The metadata as the file has it: a plain object in MLflow's names, keys sorted as MLflow sorts them. */
export function mlmodelDict(model: ModelMetadata): Record<string, unknown> {
  const fields: Record<string, unknown> = {
    ...model.rest,
    flavors: model.flavors,
    artifact_path: model.artifactPath,
    run_id: model.runId,
    model_id: model.modelId,
    model_uuid: model.modelUuid,
    utc_time_created: model.utcTimeCreated,
    signature: model.signature === null ? null : signatureDict(model.signature),
    saved_input_example_info: model.savedInputExampleInfo,
    metadata: model.metadata,
  };
  const set = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(set.sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function mlmodelText(model: ModelMetadata): string {
  // PyYAML reads YAML 1.1, where a time without quotes is a date.
  return stringify(mlmodelDict(model), {
    version: "1.1",
    lineWidth: 0,
    sortMapEntries: true,
    aliasDuplicateObjects: false,
  });
}

/** A signature as `MLmodel` keeps it: each part a JSON text in Python's spelling, or null. */
export function signatureDict({ inputs, outputs, params }: ModelSignature): Record<string, string | null> {
  const text = (part: unknown) => (part === null ? null : pythonJson(part));
  return { inputs: text(inputs), outputs: text(outputs), params: text(params) };
}

function signatureOf(signature: Record<string, unknown>, place: string): ModelSignature {
  const part = (name: string): never => {
    const text = signature[name];
    if (text === null || text === undefined) return null as never;
    try {
      const value: unknown = typeof text === "string" ? JSON.parse(text) : text;
      if (Array.isArray(value) && value.every(isSpec)) return value as never;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    throw unreadable(place, `the ${name} of its signature are no JSON list of columns, tensors or params`);
  };
  return { inputs: part("inputs"), outputs: part("outputs"), params: part("params") };
}

function isSpec(value: unknown): boolean {
  if (!isObject(value)) return false;
  const tensor = value["tensor-spec"];
  if (value["type"] !== "tensor") return true;
  return isObject(tensor) && Array.isArray(tensor["shape"]) && typeof tensor["dtype"] === "string";
}

function parsed(text: string, place: string): Record<string, unknown> {
  let content: unknown;
  try {
    // A key that comes twice counts as PyYAML counts it; looking for such keys takes minutes in a file made for it.
    content = parse(text, { uniqueKeys: false, logLevel: "error" });
  } catch (error) {
    throw unreadable(place, (error as Error).message.split("\n")[0]!, error);
  }
  if (!isObject(content)) throw unreadable(place, "it is no YAML mapping");
  return content;
}

/** `place` cannot be read, for this reason. */
export function unreadable(place: string, reason: string, cause?: unknown): TrackingError {
  return new TrackingError("INVALID_PARAMETER_VALUE", `${place} cannot be read: ${reason}`, {
    cause,
    remedy: "log the model again",
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
