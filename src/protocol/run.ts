/** Runs and their messages. */
import type { Run, RunInfo } from "../entities.js";
import { datasetInputMessage, datasetInputOf } from "./dataset.js";
import { stageOf, timeOf } from "./experiment.js";
import type { Message } from "./messages.js";
import { metricMessage, metricOf } from "./metric.js";
import { pairsOf, recordOf } from "./pairs.js";

export function runMessage(run: Run): Message<"Run"> {
  return {
    info: runInfoMessage(run.info),
    data: {
      metrics: run.data.latestMetrics.map(metricMessage),
      params: pairsOf(run.data.params),
      tags: pairsOf(run.data.tags),
    },
    inputs: {
      dataset_inputs: run.inputs.datasets.map(datasetInputMessage),
      model_inputs: run.inputs.models.map(({ modelId }) => ({ model_id: modelId })),
    },
    outputs: { model_outputs: run.outputs.models.map(({ modelId, step }) => ({ model_id: modelId, step })) },
  };
}

export function runOf(message: Message<"Run">): Run {
  const { data = {}, inputs = {}, outputs = {} } = message;
  const latestMetrics = (data.metrics ?? []).map(metricOf);
  return {
    info: runInfoOf(message.info ?? {}),
    data: {
      metrics: Object.fromEntries(latestMetrics.map(({ key, value }) => [key, value])),
      params: recordOf(data.params),
      tags: recordOf(data.tags),
      latestMetrics,
    },
    inputs: {
      datasets: (inputs.dataset_inputs ?? []).map(datasetInputOf),
      models: (inputs.model_inputs ?? []).map(({ model_id = "" }) => ({ modelId: model_id })),
    },
    outputs: {
      models: (outputs.model_outputs ?? []).map(({ model_id = "", step = 0 }) => ({
        modelId: model_id,
        step: Number(step),
      })),
    },
  };
}

export function runInfoMessage(info: RunInfo): Message<"RunInfo"> {
  return {
    run_id: info.runId,
    run_uuid: info.runId,
    run_name: info.runName,
    experiment_id: info.experimentId,
    user_id: info.userId,
    status: info.status,
    start_time: info.startTimeMs,
    end_time: info.endTimeMs ?? undefined,
    artifact_uri: info.artifactUri,
    lifecycle_stage: info.lifecycleStage,
  };
}

export function runInfoOf(message: Message<"RunInfo">): RunInfo {
  return {
    runId: message.run_id ?? message.run_uuid ?? "",
    runName: message.run_name ?? "",
    experimentId: message.experiment_id ?? "",
    userId: message.user_id ?? "",
    status: message.status ?? "RUNNING",
    startTimeMs: Number(message.start_time ?? 0),
    endTimeMs: timeOf(message.end_time),
    artifactUri: message.artifact_uri ?? "",
    lifecycleStage: stageOf(message.lifecycle_stage),
  };
}
