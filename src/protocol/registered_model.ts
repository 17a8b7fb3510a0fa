/** Registered models, their versions, and the messages of both. Texts that MLflow leaves out when empty are left out. */
import type { ModelStage, ModelVersion, RegisteredModel } from "../entities.js";
import type { Message } from "./messages.js";
import { pairsOf, recordOf } from "./pairs.js";

export function registeredModelMessage(model: RegisteredModel): Message<"RegisteredModel"> {
  return {
    name: model.name,
    creation_timestamp: model.creationTimeMs,
    last_updated_timestamp: model.lastUpdatedTimeMs,
    description: model.description || undefined,
    latest_versions: model.latestVersions.map(modelVersionMessage),
    tags: pairsOf(model.tags),
    aliases: Object.keys(model.aliases).map((alias) => ({ alias, version: model.aliases[alias]! })),
  };
}

export function registeredModelOf(message: Message<"RegisteredModel">): RegisteredModel {
  return {
    name: message.name ?? "",
    creationTimeMs: Number(message.creation_timestamp ?? 0),
    lastUpdatedTimeMs: Number(message.last_updated_timestamp ?? 0),
    description: message.description ?? "",
    tags: recordOf(message.tags),
    aliases: Object.fromEntries((message.aliases ?? []).map(({ alias = "", version = "" }) => [alias, version])),
    latestVersions: (message.latest_versions ?? []).map(modelVersionOf),
  };
}

export function modelVersionMessage(version: ModelVersion): Message<"ModelVersion"> {
  return {
    name: version.name,
    version: version.version,
    creation_timestamp: version.creationTimeMs,
    last_updated_timestamp: version.lastUpdatedTimeMs,
    user_id: version.userId || undefined,
    current_stage: version.currentStage,
    description: version.description ?? undefined,
    source: version.source,
    run_id: version.runId,
    status: version.status,
    status_message: version.statusMessage || undefined,
    tags: pairsOf(version.tags),
    run_link: version.runLink,
    aliases: version.aliases,
    model_id: version.modelId,
  };
}

export function modelVersionOf(message: Message<"ModelVersion">): ModelVersion {
  return {
    name: message.name ?? "",
    version: message.version ?? "",
    creationTimeMs: Number(message.creation_timestamp ?? 0),
    lastUpdatedTimeMs: Number(message.last_updated_timestamp ?? 0),
    userId: message.user_id ?? "",
    currentStage: (message.current_stage ?? "None") as ModelStage,
    description: message.description ?? null,
    source: message.source ?? "",
    runId: message.run_id ?? "",
    runLink: message.run_link ?? "",
    status: message.status ?? "READY",
    statusMessage: message.status_message ?? "",
    tags: recordOf(message.tags),
    aliases: message.aliases ?? [],
    ...(message.model_id && { modelId: message.model_id }),
  };
}
