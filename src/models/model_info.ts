/** What is known of a model without loading it. */
import { signatureDict } from "./mlmodel_text.js";
import type { ExampleInfo, FlavorConfig, ModelMetadata, ModelSignature } from "./model.js";

export interface ModelInfo {
  /** Loads the model, on stores of MLflow 2 and 3: `runs:/<run id>/model`. */
  readonly modelUri: string;
  readonly modelUuid: string | null;
  /** The logged model (`models:/<model id>`); null where the store has none. */
  readonly modelId: string | null;
  readonly runId: string | null;
  readonly artifactPath: string | null;
  readonly flavors: Readonly<Record<string, FlavorConfig>>;
  readonly signature: ModelSignature | null;
  /** The signature as `MLmodel` has it: its parts as JSON text. */
  readonly signatureDict: Readonly<Record<string, string | null>> | null;
  readonly savedInputExampleInfo: ExampleInfo | null;
  readonly metadata: Readonly<Record<string, unknown>> | null;
  /** `2025-01-01 00:00:00.000000`, UTC. */
  readonly utcTimeCreated: string | null;
  /** Absent where none was registered. */
  readonly registeredModelVersion?: string;
}

export function modelInfoOf(modelUri: string, model: ModelMetadata, version?: string): ModelInfo {
  const { modelUuid, modelId, runId, artifactPath, flavors, signature } = model;
  const { savedInputExampleInfo, metadata, utcTimeCreated } = model;
  return {
    ...{ modelUri, modelUuid, modelId, runId, artifactPath, flavors, signature },
    signatureDict: signature === null ? null : signatureDict(signature),
    ...{ savedInputExampleInfo, metadata, utcTimeCreated },
    ...(version !== undefined && { registeredModelVersion: version }),
  };
}
