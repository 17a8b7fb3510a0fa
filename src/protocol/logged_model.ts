/** Logged models and their messages. */
import type { LoggedModel, LoggedModelStatus } from "../entities.js";
import type { Message } from "./messages.js";
import { runMetricMessage, runMetricOf } from "./metric.js";
import { pairsOf, recordOf } from "./pairs.js";

type WireStatus = NonNullable<Message<"LoggedModelInfo">["status"]>;

const wireStatuses: Readonly<Record<LoggedModelStatus, WireStatus>> = {
  PENDING: "LOGGED_MODEL_PENDING",
  READY: "LOGGED_MODEL_READY",
  FAILED: "LOGGED_MODEL_UPLOAD_FAILED",
  UNSPECIFIED: "LOGGED_MODEL_STATUS_UNSPECIFIED",
};

export function loggedModelMessage(model: LoggedModel): Message<"LoggedModel"> {
  return {
    info: {
      model_id: model.modelId,
      experiment_id: model.experimentId,
      name: model.name,
      creation_timestamp_ms: model.creationTimeMs,
      last_updated_timestamp_ms: model.lastUpdatedTimeMs,
      artifact_uri: model.artifactUri,
      status: wireStatuses[model.status],
      model_type: model.modelType,
      source_run_id: model.sourceRunId ?? "",
      status_message: model.statusMessage ?? undefined,
      tags: pairsOf(model.tags),
    },
    data: { params: pairsOf(model.params), metrics: model.metrics.map(runMetricMessage) },
  };
}

export function loggedModelOf(message: Message<"LoggedModel">): LoggedModel {
  const { info = {}, data = {} } = message;
  return {
    modelId: info.model_id ?? "",
    experimentId: info.experiment_id ?? "",
    name: info.name ?? "",
    creationTimeMs: Number(info.creation_timestamp_ms ?? 0),
    lastUpdatedTimeMs: Number(info.last_updated_timestamp_ms ?? 0),
    artifactUri: info.artifact_uri ?? "",
    status: loggedModelStatusOf(info.status) ?? "PENDING",
    statusMessage: info.status_message ?? null,
    modelType: info.model_type ?? "",
    sourceRunId: info.source_run_id || null,
    tags: recordOf(info.tags),
    params: recordOf(data.params),
    metrics: (data.metrics ?? []).map(runMetricOf),
  };
}

export function loggedModelStatusMessage(status: LoggedModelStatus): WireStatus {
  return wireStatuses[status];
}

/** undefined for none. */
export function loggedModelStatusOf(status: WireStatus | undefined): LoggedModelStatus | undefined {
  return (Object.keys(wireStatuses) as LoggedModelStatus[]).find((one) => wireStatuses[one] === status);
}
