/** Experiments and their messages. */
import type { DatasetSummary, Experiment, LifecycleStage } from "../entities.js";
import type { Int64, Message } from "./messages.js";
import { pairsOf, recordOf } from "./pairs.js";

export function experimentMessage(experiment: Experiment): Message<"Experiment"> {
  return {
    experiment_id: experiment.experimentId,
    name: experiment.name,
    artifact_location: experiment.artifactLocation,
    lifecycle_stage: experiment.lifecycleStage,
    last_update_time: experiment.lastUpdateTimeMs ?? undefined,
    creation_time: experiment.creationTimeMs ?? undefined,
    tags: pairsOf(experiment.tags),
    // MLflow 3.14 and later name the one workspace that every server has.
    workspace: "default",
  };
}

export function experimentOf(message: Message<"Experiment">): Experiment {
  return {
    experimentId: message.experiment_id ?? "",
    name: message.name ?? "",
    artifactLocation: message.artifact_location ?? "",
    lifecycleStage: stageOf(message.lifecycle_stage),
    creationTimeMs: timeOf(message.creation_time),
    lastUpdateTimeMs: timeOf(message.last_update_time),
    tags: recordOf(message.tags),
  };
}

export function stageOf(text: string | undefined): LifecycleStage {
  return text === "deleted" ? "deleted" : "active";
}

export function timeOf(value: Int64 | undefined): number | null {
  return value === undefined ? null : Number(value);
}

export function datasetSummaryMessage(summary: DatasetSummary): Message<"DatasetSummary"> {
  return {
    experiment_id: summary.experimentId,
    name: summary.name,
    digest: summary.digest,
    context: summary.context ?? undefined,
  };
}

export function datasetSummaryOf(message: Message<"DatasetSummary">): DatasetSummary {
  return {
    experimentId: message.experiment_id ?? "",
    name: message.name ?? "",
    digest: message.digest ?? "",
    context: message.context ?? null,
  };
}
