/** Points of metrics and their messages. */
import type { Metric, RunMetric } from "../entities.js";
import type { Message } from "./messages.js";

export function metricMessage(metric: Metric): Message<"Metric"> {
  return {
    key: metric.key,
    value: metric.value,
    timestamp: metric.timestampMs,
    step: metric.exactStep ?? metric.step,
    dataset_name: metric.datasetName,
    dataset_digest: metric.datasetDigest,
    model_id: metric.modelId,
  };
}

export function runMetricMessage(metric: RunMetric): Message<"Metric"> {
  return { ...metricMessage(metric), run_id: metric.runId };
}

export function metricWithRunIdMessage(metric: RunMetric): Message<"MetricWithRunId"> {
  return {
    key: metric.key,
    value: metric.value,
    timestamp: metric.timestampMs,
    step: metric.exactStep ?? metric.step,
    run_id: metric.runId,
  };
}

export function metricOf(message: Message<"Metric">): Metric {
  const { step = 0 } = message;
  return {
    key: message.key ?? "",
    value: message.value ?? 0,
    timestampMs: Number(message.timestamp ?? 0),
    step: Number(step),
    ...(typeof step === "bigint" && { exactStep: step }),
    ...(message.model_id && { modelId: message.model_id }),
    ...(message.dataset_name && { datasetName: message.dataset_name }),
    ...(message.dataset_digest && { datasetDigest: message.dataset_digest }),
  };
}

export function runMetricOf(message: Message<"Metric">): RunMetric {
  return { ...metricOf(message), runId: message.run_id ?? "" };
}
